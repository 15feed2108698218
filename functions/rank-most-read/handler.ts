/**
 * Woken by       the schedule, every minute.
 * Leaves behind  the Most Read list of each edition and section, ready to serve with one read.
 * On failure     the next minute does it; a list that grows old is no longer shown.
 */
import { dynamodbArticleReading } from '../../shared/aws/dynamodb-article-reading.ts';
import { dynamodbReadership } from '../../shared/aws/dynamodb-readership.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { rankMostReadLists } from './rank-most-read.ts';

const environment = readEnvironment('rank-most-read');
const telemetry = openTelemetry('rank-most-read');

const needs = {
  readership: dynamodbReadership(environment.READERSHIP_TABLE),
  reading: dynamodbArticleReading(environment.ARTICLES_TABLE),
  now: () => new Date(),
};

export const handler = async (): Promise<void> => {
  telemetry.log.info('most read ranked', await rankMostReadLists(needs));
};
