import type { IncomingMessage } from 'node:http';
import { type GatewayRequest, readHeaders, readQuery } from './http-api-event.ts';

/** API Gateway's quota for a payload. Lambda's own, 6 MB for the event, comes first for most. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** What the event needs of a request whose body has been read; `target` is the decoded path and the query as it came. */
export function readRequest(
  request: IncomingMessage,
  target: { readonly path: string; readonly rawQueryString: string },
  bodyBytes: number,
  extraHeaders: Readonly<Record<string, string>>,
  domainName: string,
  now: Date,
): GatewayRequest {
  const sourceIp = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1';
  return {
    method: request.method ?? 'GET',
    rawPath: target.path,
    rawQueryString: target.rawQueryString,
    query: readQuery(target.rawQueryString),
    sourceIp,
    ...readHeaders(request.rawHeaders, extraHeaders, { domainName, sourceIp, now, bodyBytes }),
  };
}

/** Bytes of the request line and the headers as they stood on the wire. */
export function headBytes(request: IncomingMessage): number {
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`.length;
  // Each name and each value is followed by two characters, `: ` or a line break.
  return request.rawHeaders.reduce((bytes, part) => bytes + part.length + 2, line);
}

/**
 * Reads the whole body. Beyond the limit it stops keeping and lets the rest run off, so that the client, still sending,
 * gets its answer and not a broken connection. Rejects when the client goes away before the end.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.resolve('too large');
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else {
        chunks = [];
        resolve('too large');
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client went away.')));
  });
}
