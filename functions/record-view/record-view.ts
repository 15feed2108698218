import { editionOfId } from '../../shared/domain/edition.ts';
import { bodyOf, type HttpRequest, type HttpResponse, problem } from '../../shared/lambda/http.ts';
import type { Ports } from '../../shared/ports.ts';

type Needs = Pick<Ports, 'views' | 'readership' | 'now' | 'hash'>;

/** Programs that fetch pages without anyone reading them name themselves with one of these words. */
const crawler = /bot|crawl|spider|slurp|preview|fetch|monitor|headless|lighthouse|curl|wget|python-requests|scrapy/i;

/**
 * Takes one view: `{"article": "<id>"}`. A crawler is thanked and not counted. The reader becomes a fingerprint of
 * address and browser under a secret of the day, which is forgotten: who read what cannot be told afterwards.
 */
export async function recordView(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const article = articleIn(bodyOf(request));
  if (article === undefined) {
    return problem(400, 'Not a view', 'Send JSON such as {"article":"en-politics-summit"}, with the article’s id.');
  }
  const { userAgent, sourceIp } = request.requestContext.http;
  if (!crawler.test(userAgent) && userAgent !== '') {
    const at = needs.now().toISOString();
    const address = request.headers['cloudfront-viewer-address']?.replace(/:\d+$/, '') ?? sourceIp;
    const salt = await needs.readership.salt(at.slice(0, 10));
    const reader = needs.hash(`${salt}\n${address}\n${userAgent}`).slice(0, 16);
    await needs.views.send({ article, reader, at });
  }
  return { statusCode: 204, headers: { 'cache-control': 'no-store' } };
}

function articleIn(body: string): string | undefined {
  try {
    const { article } = JSON.parse(body) as { article?: unknown };
    if (typeof article !== 'string' || !/^[a-z0-9-]{4,200}$/.test(article)) return undefined;
    return editionOfId(article) === undefined ? undefined : article;
  } catch {
    return undefined;
  }
}
