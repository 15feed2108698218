import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketSettings, type S3Server, startS3 } from './s3-server.ts';

let directory: string;
let server: S3Server;
const Bucket = 'inbox';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  server = await startS3(directory);
  server.s3.declareBucket(bucketSettings(Bucket));
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function put(Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) {
  return server.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
}

function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  return server.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
}

async function text(Key: string, more: Partial<GetObjectCommandInput> = {}): Promise<string> {
  return (await (await get(Key, more)).Body?.transformToString()) ?? '';
}

function head(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  return server.client.send(new HeadObjectCommand({ Bucket, Key, ...more }));
}

/** The error's name and status, as the SDK read them. */
function refusal(name: string, status: number) {
  return { name, $metadata: expect.objectContaining({ httpStatusCode: status }) };
}

describe('buckets', () => {
  it('are created, found, listed and deleted', async () => {
    const { client } = server;
    await client.send(new CreateBucketCommand({ Bucket: 'made-here' }));
    await client.send(new CreateBucketCommand({ Bucket: 'made-here' }));
    await client.send(new HeadBucketCommand({ Bucket: 'made-here' }));
    const names = (await client.send(new ListBucketsCommand())).Buckets?.map((bucket) => bucket.Name);
    expect(names).toEqual(expect.arrayContaining([Bucket, 'made-here']));
    await client.send(new DeleteBucketCommand({ Bucket: 'made-here' }));
    await expect(client.send(new HeadBucketCommand({ Bucket: 'made-here' }))).rejects.toMatchObject(
      refusal('NotFound', 404),
    );
  });

  it('keep the region that they were made with', async () => {
    const { client } = server;
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration }));
    const location = await client.send(new GetBucketLocationCommand({ Bucket: 'in-ireland' }));
    expect(location.LocationConstraint).toBe('eu-west-1');
    await expect(
      client.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration })),
    ).rejects.toMatchObject(refusal('BucketAlreadyOwnedByYou', 409));
  });

  it('are not deleted while they hold objects', async () => {
    await put('something', 'x');
    await expect(server.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(
      refusal('BucketNotEmpty', 409),
    );
  });

  it('with a name that is not valid are refused', async () => {
    await expect(server.client.send(new CreateBucketCommand({ Bucket: 'Not_Valid' }))).rejects.toMatchObject(
      refusal('InvalidBucketName', 400),
    );
  });

  it('that do not exist are named in the error', async () => {
    const missing = server.client.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' }));
    await expect(missing).rejects.toMatchObject({ ...refusal('NoSuchBucket', 404), BucketName: 'nowhere' });
  });

  it('keep their objects when they are declared again', async () => {
    await put('kept', 'x');
    server.s3.declareBucket(bucketSettings(Bucket));
    expect(await text('kept')).toBe('x');
  });
});

