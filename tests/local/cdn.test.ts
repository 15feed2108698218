import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CdnParts, listenCdn } from '../../infra/local/cdn.ts';
import {
  type CdnBehaviour,
  type CdnSettings,
  chooseBehaviour,
  matchesPattern,
  normalisePath,
} from '../../infra/local/cdn-settings.ts';
import { httpApi } from '../../infra/local/http-api.ts';
import { readCdn } from '../../infra/local/read-cdn.ts';

type Event = { rawPath: string; rawQueryString: string; headers: Record<string, string>; cookies?: string[] };
type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string };

const READ = ['GET', 'HEAD', 'OPTIONS'];
const ALL = [...READ, 'PUT', 'PATCH', 'POST', 'DELETE'];
const media: CdnBehaviour = {
  pathPattern: '/media/*',
  origin: { kind: 'bucket', bucket: 'media', originPath: '' },
  allowedMethods: ['GET', 'HEAD'],
};
const site: CdnBehaviour = { pathPattern: '*', origin: { kind: 'api' }, allowedMethods: ALL };
const PAGE = 'a page of news, '.repeat(200);
const AUDIO = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251));
const objects = new Map<string, { type: string; body: Buffer }>([
  ['media/a b+c.mp3', { type: 'audio/mpeg', body: AUDIO }],
  ['media/page.html', { type: 'text/html; charset=utf-8', body: Buffer.from(PAGE) }],
  ['media/small.txt', { type: 'text/plain', body: Buffer.from('small') }],
  ['media/index.html', { type: 'text/html', body: Buffer.from('the front page') }],
  ['errors/404.html', { type: 'text/html', body: Buffer.from('not here') }],
]);

/** A bucket that knows ranges and revalidation, and hides what is missing behind S3's error. */
async function bucket(_name: string, request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
  const object = objects.get(key);
  if (!object) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
  const common = { 'content-type': object.type, etag, 'accept-ranges': 'bytes' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, common).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const body = range ? object.body.subarray(Number(range[1]), Number(range[2]) + 1) : object.body;
  const status = range ? 206 : 200;
  response.writeHead(status, {
    ...common,
    'content-length': body.length,
    ...(range ? { 'content-range': `bytes ${range[1]}-${range[2]}/${object.body.length}` } : {}),
  });
  response.write(body.subarray(0, 10));
  response.end(request.method === 'HEAD' ? undefined : body.subarray(10));
}

const api = httpApi({
  apiId: 'a1b2c3',
  region: 'eu-west-1',
  account: '000000000000',
  stageName: '$default',
  routes: [
    {
      routeKey: '$default',
      invoke: async (event) => ({
        payload: JSON.stringify({
          statusCode: 200,
          headers: { 'x-frame-options': 'own' },
          body: JSON.stringify(event),
        }),
      }),
    },
    {
      routeKey: 'GET /missing',
      invoke: async () => ({ payload: JSON.stringify({ statusCode: 404, body: 'the API says no' }) }),
    },
  ],
});

const open: { close(): Promise<void> }[] = [];
const logged: string[] = [];

afterEach(async () => {
  logged.length = 0;
  for (const cdn of open.splice(0)) await cdn.close();
});

async function serve(
  behaviours: readonly CdnBehaviour[],
  options: Partial<CdnParts & { port: number }> = {},
  settings: Partial<CdnSettings> = {},
): Promise<number> {
  const cdn = await listenCdn(Number(options.port ?? 0));
  open.push(cdn);
  cdn.serve({ settings: { behaviours, ...settings }, api, bucket, log: (text) => void logged.push(text), ...options });
  return cdn.port;
}

/** Sends the target and the headers as they are, and leaves the body as it came. */
function get(
  port: number,
  path: string,
  headers: Record<string, string | string[]> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, text: all.toString() });
      });
      response.once('error', reject);
    });
    request.once('error', reject).end(body);
  });
}
const eventOf = (answer: Answer) => JSON.parse(answer.text) as Event;

