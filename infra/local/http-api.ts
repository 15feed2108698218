import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { functionAnswer, type GatewayAnswer, gatewayMessage } from './http-api-answer.ts';
import {
  type Authorizer,
  type AuthorizerSettings,
  type Invoke,
  inTime,
  openAuthorizer,
} from './http-api-authorizer.ts';
import { type CorsSettings, checkCors, corsHeaders } from './http-api-cors.ts';
import { type EventContext, type GatewayRequest, proxyEvent, readTarget } from './http-api-event.ts';
import { headBytes, readBody, readRequest } from './http-api-request.ts';
import { chooseRoute, parseRouteKey, type RoutePattern } from './http-api-routes.ts';

/**
 * An API Gateway HTTP API with Lambda proxy integrations, payload format 2.0.
 * `timeoutMs` is the integration's (50 to 30,000, the default); `throttle` is the stage's, in requests a second and
 * requests at once; `log` hears what the gateway hides from the client behind a 5xx.
 */
export type HttpApiSettings = {
  readonly apiId: string;
  readonly region: string;
  readonly account: string;
  readonly stageName: string;
  readonly routes: readonly {
    readonly routeKey: string;
    readonly invoke: Invoke;
    readonly authorizer?: AuthorizerSettings;
    readonly timeoutMs?: number;
  }[];
  readonly cors?: CorsSettings;
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number };
  readonly log?: (text: string) => void;
};

type Route = {
  readonly pattern: RoutePattern;
  readonly routeKey: string;
  readonly invoke: Invoke;
  readonly authorize: Authorizer | undefined;
  readonly timeoutMs: number;
};

/** Quotas of HTTP APIs; none of them can be raised. */
const MAX_HEAD_BYTES = 10_240;
const MAX_ROUTES = 300;
const MAX_TIMEOUT_MS = 30_000;

/**
 * Opens the API. Throws an Error that says what is wrong where the real service would refuse the settings, or where they
 * ask for something that is not emulated.
 * @returns `handle`, which answers one request and never rejects; `extraHeaders` come from whoever stands in front (the
 * CDN) and replace the client's own under those names
 */
export function httpApi(settings: HttpApiSettings): {
  handle(request: IncomingMessage, response: ServerResponse, extraHeaders?: Record<string, string>): Promise<void>;
} {
  const { cors } = settings;
  const routes = openRoutes(settings);
  if (cors) checkCors(cors);
  const hasToken = settings.throttle
    ? tokenBucket(settings.throttle.rateLimit, settings.throttle.burstLimit)
    : () => true;
  const log = settings.log ?? (() => undefined);
  const domainName = `${settings.apiId}.execute-api.${settings.region}.amazonaws.com`;
  const stagePrefix = settings.stageName === '$default' ? '' : `/${settings.stageName}`;

  async function answer(request: IncomingMessage, extraHeaders: Record<string, string>, requestId: string) {
    if (headBytes(request) > MAX_HEAD_BYTES) return gatewayMessage(431, 'Request Header Fields Too Large');
    if (!hasToken()) return gatewayMessage(429, 'Too Many Requests');
    const target = readTarget(request.url ?? '/');
    if (!target) return gatewayMessage(400, 'Bad Request');
    if (cors && isPreflight(request)) {
      return { status: 204, headers: corsHeaders(cors, request.headers.origin ?? '', true), body: Buffer.alloc(0) };
    }
    const method = request.method ?? 'GET';
    const inStage = target.path.startsWith(`${stagePrefix}/`) ? target.path.slice(stagePrefix.length) : undefined;
    const choice = inStage === undefined ? undefined : chooseRoute(routes, method, inStage);
    if (!choice) return gatewayMessage(404, 'Not Found');
    const body = await readBody(request);
    if (body === 'too large') return gatewayMessage(413, 'Request Entity Too Large');
    const now = new Date();
    const gatewayRequest = readRequest(request, target, body.length, extraHeaders, domainName, now);
    const { account, apiId, stageName } = settings;
    const { route, pathParameters } = choice;
    const context: EventContext = {
      account,
      apiId,
      domainName,
      stageName,
      routeKey: route.routeKey,
      requestId,
      now,
      pathParameters,
    };
    return runRoute(route, gatewayRequest, body, context, log);
  }

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    extraHeaders: Record<string, string> = {},
  ): Promise<void> {
    const requestId = `${randomBytes(11).toString('base64url')}=`;
    try {
      const found = await answer(request, extraHeaders, requestId);
      send(
        request,
        response,
        cors && !isPreflight(request) ? withCors(found, cors, request.headers.origin) : found,
        requestId,
      );
    } catch (error) {
      // A client that went away while it was sending: nobody is left to answer.
      if (request.errored || response.destroyed) return;
      log(`${request.method} ${request.url}: ${String(error)}`);
      if (!response.headersSent) send(request, response, gatewayMessage(500, 'Internal Server Error'), requestId);
      else response.destroy();
    }
  }
  return { handle };
}

