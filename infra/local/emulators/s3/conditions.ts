import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './s3-error.ts';
import type { Precondition, StoredObject } from './store.ts';

/** The bytes of an answer; `undefined` for the whole object. */
export type ByteRange = { start: number; length: number };

/**
 * The conditions of GET and HEAD (RFC 9110, 13.2.2), with `prefix` those of a copy's source.
 * @returns the headers that did not hold: `failed` is answered with 412, `unmodified` with 304 (412 for copies)
 */
export function judgeRead(
  headers: Map<string, string>,
  object: StoredObject,
  prefix = '',
): { failed?: string; unmodified?: string } {
  const ifMatch = headers.get(`${prefix}if-match`);
  const ifUnmodified = readDate(headers.get(`${prefix}if-unmodified-since`));
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, object.etag)) return { failed: 'If-Match' };
  } else if (ifUnmodified !== undefined && object.modified > ifUnmodified) {
    return { failed: 'If-Unmodified-Since' };
  }
  const ifNoneMatch = headers.get(`${prefix}if-none-match`);
  const ifModified = readDate(headers.get(`${prefix}if-modified-since`));
  if (ifNoneMatch !== undefined) {
    if (matchesEtag(ifNoneMatch, object.etag)) return { unmodified: 'If-None-Match' };
  } else if (ifModified !== undefined && object.modified <= ifModified) {
    return { unmodified: 'If-Modified-Since' };
  }
  return {};
}

/**
 * The conditions of writes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html): only
 * `If-None-Match: *` and `If-Match: <etag>`. To be called in the transaction of the write.
 */
export function writePrecondition(headers: Map<string, string>, key: string): Precondition {
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('writes with If-None-Match other than *');
  if (ifMatch === '*') throw notImplemented('writes with If-Match: *');
  for (const name of ['if-modified-since', 'if-unmodified-since']) {
    if (headers.has(name)) throw notImplemented(`writes with ${name}`);
  }
  return (current) => {
    if (ifNoneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (current === undefined) throw noSuchKey(key);
    if (!matchesEtag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
  };
}

/** Whether one of the header's entity tags is the object's; quotes may be missing. */
function matchesEtag(header: string, etag: string): boolean {
  return header.split(',').some((part) => part.trim() === '*' || unquoted(part) === etag);
}

export function unquoted(etag: string): string {
  const text = etag.trim();
  const strong = text.startsWith('W/') ? text.slice(2) : text;
  return strong.length > 1 && strong.startsWith('"') && strong.endsWith('"') ? strong.slice(1, -1) : strong;
}

/** A date that cannot be read is as if it were not there, as RFC 9110 says. */
function readDate(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The range that a GET asks for. As S3 does, what is no single well-formed range is passed over, and a suffix longer
 * than the object is the whole object.
 * @throws S3Error InvalidRange where the range begins behind the end
 */
export function readRange(headers: Map<string, string>, object: StoredObject): ByteRange | undefined {
  const range = headers.get('range');
  const match = range === undefined ? null : /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim());
  if (match === null || !holdsIfRange(headers.get('if-range'), object)) return undefined;
  const [, first = '', last = ''] = match;
  const { size } = object;
  if (first === '') {
    if (last === '') return undefined;
    const length = Math.min(Number(last), size);
    if (length === 0) throw invalidRange(range, size);
    return { start: size - length, length };
  }
  const start = Number(first);
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return undefined;
  if (start >= size) throw invalidRange(range, size);
  return { start, length: Math.min(end, size - 1) - start + 1 };
}

function holdsIfRange(condition: string | undefined, object: StoredObject): boolean {
  if (condition === undefined) return true;
  const date = condition.includes('"') ? undefined : readDate(condition);
  return date === undefined ? unquoted(condition) === object.etag : object.modified === date;
}

function invalidRange(range: string | undefined, size: number): S3Error {
  const details = { RangeRequested: range ?? '', ActualObjectSize: String(size) };
  return new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', details);
}
