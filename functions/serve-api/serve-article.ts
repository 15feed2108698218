import { apiPathOf } from '../../shared/domain/announcement.ts';
import { hasExpired, hasOpened, isVisible, type Showing } from '../../shared/domain/article.ts';
import type { ArticleAnswer } from '../../shared/domain/article-answer.ts';
import { isEditionCode } from '../../shared/domain/edition.ts';
import { familyAnswer } from '../../shared/domain/family.ts';
import { structuredData } from '../../shared/domain/structured-data.ts';
import { type HttpRequest, type HttpResponse, json, problem } from '../../shared/lambda/http.ts';
import type { StoredAnswer } from '../../shared/ports.ts';
import { fresh, type Needs } from './serve-needs.ts';

/** One read and a copy: the answer was finished and compressed when the article changed. */
export async function oneArticle(id: string, request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const found = await needs.reading.answer(id);
  const now = needs.now();
  if (found === undefined || !isVisible(found.showing, now)) return notHere(id, found?.showing, now);
  const { gzip, etag } = found.family === undefined ? found : withFamily(id, found, needs);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': `public, max-age=${fresh}`,
    etag,
    vary: 'accept-encoding',
  };
  if (tagsIn(request.headers['if-none-match']).includes(etag)) return { statusCode: 304, headers };
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    return { statusCode: 200, headers, body: needs.gunzip(gzip) };
  }
  return {
    statusCode: 200,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: Buffer.from(gzip).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Why an article is not there: it never was, is not yet (which nobody learns), or is no more. */
function notHere(id: string, showing: Showing | undefined, now: Date): HttpResponse {
  if (showing === undefined || !hasOpened(showing, now)) {
    return problem(404, 'Not found', `There is no article “${id}”.`, { see: '/v1/articles' });
  }
  const { reason, withheld } = showing;
  const expired = showing.state === 'live' && hasExpired(showing, now);
  const plain = expired
    ? 'This article has expired.'
    : `This article ${withheld ? 'is withheld for now' : 'was withdrawn'}.`;
  return problem(410, 'Gone', reason ?? plain, { article: id, ...(reason === undefined ? {} : { reason }) });
}

/** What a family says depends on which of its members may be seen now, so it is added at reading time. */
function withFamily(id: string, { gzip, family = [] }: StoredAnswer, needs: Needs): { gzip: Uint8Array; etag: string } {
  const answer = JSON.parse(needs.gunzip(gzip)) as ArticleAnswer;
  const packed = needs.gzip(JSON.stringify({ ...answer, ...familyAnswer(id, family, needs.now()) }));
  return { gzip: packed, etag: `"${needs.hash(packed).slice(0, 24)}"` };
}

/** The entity tags of an `If-None-Match`. */
export function tagsIn(header: string | undefined): string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

/** An article for search engines and players, to be put into a page as it is. */
export async function jsonLdOf(id: string, needs: Needs): Promise<HttpResponse> {
  const found = await needs.reading.answer(id);
  const now = needs.now();
  if (found === undefined || !isVisible(found.showing, now)) return notHere(id, found?.showing, now);
  const answer = JSON.parse(needs.gunzip(found.gzip)) as ArticleAnswer;
  const type = { 'content-type': 'application/ld+json; charset=utf-8' };
  const response = json(200, structuredData(answer, needs.site), fresh, type);
  // In a page it stands in a <script>, which no headline may end (https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-json-ld-script-elements).
  return { ...response, body: response.body?.replaceAll('<', '\\u003c') };
}

/** The published versions of an article, newest first, with what each changed. */
export async function historyOf(id: string, needs: Needs): Promise<HttpResponse> {
  const { versions, showing } = await needs.reading.history(id);
  const now = needs.now();
  if (showing === undefined || !isVisible(showing, now)) return notHere(id, showing, now);
  return json(200, { article: id, api: apiPathOf(id), versions }, fresh);
}

/**
 * The article at a public path: itself under its own, a redirection from one that it once had. Undefined for a path that
 * no article can have.
 */
export async function articleAt(request: HttpRequest, needs: Needs): Promise<HttpResponse | undefined> {
  const { method } = request.requestContext.http;
  const [, edition = ''] = /^\/([a-z]{2})\/[a-z0-9-]+\/[a-z0-9-]+$/.exec(request.rawPath) ?? [];
  if (!isEditionCode(edition) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const id = await needs.reading.owner(request.rawPath);
  if (id === undefined) return undefined;
  const now = needs.now();
  const [found] = await needs.reading.cards([id]);
  if (found === undefined || !isVisible(found.showing, now)) return notHere(id, found?.showing, now);
  if (found.card.url !== request.rawPath) {
    const location = { location: found.card.url };
    return problemless(301, location);
  }
  const response = await oneArticle(id, request, needs);
  return { ...response, headers: { ...response.headers, 'content-location': apiPathOf(id) } };
}

function problemless(statusCode: number, headers: Record<string, string>): HttpResponse {
  return { statusCode, headers: { ...headers, 'cache-control': `public, max-age=${fresh}` }, body: '' };
}
