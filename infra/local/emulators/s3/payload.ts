import { decodeAwsChunked, incompleteBody } from './aws-chunked.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumBytes,
  checksumHeader,
  type Hasher,
  hasherFor,
  readAlgorithm,
} from './checksums.ts';
import type { S3Request } from './request.ts';
import { notImplemented, S3Error } from './s3-error.ts';

/** The most bytes of one PutObject or UploadPart: 5 GiB. */
export const maximumPutBytes = 5 * 1024 ** 3;
const maximumDocumentBytes = 4 * 1024 ** 2;

export type Verified = { size: number; md5: string; checksum: Checksum | undefined };

/** A body being read. Call `verify` when all chunks are read: it throws where the bytes are not what the headers say. */
export type Payload = { chunks: AsyncGenerator<Buffer>; verify(): Verified };

type Expectation = { algorithm: ChecksumAlgorithm; value: string | undefined };

const checksumPrefix = 'x-amz-checksum-';
/** `x-amz-checksum-…` headers that carry no checksum. */
const aboutChecksums = new Set(['x-amz-checksum-mode', 'x-amz-checksum-type', 'x-amz-checksum-algorithm']);

/**
 * The request's body without aws-chunked framing, to be verified against Content-MD5, `x-amz-checksum-*` (header or
 * trailer), `x-amz-content-sha256` and the length.
 * @param algorithm a checksum that is wanted even if the client sends none
 */
export function openPayload(request: S3Request, limit: number, algorithm?: ChecksumAlgorithm): Payload {
  return verifiedPayload(request, limit, expectedChecksum(request.headers), algorithm);
}

function verifiedPayload(
  request: S3Request,
  limit: number,
  expected: Expectation | undefined,
  algorithm?: ChecksumAlgorithm,
): Payload {
  const { headers } = request;
  const payloadHash = headers.get('x-amz-content-sha256') ?? '';
  const framed = payloadHash.startsWith('STREAMING-') || contentCodings(headers).includes('aws-chunked');
  const declared = declaredLength(request, framed);
  if (declared !== undefined && declared > limit) throw tooLarge(limit);
  const contentMd5 = readContentMd5(headers);
  const kept = expected?.algorithm ?? algorithm;

  const md5 = hasherFor('MD5');
  const sha256 = /^[0-9a-f]{64}$/i.test(payloadHash) ? hasherFor('SHA256') : undefined;
  const own = kept && hasherFor(kept);
  const hashers = [md5, sha256, own].filter((hasher): hasher is Hasher => hasher !== undefined);
  const trailers = new Map<string, string>();
  let size = 0;

  async function* read(): AsyncGenerator<Buffer> {
    const source = rawBody(request);
    for await (const chunk of framed ? decodeAwsChunked(source, trailers) : source) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      for (const hasher of hashers) hasher.update(chunk);
      yield chunk;
    }
  }

  function verify(): Verified {
    if (declared !== undefined && size !== declared) throw incompleteBody();
    const digest = md5.digest();
    if (contentMd5 !== undefined && !contentMd5.equals(digest)) throw badDigest('Content-MD5');
    if (sha256 !== undefined && sha256.digest().toString('hex') !== payloadHash.toLowerCase()) {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', message);
    }
    const checksum: Checksum | undefined = kept &&
      own && { algorithm: kept, value: own.digest().toString('base64'), type: 'FULL_OBJECT' };
    if (expected !== undefined) {
      const value = expected.value ?? trailers.get(checksumHeader(expected.algorithm));
      if (value === undefined) {
        throw new S3Error(
          400,
          'MalformedTrailerError',
          'The request contained trailing data that was not well-formed.',
        );
      }
      if (checksum?.value !== value) throw badDigest(expected.algorithm);
    }
    return { size, md5: digest.toString('hex'), checksum };
  }

  return { chunks: read(), verify };
}

/**
 * A small body, whole and verified.
 * @param describes what a checksum header is about: CompleteMultipartUpload's is about the object, not about the body
 */
export async function readDocument(request: S3Request, describes: 'body' | 'object' = 'body'): Promise<string> {
  const expected = describes === 'body' ? expectedChecksum(request.headers) : undefined;
  const payload = verifiedPayload(request, maximumDocumentBytes, expected);
  const chunks: Buffer[] = [];
  for await (const chunk of payload.chunks) chunks.push(chunk);
  payload.verify();
  return Buffer.concat(chunks).toString('utf8');
}

export function contentCodings(headers: Map<string, string>): string[] {
  const codings = (headers.get('content-encoding') ?? '').split(',').map((coding) => coding.trim());
  return codings.filter((coding) => coding !== '');
}

/** Leaves the connection open when reading stops early, so that the error can be answered; a cut one is no failure here. */
async function* rawBody(request: S3Request): AsyncGenerator<Buffer> {
  if (request.body !== undefined) {
    yield request.body;
    return;
  }
  try {
    yield* request.input.iterator({ destroyOnReturn: false });
  } catch {
    throw incompleteBody();
  }
}

function declaredLength(request: S3Request, framed: boolean): number | undefined {
  const text = request.headers.get(framed ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) {
    if (request.body !== undefined && !framed) return undefined;
    // A body without a length is announced by transfer-encoding; no header at all means no body.
    if (!framed && !request.headers.has('transfer-encoding') && request.input.httpVersionMajor === 1) return 0;
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (!/^\d{1,15}$/.test(text)) throw new S3Error(400, 'InvalidRequest', `“${text}” is no length of a body.`);
  return Number(text);
}

function readContentMd5(headers: Map<string, string>): Buffer | undefined {
  const text = headers.get('content-md5');
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified is not valid.');
  return bytes;
}

/** The one checksum that the headers give, or promise as a trailer (`value` is undefined then). */
export function expectedChecksum(headers: Map<string, string>): Expectation | undefined {
  const trailer = headers.get('x-amz-trailer')?.trim().toLowerCase();
  const names = [...headers.keys()].filter((name) => name.startsWith(checksumPrefix) && !aboutChecksums.has(name));
  if (trailer !== undefined) names.push(trailer);
  const [name, another] = names;
  if (name === undefined) return undefined;
  if (another !== undefined) {
    throw new S3Error(
      400,
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const algorithm = name.startsWith(checksumPrefix) ? readAlgorithm(name.slice(checksumPrefix.length)) : undefined;
  if (algorithm === undefined) throw notImplemented(`the checksum “${name}”`);
  const value = name === trailer ? undefined : headers.get(name);
  if (value !== undefined && Buffer.from(value, 'base64').length !== checksumBytes[algorithm]) {
    throw new S3Error(400, 'InvalidRequest', `Value for ${name} header is invalid.`);
  }
  return { algorithm, value };
}

function badDigest(what: string): S3Error {
  return new S3Error(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`);
}

function tooLarge(limit: number): S3Error {
  const details = { MaxSizeAllowed: String(limit) };
  return new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', details);
}
