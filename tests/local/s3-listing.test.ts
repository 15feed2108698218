import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketSettings, type S3Server, startS3, withDirectory } from './s3-server.ts';

let directory: string;
let server: S3Server;
let buckets = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  server = await startS3(directory);
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

/** Puts objects over HTTP into a new bucket. */
async function bucketOf(keys: Iterable<string>): Promise<string> {
  buckets += 1;
  const Bucket = `bucket-${buckets}`;
  server.s3.declareBucket(bucketSettings(Bucket));
  await Promise.all([...keys].map((Key) => server.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  return Bucket;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What S3 documents: keys and common prefixes in byte order. */
function expectedNames(keys: Iterable<string>, prefix: string, delimiter: string, after: string): string[] {
  const names = new Set<string>();
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    names.add(end === -1 ? key : key.slice(0, end + delimiter.length));
  }
  return [...names].sort(byBytes).filter((name) => byBytes(name, after) > 0);
}

type Page = ListObjectsV2CommandOutput | ListObjectsCommandOutput;

function namesOf(page: Page): string[] {
  const keys = (page.Contents ?? []).map((object) => object.Key!);
  return [...keys, ...(page.CommonPrefixes ?? []).map((one) => one.Prefix!)].sort(byBytes);
}

// Few characters, so that keys share prefixes; the last two sort differently as UTF-16 and as UTF-8.
const key = fc
  .array(fc.constantFrom('a', 'B', 'Z', '/', '_', 'é', ' ', '+', '&', '\uffee', '😀', '\u{10ffff}'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((characters) => characters.join(''));
const query = fc.record({
  keys: fc.uniqueArray(key, { maxLength: 12 }),
  prefix: fc.oneof(
    fc.constant(''),
    key.map((text) => [...text].slice(0, 2).join('')),
  ),
  delimiter: fc.constantFrom('', '/', 'a', '_a', '\u{10ffff}'),
  after: fc.oneof(fc.constant(''), key),
  size: fc.integer({ min: 1, max: 5 }),
});
// A key that is the prefix itself, as the consoles' "folders" are, and last on its page: once listed for ever.
const folder = { keys: ['_', '_a', '_/b'], prefix: '_', delimiter: '', after: '', size: 1 };

describe('listing', () => {
  it('gives every name once, in byte order, whatever the pages (version 2)', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.boolean(), async ({ keys, prefix, delimiter, after, size }, url) => {
        const Bucket = await bucketOf(keys);
        const names: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page: ListObjectsV2CommandOutput = await server.client.send(
            new ListObjectsV2Command({
              Bucket,
              Prefix: prefix,
              Delimiter: delimiter,
              StartAfter: after === '' ? undefined : after,
              MaxKeys: size,
              ContinuationToken,
              ...(url && { EncodingType: 'url' }),
            }),
          );
          const decoded = namesOf(page)
            .map((name) => (url ? decodeURIComponent(name.replaceAll('+', ' ')) : name))
            .sort(byBytes);
          expect(page.KeyCount).toBe(decoded.length);
          expect(decoded.length).toBeLessThanOrEqual(size);
          names.push(...decoded);
          expect(names.length, 'names of all pages so far').toBeLessThanOrEqual(keys.length);
          ContinuationToken = page.NextContinuationToken;
          expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
        } while (ContinuationToken !== undefined);
        expect(names).toEqual(expectedNames(keys, prefix, delimiter, after));
      }),
      { numRuns: 60, examples: [[folder, false]] },
    );
  });

  it('gives every name once, in byte order, whatever the pages (version 1)', async () => {
    await fc.assert(
      fc.asyncProperty(query, async ({ keys, prefix, delimiter, after, size }) => {
        const Bucket = await bucketOf(keys);
        const names: string[] = [];
        let Marker = after;
        for (let truncated = true; truncated; ) {
          const page: ListObjectsCommandOutput = await server.client.send(
            new ListObjectsCommand({ Bucket, Prefix: prefix, Delimiter: delimiter, Marker, MaxKeys: size }),
          );
          names.push(...namesOf(page));
          expect(names.length, 'names of all pages so far').toBeLessThanOrEqual(keys.length);
          truncated = page.IsTruncated ?? false;
          Marker = page.NextMarker ?? names.at(-1) ?? '';
        }
        expect(names).toEqual(expectedNames(keys, prefix, delimiter, after));
      }),
      { numRuns: 40, examples: [[folder]] },
    );
  });

  it('gives at most 1,000 names a page, with size, ETag and time', async () => {
    const keys = Array.from({ length: 1005 }, (_, index) => `n/${String(index).padStart(4, '0')}`);
    const Bucket = await bucketOf(keys);
    const first = await server.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 5000, FetchOwner: true }));
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 1000, MaxKeys: 1000, Name: Bucket });
    expect(first.Contents?.[0]).toMatchObject({
      Key: 'n/0000',
      Size: 6,
      StorageClass: 'STANDARD',
      Owner: { ID: '000000000000' },
    });
    expect(first.Contents?.[0]?.LastModified).toBeInstanceOf(Date);
    const { NextContinuationToken: ContinuationToken } = first;
    const rest = await server.client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    expect(rest.Contents?.map((object) => object.Key)).toEqual(keys.slice(1000));
  });

  it('of nothing is empty, and refuses what it cannot read', async () => {
    const Bucket = await bucketOf(['a']);
    const { client } = server;
    expect(await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))).toMatchObject({
      KeyCount: 0,
      IsTruncated: false,
    });
    for (const bad of [{ MaxKeys: -1 }, { ContinuationToken: 'rubbish' }]) {
      await expect(client.send(new ListObjectsV2Command({ Bucket, ...bad }))).rejects.toMatchObject({
        name: 'InvalidArgument',
      });
    }
  });

  it('is the same after a restart', async () => {
    await withDirectory(async (own) => {
      const Bucket = 'kept';
      const first = await startS3(own);
      first.s3.declareBucket(bucketSettings(Bucket));
      for (const Key of ['é', 'Z', 'a']) await first.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      await first.close();
      const second = await startS3(own);
      const page = await second.client.send(new ListObjectsV2Command({ Bucket }));
      await second.close();
      expect(namesOf(page)).toEqual(['Z', 'a', 'é']);
    });
  });
});
