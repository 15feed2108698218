import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../infra/local/emulators/s3/aws-chunked.ts';
import { parseXml, xmlDocument } from '../../infra/local/emulators/s3/xml.ts';
import { bucketSettings, type S3Server, startS3 } from './s3-server.ts';

let directory: string;
let server: S3Server;
const now = new Date('2026-01-02T03:04:05Z');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  server = await startS3(directory, { now: () => now });
  server.s3.declareBucket(
    bucketSettings('inbox', {
      cors: [
        {
          allowedOrigins: ['https://*.example.com'],
          allowedMethods: ['PUT', 'GET'],
          allowedHeaders: ['content-*'],
          exposedHeaders: ['ETag'],
          maxAgeSeconds: 60,
        },
        { allowedOrigins: ['*'], allowedMethods: ['GET'] },
      ],
    }),
  );
  await send('PUT', '/inbox/page', { headers: { 'content-type': 'text/html' }, body: 'page' });
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

type Options = { headers?: Record<string, string>; body?: string };
type Reply = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** Sends the path as it is: fetch would normalise it. */
function send(method: string, path: string, { headers = {}, body }: Options = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.url, { method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    // Not as text: Node would then send the headers in the body's encoding.
    request.end(body === undefined ? undefined : Buffer.from(body));
  });
}