function openRoutes({ routes, region }: HttpApiSettings): Route[] {
  if (routes.length > MAX_ROUTES)
    throw new Error(`The API has ${routes.length} routes; an HTTP API takes ${MAX_ROUTES}.`);
  const authorizers = new Map<string, Authorizer>();
  const keys = new Set<string>();
  return routes.map(({ routeKey, invoke, authorizer, timeoutMs = MAX_TIMEOUT_MS }) => {
    if (keys.has(routeKey)) throw new Error(`The route "${routeKey}" is there twice.`);
    keys.add(routeKey);
    if (timeoutMs < 50 || timeoutMs > MAX_TIMEOUT_MS) {
      throw new Error(
        `The route "${routeKey}" has a timeout of ${timeoutMs} ms; an HTTP API takes 50 to ${MAX_TIMEOUT_MS} ms.`,
      );
    }
    let authorize = authorizer && authorizers.get(authorizer.name);
    if (authorizer && !authorize) {
      authorize = openAuthorizer(authorizer, region);
      authorizers.set(authorizer.name, authorize);
    }
    return { pattern: parseRouteKey(routeKey), routeKey, invoke, authorize, timeoutMs };
  });
}

async function runRoute(
  route: Route,
  request: GatewayRequest,
  body: Buffer,
  context: EventContext,
  log: (text: string) => void,
): Promise<GatewayAnswer> {
  const verdict = await route.authorize?.(request, context);
  if (verdict?.kind === 'refused') {
    if (verdict.status === 500) log(`${route.routeKey}: ${verdict.why}`);
    return gatewayMessage(
      verdict.status,
      { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' }[verdict.status],
    );
  }
  const event = proxyEvent(request, body, context, verdict?.context);
  const outcome = await inTime(route.invoke(event), route.timeoutMs).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (outcome === 'timeout') {
    log(`${route.routeKey}: no answer within ${route.timeoutMs} ms`);
    return gatewayMessage(503, 'Service Unavailable');
  }
  if (outcome instanceof Error) {
    log(`${route.routeKey}: ${outcome.name}: ${outcome.message}`);
    return outcome.name === 'TooManyRequestsException'
      ? gatewayMessage(503, 'Service Unavailable')
      : gatewayMessage(500, 'Internal Server Error');
  }
  // The function's own log has told its error already.
  if (outcome.functionError !== undefined) return gatewayMessage(500, 'Internal Server Error');
  try {
    return functionAnswer(outcome.payload);
  } catch (error) {
    log(
      `${route.routeKey}: the function's result is malformed: ${error instanceof Error ? error.message : String(error)}`,
    );
    return gatewayMessage(500, 'Internal Server Error');
  }
}

/** The token bucket of a stage: `burst` at once, refilled by `rate` a second. */
function tokenBucket(rate: number, burst: number): () => boolean {
  let tokens = burst;
  let last = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - last) / 1000) * rate);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The function's own CORS headers are dropped, whether or not the origin is allowed. */
function withCors(answer: GatewayAnswer, cors: CorsSettings, origin: string | undefined): GatewayAnswer {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
  return {
    ...answer,
    headers: { ...Object.fromEntries(own), ...(origin === undefined ? {} : corsHeaders(cors, origin, false)) },
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: GatewayAnswer, requestId: string): void {
  if (response.destroyed) return;
  const headers: Record<string, string | string[]> = { 'apigw-requestid': requestId };
  for (const [name, value] of Object.entries(answer.headers))
    headers[name] = typeof value === 'string' ? value : [...value];
  const bodiless = answer.status === 204 || answer.status === 304;
  if (!bodiless) headers['content-length'] = String(answer.body.length);
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' || bodiless ? undefined : answer.body);
}
