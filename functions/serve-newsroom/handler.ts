/**
 * Woken by       every GET of the newsroom's routes, after authorize-newsroom has let it through.
 * Leaves behind  nothing.
 * On failure     500 as application/problem+json; the next request tries again.
 */
import { dynamodbNarrationStudio } from '../../shared/aws/dynamodb-narration-studio.ts';
import { dynamodbNewsroomReading } from '../../shared/aws/dynamodb-newsroom-reading.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { answering } from '../../shared/lambda/http.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { serveNewsroom } from './serve-newsroom.ts';

const environment = readEnvironment('serve-newsroom');
const telemetry = openTelemetry('serve-newsroom');

const needs = {
  desk: dynamodbNewsroomReading(environment.ARTICLES_TABLE),
  studio: dynamodbNarrationStudio(environment.ARTICLES_TABLE),
  now: () => new Date(),
};

export const handler = answering((request) => serveNewsroom(request, needs), telemetry);