describe('objects', () => {
  it('come back with their bytes, headers and metadata', async () => {
    const Expires = new Date('2031-02-03T04:05:06Z');
    const stored = await put('full', 'hallo', {
      ContentType: 'text/markdown; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.md"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      Expires,
      Metadata: { author: 'ada', 'two-words': 'a b' },
    });
    expect(stored.ETag).toBe('"598d4c200461b81522a3328565c25f7c"');
    const found = await get('full');
    expect(found).toMatchObject({
      ContentType: 'text/markdown; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.md"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      ExpiresString: Expires.toUTCString(),
      Metadata: { author: 'ada', 'two-words': 'a b' },
      ContentLength: 5,
      ETag: stored.ETag,
      AcceptRanges: 'bytes',
    });
    expect(await found.Body?.transformToString()).toBe('hallo');
    expect(await head('full')).toMatchObject({ ContentLength: 5, ETag: stored.ETag, Metadata: { author: 'ada' } });
  });

  it('without a content type are binary, and may be empty', async () => {
    await put('empty', '');
    expect(await get('empty')).toMatchObject({ ContentLength: 0 });
    expect(await text('empty')).toBe('');
  });

  it('with more than 2 KB of metadata are refused', async () => {
    await expect(put('meta', 'x', { Metadata: { long: 'x'.repeat(2049) } })).rejects.toMatchObject(
      refusal('MetadataTooLarge', 400),
    );
  });

  it('are missed with NoSuchKey, or NotFound for HEAD', async () => {
    await expect(get('never')).rejects.toMatchObject({ ...refusal('NoSuchKey', 404), Key: 'never' });
    await expect(head('never')).rejects.toMatchObject(refusal('NotFound', 404));
  });

  const oddKeys = [
    'with space and é 😀',
    'plus+percent%25?question#hash&amp;',
    '//double//',
    '../../../escape',
    '/leading',
    'trailing/',
    'a/b',
    'a',
    'a/b/c',
    'quote"\'<tag>',
    'line\nfeed\r\ttab',
    `${'long/'.repeat(204)}1234`,
  ];

  it.each(oddKeys)('keep the key %j apart from all others', async (key) => {
    for (const other of oddKeys) await put(other, `of ${other}`);
    expect(await text(key)).toBe(`of ${key}`);
    await server.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
    await expect(head(key)).rejects.toMatchObject(refusal('NotFound', 404));
    for (const other of oddKeys) if (other !== key) expect(await text(other)).toBe(`of ${other}`);
  });

  it('never name files', async () => {
    await put('../../outside', 'x');
    const names = await readdir(directory, { recursive: true });
    expect(names.filter((name) => name.includes('outside'))).toEqual([]);
    for (const name of await readdir(join(directory, 'data'))) expect(name).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('with a key of more than 1,024 bytes are refused', async () => {
    await expect(put('é'.repeat(513), 'x')).rejects.toMatchObject(refusal('KeyTooLongError', 400));
    await put('é'.repeat(512), 'x');
  });

  it('of 20 MB are streamed in and out, and a replaced one takes no space', async () => {
    const before = (await readdir(join(directory, 'data'))).length;
    const bytes = Buffer.alloc(20_000_000, 'broadsheet');
    await put('large', bytes);
    await put('large', bytes);
    expect(Buffer.from((await (await get('large')).Body?.transformToByteArray())!).equals(bytes)).toBe(true);
    expect((await readdir(join(directory, 'data'))).length).toBe(before + 1);
  });

  it('are read to the end from the old bytes when they are replaced meanwhile', async () => {
    await put('swapped', Buffer.alloc(8_000_000, 'a'));
    const old = await get('swapped');
    await put('swapped', 'new');
    const bytes = Buffer.from(await old.Body!.transformToByteArray());
    expect(bytes.equals(Buffer.alloc(8_000_000, 'a'))).toBe(true);
    expect(await text('swapped')).toBe('new');
  });

  it('leave the old content when the client goes away while it sends', async () => {
    await put('cut', 'old');
    const before = (await readdir(join(directory, 'data'))).length;
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${server.url}/${Bucket}/cut`, {
        method: 'PUT',
        headers: { 'content-length': '1000' },
      });
      request.on('error', () => resolve());
      request.write('half', () => setImmediate(() => request.destroy(new Error('gone'))));
    });
    await expect.poll(async () => (await readdir(join(directory, 'data'))).length).toBe(before);
    expect(await text('cut')).toBe('old');
  });
});

describe('ranges', () => {
  beforeAll(async () => {
    await put('five', '01234');
  });

  it.each([
    ['bytes=1-3', 206, '123', 'bytes 1-3/5'],
    ['bytes=2-', 206, '234', 'bytes 2-4/5'],
    ['bytes=-2', 206, '34', 'bytes 3-4/5'],
    ['bytes=-100', 206, '01234', 'bytes 0-4/5'],
    ['bytes=0-100', 206, '01234', 'bytes 0-4/5'],
    ['bytes=3-1', 200, '01234', undefined],
    ['bytes=0-1,3-4', 200, '01234', undefined],
    ['lines=1-2', 200, '01234', undefined],
  ])('%s answers %i', async (Range, status, body, ContentRange) => {
    const found = await get('five', { Range });
    expect(found).toMatchObject({ $metadata: { httpStatusCode: status }, ContentLength: body.length });
    expect(found.ContentRange).toBe(ContentRange);
    expect(await found.Body?.transformToString()).toBe(body);
  });

  it.each(['bytes=5-', 'bytes=-0', 'bytes=9-10'])('%s answers 416', async (Range) => {
    await expect(get('five', { Range })).rejects.toMatchObject(refusal('InvalidRange', 416));
  });
});

describe('conditions', () => {
  let ETag: string;
  let modified: Date;
  beforeAll(async () => {
    ETag = (await put('conditional', 'x')).ETag!;
    modified = (await head('conditional')).LastModified!;
  });
  const earlier = () => new Date(modified.getTime() - 60_000);

  it('of reads that hold answer the object', async () => {
    expect(await text('conditional', { IfMatch: ETag })).toBe('x');
    expect(await text('conditional', { IfNoneMatch: '"other"' })).toBe('x');
    expect(await text('conditional', { IfModifiedSince: earlier() })).toBe('x');
    expect(await text('conditional', { IfUnmodifiedSince: modified })).toBe('x');
    expect(await text('conditional', { IfMatch: ETag, IfUnmodifiedSince: earlier() })).toBe('x');
    expect(await text('conditional', { IfNoneMatch: '"other"', IfModifiedSince: modified })).toBe('x');
  });

  it('of reads that do not hold answer 304 or 412', async () => {
    for (const read of [get, head]) {
      for (const condition of [{ IfNoneMatch: ETag }, { IfModifiedSince: modified }]) {
        await expect(read('conditional', condition)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
      }
      for (const condition of [{ IfMatch: '"other"' }, { IfUnmodifiedSince: earlier() }]) {
        await expect(read('conditional', condition)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
      }
    }
  });

  it('let exactly one of many writers create an object', async () => {
    const writes = Array.from({ length: 20 }, (_, index) => put('only-once', `writer ${index}`, { IfNoneMatch: '*' }));
    const results = await Promise.allSettled(writes);
    const winners = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject(refusal('PreconditionFailed', 412));
    }
    expect(await text('only-once')).toBe(`writer ${winners[0]}`);
  });

  it('let a write replace only the object that it knows', async () => {
    await expect(put('absent', 'x', { IfMatch: ETag })).rejects.toMatchObject(refusal('NoSuchKey', 404));
    const first = await put('known', 'one');
    await put('known', 'two', { IfMatch: first.ETag });
    await expect(put('known', 'three', { IfMatch: first.ETag })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    expect(await text('known')).toBe('two');
  });
});

describe('integrity', () => {
  const checksums = [
    ['CRC32', 'y/Q5Jg=='],
    ['CRC32C', '4waSgw=='],
    ['CRC64NVME', 'rosUhgp5mIg='],
    ['SHA1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
    ['SHA256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ] as const;

  it.each(checksums)('%s is verified, stored and given back', async (algorithm, value) => {
    // Not every algorithm is in the SDK; a value that is given is sent as it is.
    await put('sum', '123456789', { [`Checksum${algorithm}`]: value });
    const found = await head('sum', { ChecksumMode: 'ENABLED' });
    expect(found).toMatchObject({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' });
    await expect(put('sum', 'other bytes', { [`Checksum${algorithm}`]: value })).rejects.toMatchObject(
      refusal('BadDigest', 400),
    );
    expect(await text('sum')).toBe('123456789');
  });

  it('does not tell checksums unasked, nor for a part of the object', async () => {
    await put('sum', '123456789');
    expect((await head('sum')).ChecksumCRC32).toBeUndefined();
    expect((await get('sum', { Range: 'bytes=0-1', ChecksumMode: 'ENABLED' })).ChecksumCRC32).toBeUndefined();
  });

  it('verifies Content-MD5', async () => {
    await put('md5', '123456789', { ContentMD5: 'JfnnlDI7RTiF9RgfG2JNCw==' });
    await expect(put('md5', 'x', { ContentMD5: 'short' })).rejects.toMatchObject(refusal('InvalidDigest', 400));
    await expect(put('md5', 'x', { ContentMD5: 'JfnnlDI7RTiF9RgfG2JNCw==' })).rejects.toMatchObject(
      refusal('BadDigest', 400),
    );
  });

  it('takes streams, whose checksum comes behind the body', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, String(index)));
    const all = Buffer.concat(chunks);
    await put('stream', Readable.from(chunks), { ContentLength: all.length, ContentEncoding: 'gzip' });
    const found = await get('stream', { ChecksumMode: 'ENABLED' });
    expect(found).toMatchObject({ ContentLength: all.length, ContentEncoding: 'gzip' });
    expect(found.ChecksumCRC32).toBeTypeOf('string');
    expect(Buffer.from(await found.Body!.transformToByteArray()).equals(all)).toBe(true);
  });
});

describe('deletes', () => {
  it('of what is not there succeed', async () => {
    await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'never-was' }));
  });

  it('take many keys at once, also such that XML must escape', async () => {
    const keys = ['batch/a', 'batch/<&>"', 'batch/é 😀', 'batch/line\r\nfeed'];
    for (const key of keys) await put(key, 'x');
    const Objects = [...keys, 'batch/never'].map((Key) => ({ Key }));
    const answer = await server.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted).toHaveLength(5);
    for (const key of keys) await expect(head(key)).rejects.toMatchObject(refusal('NotFound', 404));
  });

  it('that are quiet answer nothing', async () => {
    const Delete = { Objects: [{ Key: 'batch/a' }], Quiet: true };
    const answer = await server.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(answer.Deleted).toBeUndefined();
  });
});

describe('copies', () => {
  const copy = (Key: string, source: string, more = {}) =>
    server.client.send(
      new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${encodeURIComponent(source)}`, ...more }),
    );

  beforeAll(async () => {
    await put('source é+', 'bytes', { ContentType: 'text/plain', Metadata: { from: 'source' } });
  });

  it('take the headers along, or replace them', async () => {
    const answer = await copy('copied', 'source é+');
    expect(answer.CopyObjectResult?.ETag).toBe((await head('source é+')).ETag);
    expect(await head('copied')).toMatchObject({ ContentType: 'text/plain', Metadata: { from: 'source' } });
    await copy('copied', 'source é+', {
      MetadataDirective: 'REPLACE',
      ContentType: 'text/html',
      Metadata: { to: 'x' },
    });
    expect(await head('copied')).toMatchObject({ ContentType: 'text/html', Metadata: { to: 'x' } });
    expect(await text('copied')).toBe('bytes');
  });

  it('live on when the source is removed', async () => {
    await put('short-lived', 'still here');
    await copy('heir', 'short-lived');
    await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    expect(await text('heir')).toBe('still here');
  });

  it('onto themselves need something to change', async () => {
    await expect(copy('source é+', 'source é+')).rejects.toMatchObject(refusal('InvalidRequest', 400));
    await copy('source é+', 'source é+', { MetadataDirective: 'REPLACE', ContentType: 'text/plain' });
    expect(await text('source é+')).toBe('bytes');
  });

  it('obey the conditions on the source', async () => {
    await expect(copy('copied', 'source é+', { CopySourceIfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(copy('copied', 'missing')).rejects.toMatchObject(refusal('NoSuchKey', 404));
  });
});

describe('what is missing', () => {
  it('answers 501 and harms nothing', async () => {
    const { client } = server;
    await put('safe', 'bytes');
    const missing = [
      () =>
        client.send(
          new PutObjectTaggingCommand({ Bucket, Key: 'safe', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
        ),
      () => client.send(new GetBucketAclCommand({ Bucket })),
      () => client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
      () => get('safe', { VersionId: 'x' }),
      () => get('safe', { PartNumber: 1 }),
      () => put('safe', 'other', { Tagging: 'a=b' }),
      () => put('safe', 'other', { ACL: 'public-read' }),
      () => put('safe', 'other', { ServerSideEncryption: 'aws:kms' }),
    ];
    for (const call of missing) await expect(call()).rejects.toMatchObject(refusal('NotImplemented', 501));
    for (const [method, path] of [
      ['DELETE', '?cors'],
      ['DELETE', '/safe?tagging'],
      ['PUT', '/safe?acl'],
      ['POST', ''],
    ]) {
      const answer = await fetch(`${server.url}/${Bucket}${path}`, { method: method! });
      expect(answer.status).toBe(501);
      expect(await answer.text()).toContain('<Code>NotImplemented</Code>');
    }
    expect(await text('safe')).toBe('bytes');
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  });
});
