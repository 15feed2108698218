import { authorizerEvent, type EventContext, type GatewayRequest } from './http-api-event.ts';

/** Calls a function and waits; may reject with an Error named TooManyRequestsException. */
export type Invoke = (event: unknown) => Promise<{ payload: string; functionError?: string }>;

/**
 * A Lambda authorizer of type REQUEST with simple responses. `identitySource` is the template's list
 * (`$request.header.Authorization`, `$request.querystring.key`, `$context.routeKey`); `ttlSeconds` 0 means no cache.
 * Routes that name the same authorizer share one, and its cache.
 * Any other authorizer type is listed so that the start can name it: none of them is emulated.
 */
export type AuthorizerSettings =
  | {
      readonly type: 'REQUEST';
      readonly name: string;
      readonly invoke: Invoke;
      readonly identitySource: readonly string[];
      readonly ttlSeconds: number;
      readonly simpleResponses: boolean;
    }
  | { readonly type: 'JWT' | 'AWS_IAM'; readonly name: string };

/** `context` is what the authorizer hands on to the function, null when it gave nothing. */
type Verdict =
  | { readonly kind: 'allowed'; readonly context: unknown }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 500; readonly why: string };
export type Authorizer = (request: GatewayRequest, context: EventContext) => Promise<Verdict>;

const TIMEOUT_MS = 10_000;
const CACHE_ENTRIES = 10_000;
const SOURCES = ['$request.header.', '$request.querystring.', '$context.'];

/**
 * Builds the authorizer once for all the routes that share it, since they share its cache too: unless `$context.routeKey`
 * is among the identity sources, one route's verdict serves another's, here as on AWS.
 * Throws an Error that names the authorizer when it is of a kind that is not emulated.
 */
export function openAuthorizer(settings: AuthorizerSettings, region: string): Authorizer {
  if (settings.type !== 'REQUEST') {
    throw new Error(
      `The authorizer ${settings.name} is of type ${settings.type}, which is not emulated here; a Lambda REQUEST authorizer is.`,
    );
  }
  const { name, invoke, identitySource, ttlSeconds, simpleResponses } = settings;
  if (!simpleResponses) {
    throw new Error(
      `The authorizer ${name} answers with IAM policies, which is not emulated here: set EnableSimpleResponses to true.`,
    );
  }
  const unknown = identitySource.find((source) => !SOURCES.some((start) => source.startsWith(start)));
  if (unknown !== undefined)
    throw new Error(`The authorizer ${name} has the identity source "${unknown}", which is not emulated here.`);
  if (ttlSeconds > 0 && identitySource.length === 0) {
    throw new Error(`The authorizer ${name} caches for ${ttlSeconds} s but names no identity source to cache by.`);
  }
  const cache = new Map<string, { readonly until: number; readonly verdict: Verdict }>();
  return async (request, context) => {
    const identity = identitySource.map((source) => readIdentity(source, request, context));
    if (identity.some((value) => value === ''))
      return { kind: 'refused', status: 401, why: `${name}: an identity source is missing` };
    const key = JSON.stringify(identity);
    const known = cache.get(key);
    if (known && known.until > performance.now()) return known.verdict;
    const event = authorizerEvent(request, identity.length > 0 ? identity : null, region, context);
    const verdict = await ask(name, invoke, event);
    if (ttlSeconds > 0 && !(verdict.kind === 'refused' && verdict.status === 500)) {
      cache.delete(key);
      const [oldest] = cache.keys();
      if (cache.size >= CACHE_ENTRIES && oldest !== undefined) cache.delete(oldest);
      cache.set(key, { until: performance.now() + ttlSeconds * 1000, verdict });
    }
    return verdict;
  };
}

function readIdentity(source: string, request: GatewayRequest, context: EventContext): string {
  const name = source.slice(source.indexOf('.', source.startsWith('$request.') ? '$request.'.length : 0) + 1);
  if (source.startsWith('$request.header.')) return request.headers[name.toLowerCase()] ?? '';
  if (source.startsWith('$request.querystring.')) return request.query[name] ?? '';
  const known: Record<string, string> = {
    accountId: context.account,
    apiId: context.apiId,
    domainName: context.domainName,
    routeKey: context.routeKey,
    stage: context.stageName,
    httpMethod: request.method,
    path: request.rawPath,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'] ?? '',
  };
  return known[name] ?? '';
}

async function ask(name: string, invoke: Invoke, event: unknown): Promise<Verdict> {
  const failed = (why: string): Verdict => ({ kind: 'refused', status: 500, why: `${name}: ${why}` });
  const answer = await inTime(invoke(event), TIMEOUT_MS).catch((error: unknown) => String(error));
  if (answer === 'timeout') return failed(`gave no verdict within ${TIMEOUT_MS / 1000} s`);
  if (typeof answer === 'string') return failed(answer);
  if (answer.functionError !== undefined) return failed(`the function failed (${answer.functionError})`);
  const verdict = parseVerdict(answer.payload);
  if (!verdict) return failed('the verdict is not { "isAuthorized": true or false, "context"?: … }');
  return verdict.isAuthorized
    ? { kind: 'allowed', context: verdict.context ?? null }
    : { kind: 'refused', status: 403, why: `${name}: refused` };
}

function parseVerdict(payload: string): { isAuthorized: boolean; context?: unknown } | undefined {
  try {
    const verdict: unknown = JSON.parse(payload);
    if (typeof verdict !== 'object' || verdict === null || !('isAuthorized' in verdict)) return undefined;
    const { isAuthorized } = verdict;
    if (typeof isAuthorized !== 'boolean') return undefined;
    return { isAuthorized, context: 'context' in verdict ? verdict.context : undefined };
  } catch {
    return undefined;
  }
}

/** Waits for `work`, at most `milliseconds`; the work itself goes on, as a Lambda invocation does that nobody waits for. */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | 'timeout'> {
  const { promise, resolve } = Promise.withResolvers<'timeout'>();
  const timer = setTimeout(() => resolve('timeout'), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
