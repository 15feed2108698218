import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { LOCAL_ACCOUNT } from '../emulator.ts';
import type { EventOrigin } from './events.ts';
import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';

/** A request, taken apart. `key` is '' for requests to a bucket, `bucket` is '' for requests to the service. */
export type S3Request = {
  method: string;
  bucket: string;
  key: string;
  /** The path as it was sent, for error documents. */
  resource: string;
  query: Map<string, string>;
  /** By lower-case name; a presigned URL may carry `x-amz-*` headers in its query. */
  headers: Map<string, string>;
  origin: EventOrigin;
  input: IncomingMessage;
  /** The body, if the gateway has read it already. */
  body: Buffer | undefined;
  /** The URL's percent encoding is broken; what it names is then not known. */
  malformed: boolean;
};

const maximumKeyBytes = 1024;
const maximumExpiresSeconds = 604_800;

/** Query parameters that only authenticate; the gateway judges them. */
const authenticating = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/** SigV4 and SigV2 parameters, and the name of the operation that SDKs add: they say nothing of what is wanted. */
const neutral = new Set(['x-id', 'AWSAccessKeyId', 'Signature', 'Expires']);

/** Headers that are understood, or that change nothing here. */
const knownHeaders = new Set([
  ...authenticating,
  'x-amz-cf-id',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-source-expected-bucket-owner',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

/** Headers that ask for what is so anyway; every other value asks for something that is missing here. */
const onlyValues: Record<string, string[]> = {
  'x-amz-acl': ['private', 'bucket-owner-full-control'],
  'x-amz-bucket-object-lock-enabled': ['false'],
  'x-amz-object-ownership': ['BucketOwnerEnforced'],
  'x-amz-server-side-encryption': ['AES256'],
  'x-amz-storage-class': ['STANDARD'],
  'x-amz-tagging-directive': ['COPY'],
};

/** Bucket and key from the path, decoded once: keys may hold anything, also `..`, `//` and encoded slashes. */
export function readRequest(input: IncomingMessage, body: Buffer | undefined): S3Request {
  const url = input.url ?? '/';
  const mark = url.indexOf('?');
  const resource = mark === -1 ? url : url.slice(0, mark);
  const slash = resource.indexOf('/', 1);
  const bucket = decode(resource.slice(1, slash === -1 ? undefined : slash));
  const key = slash === -1 ? '' : decode(resource.slice(slash + 1));
  const query = readQuery(mark === -1 ? '' : url.slice(mark + 1));
  return {
    method: input.method ?? 'GET',
    bucket: bucket ?? '',
    key: key ?? '',
    resource,
    query: query ?? new Map(),
    headers: readHeaders(input.headers, query ?? new Map()),
    origin: {
      requestId: randomBytes(8).toString('hex').toUpperCase(),
      hostId: randomBytes(48).toString('base64'),
      sourceAddress: input.socket.remoteAddress ?? '127.0.0.1',
    },
    input,
    body,
    malformed: bucket === undefined || key === undefined || query === undefined,
  };
}

/** A presigned URL may carry headers in its query; those of the request go before them. */
function readHeaders(sent: IncomingHttpHeaders, query: Map<string, string>): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith('x-amz-') && !authenticating.has(header)) headers.set(header, value);
  }
  for (const [name, value] of Object.entries(sent)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return headers;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readQuery(text: string): Map<string, string> | undefined {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode((equals === -1 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) return undefined;
    query.set(name, value);
  }
  return query;
}

/**
 * Refuses what the operation would otherwise pass over in silence: query parameters that it does not know (an unknown
 * `?subresource` must never act as the plain verb) and `x-amz-*` headers.
 */
export function requireUnderstood(request: S3Request, operation: string, parameters: readonly string[]): void {
  for (const name of request.query.keys()) {
    const understood = parameters.includes(name) || neutral.has(name) || name.toLowerCase().startsWith('x-amz-');
    if (!understood) throw notImplemented(`“?${name}” in a request that is otherwise ${operation}`);
  }
  for (const [name, value] of request.headers) {
    if (!name.startsWith('x-amz-') || knownHeaders.has(name)) continue;
    if (name.startsWith('x-amz-meta-') || name.startsWith('x-amz-checksum-')) continue;
    if (onlyValues[name]?.includes(value)) continue;
    throw notImplemented(`the header “${name}: ${value}” of ${operation}`);
  }
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    if ((request.headers.get(name) ?? LOCAL_ACCOUNT) !== LOCAL_ACCOUNT) throw accessDenied('Access Denied');
  }
  if (Buffer.byteLength(request.key) > maximumKeyBytes) {
    const details = { Size: String(Buffer.byteLength(request.key)), MaxSizeAllowed: String(maximumKeyBytes) };
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long', details);
  }
}

/** @throws S3Error AccessDenied where a presigned URL's time is over */
export function requireUnexpired(request: S3Request, now: Date): void {
  const expires = expiry(request.query);
  if (expires === undefined || now.getTime() <= expires) return;
  throw accessDenied('Request has expired', {
    Expires: new Date(expires).toISOString(),
    ServerTime: now.toISOString(),
  });
}

/** When the presigned URL ends, in milliseconds since 1970; undefined for other requests. */
function expiry(query: Map<string, string>): number | undefined {
  if (query.has('X-Amz-Signature')) {
    const seconds = Number(query.get('X-Amz-Expires') ?? 'none');
    const date = readBasicDate(query.get('X-Amz-Date') ?? '');
    const valid = Number.isInteger(seconds) && seconds >= 0 && seconds <= maximumExpiresSeconds && !Number.isNaN(date);
    if (valid) return date + seconds * 1000;
    const message = `A presigned URL needs X-Amz-Date, and X-Amz-Expires between 0 and ${maximumExpiresSeconds} seconds.`;
    throw new S3Error(400, 'AuthorizationQueryParametersError', message);
  }
  if (query.has('Signature') && query.has('AWSAccessKeyId')) {
    const seconds = Number(query.get('Expires') ?? 'none');
    if (!Number.isInteger(seconds)) throw accessDenied('Invalid date (should be seconds since epoch)');
    return seconds * 1000;
  }
  return undefined;
}

/** `20260131T235959Z` in milliseconds since 1970, or NaN. */
function readBasicDate(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function accessDenied(message: string, details: Record<string, string> = {}): S3Error {
  return new S3Error(403, 'AccessDenied', message, details);
}

/** A whole number from the query, between two bounds. */
export function readNumber(request: S3Request, name: string, fallback: number, from: number, to: number): number {
  const text = request.query.get(name);
  if (text === undefined || text === '') return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value < from || value > to) {
    throw invalidArgument(name, text, `Argument ${name} must be an integer between ${from} and ${to}`);
  }
  return value;
}
