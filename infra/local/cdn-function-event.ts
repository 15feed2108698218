import type { IncomingMessage } from 'node:http';
import { asConfig, asConfigs, type Config } from './cdn-policies.ts';
import { readPairs, setHeaders } from './cdn-request.ts';

/** A header, cookie or query parameter; `multiValue` where it was sent more than once, and then holds the first as well. */
type Valued = { value: string; multiValue?: { value: string }[] };

/** The request as a CloudFront Function sees it. Query parameters are as they came, still encoded. */
type EdgeRequest = {
  method: string;
  uri: string;
  querystring: Record<string, Valued>;
  headers: Record<string, Valued>;
  cookies: Record<string, Valued>;
};

/** (CloudFront developer guide, "CloudFront Functions event structure".) */
export type EdgeEvent = {
  version: '1.0';
  context: { distributionDomainName: string; distributionId: string; eventType: 'viewer-request'; requestId: string };
  viewer: { ip: string };
  request: EdgeRequest;
};

/** A function's own answer. */
export type EdgeAnswer = { status: number; reason: string; headers: [string, string][]; body: Buffer };

/** A function that failed (503) or whose result CloudFront would refuse (502). */
export class EdgeFunctionError extends Error {
  readonly status: 502 | 503;
  constructor(status: 502 | 503, message: string) {
    super(message);
    this.status = status;
  }
}

/** A function neither sees nor sets these. (CloudFront developer guide, "Restrictions on all edge functions".) */
const DISALLOWED =
  /^(?:connection|expect|keep-alive|proxy-(?:authenticate|authorization|connection)|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
/** A function sees these, and may not change them. */
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via'];

/** The event of a viewer's request. The names of the distribution are the local host's own. */
export function edgeEvent(request: IncomingMessage, requestId: string): EdgeEvent {
  const [uri = '/', ...query] = (request.url ?? '/').split('?');
  const headers = readPairs(request.rawHeaders).filter(([name]) => !DISALLOWED.test(name));
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/; */));
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'broadsheet-local.cloudfront.net',
      distributionId: 'BROADSHEETLOCAL',
      eventType: 'viewer-request',
      requestId,
    },
    viewer: { ip: (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '') },
    request: {
      method: request.method ?? 'GET',
      uri,
      querystring: grouped(query.join('?').split('&').map(nameAndValue)),
      headers: grouped(headers.filter(([name]) => name !== 'cookie')),
      cookies: grouped(cookies.map(nameAndValue)),
    },
  };
}

function nameAndValue(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  return [name, value.join('=')];
}

function grouped(pairs: readonly [string, string][]): Record<string, Valued> {
  const groups = Map.groupBy(
    pairs.filter(([name]) => name !== ''),
    ([name]) => name,
  );
  return Object.fromEntries(
    [...groups].map(([name, found]) => {
      const values = found.map(([, value]) => ({ value }));
      return [name, { value: values[0]?.value ?? '', ...(values.length > 1 ? { multiValue: values } : {}) }];
    }),
  );
}

/**
 * Takes what a function returned: its own answer, or undefined when the request goes on, as the function left it. Only
 * what it changed is written anew.
 *
 * @throws EdgeFunctionError (502) where CloudFront would refuse the result
 */
export function takeResult(
  result: unknown,
  { request: before }: EdgeEvent,
  request: IncomingMessage,
): EdgeAnswer | undefined {
  const returned = asConfig(result);
  if (returned.statusCode !== undefined) return answerOf(returned);
  const { method, uri } = returned;
  if (typeof uri !== 'string' || !uri.startsWith('/')) refuse('returned neither a request nor a response');
  if (method !== before.method) refuse('changed the method, which it may not');
  const isChanged = (part: 'querystring' | 'headers' | 'cookies') =>
    JSON.stringify(returned[part]) !== JSON.stringify(before[part]);
  const [, ...query] = (request.url ?? '').split('?');
  const search = isChanged('querystring')
    ? ungrouped(returned.querystring)
        .map(([name, value]) => `${name}=${value}`)
        .join('&')
    : query.join('?');
  request.url = search === '' ? uri : `${uri}?${search}`;
  if (isChanged('headers') || isChanged('cookies')) rewriteHead(request, before, returned);
  return undefined;
}

function rewriteHead(request: IncomingMessage, before: EdgeRequest, returned: Config): void {
  const headers = ungrouped(returned.headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const named = (pairs: readonly [string, string][], wanted: string) =>
    JSON.stringify(pairs.filter(([name]) => name === wanted));
  const earlier = ungrouped(before.headers);
  const wrong =
    headers.find(([name]) => DISALLOWED.test(name) || name === 'cookie')?.[0] ??
    READ_ONLY.find((name) => named(headers, name) !== named(earlier, name));
  if (wrong !== undefined) refuse(`set the header ${wrong}, which it may not`);
  const cookies = ungrouped(returned.cookies).map(([name, value]) => `${name}=${value}`);
  const hidden = readPairs(request.rawHeaders).filter(([name]) => DISALLOWED.test(name));
  setHeaders(request, [
    ...hidden,
    ...headers,
    ...(cookies.length > 0 ? [['cookie', cookies.join('; ')] as [string, string]] : []),
  ]);
}

function answerOf(returned: Config): EdgeAnswer {
  const { statusCode, statusDescription = '' } = returned;
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    return refuse(`answered with the status ${JSON.stringify(statusCode)}`);
  }
  const headers = ungrouped(returned.headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const wrong = headers.find(([name]) => DISALLOWED.test(name) || READ_ONLY.includes(name) || name === 'set-cookie');
  if (wrong !== undefined) return refuse(`set the header ${wrong[0]}, which it may not`);
  const cookies = Object.entries(asConfig(returned.cookies)).flatMap(([name, cookie]) =>
    valuesOf(cookie).map(({ value, attributes }): [string, string] => [
      'set-cookie',
      `${name}=${String(value)}${typeof attributes === 'string' ? `; ${attributes}` : ''}`,
    ]),
  );
  return {
    status: statusCode,
    reason: String(statusDescription),
    headers: [...headers, ...cookies],
    body: bodyOf(returned.body),
  };
}

function bodyOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  const { encoding, data } = asConfig(body);
  if (typeof data !== 'string' || (encoding !== 'text' && encoding !== 'base64')) {
    return refuse('answered with a body that is neither text nor { encoding: "text" or "base64", data }');
  }
  return Buffer.from(data, encoding === 'text' ? 'utf8' : 'base64');
}

function ungrouped(group: unknown): [string, string][] {
  return Object.entries(asConfig(group)).flatMap(([name, each]) =>
    valuesOf(each).map(({ value }): [string, string] => {
      if (typeof value !== 'string') return refuse(`gave ${name} a value that is no text`);
      return [name, value];
    }),
  );
}

function valuesOf(each: unknown): readonly Config[] {
  const { multiValue } = asConfig(each);
  return multiValue === undefined ? [asConfig(each)] : asConfigs(multiValue);
}

function refuse(what: string): never {
  throw new EdgeFunctionError(502, `The CloudFront Function ${what}.`);
}
