import type { RouteKey } from '../../shared/contract/routes.ts';
import { articleSchema } from '../../shared/domain/article-schema.ts';
import { editionCodes, newsroom } from '../../shared/domain/newsroom.ts';
import { sections } from '../../shared/domain/section.ts';
import { type HttpRequest, type HttpResponse, json, problem } from '../../shared/lambda/http.ts';
import { articleAt, historyOf, jsonLdOf, oneArticle } from './serve-article.ts';
import { listOfArticles, mostRead } from './serve-lists.ts';
import type { Needs } from './serve-needs.ts';
import { podcastFile } from './serve-podcast.ts';

/** Answers every read of the API. */
export async function serveApi(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const id = request.pathParameters?.id ?? '';
  switch (request.routeKey.replace(/^HEAD /, 'GET ') as RouteKey) {
    case 'GET /v1/articles/{id}':
      return await oneArticle(id, request, needs);
    case 'GET /v1/articles/{id}/history':
      return await historyOf(id, needs);
    case 'GET /v1/articles/{id}/json-ld':
      return await jsonLdOf(id, needs);
    case 'GET /v1/articles':
      return await listOfArticles(request, needs);
    case 'GET /v1/most-read':
      return await mostRead(request, needs);
    case 'GET /podcast/{edition}':
    case 'GET /podcast/{edition}/{section}':
      return await podcastFile(request, needs);
    case 'GET /v1/schema/article.json':
      return json(200, articleSchema(), 3600, { 'content-type': 'application/schema+json; charset=utf-8' });
    case 'GET /':
    case 'GET /v1':
      return json(200, index, 60);
    default:
      return (await articleAt(request, needs)) ?? nothing(request);
  }
}

function nothing({ requestContext, rawPath }: HttpRequest): HttpResponse {
  return problem(404, 'Not found', `Nothing answers ${requestContext.http.method} ${rawPath}.`, { see: '/v1' });
}

const index = {
  name: newsroom.name,
  articles: '/v1/articles?edition=en&section=politics&limit=20',
  article: '/v1/articles/{id}',
  history: '/v1/articles/{id}/history',
  jsonLd: '/v1/articles/{id}/json-ld',
  mostRead: '/v1/most-read?edition=en',
  podcast: '/podcast/en/politics.xml',
  views: 'POST /v1/views {"article":"<id>"}',
  schema: '/v1/schema/article.json',
  editions: editionCodes,
  sections,
};
