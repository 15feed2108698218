import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cdn, listenCdn } from '../../infra/local/cdn.ts';
import { openCdnFunction } from '../../infra/local/cdn-functions.ts';
import { readCdn } from '../../infra/local/read-cdn.ts';

type Seen = { url: string | undefined; headers: IncomingHttpHeaders; method: string | undefined };
type Answer = { status: number; reason: string; headers: IncomingHttpHeaders; text: string };

const cdns: Cdn[] = [];
const said: string[] = [];
const logged: string[] = [];
const origin: Seen[] = [];

afterEach(async () => {
  for (const list of [said, logged, origin]) list.length = 0;
  for (const cdn of cdns.splice(0)) await cdn.close();
});

const published = (FunctionCode: string, more: object = {}) => ({
  Name: 'Gate',
  AutoPublish: true,
  FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
  FunctionCode,
  ...more,
});

/** Serves a distribution whose /media/* runs the code before it asks its bucket; tells what reached the bucket. */
async function serve(code: string, now?: () => number): Promise<number> {
  const run = openCdnFunction('Gate', published(code), (text) => said.push(text), now);
  const settings = readCdn(
    {
      Enabled: true,
      Origins: [{ Id: 'media', DomainName: 'media.s3.us-east-1.amazonaws.com' }],
      CacheBehaviors: [
        {
          PathPattern: '/media/*',
          TargetOriginId: 'media',
          AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          ResponseHeadersPolicyId: '60669652-455b-4ae9-85a4-c4c02393f86c',
          FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'arn:gate' }],
        },
      ],
      DefaultCacheBehavior: { TargetOriginId: 'media', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
      CustomErrorResponses: [{ ErrorCode: 404, ResponseCode: 404, ResponsePagePath: '/404.html' }],
    },
    {
      bucketOfDomain: () => 'media',
      isApiDomain: () => false,
      viewerFunction: (arn) => (arn === 'arn:gate' ? run : undefined),
    },
  );
  const cdn = await listenCdn(0);
  cdns.push(cdn);
  cdn.serve({
    settings,
    api: { handle: async () => {} },
    bucket: async (_name, request, response, key) => {
      origin.push({
        url: `${key}${new URL(request.url ?? '', 'http://x').search}`,
        headers: request.headers,
        method: request.method,
      });
      response
        .writeHead(200, { 'content-type': 'text/plain' })
        .end(request.method === 'HEAD' ? undefined : 'the object');
    },
    log: (text) => void logged.push(text),
  });
  return cdn.port;
}

function get(port: number, target: string, headers: Record<string, string | string[]> = {}, method = 'GET') {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: target, method, headers },
      (response: IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? '',
            headers: response.headers,
            text,
          }),
        );
      },
    );
    request.once('error', reject).end();
  });
}

