import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT } from '../emulator.ts';
import { type Answer, type Context, type Handler, xmlAnswer } from './answer.ts';
import { checksumElement, hasherFor } from './checksums.ts';
import { copyResult, copySource, wantedAlgorithm } from './copy.ts';
import { formEncode } from './events.ts';
import { checksumHeaders, storedHeaders } from './object-headers.ts';
import { verifyOrRemove } from './objects.ts';
import { maximumPutBytes, openPayload, type Verified } from './payload.ts';
import { readNumber, type S3Request } from './request.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import type { Part, Upload } from './store.ts';
import { partsOf, removeUpload, requireUpload, savePart, saveUpload, uploadsOf } from './uploads.ts';
import type { XmlElements } from './xml.ts';

export const maximumParts = 10_000;
const maximumListed = 1000;
const owner = { ID: LOCAL_ACCOUNT };

export const createMultipartUpload: Handler = ({ store }, request) => {
  const { bucket, key } = request;
  const checksum = readUploadChecksum(request.headers);
  const upload: Upload = {
    id: randomUUID().replaceAll('-', ''),
    bucket,
    key,
    initiated: store.now().getTime(),
    headers: storedHeaders(request),
    ...(checksum && { checksum }),
  };
  saveUpload(store, upload);
  return xmlAnswer(
    'InitiateMultipartUploadResult',
    { Bucket: bucket, Key: key, UploadId: upload.id },
    { 'x-amz-checksum-algorithm': checksum?.algorithm, 'x-amz-checksum-type': checksum?.type },
  );
};

/** CRC64NVME is only ever of the full object, SHA only ever composite; the others are composite unless asked otherwise. */
function readUploadChecksum(headers: Map<string, string>): Upload['checksum'] {
  const algorithm = wantedAlgorithm(headers);
  const type = headers.get('x-amz-checksum-type');
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw new S3Error(
      400,
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const chosen = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (chosen !== 'FULL_OBJECT' && chosen !== 'COMPOSITE') {
    throw new S3Error(400, 'InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
  }
  if (chosen === (algorithm === 'CRC64NVME' ? 'COMPOSITE' : algorithm.startsWith('SHA') ? 'FULL_OBJECT' : '')) {
    const message = `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`;
    throw new S3Error(400, 'InvalidRequest', message);
  }
  return { algorithm, type: chosen };
}

export const uploadPart: Handler = async (context, request) => {
  const upload = requireUpload(context.store, request);
  const number = partNumber(request);
  const payload = openPayload(request, maximumPutBytes, upload.checksum?.algorithm);
  const file = await context.files.write(payload.chunks);
  const verified = verifyOrRemove(context, file, payload.verify);
  const part = storePart(context, request, number, file, verified);
  return { status: 200, headers: { etag: `"${part.etag}"`, ...partChecksumHeader(part) } };
};

function partChecksumHeader(part: Part): Answer['headers'] {
  return { ...checksumHeaders(part), 'x-amz-checksum-type': undefined };
}

export const uploadPartCopy: Handler = async (context, request) => {
  const upload = requireUpload(context.store, request);
  const number = partNumber(request);
  const { object } = copySource(context, request);
  const { start, length } = copyRange(request, object.size);
  const algorithm = upload.checksum?.algorithm;
  const md5 = hasherFor('MD5');
  const own = algorithm && hasherFor(algorithm);
  const bytes = context.files.stream(context.files.open(object.file), start, length);
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      md5.update(chunk);
      own?.update(chunk);
      yield chunk;
    }
  }
  const file = await context.files.write(hashed());
  const part = storePart(context, request, number, file, {
    size: length,
    md5: md5.digest().toString('hex'),
    checksum: algorithm && own && { algorithm, value: own.digest().toString('base64'), type: 'FULL_OBJECT' },
  });
  return xmlAnswer('CopyPartResult', { ...copyResult(part), ChecksumType: undefined });
};

