import type { RouteKey } from '../../shared/contract/routes.ts';
import { readSpendingQuestion } from '../../shared/domain/spending.ts';
import {
  badQuery,
  type HttpRequest,
  type HttpResponse,
  json,
  problem,
  repeatedParameter,
} from '../../shared/lambda/http.ts';
import type { NarrationStudio, Original, Ports } from '../../shared/ports.ts';
import { reportSpending } from '../../shared/report-spending.ts';
import { attachment } from './attachment.ts';

type Needs = Pick<Ports, 'desk' | 'now'> & { studio: Pick<NarrationStudio, 'spending'> };

/** Answers the newsroom's reads. Who asks was judged before (authorize-newsroom); nothing of it may be kept anywhere. */
export async function serveNewsroom(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const answer = await answerTo(request, needs);
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'private, no-store' } };
}

async function answerTo(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const { id = '', revision = '', key = '' } = request.pathParameters ?? {};
  // From the query as it came: nobody before us has decoded it, or joined what was repeated.
  const query = new URLSearchParams(request.rawQueryString);
  const wrong = (known: readonly string[]) => unknownParameter(query, known) ?? repeatedParameter(request);
  switch (request.routeKey as RouteKey) {
    case 'GET /v1/uploads/{key+}':
      return wrong(['all']) ?? (await receiptsOf(key, query, needs));
    case 'GET /v1/uploads':
      return wrong(['all', 'key']) ?? (await receiptsOf(query.get('key') ?? '', query, needs));
    case 'GET /v1/newsroom/articles/{id}/originals':
      return wrong([]) ?? (await originalsOf(id, needs));
    case 'GET /v1/newsroom/articles/{id}/originals/{revision}':
      return wrong([]) ?? (await oneOriginal(id, revision, needs));
    case 'GET /v1/newsroom/narration/costs':
      return wrong(['from', 'to', 'by']) ?? (await narrationCosts(query, needs));
    default:
      return problem(404, 'Not found', `Nothing answers ${request.requestContext.http.method} ${request.rawPath}.`);
  }
}

function unknownParameter(query: URLSearchParams, known: readonly string[]): HttpResponse | undefined {
  const parameter = [...query.keys()].find((name) => !known.includes(name));
  if (parameter === undefined) return undefined;
  const detail = known.length === 0 ? 'There are no parameters here.' : `The parameters are ${known.join(', ')}.`;
  return badQuery(parameter, detail);
}

/** The newest receipt of an upload's key, or with `all=true` all that we still show, the newest first. */
async function receiptsOf(key: string, query: URLSearchParams, { desk }: Needs): Promise<HttpResponse> {
  const all = query.get('all');
  if (key === '') return badQuery('key', 'Name the key of the upload, for example articles/en/politics/summit.md.');
  if (all !== null && all !== 'true') return badQuery('all', 'Ask with all=true, or leave it out.');
  const receipts = await desk.receipts(key);
  const [newest] = receipts;
  if (newest === undefined) {
    return problem(
      404,
      'Not found',
      `No upload “${key}” has a receipt yet. Its key is whole and begins with articles/.`,
      {
        key,
      },
    );
  }
  return json(200, all === null ? newest : { key, receipts });
}

async function originalsOf(id: string, { desk }: Needs): Promise<HttpResponse> {
  const originals = await desk.originals(id);
  if (originals.length === 0) return notKept(id);
  return json(200, {
    article: id,
    originals: originals.map((original) => ({ ...original, path: pathOf(id, original) })),
  });
}

function pathOf(id: string, { revision }: Original): string {
  return `/v1/newsroom/articles/${encodeURIComponent(id)}/originals/${revision}`;
}

async function oneOriginal(id: string, revision: string, { desk }: Needs): Promise<HttpResponse> {
  const found = /^[1-9]\d{0,5}$/.test(revision) ? await desk.original(id, Number(revision)) : undefined;
  return found === undefined ? notKept(id, revision) : attachment(found);
}

async function narrationCosts(query: URLSearchParams, needs: Needs): Promise<HttpResponse> {
  const { from, to, by } = Object.fromEntries(query);
  const question = readSpendingQuestion({ from, to, by }, needs.now());
  if ('parameter' in question) return badQuery(question.parameter, question.detail);
  return json(200, await reportSpending(question, needs));
}

function notKept(article: string, revision?: string): HttpResponse {
  const what = revision === undefined ? 'No original is kept' : `No original of revision “${revision}” is kept`;
  const see = revision === undefined ? {} : { see: `/v1/newsroom/articles/${encodeURIComponent(article)}/originals` };
  return problem(404, 'Not found', `${what} of an article “${article}”.`, { article, ...see });
}
