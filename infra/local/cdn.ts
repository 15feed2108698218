import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerAtEdge } from './cdn-edge.ts';
import { EdgeFunctionError } from './cdn-function-event.ts';
import { acceptedEncodings, asPageRequest, findProblem, forwardRequest, pathAndQuery } from './cdn-request.ts';
import { errorPage, type ResponsePlan, ViewerResponse } from './cdn-response.ts';
import { type CdnBehaviour, type CdnSettings, chooseBehaviour, type Encoding } from './cdn-settings.ts';

/** What the CDN serves, and who answers for it. */
export type CdnParts = {
  readonly settings: CdnSettings;
  readonly api: {
    handle(request: IncomingMessage, response: ServerResponse, extraHeaders?: Record<string, string>): Promise<void>;
  };
  /** Answers with an object of a bucket, fetched through S3 as the CDN. `response` closes early when the viewer goes away. */
  bucket(name: string, request: IncomingMessage, response: ServerResponse, key: string): Promise<void>;
  log(text: string): void;
};

export type Cdn = {
  port: number;
  /** Lets requests through; those that came before wait. Throws when a behaviour asks for what is not emulated. */
  serve(parts: CdnParts): void;
  close(): Promise<void>;
};

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const BUCKET_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const UNSATISFIED = 'The request could not be satisfied';
const ALL_ENCODINGS: readonly Encoding[] = ['br', 'gzip'];

/**
 * Opens the port of the CloudFront distribution on 127.0.0.1 (0 picks a free one), before it is known what is served
 * there: addresses in what is served hold the port. Nothing is cached: every request reaches its origin.
 * Rejects when the port is taken.
 */
