/**
 * Woken by       the schedule, every minute.
 * Leaves behind  the announcements of articles whose time has come, and of whatever was left unsaid; expired articles
 *                taken from every list.
 * On failure     the next minute does it: what is due stays due.
 */
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { s3MediaShelf } from '../../shared/aws/s3-media-shelf.ts';
import { snsAnnouncer } from '../../shared/aws/sns-announcer.ts';
import { sqsNarrationQueue } from '../../shared/aws/sqs-narration-queue.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { releaseDue } from './release-due.ts';

const environment = readEnvironment('release-due');
const telemetry = openTelemetry('release-due');

const needs = {
  articles: dynamodbArticleStore(environment.ARTICLES_TABLE, sha256),
  announcer: snsAnnouncer(environment.ANNOUNCEMENTS_TOPIC, environment.SITE_URL),
  media: s3MediaShelf(environment.MEDIA_BUCKET),
  narrations: sqsNarrationQueue(environment.NARRATION_QUEUE),
  now: () => new Date(),
};

export const handler = async (): Promise<void> => {
  const released = await releaseDue(needs);
  telemetry.log.info('due released', released);
  telemetry.count('Released', released.announced + released.expired);
  telemetry.count('ReleaseDelay', released.lateSeconds);
  telemetry.flush();
};
