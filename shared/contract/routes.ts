import type { FunctionName } from './environment.ts';

/** Every route of the HTTP API and the function that answers it. */
export const routes = {
  'GET /': 'serve-api',
  'GET /v1': 'serve-api',
  'GET /v1/articles': 'serve-api',
  'GET /v1/articles/{id}': 'serve-api',
  'GET /v1/most-read': 'serve-api',
  'HEAD /v1/articles': 'serve-api',
  'HEAD /v1/articles/{id}': 'serve-api',
  'HEAD /v1/most-read': 'serve-api',
  'POST /v1/views': 'record-view',
  $default: 'serve-api',
} as const satisfies Record<string, FunctionName>;

export type RouteKey = keyof typeof routes;
