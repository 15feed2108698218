import { createHash } from 'node:crypto';
import { type Context, type Handler, xmlAnswer } from './answer.ts';
import { type Checksum, type ChecksumAlgorithm, checksumAlgorithms, checksumElement, hasherFor } from './checksums.ts';
import { unquoted, writePrecondition } from './conditions.ts';
import { maximumParts } from './multipart.ts';
import { storeObject } from './objects.ts';
import { expectedChecksum, readDocument } from './payload.ts';
import type { S3Request } from './request.ts';
import { malformedXml, S3Error } from './s3-error.ts';
import type { Part, StoredObject, Upload } from './store.ts';
import { noSuchUpload, partsOf, removeUpload, requireUpload } from './uploads.ts';
import { childrenOf, childText, parseXml, type XmlNode } from './xml.ts';

const minimumPartBytes = 5 * 1024 ** 2;

/** Puts the listed parts together as the object; what comes of the other parts is that they are thrown away. */
export const completeMultipartUpload: Handler = async (context, request) => {
  const { store, files } = context;
  const document = parseXml(await readDocument(request, 'object'));
  const id = request.query.get('uploadId') ?? '';
  const done = store.object(request.bucket, request.key);
  // A client that lost the answer asks again.
  if (done?.uploadId === id) return completed(request, done);

  const upload = requireUpload(store, request);
  const precondition = writePrecondition(request.headers, request.key);
  precondition(done);
  const parts = chosenParts(document, partsOf(store, id));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const expectedSize = request.headers.get('x-amz-mp-object-size');
  if (expectedSize !== undefined && Number(expectedSize) !== size) {
    const message = 'The provided x-amz-mp-object-size header does not match the size of the parts.';
    throw new S3Error(400, 'InvalidRequest', message);
  }
  const { file, checksum } = await joinParts(context, upload, parts);
  const expected = expectedChecksum(request.headers);
  if (expected?.value !== undefined && expected.value !== checksum?.value) {
    files.remove(file);
    const message = `The ${expected.algorithm} you specified did not match the calculated checksum.`;
    throw new S3Error(400, 'BadDigest', message);
  }
  const etag = `${md5Of(parts)}-${parts.length}`;
  const content = { file, size, etag, headers: upload.headers, checksum, uploadId: id };
  let removed: string[] = [];
  const object = storeObject(context, request, content, 'ObjectCreated:CompleteMultipartUpload', precondition, () => {
    requireUpload(store, request);
    removed = removeUpload(store, id);
  });
  files.remove(...removed);
  return completed(request, object);
};

function completed(request: S3Request, { etag, checksum, versionId }: StoredObject) {
  const host = request.headers.get('host') ?? '127.0.0.1';
  return xmlAnswer(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${host}${request.resource}`,
      Bucket: request.bucket,
      Key: request.key,
      ETag: `"${etag}"`,
      ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
    },
    { 'x-amz-version-id': versionId },
  );
}

/** @throws S3Error MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chosenParts(document: XmlNode, stored: Part[]): Part[] {
  const wanted = childrenOf(document, 'Part');
  if (document.name !== 'CompleteMultipartUpload' || wanted.length === 0 || wanted.length > maximumParts) {
    throw malformedXml();
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts: Part[] = [];
  for (const element of wanted) {
    const number = Number(childText(element, 'PartNumber')?.trim() || 'none');
    const etag = childText(element, 'ETag');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    if (number <= (parts.at(-1)?.number ?? 0)) {
      const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
      throw new S3Error(400, 'InvalidPartOrder', message);
    }
    const part = byNumber.get(number);
    if (part === undefined || unquoted(etag) !== part.etag || !checksumAgrees(element, part)) throw invalidPart(number);
    parts.push(part);
  }
  for (const part of parts.slice(0, -1)) if (part.size < minimumPartBytes) throw entityTooSmall(part);
  return parts;
}

function checksumAgrees(element: XmlNode, part: Part): boolean {
  return checksumAlgorithms.every((algorithm) => {
    const value = childText(element, checksumElement(algorithm));
    return value === undefined || (part.checksum?.algorithm === algorithm && part.checksum.value === value.trim());
  });
}

function invalidPart(number: number): S3Error {
  const message =
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
  return new S3Error(400, 'InvalidPart', message, { PartNumber: String(number) });
}

function entityTooSmall(part: Part): S3Error {
  return new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(part.size),
    MinSizeAllowed: String(minimumPartBytes),
    PartNumber: String(part.number),
    ETag: part.etag,
  });
}

function md5Of(parts: Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag, 'hex');
  return hash.digest('hex');
}

async function joinParts({ files }: Context, upload: Upload, parts: Part[]) {
  const { algorithm, type } = upload.checksum ?? {};
  const whole = type === 'FULL_OBJECT' && algorithm ? hasherFor(algorithm) : undefined;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (const part of parts) {
      for await (const chunk of files.stream(openPart(files, upload, part), 0, part.size)) {
        whole?.update(chunk);
        yield chunk;
      }
    }
  }
  const file = await files.write(bytes());
  let checksum: Checksum | undefined;
  if (algorithm && whole) checksum = { algorithm, value: whole.digest().toString('base64'), type: 'FULL_OBJECT' };
  else if (algorithm) checksum = compositeChecksum(algorithm, parts);
  return { file, checksum };
}

/** The part's file is gone where the upload ended, or the part was sent anew, after it was looked up. */
function openPart(files: Context['files'], upload: Upload, part: Part): number {
  try {
    return files.open(part.file);
  } catch {
    throw noSuchUpload(upload.id);
  }
}

/** The checksum of the parts' checksums, with their number. */
function compositeChecksum(algorithm: ChecksumAlgorithm, parts: Part[]): Checksum {
  const hasher = hasherFor(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { algorithm, value: `${hasher.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}
