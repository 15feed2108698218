import type { FunctionName } from './environment.ts';

/**
 * Every route of the HTTP API and the function that answers it. HEAD stands wherever readers may GET (RFC 9110, 9.1: a server
 * must have both).
 */
export const routes = {
  'GET /': 'serve-api',
  'GET /v1': 'serve-api',
  'GET /v1/articles': 'serve-api',
  'GET /v1/articles/{id}': 'serve-api',
  'GET /v1/articles/{id}/history': 'serve-api',
  'GET /v1/articles/{id}/json-ld': 'serve-api',
  'GET /v1/most-read': 'serve-api',
  'GET /v1/schema/article.json': 'serve-api',
  'HEAD /': 'serve-api',
  'HEAD /v1': 'serve-api',
  'HEAD /v1/articles': 'serve-api',
  'HEAD /v1/articles/{id}': 'serve-api',
  'HEAD /v1/articles/{id}/history': 'serve-api',
  'HEAD /v1/articles/{id}/json-ld': 'serve-api',
  'HEAD /v1/most-read': 'serve-api',
  'HEAD /v1/schema/article.json': 'serve-api',
  // A feed (`/podcast/en.xml`, `/podcast/en/politics.xml`) or a cover (`.png`).
  'GET /podcast/{edition}': 'serve-api',
  'GET /podcast/{edition}/{section}': 'serve-api',
  'HEAD /podcast/{edition}': 'serve-api',
  'HEAD /podcast/{edition}/{section}': 'serve-api',
  'POST /v1/views': 'record-view',
  'GET /v1/uploads': 'serve-newsroom',
  'GET /v1/uploads/{key+}': 'serve-newsroom',
  'GET /v1/newsroom/articles/{id}/originals': 'serve-newsroom',
  'GET /v1/newsroom/articles/{id}/originals/{revision}': 'serve-newsroom',
  'GET /v1/newsroom/narration/costs': 'serve-newsroom',
  $default: 'serve-api',
} as const satisfies Record<string, FunctionName>;

export type RouteKey = keyof typeof routes;

/** Under these paths lie the newsroom's routes: there the CDN lets the key through and keeps nothing. */
export const newsroomPaths = ['/v1/uploads*', '/v1/newsroom/*'] as const;
