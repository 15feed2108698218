import { checksumHeader } from './checksums.ts';
import { contentCodings } from './payload.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { StoredObject } from './store.ts';

const contentHeaders = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const metadataPrefix = 'x-amz-meta-';
const maximumMetadataBytes = 2048;

/** Query parameters of GET and HEAD that put a header in the place of the stored one. */
export const overrides: Record<string, string> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

/**
 * The headers of a request that stay with the object.
 * @throws S3Error MetadataTooLarge
 */
export function storedHeaders(request: S3Request): Record<string, string> {
  const stored: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const [name, value] of request.headers) {
    if (contentHeaders.includes(name)) {
      if (value !== '') stored[name] = value;
    } else if (name.startsWith(metadataPrefix)) {
      metadataBytes += name.length - metadataPrefix.length + value.length;
      stored[name] = mailSafe(value);
    }
  }
  if (metadataBytes > maximumMetadataBytes) {
    const details = { Size: String(metadataBytes), MaxSizeAllowed: String(maximumMetadataBytes) };
    throw new S3Error(
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      details,
    );
  }
  const codings = contentCodings(request.headers).filter((coding) => coding !== 'aws-chunked');
  if (codings.length > 0) stored['content-encoding'] = codings.join(',');
  return stored;
}

/**
 * S3 reads header bytes as Latin-1, as Node does, and gives what is not ASCII back as an RFC 2047 word
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
function mailSafe(value: string): string {
  const ascii = Buffer.byteLength(value) === value.length;
  return ascii ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

/** What GET, HEAD and 304 say of an object, without its length. */
export function objectHeaders(request: S3Request, object: StoredObject): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {
    ...object.headers,
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    'x-amz-version-id': object.versionId,
  };
  for (const [parameter, header] of Object.entries(overrides)) {
    const value = request.query.get(parameter);
    if (value !== undefined) headers[header] = headerValue(parameter, value);
  }
  return headers;
}

function headerValue(name: string, value: string): string {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f || code > 0xff) {
      throw new S3Error(
        400,
        'InvalidArgument',
        `${name} is no value of a header: it holds control characters or is not Latin-1.`,
      );
    }
  }
  return value;
}

/** The checksum headers of an answer; composite checksums belong to multipart uploads. */
export function checksumHeaders(object: Pick<StoredObject, 'checksum'>): Record<string, string> {
  const { checksum } = object;
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}
