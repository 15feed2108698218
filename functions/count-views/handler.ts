/**
 * Woken by       the views queue, in batches.
 * Leaves behind  one update an article and hour in the readership table.
 * On failure     the messages of the update that failed return to the queue; counting one again changes nothing.
 */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamodbReadership } from '../../shared/aws/dynamodb-readership.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { countViews } from './count-views.ts';

const environment = readEnvironment('count-views');
const telemetry = openTelemetry('count-views');

const needs = { readership: dynamodbReadership(environment.READERSHIP_TABLE) };

export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const { tallies, failed } = await countViews(Records, needs);
  telemetry.log.info('views counted', { views: Records.length, tallies, failed });
  telemetry.count('ViewsCounted', Records.length - failed.length);
  telemetry.flush();
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
