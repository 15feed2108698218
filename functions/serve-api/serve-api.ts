import type { RouteKey } from '../../shared/contract/routes.ts';
import { isVisible } from '../../shared/domain/article.ts';
import { type EditionCode, editionCodes, isEditionCode } from '../../shared/domain/edition.ts';
import { type Card, type Facet, facets, listNamed } from '../../shared/domain/listing.ts';
import { longestMostRead, type MostReadEntry, mostReadList } from '../../shared/domain/most-read.ts';
import { nearest, oneOf, sections } from '../../shared/domain/section.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { type HttpRequest, type HttpResponse, json, problem } from '../../shared/lambda/http.ts';
import type { Ports } from '../../shared/ports.ts';

type Needs = Pick<Ports, 'reading' | 'readership' | 'now'> & { gunzip: (bytes: Uint8Array) => string };

/** How long the CDN may answer for us, in seconds: a correction is seen after at most this. */
const fresh = 1;
const defaultLimit = 20;
const largestLimit = 100;
/** A ranking that was not renewed for so long is not shown: it would pretend to be of now. */
const staleAfterMs = 10 * 60_000;

/** Answers every read of the API. */
export async function serveApi(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  switch (request.routeKey.replace(/^HEAD /, 'GET ') as RouteKey) {
    case 'GET /v1/articles/{id}':
      return await oneArticle(request.pathParameters?.id ?? '', request, needs);
    case 'GET /v1/articles':
      return await listOfArticles(request.queryStringParameters ?? {}, needs);
    case 'GET /v1/most-read':
      return await mostRead(request.queryStringParameters ?? {}, needs);
    case 'GET /':
    case 'GET /v1':
      return json(200, index, 60);
    default:
      return problem(404, 'Not found', `Nothing answers ${request.requestContext.http.method} ${request.rawPath}.`, {
        see: '/v1',
      });
  }
}

const index = {
  name: 'Broadsheet',
  articles: '/v1/articles?edition=en&section=politics&limit=20',
  article: '/v1/articles/{id}',
  mostRead: '/v1/most-read?edition=en',
  views: 'POST /v1/views {"article":"<id>"}',
  editions: editionCodes,
  sections,
};

/** One get and a copy: the answer was finished and compressed when the article changed. */
async function oneArticle(id: string, request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const found = await needs.reading.answer(id);
  const now = needs.now();
  const over =
    found !== undefined &&
    found.showing.expiresAt !== undefined &&
    Date.parse(found.showing.expiresAt) <= now.getTime();
  if (
    found !== undefined &&
    (found.showing.state === 'withdrawn' || over) &&
    Date.parse(found.showing.publishedAt) <= now.getTime()
  ) {
    return problem(410, 'Gone', 'This article was withdrawn.', { article: id });
  }
  if (found === undefined || !isVisible(found.showing, now)) {
    return problem(404, 'Not found', `There is no article “${id}”.`, { see: '/v1/articles' });
  }
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': `public, max-age=${fresh}`,
    etag: found.etag,
    vary: 'accept-encoding',
  };
  if (tagsIn(request.headers['if-none-match']).includes(found.etag)) return { statusCode: 304, headers };
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    return { statusCode: 200, headers, body: needs.gunzip(found.gzip) };
  }
  return {
    statusCode: 200,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: Buffer.from(found.gzip).toString('base64'),
    isBase64Encoded: true,
  };
}

function tagsIn(header: string | undefined): string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

type Query = Record<string, string | undefined>;

/** One list, newest first: of an edition, or of one facet of it. */
async function listOfArticles(query: Query, needs: Needs): Promise<HttpResponse> {
  const asked = listAsked(query);
  if (!('list' in asked)) return asked;
  const limit = Number(query.limit ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    return badQuery('limit', `limit is a whole number from 1 to ${largestLimit}.`);
  }
  const now = needs.now();
  let before = query.cursor === undefined ? `${now.toISOString()}~` : placeOf(query.cursor);
  if (before === undefined) return badQuery('cursor', 'Take the cursor from “next” of the page before.');
  const articles: Card[] = [];
  do {
    const page = await needs.reading.list(asked.list, before, limit - articles.length);
    articles.push(...page.cards.filter((card) => isVisible({ ...card, state: 'live' }, now)));
    before = page.next;
  } while (before !== undefined && articles.length < limit);
  const next = before === undefined ? undefined : nextPage(query, cursorOf(before));
  return json(200, { list: asked.list, articles, ...(next === undefined ? {} : { next }) }, fresh);
}