/** Unlike the range of a GET, this one must be whole: `bytes=first-last` within the source. */
function copyRange(request: S3Request, size: number): { start: number; length: number } {
  const header = request.headers.get('x-amz-copy-source-range');
  if (header === undefined) return { start: 0, length: size };
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || end < start || end >= size) {
    const message = `The range must be bytes=first-last within the source object of ${size} bytes`;
    throw invalidArgument('x-amz-copy-source-range', header, message);
  }
  return { start, length: end - start + 1 };
}

function partNumber(request: S3Request): number {
  return readNumber(request, 'partNumber', 0, 1, maximumParts);
}

function storePart(
  { store, files }: Context,
  request: S3Request,
  number: number,
  file: string,
  { size, md5, checksum }: Verified,
): Part {
  const modified = Math.floor(store.now().getTime() / 1000) * 1000;
  const part: Part = { number, file, size, etag: md5, modified, ...(checksum && { checksum }) };
  let replaced: string | undefined;
  try {
    // The upload may have ended while the part was on its way.
    replaced = store.transaction(() => savePart(store, requireUpload(store, request).id, part));
  } catch (error) {
    files.remove(file);
    throw error;
  }
  files.remove(replaced);
  return part;
}

export const abortMultipartUpload: Handler = ({ store, files }, request) => {
  const removed = store.transaction(() => removeUpload(store, requireUpload(store, request).id));
  files.remove(...removed);
  return { status: 204 };
};

export const listParts: Handler = ({ store }, request) => {
  const upload = requireUpload(store, request);
  const limit = Math.min(maximumListed, readNumber(request, 'max-parts', maximumListed, 0, 2 ** 31 - 1));
  const marker = readNumber(request, 'part-number-marker', 0, 0, 2 ** 31 - 1);
  const rest = partsOf(store, upload.id).filter((part) => part.number > marker);
  const listed = rest.slice(0, limit);
  return xmlAnswer('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    Initiator: owner,
    Owner: owner,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: listed.at(-1)?.number,
    MaxParts: limit,
    IsTruncated: listed.length < rest.length && limit > 0,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: listed.map(
      (part): XmlElements => ({
        PartNumber: part.number,
        LastModified: new Date(part.modified).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...(part.checksum && { [checksumElement(part.checksum.algorithm)]: part.checksum.value }),
      }),
    ),
  });
};

export const listMultipartUploads: Handler = ({ store }, request) => {
  const { query, bucket } = request;
  const encoding = query.get('encoding-type');
  const encode = encoding === 'url' ? formEncode : (text: string) => text;
  const prefix = query.get('prefix') ?? '';
  const limit = Math.min(maximumListed, readNumber(request, 'max-uploads', maximumListed, 0, 2 ** 31 - 1));
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const all = uploadsOf(store, bucket);
  const marked = all.findIndex((upload) => upload.id === idMarker && upload.key === keyMarker);
  const rest = all
    .filter((upload, index) =>
      marked === -1 ? Buffer.compare(Buffer.from(upload.key), Buffer.from(keyMarker)) > 0 : index > marked,
    )
    .filter((upload) => upload.key.startsWith(prefix));
  const listed = rest.slice(0, limit);
  const truncated = listed.length < rest.length && limit > 0;
  const last = listed.at(-1);
  return xmlAnswer('ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: truncated && last ? encode(last.key) : undefined,
    NextUploadIdMarker: truncated ? last?.id : undefined,
    Prefix: encode(prefix),
    MaxUploads: limit,
    EncodingType: encoding,
    IsTruncated: truncated,
    Upload: listed.map(
      (upload): XmlElements => ({
        Key: encode(upload.key),
        UploadId: upload.id,
        Initiator: owner,
        Owner: owner,
        StorageClass: 'STANDARD',
        Initiated: new Date(upload.initiated).toISOString(),
      }),
    ),
  });
};