describe('a function at the edge', () => {
  it('gets CloudFront’s event: names in lower case, values apart, cookies on their own', async () => {
    const port = await serve('function handler(event) { console.log(JSON.stringify(event)); return event.request }');
    const headers = {
      Accept: ['a', 'b'],
      Cookie: 'one=1; two=2; one=3',
      'X-Forwarded-Proto': 'http',
      Connection: 'close',
    };
    await get(port, '/media/a%20b.mp3?q=1&flag&q=%202', headers, 'HEAD');
    const event = JSON.parse(said.join(''));
    expect(event).toEqual({
      version: '1.0',
      context: {
        distributionDomainName: expect.any(String),
        distributionId: expect.any(String),
        eventType: 'viewer-request',
        requestId: expect.stringMatching(/^[\w-]{56}$/),
      },
      viewer: { ip: '127.0.0.1' },
      request: {
        method: 'HEAD',
        uri: '/media/a%20b.mp3',
        querystring: { q: { value: '1', multiValue: [{ value: '1' }, { value: '%202' }] }, flag: { value: '' } },
        headers: {
          accept: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] },
          host: { value: `127.0.0.1:${port}` },
        },
        cookies: { one: { value: '1', multiValue: [{ value: '1' }, { value: '3' }] }, two: { value: '2' } },
      },
    });
    expect(origin).toMatchObject([{ url: 'media/a b.mp3?q=1&flag&q=%202', method: 'HEAD' }]);
  });

  it('may change path, query, headers and cookies, and chooses no other behaviour by it', async () => {
    const port = await serve(`function handler(event) {
      var request = event.request;
      request.uri = '/elsewhere/b.mp3';
      request.querystring.n = { value: '2' };
      delete request.headers['x-secret'];
      request.headers['X-Added'] = { value: 'yes' };
      request.cookies.c = { value: '3' };
      return request;
    }`);
    const answer = await get(port, '/media/a.mp3?m=1', { 'x-secret': 's', cookie: 'b=2' });
    expect(answer).toMatchObject({ status: 200, text: 'the object' });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(origin).toMatchObject([
      { url: 'elsewhere/b.mp3?m=1&n=2', headers: { 'x-added': 'yes', cookie: 'b=2; c=3' } },
    ]);
    expect(origin[0]?.headers).not.toHaveProperty('x-secret');
  });

  it('may answer itself: the origin is not asked, and no error page comes in between', async () => {
    const port = await serve(`function handler() {
      return {
        statusCode: 404,
        statusDescription: 'Not Yet',
        headers: { 'Cache-Control': { value: 'no-store' }, vary: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] } },
        cookies: { seen: { value: '1', attributes: 'Secure; Path=/' } },
        body: 'wait ñ',
      };
    }`);
    const answer = await get(port, '/media/a.mp3');
    expect(answer).toMatchObject({ status: 404, reason: 'Not Yet', text: 'wait ñ' });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      vary: 'a, b',
      'set-cookie': ['seen=1; Secure; Path=/'],
      'content-length': '7',
      'x-cache': 'FunctionGeneratedResponse from cloudfront',
      'access-control-allow-origin': '*',
    });
    expect((await get(port, '/media/a.mp3', {}, 'HEAD')).text).toBe('');
    expect(origin).toEqual([]);
    expect((await get(port, '/other.mp3')).status).toBe(200);
  });

  it('may answer with bytes, and be asynchronous', async () => {
    const port = await serve(`async function handler() {
      await null;
      return { statusCode: 200, body: { encoding: 'base64', data: '${Buffer.from('<p>ok').toString('base64')}' } };
    }`);
    expect(await get(port, '/media/a')).toMatchObject({ status: 200, reason: 'OK', text: '<p>ok' });
  });

  it('sees a clock that stands still while it runs, and keeps nothing from one run to the next', async () => {
    let now = 1000;
    const port = await serve(
      `var runs = 0;
      function handler() {
        var first = Date.now();
        for (var i = 0; i < 1e5; i++) Math.sqrt(i);
        var same = new Date().getTime() === first && new Date(5).getTime() === 5 && new Date() instanceof Date;
        return { statusCode: 200, body: JSON.stringify([first, same, ++runs]) };
      }`,
      () => now,
    );
    expect((await get(port, '/media/a')).text).toBe('[1000,true,1]');
    now = 2000;
    expect((await get(port, '/media/a')).text).toBe('[2000,true,1]');
  });

  it('has no way to this process, to other code or to the network', async () => {
    const port = await serve(`function handler(event) {
      var names = ['process', 'fetch', 'setTimeout', 'Buffer', 'global', 'WebAssembly', 'module', 'exports'];
      var found = names.filter(function (name) { return typeof globalThis[name] !== 'undefined'; });
      var ways = [event, console.log, edge, globalThis, Date].filter(function (each) {
        try { return each.constructor.constructor('return process')() } catch (error) { return false }
      });
      return { statusCode: 200, body: JSON.stringify([found, ways.length]) };
    }`);
    expect((await get(port, '/media/a')).text).toBe('[[],0]');
  });

  it.each([
    ['throws', 'function handler() { throw new Error("on purpose") }', 503, /on purpose/],
    ['rejects', 'async function handler() { throw new Error("later") }', 503, /later/],
    ['never ends', 'function handler() { for (;;) {} }', 503, /timed out/],
    ['never ends in a promise', 'async function handler() { await null; for (;;) {} }', 503, /timed out/],
    ['waits for nothing', 'function handler() { return new Promise(function () {}) }', 502, /neither a request/],
    ['returns nothing', 'function handler() {}', 502, /neither a request/],
    ['returns anything', 'function handler() { return "request" }', 502, /neither a request/],
    ['changes the method', 'function handler(e) { e.request.method = "PUT"; return e.request }', 502, /method/],
    ['changes the host', 'function handler(e) { e.request.headers.host.value = "a"; return e.request }', 502, /host/],
    [
      'sets what it may not',
      'function handler(e) { e.request.headers["x-cache"] = { value: "a" }; return e.request }',
      502,
      /x-cache/,
    ],
    ['answers with no status', 'function handler() { return { statusCode: "200" } }', 502, /status/],
    ['answers with an odd body', 'function handler() { return { statusCode: 200, body: { data: 1 } } }', 502, /body/],
    [
      'answers with an odd header',
      'function handler() { return { statusCode: 200, headers: { a: { value: 1 } } } }',
      502,
      /value/,
    ],
  ])('that %s is a 50x, its reason is logged, and the origin is not asked', async (_, code, status, reason) => {
    const port = await serve(code);
    expect(await get(port, '/media/a')).toMatchObject({ status, text: expect.stringContaining('could not run') });
    expect(logged.join('\n')).toMatch(reason);
    expect(origin).toEqual([]);
  });
});

