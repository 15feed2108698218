import { type Context, type Handler, xmlAnswer } from './answer.ts';
import { type Checksum, type ChecksumAlgorithm, checksumElement, hasherFor, readAlgorithm } from './checksums.ts';
import { judgeRead, writePrecondition } from './conditions.ts';
import { storedHeaders } from './object-headers.ts';
import { requireObject, storeObject } from './objects.ts';
import { maximumPutBytes } from './payload.ts';
import type { S3Request } from './request.ts';
import { invalidArgument, notImplemented, preconditionFailed, S3Error } from './s3-error.ts';
import type { StoredObject } from './store.ts';

export const copyObject: Handler = async (context, request) => {
  const directive = request.headers.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw invalidArgument('x-amz-metadata-directive', directive, 'Unknown metadata directive.');
  }
  const { bucket, key, object } = copySource(context, request);
  if (object.size > maximumPutBytes) {
    const message = `The specified copy source is larger than the maximum allowable size for a copy source: ${maximumPutBytes}`;
    throw new S3Error(400, 'InvalidRequest', message);
  }
  if (directive === 'COPY' && bucket === request.bucket && key === request.key) {
    throw new S3Error(
      400,
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const precondition = writePrecondition(request.headers, request.key);
  const headers = directive === 'COPY' ? object.headers : storedHeaders(request);
  const bytes = await copyBytes(context, object, wantedAlgorithm(request.headers));
  const content = { ...bytes, size: object.size, headers };
  const copy = storeObject(context, request, content, 'ObjectCreated:Copy', precondition);
  return xmlAnswer('CopyObjectResult', copyResult(copy), {
    'x-amz-copy-source-version-id': object.versionId,
    'x-amz-version-id': copy.versionId,
  });
};

/** What the answers to copies say of an object or a part. */
export function copyResult({ etag, modified, checksum }: Pick<StoredObject, 'etag' | 'modified' | 'checksum'>) {
  return {
    ETag: `"${etag}"`,
    LastModified: new Date(modified).toISOString(),
    ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  };
}

/** The object that `x-amz-copy-source` names, if the source's conditions hold. */
export function copySource({ store }: Context, request: S3Request) {
  const header = request.headers.get('x-amz-copy-source') ?? '';
  const mark = header.indexOf('?');
  if (mark !== -1) throw notImplemented('copying a version of an object');
  const source = decodeSource(header);
  const slash = source.indexOf('/');
  const bucket = source.slice(0, slash);
  const key = source.slice(slash + 1);
  if (slash < 1 || key === '') {
    throw invalidArgument(
      'x-amz-copy-source',
      header,
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  store.bucket(bucket);
  const object = requireObject(store.object(bucket, key), key);
  const { failed, unmodified } = judgeRead(request.headers, object, 'x-amz-copy-source-');
  const condition = failed ?? unmodified;
  if (condition !== undefined) throw preconditionFailed(`x-amz-copy-source-${condition}`);
  return { bucket, key, object };
}

function decodeSource(header: string): string {
  try {
    return decodeURIComponent(header.startsWith('/') ? header.slice(1) : header);
  } catch {
    throw invalidArgument('x-amz-copy-source', header, 'The copy source must be URL-encoded.');
  }
}

export function wantedAlgorithm(headers: Map<string, string>): ChecksumAlgorithm | undefined {
  const text = headers.get('x-amz-checksum-algorithm');
  if (text === undefined) return undefined;
  const algorithm = readAlgorithm(text);
  if (algorithm === undefined) throw notImplemented(`the checksum algorithm “${text}”`);
  return algorithm;
}

/**
 * The source's bytes under a new name. They are read only where ETag or checksum must be computed anew: the copy of a
 * multipart object is no multipart object.
 */
async function copyBytes(
  { files }: Context,
  source: StoredObject,
  wanted: ChecksumAlgorithm | undefined,
): Promise<{ file: string; etag: string; checksum: Checksum | undefined }> {
  const algorithm = wanted ?? source.checksum?.algorithm;
  const keepsChecksum = source.checksum?.algorithm === algorithm && source.checksum?.type !== 'COMPOSITE';
  if (!source.etag.includes('-') && keepsChecksum) {
    return { file: files.duplicate(source.file), etag: source.etag, checksum: source.checksum };
  }
  const md5 = hasherFor('MD5');
  const hasher = algorithm && hasherFor(algorithm);
  const bytes = files.stream(files.open(source.file), 0, source.size);
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      md5.update(chunk);
      hasher?.update(chunk);
      yield chunk;
    }
  }
  const file = await files.write(hashed());
  const checksum: Checksum | undefined = algorithm &&
    hasher && { algorithm, value: hasher.digest().toString('base64'), type: 'FULL_OBJECT' };
  return { file, etag: md5.digest().toString('hex'), checksum };
}
