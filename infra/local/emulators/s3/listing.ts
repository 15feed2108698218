import { LOCAL_ACCOUNT } from '../emulator.ts';
import { type Handler, xmlAnswer } from './answer.ts';
import { formEncode } from './events.ts';
import { readNumber, type S3Request } from './request.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import type { Store, StoredObject } from './store.ts';
import type { XmlElements } from './xml.ts';

const maximumKeys = 1000;

/** What a listing shows, in UTF-8 byte order of the names: objects, or what their keys have in common. */
type ListedName = { name: string; object?: StoredObject };
type Page = { names: ListedName[]; truncated: boolean };

/**
 * One page of a bucket's names behind `after`: keys that begin with `prefix`, those with `delimiter` behind it rolled
 * up to a common prefix. A name that is not greater than `after` is not listed, be it a key or a common prefix.
 */
function listNames(
  store: Store,
  bucket: string,
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Page {
  const names: ListedName[] = [];
  if (limit === 0) return { names, truncated: false };
  const select = store.sql('SELECT key, record FROM objects WHERE bucket = ? AND key >= ? ORDER BY key');
  let from: string | undefined = prefix;
  if (compareUtf8(after, prefix) >= 0) {
    const rolledUp = commonPrefix(after, prefix, delimiter);
    from = rolledUp === undefined ? `${after}\0` : successor(rolledUp);
  }
  // One scan per common prefix: behind one, the next scan begins where its keys end.
  while (from !== undefined) {
    const start: string = from;
    from = undefined;
    for (const row of select.iterate(bucket, start)) {
      const key = String(row.key);
      if (!key.startsWith(prefix)) break;
      if (names.length === limit) return { names, truncated: true };
      const rolledUp = commonPrefix(key, prefix, delimiter);
      if (rolledUp !== undefined) {
        names.push({ name: rolledUp });
        from = successor(rolledUp);
        break;
      }
      names.push({ name: key, object: JSON.parse(String(row.record)) as StoredObject });
    }
  }
  return { names, truncated: false };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

/** The least text that is greater than every text beginning with `text`, by code points, which is by UTF-8 bytes. */
function successor(text: string): string | undefined {
  const points = [...text];
  for (;;) {
    const last = points.pop()?.codePointAt(0);
    if (last === undefined) return undefined;
    if (last === 0x10ffff) continue;
    return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

type Parameters = { prefix: string; delimiter: string; limit: number; encode: (text: string) => string };

function readParameters(request: S3Request): Parameters & { encoding: string | undefined } {
  const encoding = request.query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('encoding-type', encoding, 'Invalid Encoding Method specified in Request');
  }
  return {
    prefix: request.query.get('prefix') ?? '',
    delimiter: request.query.get('delimiter') ?? '',
    limit: Math.min(maximumKeys, readNumber(request, 'max-keys', maximumKeys, 0, 2 ** 31 - 1)),
    encoding,
    encode: encoding === 'url' ? formEncode : (text) => text,
  };
}

function pageElements(page: Page, encode: (text: string) => string, withOwner: boolean): XmlElements {
  const contents: XmlElements[] = [];
  const prefixes: XmlElements[] = [];
  for (const { name, object } of page.names) {
    if (object === undefined) prefixes.push({ Prefix: encode(name) });
    else contents.push(contentElements(encode(name), object, withOwner));
  }
  return { Contents: contents, CommonPrefixes: prefixes };
}

function contentElements(key: string, object: StoredObject, withOwner: boolean): XmlElements {
  return {
    Key: key,
    LastModified: new Date(object.modified).toISOString(),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: object.checksum?.algorithm,
    ChecksumType: object.checksum?.type,
    Size: object.size,
    Owner: withOwner ? { ID: LOCAL_ACCOUNT } : undefined,
    StorageClass: 'STANDARD',
  };
}

export const listObjectsV2: Handler = ({ store }, request) => {
  const type = request.query.get('list-type') ?? '';
  if (type !== '2') throw invalidArgument('list-type', type, 'Invalid List Type specified in Request');
  const { prefix, delimiter, limit, encode, encoding } = readParameters(request);
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after');
  const after = token === undefined ? (startAfter ?? '') : readToken(token);
  const page = listNames(store, request.bucket, { prefix, delimiter, after, limit });
  return xmlAnswer('ListBucketResult', {
    Name: request.bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    StartAfter: startAfter && encode(startAfter),
    ContinuationToken: token,
    NextContinuationToken: page.truncated ? makeToken(page) : undefined,
    EncodingType: encoding,
    KeyCount: page.names.length,
    MaxKeys: limit,
    IsTruncated: page.truncated,
    ...pageElements(page, encode, request.query.get('fetch-owner') === 'true'),
  });
};

/** Version 1: pages are continued by name, and NextMarker comes only with a delimiter. */
export const listObjects: Handler = ({ store }, request) => {
  const { prefix, delimiter, limit, encode, encoding } = readParameters(request);
  const marker = request.query.get('marker') ?? '';
  const page = listNames(store, request.bucket, { prefix, delimiter, after: marker, limit });
  const last = page.names.at(-1)?.name;
  const withNext = page.truncated && delimiter !== '' && last !== undefined;
  return xmlAnswer('ListBucketResult', {
    Name: request.bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    NextMarker: withNext ? encode(last) : undefined,
    MaxKeys: limit,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: encoding,
    IsTruncated: page.truncated,
    ...pageElements(page, encode, true),
  });
};

function makeToken(page: Page): string {
  return Buffer.from(`1${page.names.at(-1)?.name ?? ''}`).toString('base64');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('1')) return text.slice(1);
  throw new S3Error(400, 'InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}
