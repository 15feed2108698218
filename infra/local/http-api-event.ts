import { randomBytes } from 'node:crypto';

/** What API Gateway knows of a request, read from the wire and decoded once. */
export type GatewayRequest = {
  readonly method: string;
  /** Decoded, and with the stage's name in front unless the stage is `$default`. */
  readonly rawPath: string;
  /** As it came, still encoded, without the `?`. */
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly sourceIp: string;
};

/** The parts of an event that belong to the API and its route, not to the caller. */
export type EventContext = {
  readonly account: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly stageName: string;
  readonly routeKey: string;
  readonly requestId: string;
  readonly now: Date;
  readonly pathParameters: Readonly<Record<string, string>>;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TEXT_TYPE = /^\s*(?:text\/[^;\s]+|application\/(?:json|xml|javascript))\s*(?:;|$)/i;
/** These speak of one connection, not of the request, and end at the gateway. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Splits and decodes a request target. The path arrives at a function decoded (the query string does not), and a decoded
 * `?` cuts it short: a trap of the real gateway that must be met here first. Undefined when the encoding is broken.
 */
export function readTarget(target: string): { path: string; rawQueryString: string } | undefined {
  const mark = target.indexOf('?');
  const encoded = mark === -1 ? target : target.slice(0, mark);
  try {
    const [path = ''] = decodeURIComponent(encoded).split('?');
    return { path, rawQueryString: mark === -1 ? '' : target.slice(mark + 1) };
  } catch {
    return undefined;
  }
}

/** Query parameters, decoded; the values of a repeated name are joined with a comma, as payload 2.0 does. */
export function readQuery(rawQueryString: string): Record<string, string> {
  return joined(new URLSearchParams(rawQueryString));
}

/**
 * Headers as a function sees them: lower case, duplicates joined with a comma, cookies apart, and the gateway's own
 * added (host, content-length even of nothing, x-amzn-trace-id, x-forwarded-*).
 * @param rawHeaders name, value, name, value, as `IncomingMessage.rawHeaders`
 * @param extraHeaders set by whoever stands in front of the gateway; they replace what the client sent under that name
 */
export function readHeaders(
  rawHeaders: readonly string[],
  extraHeaders: Readonly<Record<string, string>>,
  gateway: { readonly domainName: string; readonly sourceIp: string; readonly now: Date; readonly bodyBytes: number },
): { headers: Record<string, string>; cookies: string[] } {
  const extra = new Map(Object.entries(extraHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  const cookies: string[] = [];
  const pairs: [string, string][] = [...extra];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (name === 'cookie')
      cookies.push(
        ...value
          .split(';')
          .map((cookie) => cookie.trim())
          .filter((cookie) => cookie !== ''),
      );
    else if (!HOP_BY_HOP.has(name) && !extra.has(name)) pairs.push([name, value]);
  }
  const headers = joined(pairs);
  const before = headers['x-forwarded-for'];
  headers['content-length'] = String(gateway.bodyBytes);
  headers.host = gateway.domainName;
  headers['x-amzn-trace-id'] ??=
    `Root=1-${Math.floor(gateway.now.getTime() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  headers['x-forwarded-for'] = before === undefined ? gateway.sourceIp : `${before}, ${gateway.sourceIp}`;
  headers['x-forwarded-port'] = '443';
  headers['x-forwarded-proto'] = 'https';
  return { headers, cookies };
}

function joined(pairs: Iterable<[string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  // Not an object filled by assignment: a parameter called `__proto__` is a parameter like any other.
  return Object.fromEntries(values);
}

/** The gateway's clock in the form of its logs: `12/Mar/2020:19:03:58 +0000`. */
function logTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function requestContext(request: GatewayRequest, context: EventContext, authorizer: unknown) {
  return {
    accountId: context.account,
    apiId: context.apiId,
    ...(authorizer === undefined ? {} : { authorizer: { lambda: authorizer } }),
    domainName: context.domainName,
    domainPrefix: context.apiId,
    http: {
      method: request.method,
      path: request.rawPath,
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: context.requestId,
    routeKey: context.routeKey,
    stage: context.stageName,
    time: logTime(context.now),
    timeEpoch: context.now.getTime(),
  };
}

function requestFields(request: GatewayRequest, context: EventContext, authorizer: unknown) {
  return {
    rawPath: request.rawPath,
    rawQueryString: request.rawQueryString,
    ...(request.cookies.length > 0 ? { cookies: request.cookies } : {}),
    headers: request.headers,
    ...(request.rawQueryString === '' ? {} : { queryStringParameters: request.query }),
    requestContext: requestContext(request, context, authorizer),
    ...(Object.keys(context.pathParameters).length > 0 ? { pathParameters: context.pathParameters } : {}),
  };
}

/**
 * The event of a Lambda proxy integration, payload format 2.0.
 * Only `text/*`, application/json, /xml and /javascript arrive as text; all else (forms too, and a body without a type)
 * arrives as base64. (API Gateway developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs".)
 * @param authorizer the context that a Lambda authorizer answered with, null when it gave none, undefined without authorizer
 */
export function proxyEvent(request: GatewayRequest, body: Buffer, context: EventContext, authorizer: unknown) {
  const isText = TEXT_TYPE.test(request.headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: context.routeKey,
    ...requestFields(request, context, authorizer),
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** The event of a Lambda authorizer, payload format 2.0: the request without its body, and where the identity was found. */
export function authorizerEvent(
  request: GatewayRequest,
  identitySource: readonly string[] | null,
  region: string,
  context: EventContext,
) {
  const arn = `arn:aws:execute-api:${region}:${context.account}:${context.apiId}/${context.stageName}/${request.method}${request.rawPath}`;
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: arn,
    identitySource,
    routeKey: context.routeKey,
    ...requestFields(request, context, undefined),
  };
}
