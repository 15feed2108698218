import type { Answer, Context, Handler } from './answer.ts';
import { xmlAnswer } from './answer.ts';
import type { Checksum } from './checksums.ts';
import { judgeRead, readRange, writePrecondition } from './conditions.ts';
import { checksumHeaders, objectHeaders, storedHeaders } from './object-headers.ts';
import { maximumPutBytes, openPayload, readDocument } from './payload.ts';
import type { S3Request } from './request.ts';
import { malformedXml, noSuchKey, notImplemented, preconditionFailed, S3Error } from './s3-error.ts';
import { newVersionId, type Precondition, type StoredObject } from './store.ts';
import { childrenOf, childText, parseXml, type XmlElements } from './xml.ts';

const maximumDeletes = 1000;

/** A new object's record, but for its headers. */
export type NewContent = {
  file: string;
  size: number;
  etag: string;
  headers: Record<string, string>;
  checksum: Checksum | undefined;
  uploadId?: string;
};

/**
 * Puts new content in place, tells of it, and removes what it replaced; removes the new file where that is refused.
 * @param inTransaction further changes that hold or fall with this one
 */
export function storeObject(
  { store, files }: Context,
  request: S3Request,
  content: NewContent,
  eventName: string,
  precondition: Precondition,
  inTransaction: () => void = () => {},
): StoredObject {
  let replaced: string | undefined;
  let object: StoredObject;
  try {
    const versioned = store.bucket(request.bucket).settings.versioned === true;
    const modified = Math.floor(store.now().getTime() / 1000) * 1000;
    object = { ...content, modified, ...(versioned && { versionId: newVersionId() }) };
    replaced = store.transaction(() => {
      inTransaction();
      return store.putObject(request.bucket, request.key, object, eventName, request.origin, precondition);
    });
  } catch (error) {
    files.remove(content.file);
    throw error;
  }
  store.outbox.flush();
  files.remove(replaced);
  return object;
}

export const putObject: Handler = async (context, request) => {
  const { store, files } = context;
  const headers = storedHeaders(request);
  const precondition = writePrecondition(request.headers, request.key);
  // Also before the body is read, to spare the work; what counts is the judgement in the transaction.
  precondition(store.object(request.bucket, request.key));
  const payload = openPayload(request, maximumPutBytes);
  const file = await files.write(payload.chunks);
  const verified = verifyOrRemove(context, file, payload.verify);
  const content = { file, size: verified.size, etag: verified.md5, headers, checksum: verified.checksum };
  const object = storeObject(context, request, content, 'ObjectCreated:Put', precondition);
  return {
    status: 200,
    headers: { etag: `"${object.etag}"`, 'x-amz-version-id': object.versionId, ...checksumHeaders(object) },
  };
};

export function verifyOrRemove<T>({ files }: Context, file: string, verify: () => T): T {
  try {
    return verify();
  } catch (error) {
    files.remove(file);
    throw error;
  }
}

/** GET and HEAD of an object. */
export const readObject: Handler = ({ store, files }, request) => {
  const object = requireObject(store.object(request.bucket, request.key), request.key);
  const headers = objectHeaders(request, object);
  const { failed, unmodified } = judgeRead(request.headers, object);
  if (failed !== undefined) throw preconditionFailed(failed);
  if (unmodified !== undefined) return { status: 304, headers };
  const range = readRange(request.headers, object);
  // The checksum is that of all bytes; it would not verify a part of them.
  const withChecksum = range === undefined && request.headers.get('x-amz-checksum-mode') === 'ENABLED';
  const { start, length } = range ?? { start: 0, length: object.size };
  const answer: Answer = {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(length),
      'content-range': range && `bytes ${start}-${start + length - 1}/${object.size}`,
      ...(withChecksum && checksumHeaders(object)),
    },
  };
  if (request.method === 'HEAD') return answer;
  return { ...answer, body: { descriptor: files.open(object.file), start, length } };
};

export function requireObject(object: StoredObject | undefined, key: string): StoredObject {
  if (object === undefined) throw noSuchKey(key);
  return object;
}

export const deleteObject: Handler = ({ store, files }, request) => {
  for (const name of ['if-match', 'if-none-match']) {
    if (request.headers.has(name)) throw notImplemented(`DeleteObject with ${name}`);
  }
  const { file, marker } = store.transaction(() => store.deleteObject(request.bucket, request.key, request.origin));
  store.outbox.flush();
  files.remove(file);
  return { status: 204, headers: { 'x-amz-version-id': marker, 'x-amz-delete-marker': marker && 'true' } };
};

export const deleteObjects: Handler = async ({ store, files }, request) => {
  if (!hasIntegrityHeader(request)) {
    throw new S3Error(
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 or x-amz-checksum-*',
    );
  }
  const root = parseXml(await readDocument(request));
  const objects = childrenOf(root, 'Object');
  if (root.name !== 'Delete' || objects.length === 0 || objects.length > maximumDeletes) throw malformedXml();
  const keys = objects.map((object) => {
    for (const child of object.children) {
      if (child.name !== 'Key') throw notImplemented(`DeleteObjects with ${child.name}`);
    }
    const key = childText(object, 'Key');
    if (key === undefined || key === '') throw malformedXml();
    return key;
  });
  const quiet = childText(root, 'Quiet')?.trim() === 'true';
  const removed: (string | undefined)[] = [];
  const deleted: XmlElements[] = [];
  store.transaction(() => {
    for (const key of keys) {
      const { file, marker } = store.deleteObject(request.bucket, key, request.origin);
      removed.push(file);
      deleted.push({ Key: key, DeleteMarker: marker && true, DeleteMarkerVersionId: marker });
    }
  });
  store.outbox.flush();
  files.remove(...removed);
  return xmlAnswer('DeleteResult', { Deleted: quiet ? [] : deleted });
};

/** S3 asks for one: a mangled list of deletes would do harm. */
function hasIntegrityHeader(request: S3Request): boolean {
  const { headers } = request;
  if (headers.has('content-md5') || headers.has('x-amz-trailer')) return true;
  return [...headers.keys()].some((name) => name.startsWith('x-amz-checksum-'));
}
