import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import { type EventOrigin, eventMessage, notificationsFor, type ObjectEvent } from './events.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { noSuchBucket } from './s3-error.ts';
import { nextSequencer } from './sequencer.ts';
import type { BucketSettings } from './settings.ts';

/** An object's current content: its bytes are in the data file `file`, and everything else is here. */
export type StoredObject = {
  file: string;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970, whole seconds as in Last-Modified. */
  modified: number;
  /** Content headers and user metadata, by lower-case name. */
  headers: Record<string, string>;
  checksum?: Checksum;
  versionId?: string;
  /** The multipart upload that made it. */
  uploadId?: string;
};

export type Upload = {
  id: string;
  bucket: string;
  key: string;
  initiated: number;
  headers: Record<string, string>;
  checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType };
};

export type Part = { number: number; file: string; size: number; etag: string; modified: number; checksum?: Checksum };

export type Bucket = { settings: BucketSettings; created: number };

/** Throws if the object that is there now (or is not) forbids the change. */
export type Precondition = (current: StoredObject | undefined) => void;

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL, settings TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS objects (bucket TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (bucket, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS parts (upload TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (upload, number)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sequencer (one INTEGER PRIMARY KEY CHECK (one = 1), last TEXT NOT NULL) STRICT;
`;

/**
 * The metadata of every bucket, in one SQLite database. All calls are synchronous, so that what a call reads holds
 * until its tick ends. Keys are TEXT with the BINARY collation: they sort by their UTF-8 bytes, as S3 lists them.
 */
export class Store {
  readonly now: () => Date;
  readonly outbox: Outbox;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(directory: string, deliver: (queueArn: string, body: string) => void, now: () => Date) {
    mkdirSync(directory, { recursive: true });
    this.now = now;
    this.#database = new DatabaseSync(join(directory, 's3.sqlite'));
    this.#database.exec(schema);
    this.outbox = openOutbox(this.#database, deliver);
  }

  close(): void {
    this.outbox.close();
    this.#statements.clear();
    this.#database.close();
  }

  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  saveBucket(settings: BucketSettings): void {
    this.sql(
      'INSERT INTO buckets (name, created, settings) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET settings = excluded.settings',
    ).run(settings.name, this.now().getTime(), JSON.stringify(settings));
  }

  findBucket(name: string): Bucket | undefined {
    const row = this.sql('SELECT created, settings FROM buckets WHERE name = ?').get(name);
    return row && { created: Number(row.created), settings: JSON.parse(String(row.settings)) as BucketSettings };
  }

  /** @throws S3Error NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.findBucket(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  buckets(): Bucket[] {
    const names = this.sql('SELECT name FROM buckets ORDER BY name').all();
    return names.map((row) => this.bucket(String(row.name)));
  }

  object(bucket: string, key: string): StoredObject | undefined {
    const row = this.sql('SELECT record FROM objects WHERE bucket = ? AND key = ?').get(bucket, key);
    return row && (JSON.parse(String(row.record)) as StoredObject);
  }

  /** The keys whose objects came at this time or before it, in milliseconds since 1970. */
  keysUntil(bucket: string, time: number): string[] {
    const rows = this.sql("SELECT key FROM objects WHERE bucket = ? AND json_extract(record, '$.modified') <= ?");
    return rows.all(bucket, time).map(({ key }) => String(key));
  }

  /**
   * Puts the object in the place of what the key holds, and owes the events of it.
   * @param eventName for example `ObjectCreated:Put`
   * @returns the data file that nothing refers to any more
   */
  putObject(
    name: string,
    key: string,
    object: StoredObject,
    eventName: string,
    origin: EventOrigin,
    precondition: Precondition,
  ): string | undefined {
    const bucket = this.bucket(name).settings;
    const current = this.object(name, key);
    precondition(current);
    this.sql(
      'INSERT INTO objects (bucket, key, record) VALUES (?, ?, ?) ON CONFLICT (bucket, key) DO UPDATE SET record = excluded.record',
    ).run(name, key, JSON.stringify(object));
    const { size, etag: eTag, versionId } = object;
    this.#announce(bucket, { name: eventName, key, size, eTag, versionId, ...this.#moment() }, origin);
    return current?.file;
  }

  /** Removes the object, if there is one. In a versioned bucket the answer names the delete marker. */
  deleteObject(
    name: string,
    key: string,
    origin: EventOrigin,
    event: 'ObjectRemoved' | 'LifecycleExpiration' = 'ObjectRemoved',
  ): { file?: string; marker?: string } {
    const bucket = this.bucket(name).settings;
    const current = this.object(name, key);
    this.sql('DELETE FROM objects WHERE bucket = ? AND key = ?').run(name, key);
    if (bucket.versioned) {
      const marker = newVersionId();
      const versioned = { name: `${event}:DeleteMarkerCreated`, key, versionId: marker, ...this.#moment() };
      this.#announce(bucket, versioned, origin);
      return { file: current?.file, marker };
    }
    if (current === undefined) return {};
    this.#announce(bucket, { name: `${event}:Delete`, key, ...this.#moment() }, origin);
    return { file: current.file };
  }

  /** The sequencer is kept in the transaction of the change: it grows for ever, also where the clock goes back. */
  #moment(): { sequencer: string; at: Date } {
    const at = this.now();
    const row = this.sql('SELECT last FROM sequencer').get();
    const sequencer = nextSequencer(row === undefined ? '' : String(row.last), at);
    this.sql(
      'INSERT INTO sequencer (one, last) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET last = excluded.last',
    ).run(sequencer);
    return { sequencer, at };
  }

  #announce(bucket: BucketSettings, event: ObjectEvent, origin: EventOrigin): void {
    for (const { id, queueArn } of notificationsFor(bucket, event.name, event.key)) {
      this.outbox.add(queueArn, eventMessage(bucket, id, event, origin));
    }
  }

  /** Every data file that something refers to. */
  files(): Set<string> {
    const rows = this.sql(
      "SELECT json_extract(record, '$.file') AS file FROM objects UNION ALL SELECT json_extract(record, '$.file') FROM parts",
    ).all();
    return new Set(rows.map((row) => String(row.file)));
  }
}

export function newVersionId(): string {
  return randomBytes(24).toString('base64url');
}
