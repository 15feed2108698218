/**
 * Woken by       the schedule, once a day.
 * Leaves behind  on the uploads queue, the events that S3 has lost; what was mended, told to the newsroom.
 * On failure     what was found before is mended; an alarm, and the next day's run begins anew.
 */
import type { Context } from 'aws-lambda';
import { dynamodbArticleReading } from '../../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbConceptStore } from '../../shared/aws/dynamodb-concept-store.ts';
import { dynamodbLexiconStore } from '../../shared/aws/dynamodb-lexicon-store.ts';
import { dynamodbNewsroomReading } from '../../shared/aws/dynamodb-newsroom-reading.ts';
import { s3UploadsLedger } from '../../shared/aws/s3-uploads-ledger.ts';
import { snsNewsroom } from '../../shared/aws/sns-announcer.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { reconcileUploads } from './reconcile-uploads.ts';

const environment = readEnvironment('reconcile-uploads');
const telemetry = openTelemetry('reconcile-uploads');

const needs = {
  ledger: s3UploadsLedger(environment.UPLOADS_BUCKET, environment.UPLOADS_QUEUE),
  articles: dynamodbArticleStore(environment.ARTICLES_TABLE, sha256),
  reading: dynamodbArticleReading(environment.ARTICLES_TABLE),
  concepts: dynamodbConceptStore(environment.ARTICLES_TABLE),
  lexicons: dynamodbLexiconStore(environment.ARTICLES_TABLE),
  desk: dynamodbNewsroomReading(environment.ARTICLES_TABLE),
  newsroom: snsNewsroom(environment.NEWSROOM_TOPIC),
  now: () => new Date(),
};

/** Milliseconds that one page and the report may take. */
const lastPage = 60_000;

export const handler = async (_event: unknown, context: Context): Promise<void> => {
  const left = context.getRemainingTimeInMillis() - lastPage;
  const mending = await reconcileUploads(needs, new Date(Date.now() + left));
  telemetry.log.info('uploads reconciled', mending);
  telemetry.count('Reconciled-looked', mending.looked);
  telemetry.count('Reconciled-stored', mending.stored);
  telemetry.count('Reconciled-removed', mending.removed);
  telemetry.flush();
};
