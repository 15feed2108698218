import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { Part, Store, Upload } from './store.ts';

/** The multipart uploads of the store that have not ended. */

export function saveUpload(store: Store, upload: Upload): void {
  store
    .sql('INSERT INTO uploads (id, bucket, key, record) VALUES (?, ?, ?, ?)')
    .run(upload.id, upload.bucket, upload.key, JSON.stringify(upload));
}

/** @throws S3Error NoSuchUpload */
export function requireUpload(store: Store, request: S3Request): Upload {
  const id = request.query.get('uploadId') ?? '';
  const row = store
    .sql('SELECT record FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
    .get(id, request.bucket, request.key);
  if (row === undefined) throw noSuchUpload(id);
  return JSON.parse(String(row.record)) as Upload;
}

export function noSuchUpload(id: string): S3Error {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new S3Error(404, 'NoSuchUpload', message, { UploadId: id });
}

/** The uploads of a bucket, by key and then by time. */
export function uploadsOf(store: Store, bucket: string): Upload[] {
  const rows = store
    .sql("SELECT record FROM uploads WHERE bucket = ? ORDER BY key, json_extract(record, '$.initiated'), id")
    .all(bucket);
  return rows.map((row) => JSON.parse(String(row.record)) as Upload);
}

/** Puts a part in place; answers the data file that it replaced. Call in a transaction. */
export function savePart(store: Store, upload: string, part: Part): string | undefined {
  const replaced = findPart(store, upload, part.number)?.file;
  store
    .sql(
      'INSERT INTO parts (upload, number, record) VALUES (?, ?, ?) ON CONFLICT (upload, number) DO UPDATE SET record = excluded.record',
    )
    .run(upload, part.number, JSON.stringify(part));
  return replaced;
}

function findPart(store: Store, upload: string, number: number): Part | undefined {
  const row = store.sql('SELECT record FROM parts WHERE upload = ? AND number = ?').get(upload, number);
  return row && (JSON.parse(String(row.record)) as Part);
}

export function partsOf(store: Store, upload: string): Part[] {
  const rows = store.sql('SELECT record FROM parts WHERE upload = ? ORDER BY number').all(upload);
  return rows.map((row) => JSON.parse(String(row.record)) as Part);
}

/** Forgets an upload and its parts; answers their data files. Call in a transaction. */
export function removeUpload(store: Store, upload: string): string[] {
  const names = partsOf(store, upload).map((part) => part.file);
  store.sql('DELETE FROM parts WHERE upload = ?').run(upload);
  store.sql('DELETE FROM uploads WHERE id = ?').run(upload);
  return names;
}