function listAsked(query: Query): { list: string } | HttpResponse {
  const unknown = unknownParameter(query, ['edition', 'breaking', 'limit', 'cursor', ...facets]);
  if (unknown !== undefined) return unknown;
  const edition = editionAsked(query);
  if (typeof edition !== 'string') return edition;
  const given = facets.filter((facet) => query[facet] !== undefined);
  const [facet] = given;
  if (given.length + (query.breaking === undefined ? 0 : 1) > 1) {
    return badQuery(given.join(', '), 'A list has one facet beside its edition: ask for one of them.');
  }
  if (query.breaking !== undefined) {
    if (query.breaking !== 'true') return badQuery('breaking', 'Ask with breaking=true, or leave it out.');
    return { list: listNamed({ edition, facet: 'breaking' }) };
  }
  if (facet === undefined) return { list: listNamed({ edition }) };
  const value = facetValue(facet, query[facet] ?? '');
  return typeof value === 'string' ? { list: listNamed({ edition, facet, value }) } : value;
}

/** The answer to a question with a parameter that is none. */
function unknownParameter(query: Query, known: readonly string[]): HttpResponse | undefined {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const meant = nearest(known, unknown);
  return badQuery(
    unknown,
    meant === undefined ? `The parameters are ${known.join(', ')}.` : `Did you mean “${meant}”?`,
  );
}

function editionAsked(query: Query): EditionCode | HttpResponse {
  const edition = (query.edition ?? editionCodes[0]).toLowerCase();
  return isEditionCode(edition) ? edition : badQuery('edition', `The editions are ${editionCodes.join(', ')}.`);
}

function facetValue(facet: Facet, value: string): string | HttpResponse {
  if (facet !== 'section') return /^[a-z0-9-]+$/.test(value) ? value : slugOf(value);
  return oneOf(sections, value) ?? badQuery('section', `The sections are ${sections.join(', ')}.`);
}

function badQuery(parameter: string, detail: string): HttpResponse {
  return problem(400, 'Not a question that we can answer', detail, { parameter });
}

/** A cursor is the last place of a page: what is published meanwhile is neither skipped nor shown twice. */
function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}

function placeOf(cursor: string): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString();
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z#[a-z0-9-]+$/.test(place) ? place : undefined;
}

function nextPage(query: Query, cursor: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  parameters.set('cursor', cursor);
  return `/v1/articles?${parameters}`;
}

/** The Most Read list: the stored ranking with the articles as they are now, and only those that show. */
async function mostRead(query: Query, needs: Needs): Promise<HttpResponse> {
  const unknown = unknownParameter(query, ['edition', 'section']);
  if (unknown !== undefined) return unknown;
  const edition = editionAsked(query);
  if (typeof edition !== 'string') return edition;
  const section = query.section === undefined ? undefined : facetValue('section', query.section);
  if (typeof section === 'object') return section;
  const ranking = await needs.readership.mostRead(mostReadList(edition, section));
  const now = needs.now();
  const isFresh = ranking !== undefined && now.getTime() - Date.parse(ranking.generatedAt) < staleAfterMs;
  const ranked = isFresh ? ranking.articles : [];
  const readers = new Map(ranked.map((article) => [article.id, article.readers]));
  const articles = (await needs.reading.cards([...readers.keys()]))
    .filter(({ showing }) => isVisible(showing, now))
    .slice(0, longestMostRead)
    .map(({ card }, index): MostReadEntry => ({ rank: index + 1, readers: readers.get(card.id) ?? 0, card }));
  const method = isFresh
    ? { generatedAt: ranking.generatedAt, windowHours: ranking.windowHours, halfLifeHours: ranking.halfLifeHours }
    : {};
  return json(200, { edition, ...(section === undefined ? {} : { section }), ...method, articles }, 10);
}
