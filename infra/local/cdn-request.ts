import type { IncomingMessage } from 'node:http';
import type { Encoding, ForwardRules } from './cdn-settings.ts';
import { selects } from './cdn-settings.ts';

/** These go on whatever the policies say: they belong to the body, to ranges, to revalidation, or to the way back. */
const ALWAYS = new Set([
  'content-encoding',
  'content-length',
  'content-md5',
  'content-type',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
  'transfer-encoding',
  'via',
  'x-forwarded-for',
]);
const VIA = '1.1 broadsheet-local.cloudfront.net (CloudFront)';

/** CloudFront's quotas for a URL and for a request without its body, in bytes. */
const MAX_URL_BYTES = 8_192;
const MAX_HEAD_BYTES = 32_768;

/** What CloudFront refuses before it asks any behaviour. */
export function findProblem(request: IncomingMessage): { status: number; reason: string } | undefined {
  const url = request.url ?? '';
  const head = request.rawHeaders.reduce((size, part) => size + part.length + 2, url.length);
  if (url.length > MAX_URL_BYTES || head > MAX_HEAD_BYTES)
    return { status: 413, reason: 'The URL or the request is too long.' };
  if (!pathAndQuery(url).startsWith('/')) return { status: 400, reason: 'The request names no path.' };
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (request.method === 'GET' && hasBody) return { status: 403, reason: 'A GET request must not have a body.' };
  return undefined;
}

/** The target without the scheme and host that a client of a proxy puts in front. */
export function pathAndQuery(target: string): string {
  const match = /^https?:\/\/[^/?]*(.*)$/is.exec(target);
  if (!match) return target;
  const [, rest = ''] = match;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Rewrites a viewer's request into the one that the origin gets: only the headers, cookies and query parameters that the
 * policies let through, and CloudFront's own added. The request is changed in place, since its body is still to come.
 * @returns headers that only CloudFront may set; they replace the viewer's own
 */
export function forwardRequest(
  request: IncomingMessage,
  forward: ForwardRules | undefined,
  originHeaders: Readonly<Record<string, string>>,
  requestId: string,
): Record<string, string> {
  const viewer = viewerOf(request);
  const own: Record<string, string> = { ...viewer.headers, ...originHeaders };
  const isWanted = (name: string) => !forward || selects(forward.headers, name);
  const kept: [string, string][] = [];
  for (const [name, value] of readPairs(request.rawHeaders)) {
    if (name === 'host') kept.push([name, value]);
    else if (name === 'cookie') kept.push(...forwardedCookies(value, forward));
    else if (name === 'accept-encoding' && forward && forward.encodings.length > 0) continue;
    else if (name.startsWith('cloudfront-') || name.startsWith('x-amz-cf-')) continue;
    else if (ALWAYS.has(name) || isWanted(name)) kept.push([name, value]);
  }
  const encodings = forward ? acceptedEncodings(request, forward.encodings) : [];
  if (encodings.length > 0) kept.push(['accept-encoding', encodings.join(',')]);
  if (!kept.some(([name]) => name === 'user-agent')) kept.push(['user-agent', 'Amazon CloudFront']);
  kept.push(['via', VIA], ['x-amz-cf-id', requestId]);
  const forwardedFor = kept.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value);
  own['x-forwarded-for'] = [...forwardedFor, viewer.ip].join(', ');
  const extra = Object.fromEntries(
    Object.entries(own).filter(([name]) => !name.startsWith('cloudfront-') || isNamed(name, forward)),
  );

  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const search = forwardedQuery(query.join('?'), forward);
  request.url = search === '' ? path : `${path}?${search}`;
  setHeaders(request, kept);
  return extra;
}

/** The encodings out of `offered` that the viewer takes, in the order of the offer. */
export function acceptedEncodings(request: IncomingMessage, offered: readonly Encoding[]): Encoding[] {
  const header = String(request.headers['accept-encoding'] ?? '');
  const accepted = new Set(
    header
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';').map((piece) => piece.trim()))
      .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)))
      .map(([name]) => name),
  );
  return offered.filter((encoding) => accepted.has(encoding));
}

/** Turns a request into a plain GET (or HEAD) of another path: what fetching an error page takes. */
export function asPageRequest(request: IncomingMessage, page: string): void {
  if (request.method !== 'HEAD') request.method = 'GET';
  request.url = page;
  const kept = readPairs(request.rawHeaders).filter(
    ([name]) => name !== 'range' && !name.startsWith('if-') && !name.startsWith('content-'),
  );
  setHeaders(request, kept);
}

/** CloudFront's own headers are added by name only: "all the viewer's headers" does not hold them. */
function isNamed(name: string, forward: ForwardRules | undefined): boolean {
  return !forward || forward.headers.some((selection) => selection.kind === 'only' && selection.names.includes(name));
}

function viewerOf(request: IncomingMessage): { ip: string; headers: Record<string, string> } {
  const { remoteAddress = '127.0.0.1', remotePort = 0 } = request.socket;
  const ip = remoteAddress.replace(/^::ffff:/, '');
  return {
    ip,
    headers: {
      'cloudfront-viewer-address': `${ip}:${remotePort}`,
      'cloudfront-forwarded-proto': 'https',
      'cloudfront-viewer-http-version': request.httpVersion,
    },
  };
}

/** Name (in lower case) and value of each header, from `IncomingMessage.rawHeaders`. */
export function readPairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: Math.floor(rawHeaders.length / 2) }, (_, index) => [
    (rawHeaders[index * 2] ?? '').toLowerCase(),
    rawHeaders[index * 2 + 1] ?? '',
  ]);
}

function forwardedCookies(header: string, forward: ForwardRules | undefined): [string, string][] {
  const kept = header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => !forward || selects(forward.cookies, cookie.split('=')[0] ?? ''));
  return kept.length > 0 ? [['cookie', kept.join('; ')]] : [];
}

function forwardedQuery(query: string, forward: ForwardRules | undefined): string {
  if (query === '' || !forward || forward.query.some(({ kind }) => kind === 'all')) return query;
  return query
    .split('&')
    .filter((pair) => selects(forward.query, pair.split('=')[0] ?? ''))
    .join('&');
}

/** Replaces the headers of a request that is still to be passed on. */
export function setHeaders(request: IncomingMessage, pairs: readonly [string, string][]): void {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`);
  }
  request.rawHeaders = pairs.flat();
  request.headers = Object.fromEntries(joined);
}