describe('the choice of a behaviour', () => {
  it('takes the first pattern that matches, the default last', async () => {
    const named = (pathPattern: string, name: string): CdnBehaviour => ({
      ...site,
      pathPattern,
      responseHeaders: { 'x-behaviour': name },
    });
    const port = await serve([
      named('/v1/views', 'views'),
      named('/v1/*', 'first'),
      named('/v?/*', 'second'),
      named('*.jpg', 'pictures'),
      named('*', 'default'),
    ]);
    const chosen = async (path: string) => (await get(port, path)).headers['x-behaviour'];
    expect(await chosen('/v1/views')).toBe('views');
    expect(await chosen('/v1/views?x=1')).toBe('views');
    expect(await chosen('/v1/articles')).toBe('first');
    expect(await chosen('/v2/articles')).toBe('second');
    expect(await chosen('/v10/a.jpg')).toBe('pictures');
    expect(await chosen('/V1/views')).toBe('default');
    expect(await chosen('/a/../v1/%76iews')).toBe('views');
    expect(await chosen('/a.jpg?b')).toBe('pictures');
  });

  it.each([
    ['media/*', '/media/a/b.mp3', true],
    ['/media/*', '/media/', true],
    ['/media/*', '/media', false],
    ['/media/*', '/other/media/a', false],
    ['*.js', '/a/b.js', true],
    ['*.js', '/a/bxjs', false],
    ['/a?c', '/abc', true],
    ['/a?c', '/ac', false],
    ['/a(b)+[c]', '/a(b)+[c]', true],
  ])('says that %s and %s match: %s', (pattern, path, expected) => {
    expect(matchesPattern(pattern, path)).toBe(expected);
  });

  it('agrees with a model that matches character by character (property)', () => {
    const model = (pattern: string, path: string): boolean => {
      if (pattern === '') return path === '';
      if (pattern.startsWith('*'))
        return model(pattern.slice(1), path) || (path !== '' && model(pattern, path.slice(1)));
      return (
        path !== '' && (pattern.startsWith('?') || pattern[0] === path[0]) && model(pattern.slice(1), path.slice(1))
      );
    };
    const text = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 7 });
    fc.assert(
      fc.property(text('ab./*?'), text('ab./'), (pattern, path) => {
        expect(matchesPattern(`/${pattern}`, `/${path}`)).toBe(model(pattern, path));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a path that is normal, and never leaves dots behind (property)', () => {
    const segments = fc.array(fc.constantFrom('a', '..', '.', '%2e%2E', 'b%2F', ''), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(segments, (parts) => {
        const normal = normalisePath(`/${parts.join('/')}`);
        expect(normal.startsWith('/')).toBe(true);
        expect(normal.split('/')).not.toContain('..');
        expect(normalisePath(normal)).toBe(normal);
      }),
    );
    expect(chooseBehaviour([media, site], '/v1/../media/x')).toBe(media);
  });
});

describe('an API behind the CDN', () => {
  it('gets the viewer’s address from the CDN and the path as it came', async () => {
    const port = await serve([site]);
    const answer = await get(port, '/v1/caf%C3%A9?q=%20a&q=b', {
      'cloudfront-viewer-address': '203.0.113.9:1',
      'x-forwarded-for': '203.0.113.9',
      cookie: 'a=1; b=2',
    });
    const event = eventOf(answer);
    expect(event).toMatchObject({ rawPath: '/v1/café', rawQueryString: 'q=%20a&q=b', cookies: ['a=1', 'b=2'] });
    expect(event.headers['cloudfront-viewer-address']).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(event.headers['x-forwarded-for']).toBe('203.0.113.9, 127.0.0.1, 127.0.0.1');
    expect(event.headers.via).toContain('cloudfront');
    expect(event.headers.host).toBe('a1b2c3.execute-api.eu-west-1.amazonaws.com');
    expect(answer.headers).toMatchObject({
      'x-cache': 'Miss from cloudfront',
      via: expect.stringContaining('cloudfront'),
    });
  });

  it('gets the body of a POST', async () => {
    const answer = await get(
      await serve([site]),
      '/v1/views',
      { 'content-type': 'application/json' },
      'POST',
      '{"a":1}',
    );
    expect(eventOf(answer)).toMatchObject({ body: '{"a":1}' });
  });

  it('gets only what the policies let through', async () => {
    const forward: CdnBehaviour['forward'] = {
      headers: [{ kind: 'only', names: ['x-wanted', 'cloudfront-viewer-address'] }],
      cookies: [{ kind: 'only', names: ['session'] }],
      query: [{ kind: 'except', names: ['utm'] }],
      encodings: ['gzip'],
    };
    const headers = {
      'x-wanted': '1',
      'x-other': '2',
      'user-agent': 'me',
      cookie: 'session=s; tracker=t',
      'accept-encoding': 'br, gzip;q=0.5',
      referer: 'r',
    };
    const event = eventOf(
      await get(await serve([{ ...site, forward, originHeaders: { 'x-origin-secret': 'open' } }]), '/?a=1&utm=x&b=2', {
        ...headers,
        'x-origin-secret': 'forged',
      }),
    );
    expect(event.headers).toMatchObject({
      'x-wanted': '1',
      'user-agent': 'Amazon CloudFront',
      'accept-encoding': 'gzip',
      'x-origin-secret': 'open',
      'cloudfront-viewer-address': expect.any(String),
    });
    for (const dropped of ['x-other', 'referer', 'cloudfront-forwarded-proto'])
      expect(event.headers).not.toHaveProperty(dropped);
    expect(event).toMatchObject({ rawQueryString: 'a=1&b=2', cookies: ['session=s'] });
  });

  it('has its headers replaced, completed and removed by the response policy', async () => {
    const behaviour = {
      ...site,
      responseHeaders: { 'X-Frame-Options': 'DENY' },
      defaultResponseHeaders: { 'content-type': 'never/used', 'x-new': '1' },
      removedResponseHeaders: ['apigw-requestid'],
    };
    const { headers } = await get(await serve([behaviour]), '/');
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-new': '1',
      'content-type': 'text/plain;charset=UTF-8',
    });
    expect(headers).not.toHaveProperty('apigw-requestid');
  });
});

