/**
 * Woken by       the HTTP API, before a route of the newsroom; its verdict on a key serves for 60 seconds.
 * Leaves behind  a line in the log: whose key it was, or why it opens nothing. Never the key.
 * On failure     the API answers 500 and remembers nothing; the next request asks again.
 */
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  Context,
} from 'aws-lambda';
import { dynamodbNewsroomKeys } from '../../shared/aws/dynamodb-newsroom-keys.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { same } from '../../shared/lambda/same.ts';
import { openTelemetry } from '../../shared/lambda/telemetry.ts';
import { authorizeNewsroom } from './authorize-newsroom.ts';

const environment = readEnvironment('authorize-newsroom');
const telemetry = openTelemetry('authorize-newsroom');

const needs = {
  keys: dynamodbNewsroomKeys(environment.NEWSROOM_KEYS_TABLE),
  now: () => new Date(),
  hash: sha256,
  same,
};

export async function handler(
  event: APIGatewayRequestAuthorizerEventV2,
  context: Context,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<{ holder: string }>> {
  telemetry.log.addContext(context);
  const verdict = await authorizeNewsroom(event.headers?.authorization, needs);
  telemetry.log.info('newsroom key judged', { verdict, route: event.routeKey });
  telemetry.count(verdict.kind === 'allowed' ? 'NewsroomKeyAllowed' : 'NewsroomKeyRefused');
  telemetry.flush();
  return {
    isAuthorized: verdict.kind === 'allowed',
    context: { holder: verdict.kind === 'allowed' ? verdict.holder : '' },
  };
}