describe('answers', () => {
  it('always carry request ids, and errors are XML with them', async () => {
    const found = await send('GET', '/inbox/page');
    expect(found.headers).toMatchObject({ 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) });
    const missing = await send('GET', '/inbox/a%26%0D%3Cb%3E');
    expect(missing).toMatchObject({ status: 404, headers: { 'content-type': 'application/xml' } });
    const error = parseXml(missing.text);
    const fields = Object.fromEntries(error.children.map((child) => [child.name, child.text]));
    expect(error.name).toBe('Error');
    expect(fields).toMatchObject({
      Code: 'NoSuchKey',
      Message: 'The specified key does not exist.',
      Key: 'a&\r<b>',
      Resource: '/inbox/a%26%0D%3Cb%3E',
      RequestId: missing.headers['x-amz-request-id'],
    });
  });

  it('to a URL that cannot be decoded are InvalidURI', async () => {
    for (const path of ['/inbox/%zz', '/inbox/%ff', '/inbox?prefix=%e0']) {
      expect(await send('GET', path)).toMatchObject({
        status: 400,
        text: expect.stringContaining('<Code>InvalidURI</Code>'),
      });
    }
  });

  it('to HEAD have no body, also for errors', async () => {
    expect(await send('HEAD', '/inbox/page')).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-length': '4' },
    });
    expect(await send('HEAD', '/inbox/missing')).toMatchObject({ status: 404, text: '' });
  });

  it('keep a key apart from its encoding', async () => {
    for (const [path, body] of [
      ['/inbox/a+b', 'plus'],
      ['/inbox/a%20b', 'space'],
      ['/inbox/a%252Bb', 'percent'],
      ['/inbox/x/../a', 'dots'],
    ]) {
      await send('PUT', path!, { body: body! });
    }
    expect((await send('GET', '/inbox/a%2Bb')).text).toBe('plus');
    expect((await send('GET', '/inbox/a%20b')).text).toBe('space');
    expect((await send('GET', '/inbox/a%252Bb')).text).toBe('percent');
    expect((await send('GET', '/inbox/x/%2E./a')).text).toBe('dots');
  });

  it('give metadata that is not ASCII back as the word that S3 documents', async () => {
    const headers = {
      'x-amz-meta-nonascii': Buffer.from('ÄMÄZÕÑ S3').toString('latin1'),
      'x-amz-meta-ascii': 'AMAZONS3',
    };
    await send('PUT', '/inbox/meta', { headers, body: 'x' });
    expect((await send('HEAD', '/inbox/meta')).headers).toMatchObject({
      'x-amz-meta-nonascii': '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=',
      'x-amz-meta-ascii': 'AMAZONS3',
    });
  });

  it('to a form body stay what was sent', async () => {
    await send('PUT', '/inbox/form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' });
    expect(await send('GET', '/inbox/form')).toMatchObject({
      text: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it('refuse too large and unmeasured bodies before reading them', async () => {
    const large = await send('PUT', '/inbox/large', {
      headers: {
        'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1),
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      },
      body: '0\r\n\r\n',
    });
    expect(large).toMatchObject({ status: 400, text: expect.stringContaining('<Code>EntityTooLarge</Code>') });
    const unmeasured = await send('PUT', '/inbox/large', { headers: { 'transfer-encoding': 'chunked' }, body: 'x' });
    expect(unmeasured).toMatchObject({
      status: 411,
      text: expect.stringContaining('<Code>MissingContentLength</Code>'),
    });
  });

  it('refuse a conditional write that is overtaken while its body is on the way', async () => {
    const slow = httpRequest(server.url, {
      method: 'PUT',
      path: '/inbox/overtaken',
      headers: { 'content-length': '4', 'if-none-match': '*' },
    });
    const status = new Promise((resolve, reject) => {
      slow.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    slow.write('sl');
    await expect
      .poll(async () => (await readdir(join(directory, 'data'))).some((name) => name.endsWith('.part')))
      .toBe(true);
    await send('PUT', '/inbox/overtaken', { headers: { 'if-none-match': '*' }, body: 'fast' });
    slow.end('ow');
    expect(await status).toBe(412);
    expect((await send('GET', '/inbox/overtaken')).text).toBe('fast');
  });

  it('refuse XML that is none', async () => {
    for (const body of [
      '',
      'x',
      '<Delete>',
      '<!DOCTYPE a><Delete/>',
      '<Delete><Object><Key>&x;</Key></Object></Delete>',
      '<Other/>',
    ]) {
      const answer = await send('POST', '/inbox?delete', { headers: { 'x-amz-checksum-mode': 'ENABLED' }, body });
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('<Code>MalformedXML</Code>') });
    }
  });
});

describe('presigned URLs', () => {
  const signed = (date: string, expires: number, more = '') =>
    `/inbox/page?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Date=${date}&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=00${more}`;

  it('work until they expire', async () => {
    expect((await send('GET', signed('20260102T030305Z', 60))).text).toBe('page');
    const late = await send('GET', signed('20260102T030305Z', 59));
    expect(late).toMatchObject({
      status: 403,
      text: expect.stringContaining('<Message>Request has expired</Message>'),
    });
    expect((await send('GET', '/inbox/page?AWSAccessKeyId=a&Signature=b&Expires=1767323045')).text).toBe('page');
    expect((await send('GET', '/inbox/page?AWSAccessKeyId=a&Signature=b&Expires=1767323044')).status).toBe(403);
    expect((await send('GET', signed('yesterday', 60))).status).toBe(400);
  });

  it('may put other headers in the answer', async () => {
    const more =
      '&response-content-type=text%2Fplain&response-content-disposition=attachment%3B%20filename%3D%22a%22&response-cache-control=no-store';
    expect((await send('GET', signed('20260102T030405Z', 60, more))).headers).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="a"',
      'cache-control': 'no-store',
    });
    expect((await send('GET', '/inbox/page?response-content-type=a%0D%0Ab')).status).toBe(400);
  });

  it('store, with the headers that they carry', async () => {
    const path = signed('20260102T030405Z', 60, '&x-amz-meta-author=ada&x-id=PutObject').replace('/page', '/signed');
    expect((await send('PUT', path, { body: 'signed' })).status).toBe(200);
    expect(await send('GET', '/inbox/signed')).toMatchObject({
      text: 'signed',
      headers: { 'x-amz-meta-author': 'ada' },
    });
    const wrong = await send('PUT', `${path}&x-amz-checksum-crc32=AAAAAA%3D%3D`, { body: 'signed' });
    expect(wrong).toMatchObject({ status: 400, text: expect.stringContaining('<Code>BadDigest</Code>') });
  });
});