export async function listenCdn(port: number): Promise<Cdn> {
  const { promise: parts, resolve: serve } = Promise.withResolvers<CdnParts>();
  const server = createServer(
    {
      ServerResponse: ViewerResponse,
      maxHeaderSize: 65_536,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => void parts.then((served) => answer(request, response, served)),
  );
  server.on('clientError', refuseMalformed);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    port: await listen(server, port),
    serve(served) {
      checkBehaviours(served.settings.behaviours);
      serve(served);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function checkBehaviours(behaviours: readonly CdnBehaviour[]): void {
  if (behaviours.at(-1)?.pathPattern !== '*')
    throw new Error('The distribution has no default behaviour ("*") at the end of its behaviours.');
  for (const { pathPattern, origin, allowedMethods } of behaviours) {
    const unknown = origin.kind === 'bucket' ? allowedMethods.filter((method) => !BUCKET_METHODS.has(method)) : [];
    if (unknown.length > 0) {
      throw new Error(
        `The behaviour ${pathPattern} allows ${unknown.join(', ')} on a bucket; only GET, HEAD and OPTIONS are emulated here.`,
      );
    }
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      const reason = { EADDRINUSE: 'is already in use', EACCES: 'may not be opened by this user' }[error.code ?? ''];
      reject(
        reason
          ? new Error(
              `Port ${port} ${reason}. Stop the program that holds it, or choose another with --port <number>.`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function answer(request: IncomingMessage, response: ViewerResponse, options: CdnParts): Promise<void> {
  const requestId = randomBytes(42).toString('base64url');
  try {
    await route(request, response, options, requestId);
  } catch (error) {
    if (response.destroyed || response.writableEnded) return;
    options.log(`${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`);
    if (response.headersSent) response.destroy();
    else if (error instanceof EdgeFunctionError)
      refuse(
        request,
        response,
        error.status,
        'The function associated with the distribution is invalid or could not run.',
        requestId,
      );
    else refuse(request, response, 502, 'The origin could not be reached or answered badly.', requestId);
  }
}

async function route(
  request: IncomingMessage,
  response: ViewerResponse,
  options: CdnParts,
  requestId: string,
): Promise<void> {
  const problem = findProblem(request);
  if (problem) return refuse(request, response, problem.status, problem.reason, requestId);
  const { settings } = options;
  request.url = withRootObject(pathAndQuery(request.url ?? '/'), settings.defaultRootObject);
  const behaviour = chooseBehaviour(settings.behaviours, pathOf(request));
  if (!behaviour?.allowedMethods.includes(request.method ?? '')) {
    const reason =
      'This distribution is not configured to allow the HTTP request method that was used for this request.';
    return refuse(request, response, 403, reason, requestId);
  }
  if (answerAtEdge(request, response, behaviour, requestId)) return;
  const encodings = acceptedEncodings(request, behaviour.forward?.encodings ?? ALL_ENCODINGS);
  const replace: ResponsePlan['replace'] = (status) => {
    const page = settings.errorPages?.find((candidate) => candidate.status === status);
    return page && (() => void answerPage(request, response, options, requestId, { ...page, encodings }));
  };
  response.follow({ behaviour, encodings, requestId, replace });
  await askOrigin(request, response, options, behaviour, requestId);
}

/** Answers with an error page. If the page itself cannot be had, its own error goes out, as from CloudFront. */
async function answerPage(
  request: IncomingMessage,
  response: ViewerResponse,
  options: CdnParts,
  requestId: string,
  { page, responseStatus, encodings }: { page: string; responseStatus: number; encodings: readonly Encoding[] },
): Promise<void> {
  try {
    asPageRequest(request, page);
    const behaviour = chooseBehaviour(options.settings.behaviours, page);
    if (behaviour?.origin.kind !== 'bucket') throw new Error(`The error page ${page} does not come from a bucket.`);
    response.follow({ behaviour, encodings, requestId, statusOfSuccess: responseStatus });
    await askOrigin(request, response, options, behaviour, requestId);
  } catch (error) {
    options.log(`${page}: ${error instanceof Error ? error.message : String(error)}`);
    if (response.headersSent) response.destroy();
    else refuse(request, response, 502, 'The error page could not be fetched.', requestId);
  }
}

async function askOrigin(
  request: IncomingMessage,
  response: ViewerResponse,
  { api, bucket }: CdnParts,
  { origin, forward, originHeaders = {} }: CdnBehaviour,
  requestId: string,
): Promise<void> {
  const path = pathOf(request);
  const extraHeaders = forwardRequest(request, forward, originHeaders, requestId);
  if (origin.kind === 'api') {
    request.url = `${origin.originPath ?? ''}${request.url}`;
    return api.handle(request, response, extraHeaders);
  }
  const key = objectKey(`${origin.originPath}${path}`);
  if (key === undefined) return answerAsS3(request, response, 400, 'InvalidURI', "Couldn't parse the specified URI.");
  // No object can be there: S3 hides that from a reader who may not list the bucket.
  if (key === '' || key.split('/').some((part) => part === '.' || part === '..')) {
    return answerAsS3(request, response, 403, 'AccessDenied', 'Access Denied');
  }
  return bucket(origin.bucket, request, response, key);
}

/** The key of a path, decoded once; undefined when the encoding is broken. */
function objectKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path).slice(1);
  } catch {
    return undefined;
  }
}

function answerAsS3(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

function withRootObject(target: string, rootObject: string | undefined): string {
  const isRoot = target === '/' || target.startsWith('/?');
  return isRoot && rootObject !== undefined ? `/${rootObject}${target.slice(1)}` : target;
}

function refuse(
  request: IncomingMessage,
  response: ViewerResponse,
  status: number,
  reason: string,
  requestId: string,
): void {
  response.takeBack();
  const { headers, body } = errorPage(status, UNSATISFIED, reason, requestId);
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** What never became a request: too long a head, too slow a client, or no HTTP at all. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = { HPE_HEADER_OVERFLOW: 413, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const { headers, body } = errorPage(status, 'Bad request', 'The request could not be read.', 'none');
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`, () =>
    socket.destroy(),
  );
}
