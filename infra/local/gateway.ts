import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import type { Emulator } from './emulators/emulator.ts';
import { answerFailure } from './gateway-answer.ts';
import { answerInsteadOfMissing } from './gateway-missing.ts';
import type { Iam, Judgement } from './iam.ts';
import { type AwsRequest, MalformedRequest, needsBody, readSignature } from './iam-request.ts';

/** By the service's name in signatures. STS has no emulator of its own: SNS's answers for it. */
export type Emulators = Record<string, Emulator>;

export type GatewayParts = {
  iam: Iam;
  emulators: Emulators;
  log(text: string): void;
  /** Told of each call that was judged, also of those that were refused. `caller`: a logical id, an access key, `anonymous`. */
  onCall?(call: { service: string; operation: string; caller: string; refused: boolean }): void;
};

export interface Gateway {
  readonly port: number;
  /** Until then requests wait: functions and policies need the port before they exist. */
  serve(parts: GatewayParts): void;
  /** Cuts every connection. The emulators stay open. */
  close(): Promise<void>;
}

type Listener = { port: number; sockets: Set<net.Socket>; server: net.Server };

/** Opens the one AWS endpoint with everything at hand. @param options `port` 0 takes a free one */
export async function openGateway({ port, ...parts }: GatewayParts & { port: number }): Promise<Gateway> {
  const gateway = await listenGateway(port);
  gateway.serve(parts);
  return gateway;
}

/**
 * Listens on one port of 127.0.0.1 for every AWS service, over HTTP/1.1 and over cleartext HTTP/2, which the SDK's
 * Polly client speaks without asking. Throws where the port is taken.
 */
export async function listenGateway(port: number): Promise<Gateway> {
  let serve: (parts: GatewayParts) => void = () => {};
  const served = new Promise<GatewayParts>((resolve) => {
    serve = resolve;
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    void served.then((parts) => answer(parts, request, response));
  };
  const listener = await listen(port, onRequest);
  return {
    port: listener.port,
    serve: (parts) => serve(parts),
    close: () =>
      new Promise((resolve) => {
        listener.server.close(() => resolve());
        for (const socket of listener.sockets) socket.destroy();
      }),
  };
}

function listen(
  port: number,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  // No timeouts: long polls wait, and a connection that is closed here just as a client reuses it fails that call.
  const http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, onRequest);
  const h2 = http2.createServer((request, response) => {
    request.headers.host ??= request.headers[':authority'];
    // The compatibility API of node:http2 has what emulators use of node:http.
    onRequest(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  // A client that goes away in the middle is no fault of ours.
  h2.on('sessionError', () => {});
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    recognize(socket, (speaksHttp2) => (speaksHttp2 ? h2 : http).emit('connection', socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainListening(error, port)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port, sockets, server });
    });
  });
}

/** Reads just enough to tell HTTP/2's preface ("PRI * HTTP/2.0", RFC 9113) from a request of HTTP/1.1, and puts it back. */
function recognize(socket: net.Socket, then: (speaksHttp2: boolean) => void, before = Buffer.alloc(0)): void {
  socket.once('readable', () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) {
      socket.destroy();
      return;
    }
    const first = Buffer.concat([before, chunk]);
    const start = first.toString('latin1', 0, 3);
    if (start.length < 3 && 'PRI'.startsWith(start)) {
      recognize(socket, then, first);
      return;
    }
    socket.unshift(first);
    then(start === 'PRI');
  });
}

function explainListening(error: NodeJS.ErrnoException, port: number): Error {
  const choose = 'Choose another with --aws-port <number>; 0 takes any free one.';
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `The port ${port} for the AWS endpoint is in use: another program, or another Broadsheet. ${choose}`,
    );
  }
  if (error.code === 'EACCES') return new Error(`The port ${port} may not be opened by this user. ${choose}`);
  return error;
}

async function answer(parts: GatewayParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const seen = seenFrom(request);
  const { service } = readSignature(seen);
  const asked = { service, method: seen.method, headers: request.headers };
  // What a refused call still sends must not block its connection.
  response.once('finish', () => request.resume());
  try {
    await answerCall(parts, service, seen, request, response);
  } catch (error) {
    if (request.destroyed && !request.complete) {
      response.destroy();
      return;
    }
    const malformed = error instanceof MalformedRequest;
    if (!malformed)
      parts.log(`The local ${service} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    if (response.headersSent) response.destroy();
    else {
      const message = error instanceof Error ? error.message : String(error);
      answerFailure(response, asked, { kind: malformed ? 'malformed' : 'failed', message });
    }
  }
}

async function answerCall(
  { iam, emulators, log, onCall }: GatewayParts,
  service: string,
  seen: AwsRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = { service, method: seen.method, headers: request.headers };
  const handler = service === 'sts' ? 'sns' : service;
  const emulator = Object.hasOwn(emulators, handler) ? emulators[handler] : undefined;
  if (emulator === undefined) {
    const message = `The service ${service} is not hosted on this computer; hosted are ${Object.keys(emulators).sort().join(', ')}.`;
    log(message);
    answerFailure(response, asked, { kind: 'unsupported', message });
    return;
  }
  const body = needsBody(service, seen) ? await readBody(request) : undefined;
  const judgement = iam.judgeRequest(body === undefined ? seen : { ...seen, body });
  const { operation, caller, refusal, refusalIfMissing } = judgement;
  onCall?.({ service, operation, caller: caller.name, refused: refusal !== undefined });
  if (refusal !== undefined) {
    log(describeRefusal(judgement));
    answerFailure(response, asked, {
      kind: caller.kind === 'anonymous' ? 'unsigned' : 'denied',
      message: refusal.message,
    });
    return;
  }
  if (refusalIfMissing !== undefined) answerInsteadOfMissing(response, asked, refusalIfMissing.message);
  await emulator.handle(request, response, body);
}

function describeRefusal({ service, operation, caller, refusal }: Judgement): string {
  return `${caller.name} was refused ${operation} of ${service}: ${refusal?.message}`;
}

/** Puts the bucket of a virtual host (`bucket.localhost`, `bucket.s3.localhost`) into the request's path. */
function seenFrom(request: IncomingMessage): AwsRequest {
  const seen = () => ({ method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers });
  const { service } = readSignature(seen());
  if (service !== 's3') return seen();
  const [, bucket, rest] =
    /^(.+?)(?:\.s3)?(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(localhost(?::\d+)?)$/.exec(request.headers.host ?? '') ?? [];
  if (bucket !== undefined && rest !== undefined && bucket !== 's3') {
    request.url = `/${bucket}${request.url ?? '/'}`;
    request.headers.host = rest;
  }
  return seen();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