describe('aws-chunked bodies', () => {
  const framed = (sha: string, length: number, more = {}) => ({
    'x-amz-content-sha256': sha,
    'x-amz-decoded-content-length': String(length),
    'content-encoding': 'aws-chunked',
    ...more,
  });

  it('are stored without their framing', async () => {
    const signature = `chunk-signature=${'0'.repeat(64)}`;
    const headers = framed('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 5);
    const body = `3;${signature}\r\nhal\r\n2;${signature}\r\nlo\r\n0;${signature}\r\n\r\n`;
    expect((await send('PUT', '/inbox/framed', { headers, body })).status).toBe(200);
    const found = await send('GET', '/inbox/framed');
    expect(found.text).toBe('hallo');
    expect(found.headers['content-encoding']).toBeUndefined();
  });

  it('are verified against the checksum in their trailer', async () => {
    const headers = framed('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 9, { 'x-amz-trailer': 'x-amz-checksum-crc32' });
    const body = (sum: string) => `9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`;
    expect((await send('PUT', '/inbox/trailer', { headers, body: body('y/Q5Jg==') })).status).toBe(200);
    for (const sum of ['AAAAAA==', '']) {
      expect((await send('PUT', '/inbox/trailer', { headers, body: body(sum) })).text).toContain(
        '<Code>BadDigest</Code>',
      );
    }
    const without = await send('PUT', '/inbox/trailer', { headers, body: '9\r\n123456789\r\n0\r\n\r\n' });
    expect(without.text).toContain('<Code>MalformedTrailerError</Code>');
  });

  it('that end too soon or are no frames are refused', async () => {
    const headers = framed('STREAMING-UNSIGNED-PAYLOAD-TRAILER', 5);
    for (const body of ['5\r\nhal', '3\r\nhal\r\n0\r\n\r\n', 'zz\r\nhallo\r\n0\r\n\r\n', '5\r\nhalloxx0\r\n\r\n', '']) {
      expect((await send('PUT', '/inbox/broken', { headers, body })).status).toBe(400);
    }
    expect((await send('GET', '/inbox/broken')).status).toBe(404);
  });

  it('read the same however the network cuts them', async () => {
    const cut = fc.tuple(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 })),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(cut, async ([chunks, sizes]) => {
        const frames = chunks.flatMap((chunk) => [
          Buffer.from(`${chunk.length.toString(16)}\r\n`),
          Buffer.from(chunk),
          Buffer.from('\r\n'),
        ]);
        const wire = Buffer.concat([...frames, Buffer.from('0\r\nx-amz-checksum-crc32:AA==\r\n\r\n')]);
        async function* pieces() {
          for (let at = 0, i = 0; at < wire.length; i += 1) {
            const size = sizes[i % sizes.length]!;
            yield wire.subarray(at, at + size);
            at += size;
          }
        }
        const trailers = new Map<string, string>();
        const decoded: Buffer[] = [];
        for await (const piece of decodeAwsChunked(pieces(), trailers)) decoded.push(piece);
        expect(Buffer.concat(decoded).equals(Buffer.concat(chunks))).toBe(true);
        expect(trailers).toEqual(new Map([['x-amz-checksum-crc32', 'AA==']]));
      }),
    );
  });
});

describe('CORS', () => {
  const asking = (origin: string, method: string, headers?: string) => ({
    origin,
    'access-control-request-method': method,
    ...(headers !== undefined && { 'access-control-request-headers': headers }),
  });

  it('allows what a rule allows', async () => {
    const headers = asking('https://a.example.com', 'PUT', 'Content-Type, content-md5');
    expect(await send('OPTIONS', '/inbox/new', { headers })).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': 'https://a.example.com',
        'access-control-allow-methods': 'PUT, GET',
        'access-control-allow-headers': 'content-type, content-md5',
        'access-control-expose-headers': 'ETag',
        'access-control-max-age': '60',
        'access-control-allow-credentials': 'true',
      },
    });
  });

  it('forbids the rest', async () => {
    for (const headers of [
      asking('https://evil.test', 'PUT'),
      asking('https://a.example.com', 'DELETE'),
      asking('https://a.example.com', 'PUT', 'x-other'),
    ]) {
      expect((await send('OPTIONS', '/inbox/new', { headers })).status).toBe(403);
    }
  });

  it('lets pages read answers and errors', async () => {
    for (const path of ['/inbox/page', '/inbox/missing']) {
      const { headers } = await send('GET', path, { headers: { origin: 'https://any.test' } });
      expect(headers['access-control-allow-origin']).toBe('*');
    }
    expect((await send('GET', '/inbox/page')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('XML', () => {
  it('that is written reads the same', () => {
    // Not the two characters that XML cannot hold even as a reference in any reader: U+FFFE and U+FFFF.
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const node = parseXml(xmlDocument('Root', { Key: text }));
        expect(node.children).toEqual([{ name: 'Key', text, children: [] }]);
      }),
    );
  });
});
