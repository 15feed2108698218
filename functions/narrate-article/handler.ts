/**
 * Woken by       the narration queue: an article was published, updated or withdrawn.
 * Leaves behind  MP3, WebVTT and word timings in the media bucket, the narration on the article, narration.ready;
 *                after a withdrawal, no audio.
 * On failure     this message alone returns to the queue, and at last to its dead-letter queue; the article stays live.
 */
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { pollyNarrator } from '../../shared/aws/polly-narrator.ts';
import { s3ArticleUploads } from '../../shared/aws/s3-article-uploads.ts';
import { s3MediaShelf } from '../../shared/aws/s3-media-shelf.ts';
import { s3NarrationShelf } from '../../shared/aws/s3-narration-shelf.ts';
import { snsAnnouncer, snsNewsroom } from '../../shared/aws/sns-announcer.ts';
import { eachMessage } from '../../shared/lambda/batch.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { type Call, narrateArticle } from './narrate-article.ts';

const environment = readEnvironment('narrate-article');
const telemetry = openTelemetry('narrate-article');

const needs = {
  articles: dynamodbArticleStore(environment.ARTICLES_TABLE, sha256),
  narrator: pollyNarrator(),
  shelf: s3NarrationShelf(environment.MEDIA_BUCKET, sha256),
  announcer: snsAnnouncer(environment.ANNOUNCEMENTS_TOPIC, environment.SITE_URL),
  media: s3MediaShelf(environment.MEDIA_BUCKET),
  uploads: s3ArticleUploads(environment.UPLOADS_BUCKET, sha256),
  newsroom: snsNewsroom(environment.NEWSROOM_TOPIC),
  now: () => new Date(),
  hash: sha256,
};

export const handler = eachMessage(async ({ body }) => {
  const call = JSON.parse(body) as Call;
  const outcome = await narrateArticle(call, needs);
  telemetry.log.info('article narrated', { article: call.article, revision: call.revision, outcome });
  telemetry.count(`Narration-${outcome}`);
}, telemetry);