describe('a bucket behind the CDN', () => {
  it('is asked for the key, decoded once, under the origin’s path', async () => {
    const asked: string[] = [];
    const spy: CdnParts['bucket'] = async (name, _request, response, key) => {
      asked.push(`${name}:${key}`);
      response.end();
    };
    const port = await serve(
      [media, { ...media, pathPattern: '*', origin: { kind: 'bucket', bucket: 'site', originPath: '/live' } }],
      { bucket: spy },
    );
    for (const path of ['/media/a%20b+c.mp3?v=1', '/media/100%2525.mp3', '/media/caf%C3%A9', '/x/y'])
      expect((await get(port, path)).status).toBe(200);
    expect(asked).toEqual(['media:media/a b+c.mp3', 'media:media/100%25.mp3', 'media:media/café', 'site:live/x/y']);
  });

  it('serves ranges and revalidation', async () => {
    const port = await serve([media, site]);
    const whole = await get(port, '/media/a%20b+c.mp3');
    expect([whole.status, whole.body.equals(AUDIO)]).toEqual([200, true]);
    const part = await get(port, '/media/a%20b+c.mp3', { range: 'bytes=100-199' });
    expect([part.status, part.headers['content-range'], part.headers['content-length']]).toEqual([
      206,
      'bytes 100-199/5000',
      '100',
    ]);
    expect(part.body.equals(AUDIO.subarray(100, 200))).toBe(true);
    expect((await get(port, '/media/a%20b+c.mp3', { 'if-none-match': whole.headers.etag ?? '' })).status).toBe(304);
    const head = await get(port, '/media/a%20b+c.mp3', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '5000', 0]);
  });

  it('passes on S3’s own error, and marks it', async () => {
    const answer = await get(await serve([media, site]), '/media/none');
    expect([answer.status, answer.headers['x-cache'], answer.text]).toEqual([
      404,
      'Error from cloudfront',
      '<Error><Code>NoSuchKey</Code></Error>',
    ]);
  });

  it('is not asked for a path that cannot be a key', async () => {
    const never = vi.fn(bucket);
    const port = await serve([{ ...media, pathPattern: '*' }], { bucket: never });
    expect((await get(port, '/media/%ZZ')).status).toBe(400);
    for (const path of ['/', '/media/../../etc/passwd', '/media/%2e%2e/secret'])
      expect((await get(port, path)).status).toBe(403);
    expect(never).not.toHaveBeenCalled();
  });

  it('serves the default root object for the bare address', async () => {
    const port = await serve([{ ...media, pathPattern: '*' }], {}, { defaultRootObject: 'media/index.html' });
    expect((await get(port, '/?utm=1')).text).toBe('the front page');
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('compresses text with %s and weakens its tag', async (encoding, decode) => {
    const port = await serve([{ ...media, compress: true }, site]);
    const accepted = encoding === 'br' ? 'gzip, br' : 'gzip, br;q=0';
    const answer = await get(port, '/media/page.html', { 'accept-encoding': accepted });
    expect(answer.headers).toMatchObject({
      'content-encoding': encoding,
      vary: 'Accept-Encoding',
      etag: expect.stringMatching(/^W\/"/),
    });
    expect(answer.body.length).toBeLessThan(PAGE.length / 5);
    expect(decode(answer.body).toString()).toBe(PAGE);
  });

  it.each([
    ['a viewer who takes no encoding', '/media/page.html', {}, true],
    ['a range', '/media/page.html', { 'accept-encoding': 'br', range: 'bytes=0-1999' }, true],
    ['audio', '/media/a%20b+c.mp3', { 'accept-encoding': 'br' }, true],
    ['less than 1,000 bytes', '/media/small.txt', { 'accept-encoding': 'br' }, true],
    ['a behaviour without Compress', '/media/page.html', { 'accept-encoding': 'br' }, false],
  ])('does not compress for %s', async (_, path, headers, compress) => {
    const answer = await get(await serve([{ ...media, compress }, site]), path, headers);
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers.etag).toMatch(/^"/);
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
  });
});

describe('refusals', () => {
  it('answers 403 to a method that the behaviour does not allow', async () => {
    const port = await serve([media, site]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await get(port, '/media/small.txt', {}, method);
      expect([answer.status, answer.headers['x-cache']]).toEqual([403, 'Error from cloudfront']);
      expect(answer.text).toContain('not configured to allow the HTTP request method');
    }
    expect((await get(port, '/media/small.txt', {}, 'HEAD')).status).toBe(200);
    expect((await get(port, '/anything', {}, 'TRACE')).status).toBe(403);
  });

  it('answers 403 to a GET with a body, 413 to too long a URL or head, 400 to no path', async () => {
    const port = await serve([site]);
    expect((await get(port, '/', { 'content-length': '1' }, 'GET', 'x')).status).toBe(403);
    expect((await get(port, `/${'a'.repeat(8_191)}`)).status).toBe(200);
    expect((await get(port, `/${'a'.repeat(8_192)}`)).status).toBe(413);
    expect((await get(port, '/', { 'x-long': 'a'.repeat(33_000) })).status).toBe(413);
    expect((await get(port, '/', { 'x-long': 'a'.repeat(70_000) })).status).toBe(413);
    expect((await get(port, '*', {}, 'OPTIONS')).status).toBe(400);
    expect((await get(port, '/', { 'x-long': 'a'.repeat(10_300) })).status).toBe(431);
  });

  it('answers 400 to what is no HTTP', async () => {
    const port = await serve([site]);
    const text = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.on('data', (chunk) => {
        answer += String(chunk);
      });
      socket.once('close', () => resolve(answer)).once('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it('answers 502 when the origin fails before its head, and tells why in the log', async () => {
    const failing: CdnParts['bucket'] = async (_name, _request, response) => {
      response.setHeader('etag', '"half"');
      throw new Error('the store is gone');
    };
    const answer = await get(await serve([media, site], { bucket: failing }), '/media/x');
    expect([answer.status, answer.headers.etag]).toEqual([502, undefined]);
    expect(logged.join()).toContain('the store is gone');
  });

  it('breaks the connection when the origin fails after its head', async () => {
    const failing: CdnParts['bucket'] = async (_name, _request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      throw new Error('the store is gone');
    };
    await expect(get(await serve([media, site], { bucket: failing }), '/media/x')).rejects.toThrow();
  });
});

describe('error pages', () => {
  const errors: CdnBehaviour = { ...media, pathPattern: '/errors/*' };

  it('replace the error of any origin, with their own status', async () => {
    const port = await serve(
      [errors, media, site],
      {},
      { errorPages: [{ status: 404, page: '/errors/404.html', responseStatus: 410 }] },
    );
    for (const path of ['/media/none', '/missing']) {
      const answer = await get(port, path, { range: 'bytes=0-1' });
      expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([410, 'not here', 'text/html']);
      expect(answer.headers).not.toHaveProperty('apigw-requestid');
    }
    expect((await get(port, '/')).status).toBe(200);
  });

  it('give way to their own error when they are missing too', async () => {
    const port = await serve(
      [errors, media, site],
      {},
      { errorPages: [{ status: 404, page: '/errors/none.html', responseStatus: 200 }] },
    );
    expect(await get(port, '/missing')).toMatchObject({ status: 404, text: '<Error><Code>NoSuchKey</Code></Error>' });
  });
});

describe('the port', () => {
  it('that is taken is named, with the way out', async () => {
    const port = await serve([site]);
    await expect(serve([site], { port })).rejects.toThrow(new RegExp(`${port} is already in use.*--port`));
  });

  it('closes at once, with requests under way', async () => {
    let reached = false;
    const hanging: CdnParts['bucket'] = () => {
      reached = true;
      return new Promise(() => undefined);
    };
    const cdn = await listenCdn(0);
    cdn.serve({ settings: { behaviours: [media, site] }, api, bucket: hanging, log: () => undefined });
    const pending = get(cdn.port, '/media/x').catch((error: Error) => error);
    await vi.waitFor(() => expect(reached).toBe(true));
    await cdn.close();
    expect(await pending).toBeInstanceOf(Error);
    await expect(get(cdn.port, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('tells the origin when the viewer goes away', async () => {
    const events: string[] = [];
    const slow: CdnParts['bucket'] = (_name, _request, response) => {
      events.push('asked');
      return new Promise((resolve) => response.once('close', () => resolve(void events.push('gone'))));
    };
    const port = await serve([media, site], { bucket: slow });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /media/x HTTP/1.1\r\nhost: x\r\n\r\n');
    await vi.waitFor(() => expect(events).toEqual(['asked']));
    socket.destroy();
    await vi.waitFor(() => expect(events).toEqual(['asked', 'gone']));
    expect((await get(port, '/')).status).toBe(200);
  });
});

describe('reading a DistributionConfig', () => {
  const lookups = {
    bucketOfDomain: (domain: string) => /^(\w+)\.s3\./.exec(domain)?.[1],
    isApiDomain: (domain: string) => domain.includes('execute-api'),
    policy: (_kind: string, id: string) =>
      ({
        'our-cache': {
          ParametersInCacheKeyAndForwardedToOrigin: {
            QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['v'] },
            EnableAcceptEncodingGzip: true,
          },
        },
        'our-headers': {
          SecurityHeadersConfig: {
            ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
            StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: false },
          },
          CustomHeadersConfig: { Items: [{ Header: 'X-A', Value: '1', Override: true }] },
          RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
        },
      })[id],
  };
  const OPTIMISED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
  const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
  const EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
  const config = (changes: Record<string, unknown> = {}, behaviour: Record<string, unknown> = {}) => ({
    Enabled: true,
    HttpVersion: 'http2and3',
    Origins: [
      {
        Id: 'api',
        DomainName: 'a1.execute-api.eu-west-1.amazonaws.com',
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
        OriginCustomHeaders: [{ HeaderName: 'X-Secret', HeaderValue: 's' }],
      },
      { Id: 'media', DomainName: 'media.s3.eu-west-1.amazonaws.com', OriginPath: '/live', S3OriginConfig: {} },
    ],
    CacheBehaviors: [
      {
        PathPattern: '/media/*',
        TargetOriginId: 'media',
        CachePolicyId: 'our-cache',
        ResponseHeadersPolicyId: 'our-headers',
        ViewerProtocolPolicy: 'redirect-to-https',
        Compress: true,
      },
    ],
    DefaultCacheBehavior: {
      TargetOriginId: 'api',
      AllowedMethods: ALL,
      CachePolicyId: DISABLED,
      OriginRequestPolicyId: EXCEPT_HOST,
      ViewerProtocolPolicy: 'redirect-to-https',
      ...behaviour,
    },
    ...changes,
  });

  it('keeps origins, methods, policies and order', () => {
    expect(readCdn(config({ DefaultRootObject: 'index.html' }), lookups)).toEqual({
      defaultRootObject: 'index.html',
      behaviours: [
        {
          pathPattern: '/media/*',
          origin: { kind: 'bucket', bucket: 'media', originPath: '/live' },
          allowedMethods: ['GET', 'HEAD'],
          viewerProtocol: 'redirect-to-https',
          responseHeaders: { 'content-security-policy': "default-src 'self'", 'x-a': '1' },
          defaultResponseHeaders: { 'strict-transport-security': 'max-age=60; includeSubDomains' },
          removedResponseHeaders: ['server'],
          originHeaders: {},
          forward: expect.objectContaining({ encodings: ['gzip'], query: [{ kind: 'only', names: ['v'] }] }),
          compress: true,
        },
        expect.objectContaining({
          pathPattern: '*',
          origin: { kind: 'api', originPath: '' },
          allowedMethods: ALL,
          originHeaders: { 'x-secret': 's' },
          forward: expect.objectContaining({
            encodings: [],
            headers: [
              { kind: 'only', names: [] },
              { kind: 'except', names: ['host'] },
            ],
          }),
        }),
      ],
    });
  });

  it('sends no query string and no headers of the viewer’s under CachingOptimized alone, as AWS does', async () => {
    const settings = readCdn(config({}, { CachePolicyId: OPTIMISED, OriginRequestPolicyId: undefined }), lookups);
    const event = eventOf(await get(await serve(settings.behaviours), '/?q=1', { 'x-own': '1', cookie: 'a=1' }));
    expect(event.rawQueryString).toBe('');
    expect(event).not.toHaveProperty('cookies');
    expect(event.headers).not.toHaveProperty('x-own');
    expect(event.headers['user-agent']).toBe('Amazon CloudFront');
  });

  it('sends everything but the host under AllViewerExceptHostHeader, and none of CloudFront’s own headers', async () => {
    const settings = readCdn(config(), lookups);
    const forged = {
      'cloudfront-viewer-address': '203.0.113.9:1',
      'cloudfront-viewer-country': 'FR',
      'x-secret': 'forged',
    };
    const event = eventOf(
      await get(await serve(settings.behaviours), '/?q=1', {
        ...forged,
        'x-own': '1',
        cookie: 'a=1',
        'accept-encoding': 'br',
      }),
    );
    expect(event).toMatchObject({
      rawQueryString: 'q=1',
      cookies: ['a=1'],
      headers: { 'x-own': '1', 'accept-encoding': 'br', 'x-secret': 's' },
    });
    expect(Object.keys(event.headers).filter((name) => name.startsWith('cloudfront-'))).toEqual([]);
  });

  it('lets ranges and revalidation through to a bucket under any policy', async () => {
    const settings = readCdn(config(), lookups);
    const seen: IncomingHttpHeaders[] = [];
    const spy: CdnParts['bucket'] = async (_name, request, response) => {
      seen.push(request.headers);
      response.end();
    };
    const port = await serve(settings.behaviours, { bucket: spy });
    await get(port, '/media/x', {
      range: 'bytes=0-1',
      'if-none-match': '"a"',
      'if-modified-since': 'now',
      'x-own': '1',
      'accept-encoding': 'gzip, br',
    });
    expect(seen).toEqual([
      expect.objectContaining({
        range: 'bytes=0-1',
        'if-none-match': '"a"',
        'if-modified-since': 'now',
        'accept-encoding': 'gzip',
      }),
    ]);
    expect(seen[0]).not.toHaveProperty('x-own');
  });

  it('takes an error response that only says how long it is cached, and a page from a bucket', () => {
    const pages = [
      { ErrorCode: 403, ErrorCachingMinTTL: 10 },
      { ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/media/404.html' },
    ];
    expect(readCdn(config({ CustomErrorResponses: pages }), lookups).errorPages).toEqual([
      { status: 404, page: '/media/404.html', responseStatus: 200 },
    ]);
  });

  it.each([
    [
      'Lambda@Edge',
      {},
      { LambdaFunctionAssociations: [{ EventType: 'viewer-request' }] },
      /default behaviour.*LambdaFunctionAssociations/,
    ],
    ['functions', {}, { FunctionAssociations: [{ EventType: 'viewer-request' }] }, /FunctionAssociations/],
    ['signed URLs', {}, { TrustedKeyGroups: ['k'] }, /TrustedKeyGroups/],
    ['origin groups', { OriginGroups: { Quantity: 1, Items: [{}] } }, {}, /OriginGroups/],
    ['legacy forwarding', {}, { CachePolicyId: undefined, ForwardedValues: { QueryString: true } }, /ForwardedValues/],
    [
      'the viewer’s Host',
      {},
      { OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' },
      /AllViewerExceptHostHeader/,
    ],
    ['an unknown policy', {}, { CachePolicyId: 'nobody' }, /CachePolicy "nobody"/],
    ['an unknown origin', {}, { TargetOriginId: 'nowhere' }, /nowhere/],
    ['a foreign domain', { Origins: [{ Id: 'api', DomainName: 'example.com' }] }, {}, /example\.com/],
    [
      'a country block',
      { Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['FR'] } } },
      {},
      /countries/,
    ],
    [
      'an error page from the API',
      { CustomErrorResponses: [{ ErrorCode: 404, ResponseCode: 404, ResponsePagePath: '/oops' }] },
      {},
      /\/oops/,
    ],
    ['a disabled distribution', { Enabled: false }, {}, /not enabled/],
  ])('refuses %s by name', (_, changes, behaviour, message) => {
    expect(() => readCdn(config(changes, behaviour), lookups)).toThrow(message);
  });

  it('takes features that are spelled out as unused', () => {
    expect(() =>
      readCdn(
        config(
          { OriginGroups: { Quantity: 0 }, Restrictions: { GeoRestriction: { RestrictionType: 'none' } } },
          { FunctionAssociations: [], TrustedSigners: [] },
        ),
        lookups,
      ),
    ).not.toThrow();
  });

  it('refuses writes to a bucket when the CDN opens', async () => {
    await expect(serve([{ ...media, allowedMethods: ALL }, site])).rejects.toThrow('PUT');
  });
});
