import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { DataFiles } from './data-files.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { Store } from './store.ts';
import { type XmlElements, xmlDocument } from './xml.ts';

/** Up to here one read is cheaper than a stream. */
const smallBytes = 64 * 1024;

export type Context = { store: Store; files: DataFiles };

/** What a handler answers; the bytes of a data file come with an open descriptor, which is closed after sending. */
export type Answer = {
  status: number;
  headers?: Record<string, string | undefined>;
  body?: string | { descriptor: number; start: number; length: number };
};

export type Handler = (context: Context, request: S3Request) => Answer | Promise<Answer>;

export function xmlAnswer(root: string, content: XmlElements | string, headers: Answer['headers'] = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, content) };
}

export function errorAnswer(error: unknown, request: S3Request): Answer {
  const known = error instanceof S3Error ? error : internalError(error);
  const { requestId, hostId } = request.origin;
  const body = xmlDocument(
    'Error',
    {
      Code: known.code,
      Message: known.message,
      ...known.details,
      Resource: request.resource,
      RequestId: requestId,
      HostId: hostId,
    },
    false,
  );
  return { status: known.status, headers: { 'content-type': 'application/xml' }, body };
}

function internalError(error: unknown): S3Error {
  console.error('The local S3 failed:', error);
  const reason = error instanceof Error ? error.message : String(error);
  return new S3Error(500, 'InternalError', `We encountered an internal error. Please try again. (${reason})`);
}

/** Sends the answer; a HEAD gets the headers alone. Rejects where the client goes away while a file is sent. */
export async function send(
  files: DataFiles,
  request: S3Request,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const headers: Record<string, string> = {
    'x-amz-request-id': request.origin.requestId,
    'x-amz-id-2': request.origin.hostId,
    server: 'AmazonS3',
  };
  for (const [name, value] of Object.entries(answer.headers ?? {})) if (value !== undefined) headers[name] = value;
  const { body } = answer;
  const head = request.method === 'HEAD';
  if (body === undefined || typeof body === 'string') {
    const bytes = Buffer.from(body ?? '');
    const bare = answer.status === 204 || answer.status === 304;
    // A HEAD of an object has its length already.
    if (!bare) headers['content-length'] ??= String(bytes.length);
    response.writeHead(answer.status, headers);
    response.end(head || bare ? undefined : bytes);
    return;
  }
  if (body.length <= smallBytes) {
    const bytes = files.readNow(body.descriptor, body.start, body.length);
    response.writeHead(answer.status, headers).end(bytes);
    return;
  }
  response.writeHead(answer.status, headers);
  await pipeline(files.stream(body.descriptor, body.start, body.length), response);
}