describe('a function that is not emulated, or that CloudFront would not take,', () => {
  const good = 'function handler(event) { return event.request }';
  it.each([
    ['another runtime', good, { FunctionConfig: { Runtime: 'cloudfront-js-1.0' } }, /cloudfront-js-1\.0/],
    [
      'a store',
      good,
      { FunctionConfig: { Runtime: 'cloudfront-js-2.0', KeyValueStoreAssociations: [{ KeyValueStoreARN: 'a' }] } },
      /KeyValueStore/,
    ],
    ['an unpublished one', good, { AutoPublish: false }, /AutoPublish/],
    ['too much code', `${good}// ${'x'.repeat(10_240)}`, {}, /10240/],
    ['a module', `var crypto = require('crypto'); ${good}`, {}, /modules/],
    ['an import', `import cf from 'cloudfront';\n${good}`, {}, /modules/],
    ['what is no code', 'function handler(', {}, /cannot be read/],
    ['what fails at once', `throw new Error('at once'); ${good}`, {}, /at once/],
    ['code that makes code', `var x = new Function('return 1'); ${good}`, {}, /Code generation/],
    ['no handler', 'function other() {}', {}, /handler/],
  ])('is refused at the start: %s', (_, code, more, message) => {
    expect(() => openCdnFunction('Gate', published(code, more), () => {})).toThrow(message);
  });

  it.each([
    [[{ EventType: 'viewer-response', FunctionARN: 'arn:gate' }], /viewer-response/],
    [
      [
        { EventType: 'viewer-request', FunctionARN: 'arn:gate' },
        { EventType: 'viewer-response', FunctionARN: 'arn:gate' },
      ],
      /viewer-request, viewer-response/,
    ],
    [[{ EventType: 'viewer-request', FunctionARN: 'arn:other' }], /arn:other/],
  ])('is refused where it is associated: %j', (FunctionAssociations, message) => {
    const distribution = {
      Enabled: true,
      Origins: [{ Id: 'media', DomainName: 'media' }],
      DefaultCacheBehavior: {
        TargetOriginId: 'media',
        CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        FunctionAssociations,
      },
    };
    const lookups = {
      bucketOfDomain: () => 'media',
      isApiDomain: () => false,
      viewerFunction: (arn: string) => (arn === 'arn:gate' ? () => undefined : undefined),
    };
    expect(() => readCdn(distribution, lookups)).toThrow(message);
  });
});

it('the gate of media runs here as it stands, and opens and closes on the millisecond', async () => {
  const code = readFileSync(path.join(import.meta.dirname, '../../infra/media-gate.js'), 'utf8');
  let now = 999;
  const port = await serve(code, () => now);
  const ask = async () => (await get(port, '/media/narrations/en-a/1000-2000/abc.mp3', { range: 'bytes=0-3' })).status;
  expect(await ask()).toBe(404);
  now = 1000;
  expect(await ask()).toBe(200);
  now = 1999;
  expect(await ask()).toBe(200);
  now = 2000;
  expect(await ask()).toBe(404);
  expect(origin).toHaveLength(2);
});
