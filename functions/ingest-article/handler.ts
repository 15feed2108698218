/**
 * Woken by       the uploads queue: S3 stored or removed an object under articles/, concepts/ or lexicons/.
 * Leaves behind  the article committed, updated or withdrawn, or a rejection; always a receipt; one announcement.
 *                Of a concept: its names in the registry, and its tag on the articles that had it by another name.
 *                Of a lexicon or a concept: how words are said, and calls to the narrator for articles that say them; its own
 *                message on the queue again, where those articles are more than one message may look at.
 * On failure     this message alone returns to the queue, and at last to its dead-letter queue.
 */
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbConceptStore } from '../../shared/aws/dynamodb-concept-store.ts';
import { dynamodbLexiconStore } from '../../shared/aws/dynamodb-lexicon-store.ts';
import { s3ArticleUploads } from '../../shared/aws/s3-article-uploads.ts';
import { s3MediaShelf } from '../../shared/aws/s3-media-shelf.ts';
import { s3UploadsLedger } from '../../shared/aws/s3-uploads-ledger.ts';
import { snsAnnouncer, snsNewsroom } from '../../shared/aws/sns-announcer.ts';
import { sqsNarrationQueue } from '../../shared/aws/sqs-narration-queue.ts';
import { eachMessage } from '../../shared/lambda/batch.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { takeUpload } from './take-upload.ts';
import { uploadsIn } from './uploads-in.ts';

const environment = readEnvironment('ingest-article');
const telemetry = openTelemetry('ingest-article');

const needs = {
  uploads: s3ArticleUploads(environment.UPLOADS_BUCKET, sha256),
  ledger: s3UploadsLedger(environment.UPLOADS_BUCKET, environment.UPLOADS_QUEUE),
  articles: dynamodbArticleStore(environment.ARTICLES_TABLE, sha256),
  concepts: dynamodbConceptStore(environment.ARTICLES_TABLE),
  lexicons: dynamodbLexiconStore(environment.ARTICLES_TABLE),
  announcer: snsAnnouncer(environment.ANNOUNCEMENTS_TOPIC, environment.SITE_URL),
  newsroom: snsNewsroom(environment.NEWSROOM_TOPIC),
  media: s3MediaShelf(environment.MEDIA_BUCKET),
  narrations: sqsNarrationQueue(environment.NARRATION_QUEUE),
  now: () => new Date(),
  hash: sha256,
};

export const handler = eachMessage(async ({ body }) => {
  for (const upload of uploadsIn(body)) {
    const outcome = await takeUpload(upload, needs);
    telemetry.log.info('upload judged', { key: upload.key, outcome });
    telemetry.count(`Upload-${outcome}`);
  }
}, telemetry);
