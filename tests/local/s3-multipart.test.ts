import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, type S3Server, startS3 } from './s3-server.ts';

let directory: string;
let server: S3Server;
const Bucket = 'inbox';
const partBytes = 5 * 1024 * 1024;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  server = await startS3(directory);
  server.s3.declareBucket(allEvents(Bucket));
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

async function create(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  return (await server.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!;
}

async function part(Key: string, UploadId: string, PartNumber: number, Body: Buffer | string) {
  const answer = await server.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag: answer.ETag, ChecksumCRC32: answer.ChecksumCRC32 };
}

type Parts = { PartNumber: number; ETag?: string | undefined; ChecksumCRC32?: string | undefined }[];

function complete(
  Key: string,
  UploadId: string,
  Parts: Parts,
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  return server.client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );
}

async function bytesOf(Key: string): Promise<Buffer> {
  const { Body } = await server.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from(await Body!.transformToByteArray());
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

describe('a multipart upload', () => {
  it('becomes an object whose ETag is the MD5 of its parts’ MD5s', async () => {
    const first = Buffer.alloc(partBytes, 'a');
    const last = Buffer.from('the end');
    const id = await create('joined', { ContentType: 'audio/mpeg', Metadata: { a: 'b' } });
    const two = await part('joined', id, 7, last);
    const one = await part('joined', id, 2, first);
    const before = server.deliveries.length;
    const answer = await complete('joined', id, [one, two]);
    expect(answer.ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(last)])).toString('hex')}-2"`);
    expect((await bytesOf('joined')).equals(Buffer.concat([first, last]))).toBe(true);
    const found = await server.client.send(new HeadObjectCommand({ Bucket, Key: 'joined', ChecksumMode: 'ENABLED' }));
    expect(found).toMatchObject({ ContentType: 'audio/mpeg', Metadata: { a: 'b' }, ETag: answer.ETag });
    expect(found.ChecksumCRC32).toBe(answer.ChecksumCRC32);
    const events = server.deliveries.slice(before).map(({ body }) => JSON.parse(body).Records[0]);
    expect(events).toMatchObject([
      { eventName: 'ObjectCreated:CompleteMultipartUpload', s3: { object: { key: 'joined', size: partBytes + 7 } } },
    ]);
    expect((await complete('joined', id, [one, two])).ETag).toBe(answer.ETag);
    expect(server.deliveries.length).toBe(before + 1);
  });

  it('can carry a checksum of the whole object', async () => {
    const id = await create('whole', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const one = await part('whole', id, 1, '123456789');
    await expect(
      complete('whole', id, [one], { ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' }),
    ).rejects.toMatchObject({
      name: 'BadDigest',
    });
    const answer = await complete('whole', id, [one], { ChecksumCRC32: 'y/Q5Jg==', ChecksumType: 'FULL_OBJECT' });
    expect(answer).toMatchObject({ ChecksumCRC32: 'y/Q5Jg==', ChecksumType: 'FULL_OBJECT' });
  });

  it('is refused with small, missing, changed or unordered parts, and goes on', async () => {
    const id = await create('refused');
    const small = await part('refused', id, 1, 'small');
    const last = await part('refused', id, 2, 'last');
    await expect(complete('refused', id, [small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete('refused', id, [last, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete('refused', id, [{ PartNumber: 3, ETag: last.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await part('refused', id, 2, 'changed');
    await expect(complete('refused', id, [last])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete('refused', id, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    await complete('refused', id, [small]);
    expect((await bytesOf('refused')).toString()).toBe('small');
  });

  it('obeys If-None-Match when it completes', async () => {
    const id = await create('taken');
    const one = await part('taken', id, 1, 'mine');
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'taken', Body: 'theirs' }));
    await expect(complete('taken', id, [one], { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect((await bytesOf('taken')).toString()).toBe('theirs');
    await complete('taken', id, [one]);
    expect((await bytesOf('taken')).toString()).toBe('mine');
  });

  it('leaves nothing when it is aborted', async () => {
    const before = (await readdir(join(directory, 'data'))).length;
    const id = await create('aborted');
    const one = await part('aborted', id, 1, 'x');
    await server.client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id }));
    expect((await readdir(join(directory, 'data'))).length).toBe(before);
    await expect(part('aborted', id, 2, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(complete('aborted', id, [one])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('lists its parts and itself, page by page', async () => {
    const { client } = server;
    const ids = [await create('list/b'), await create('list/a'), await create('list/a')];
    for (const number of [3, 1, 2]) await part('list/b', ids[0]!, number, `part ${number}`);
    const page = await client.send(new ListPartsCommand({ Bucket, Key: 'list/b', UploadId: ids[0], MaxParts: 2 }));
    expect(page).toMatchObject({ IsTruncated: true, Parts: [{ PartNumber: 1, Size: 6 }, { PartNumber: 2 }] });
    const PartNumberMarker = page.NextPartNumberMarker;
    const rest = await client.send(new ListPartsCommand({ Bucket, Key: 'list/b', UploadId: ids[0], PartNumberMarker }));
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });

    const uploads: (string | undefined)[] = [];
    let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    for (let truncated = true; truncated; ) {
      const answer = await client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', MaxUploads: 1, ...next }),
      );
      uploads.push(...(answer.Uploads ?? []).map((upload) => `${upload.Key} ${upload.UploadId}`));
      next = { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker };
      truncated = answer.IsTruncated ?? false;
    }
    expect(uploads).toHaveLength(3);
    expect(uploads[2]).toBe(`list/b ${ids[0]}`);
    expect(uploads.slice(0, 2).sort()).toEqual([`list/a ${ids[1]}`, `list/a ${ids[2]}`].sort());
  });

  it('takes parts from other objects, and its object copies as a plain one', async () => {
    const { client } = server;
    await client.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }));
    const id = await create('from-copy');
    const CopySource = `${Bucket}/digits`;
    const base = { Bucket, Key: 'from-copy', UploadId: id, PartNumber: 1, CopySource };
    await expect(
      client.send(new UploadPartCopyCommand({ ...base, CopySourceRange: 'bytes=5-10' })),
    ).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
    const copied = await client.send(new UploadPartCopyCommand({ ...base, CopySourceRange: 'bytes=2-4' }));
    await complete('from-copy', id, [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }]);
    expect((await bytesOf('from-copy')).toString()).toBe('234');
    const plain = await client.send(new CopyObjectCommand({ Bucket, Key: 'plain', CopySource: `${Bucket}/from-copy` }));
    expect(plain.CopyObjectResult?.ETag).toBe(`"${md5(Buffer.from('234')).toString('hex')}"`);
  });
});
