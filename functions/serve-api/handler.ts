/**
 * Woken by       every GET of the API, and whatever no other route takes.
 * Leaves behind  nothing.
 * On failure     500 as application/problem+json; the next request tries again.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { dynamodbArticleReading } from '../../shared/aws/dynamodb-article-reading.ts';
import { dynamodbReadership } from '../../shared/aws/dynamodb-readership.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { answering } from '../../shared/lambda/http.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { serveApi } from './serve-api.ts';

const environment = readEnvironment('serve-api');
const telemetry = openTelemetry('serve-api');

const needs = {
  reading: dynamodbArticleReading(environment.ARTICLES_TABLE),
  readership: dynamodbReadership(environment.READERSHIP_TABLE),
  site: environment.SITE_URL,
  now: () => new Date(),
  hash: sha256,
  gunzip: (bytes: Uint8Array) => gunzipSync(bytes).toString(),
  gzip: (text: string) => gzipSync(text),
};

export const handler = answering((request) => serveApi(request, needs), telemetry);
