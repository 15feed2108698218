/**
 * Woken by       the narration queue: an article was published, updated or withdrawn.
 * Leaves behind  MP3, WebVTT and word timings in the media bucket, the narration on the article, narration.ready;
 *                after a withdrawal, no audio.
 * On failure     this message alone returns to the queue, and at last to its dead-letter queue; the article stays live.
 */
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbNarrationStudio } from '../../shared/aws/dynamodb-narration-studio.ts';
import { pollyNarrator } from '../../shared/aws/polly-narrator.ts';
import { s3ArticleUploads } from '../../shared/aws/s3-article-uploads.ts';
import { s3MediaShelf } from '../../shared/aws/s3-media-shelf.ts';
import { s3NarrationShelf } from '../../shared/aws/s3-narration-shelf.ts';
import { s3SpeechCache } from '../../shared/aws/s3-speech-cache.ts';
import { snsAnnouncer, snsNewsroom } from '../../shared/aws/sns-announcer.ts';
import { sqsNarrationQueue } from '../../shared/aws/sqs-narration-queue.ts';
import type { NarrationCall, Spending } from '../../shared/domain/narration.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import { eachMessage } from '../../shared/lambda/batch.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { narrateArticle } from './narrate-article.ts';

const environment = readEnvironment('narrate-article');
const telemetry = openTelemetry('narrate-article');
const studio = dynamodbNarrationStudio(environment.ARTICLES_TABLE);

const needs = {
  articles: dynamodbArticleStore(environment.ARTICLES_TABLE, sha256),
  narrator: pollyNarrator(newsroom.narration),
  narrations: sqsNarrationQueue(environment.NARRATION_QUEUE),
  cache: s3SpeechCache(environment.MEDIA_BUCKET),
  studio: {
    ...studio,
    async note(spending: Spending) {
      await studio.note(spending);
      telemetry.count('NarrationDollars', spending.cost);
    },
  },
  shelf: s3NarrationShelf(environment.MEDIA_BUCKET, sha256),
  announcer: snsAnnouncer(environment.ANNOUNCEMENTS_TOPIC, environment.SITE_URL),
  media: s3MediaShelf(environment.MEDIA_BUCKET),
  uploads: s3ArticleUploads(environment.UPLOADS_BUCKET, sha256),
  newsroom: snsNewsroom(environment.NEWSROOM_TOPIC),
  now: () => new Date(),
  hash: sha256,
};

export const handler = eachMessage(async ({ body }, context) => {
  const call = JSON.parse(body) as NarrationCall;
  const remaining = () => context.getRemainingTimeInMillis();
  const outcome = await narrateArticle(call, { ...needs, remaining, run: context.awsRequestId });
  telemetry.log.info('narration', { article: call.article, call: call.type, outcome });
  telemetry.count(`Narration-${outcome}`);
}, telemetry);
