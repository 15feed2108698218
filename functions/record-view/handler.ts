/**
 * Woken by       POST /v1/views.
 * Leaves behind  one message on the views queue, or nothing for a crawler.
 * On failure     the reader's page is answered with 500 and goes on; nothing is half counted.
 */
import { dynamodbReadership } from '../../shared/aws/dynamodb-readership.ts';
import { sqsViewQueue } from '../../shared/aws/sqs-view-queue.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { answering } from '../../shared/lambda/http.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { oncePerDay } from './once-per-day.ts';
import { recordView } from './record-view.ts';

const environment = readEnvironment('record-view');
const telemetry = openTelemetry('record-view');
const readership = dynamodbReadership(environment.READERSHIP_TABLE);

const needs = {
  views: sqsViewQueue(environment.VIEWS_QUEUE),
  readership: { ...readership, salt: oncePerDay(readership.salt) },
  now: () => new Date(),
  hash: sha256,
};

export const handler = answering((request) => recordView(request, needs), telemetry);
