import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpApiSettings, httpApi } from '../../infra/local/http-api.ts';
import { readQuery, readTarget } from '../../infra/local/http-api-event.ts';
import { chooseRoute, parseRouteKey } from '../../infra/local/http-api-routes.ts';

type Invoke = HttpApiSettings['routes'][number]['invoke'];
type Event = {
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string>;
  requestContext: Record<string, unknown> & { http: Record<string, string>; authorizer?: unknown };
  [field: string]: unknown;
};

const servers: Server[] = [];
const logged: string[] = [];

afterEach(async () => {
  logged.length = 0;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(settings: Partial<HttpApiSettings>, extraHeaders?: Record<string, string>): Promise<string> {
  const log = (text: string) => void logged.push(text);
  const base = {
    apiId: 'a1b2c3',
    region: 'eu-west-1',
    account: '000000000000',
    stageName: '$default',
    routes: [],
    log,
  };
  const api = httpApi({ ...base, ...settings });
  const server = createServer(
    { maxHeaderSize: 65_536 },
    (request, response) => void api.handle(request, response, extraHeaders),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An API with one $default route that answers with the event it got. */
const mirror: Invoke = async (event) => ({ payload: JSON.stringify({ statusCode: 200, body: JSON.stringify(event) }) });
const returning =
  (result: unknown): Invoke =>
  async () => ({ payload: JSON.stringify(result) });
const serveMirror = (extraHeaders?: Record<string, string>) =>
  serve({ routes: [{ routeKey: '$default', invoke: mirror }] }, extraHeaders);
const serveResult = (result: unknown) => serve({ routes: [{ routeKey: '$default', invoke: returning(result) }] });
const eventOf = async (response: Response) => (await response.json()) as Event;

/** A request that sends its target and headers exactly as given, which fetch would tidy. */
function raw(url: string, path: string, headers: Record<string, string | string[]> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.once('error', reject).end();
  });
}

describe('the event', () => {
  it('has every field of the documented example, and no others', async () => {
    const url = await serve({ routes: [{ routeKey: 'POST /my/{parameter1}', invoke: mirror }] });
    const response = await fetch(`${url}/my/value1?parameter1=value1&parameter1=value2&parameter2=value`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie: 'cookie1; cookie2', header1: 'value1', 'user-agent': 'agent' },
      body: 'Hello from Lambda',
    });
    const event = await eventOf(response);
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /my/{parameter1}',
      rawPath: '/my/value1',
      rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
      cookies: ['cookie1', 'cookie2'],
      headers: expect.objectContaining({ header1: 'value1', host: 'a1b2c3.execute-api.eu-west-1.amazonaws.com' }),
      queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'a1b2c3',
        domainName: 'a1b2c3.execute-api.eu-west-1.amazonaws.com',
        domainPrefix: 'a1b2c3',
        http: { method: 'POST', path: '/my/value1', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'agent' },
        requestId: expect.stringMatching(/^[\w-]{15}=$/),
        routeKey: 'POST /my/{parameter1}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: 'Hello from Lambda',
      pathParameters: { parameter1: 'value1' },
      isBase64Encoded: false,
    });
    expect(response.headers.get('apigw-requestid')).toBe(event.requestContext.requestId);
  });

  it('leaves out what a plain GET does not have', async () => {
    const event = await eventOf(await fetch(`${await serveMirror()}/`));
    for (const absent of ['cookies', 'queryStringParameters', 'pathParameters', 'body', 'stageVariables'])
      expect(event).not.toHaveProperty(absent);
    expect(event).toMatchObject({ isBase64Encoded: false, rawQueryString: '', headers: { 'content-length': '0' } });
    expect(event.headers).not.toHaveProperty('connection');
  });

  it('adds the headers of the gateway and joins repeated ones', async () => {
    const answer = await raw(await serveMirror(), '/', {
      'X-Twice': ['a', 'b'],
      Cookie: 'a=1; b=2',
      'X-Forwarded-For': '203.0.113.9',
      'X-Forwarded-Proto': 'http',
    });
    const event = JSON.parse(answer.body) as Event;
    expect(event.headers).toMatchObject({
      'x-twice': 'a,b',
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.requestContext.http.sourceIp).toBe('127.0.0.1');
  });

  it('replaces a forged header by the one from the CDN', async () => {
    const url = await serveMirror({ 'CloudFront-Viewer-Address': '127.0.0.1:5000' });
    const event = await eventOf(await fetch(url, { headers: { 'cloudfront-viewer-address': '203.0.113.9:1' } }));
    expect(event.headers['cloudfront-viewer-address']).toBe('127.0.0.1:5000');
  });

  it('decodes the path but not the query string, and a decoded question mark cuts the path', async () => {
    const url = await serve({ routes: [{ routeKey: 'GET /articles/{id}', invoke: mirror }] });
    const spaced = JSON.parse((await raw(url, '/articles/caf%C3%A9%20100%25?q=a%20b+c&empty')).body) as Event;
    expect(spaced).toMatchObject({
      rawPath: '/articles/café 100%',
      rawQueryString: 'q=a%20b+c&empty',
      pathParameters: { id: 'café 100%' },
    });
    expect(spaced.queryStringParameters).toEqual({ q: 'a b c', empty: '' });
    const cut = JSON.parse((await raw(url, '/articles/a%3Fb?x=1')).body) as Event;
    expect(cut).toMatchObject({ rawPath: '/articles/a', rawQueryString: 'x=1', pathParameters: { id: 'a' } });
  });

  it('answers 400 to a path whose encoding is broken', async () => {
    expect(await raw(await serveMirror(), '/a%ZZ')).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
    expect(await raw(await serveMirror(), '/a%C3')).toMatchObject({ status: 400 });
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/x-www-form-urlencoded', true],
    ['application/problem+json', true],
    ['multipart/form-data; boundary=x', true],
    ['image/png', true],
    [undefined, true],
  ])('hands over a body of type %s with isBase64Encoded %s', async (type, isBase64) => {
    const body = Buffer.from('clé=été');
    const url = await serveMirror();
    const event = await eventOf(
      await fetch(url, { method: 'POST', body: new Uint8Array(body), headers: type ? { 'content-type': type } : {} }),
    );
    expect(event.isBase64Encoded).toBe(isBase64);
    expect(event.body).toBe(body.toString(isBase64 ? 'base64' : 'utf8'));
  });

  it('puts a named stage before the path, and answers 404 outside of it', async () => {
    const url = await serve({ stageName: 'live', routes: [{ routeKey: 'GET /hello', invoke: mirror }] });
    expect(await eventOf(await fetch(`${url}/live/hello`))).toMatchObject({
      rawPath: '/live/hello',
      routeKey: 'GET /hello',
      requestContext: { stage: 'live' },
    });
    expect((await fetch(`${url}/hello`)).status).toBe(404);
  });

  it('keeps any decoded value of a path and of a query (property)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(text, (value) => {
        const [path] = value.split('?');
        expect(readTarget(`/${encodeURIComponent(value)}?q=%41`)).toEqual({
          path: `/${path}`,
          rawQueryString: 'q=%41',
        });
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const query = readQuery(pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&'));
        const names = new Set(pairs.map(([name]) => name));
        expect(new Set(Object.keys(query))).toEqual(names);
        for (const name of names)
          expect(query[name]).toBe(
            pairs
              .filter((pair) => pair[0] === name)
              .map((pair) => pair[1])
              .join(','),
          );
      }),
      {
        examples: [
          [[['__proto__', 'x']]],
          [
            [
              ['a', '1'],
              ['a', '2'],
            ],
          ],
        ],
      },
    );
  });
});

describe('the answer', () => {
  it('sends status, headers, cookies and body', async () => {
    const url = await serveResult({
      statusCode: 201,
      headers: { 'X-Count': 3, 'Content-Type': 'text/html' },
      cookies: ['a=1', 'b=2; Path=/'],
      body: '<p>é',
    });
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-count')).toBe('3');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/']);
    expect(await response.text()).toBe('<p>é');
  });

  it('decodes a base64 body, byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const url = await serveResult({
      statusCode: 200,
      headers: { 'content-type': 'audio/mpeg' },
      isBase64Encoded: true,
      body: bytes.toString('base64'),
    });
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['an object without statusCode', { ok: true }, '{"ok":true}'],
    ['text', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['null', null, 'null'],
    ['a list', [1, 2], '[1,2]'],
  ])('takes %s as a JSON body with status 200', async (_, result, body) => {
    const response = await fetch(await serveResult(result));
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  it('calls a body without a type plain text', async () => {
    expect((await fetch(await serveResult({ statusCode: 200, body: 'x' }))).headers.get('content-type')).toBe(
      'text/plain;charset=UTF-8',
    );
  });

  it.each([
    ['a status that is no number', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 600 }],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['a list of header values', { statusCode: 200, headers: { a: ['1', '2'] } }],
    ['a header with a line break', { statusCode: 200, headers: { location: '/a\r\nset-cookie: b=1' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('answers 500 to %s, and tells why in the log', async (_, result) => {
    const response = await fetch(await serveResult(result));
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(logged.join()).toContain('malformed');
  });

  it('answers 500 when the function fails, returns no JSON, or cannot be called', async () => {
    const invokes: Invoke[] = [
      async () => ({ payload: '{"errorMessage":"boom"}', functionError: 'Unhandled' }),
      async () => ({ payload: '{' }),
      async () => {
        throw new Error('no such function');
      },
    ];
    for (const invoke of invokes)
      expect((await fetch(await serve({ routes: [{ routeKey: '$default', invoke }] }))).status).toBe(500);
  });

  it('sends the length but no body to HEAD, and neither with 204', async () => {
    const head = await fetch(await serveResult({ statusCode: 200, body: '12345' }), { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['5', '']);
    const empty = await fetch(await serveResult({ statusCode: 204, body: 'lost' }));
    expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([204, null, '']);
  });
});

describe('limits', () => {
  it('takes a body of exactly 10 MiB and answers 413 to one byte more, with a length or chunked', async () => {
    let size = 0;
    const invoke: Invoke = async (event) => {
      size = Buffer.from(String((event as Event).body), 'base64').length;
      return { payload: '{}' };
    };
    const url = await serve({ routes: [{ routeKey: '$default', invoke }] });
    const most = new Uint8Array(10 * 1024 * 1024);
    expect((await fetch(url, { method: 'POST', body: most })).status).toBe(200);
    expect(size).toBe(most.length);
    const more = new Uint8Array(most.length + 1);
    expect((await fetch(url, { method: 'POST', body: more })).status).toBe(413);
    const chunked = await fetch(url, {
      method: 'POST',
      body: new Blob([more]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([chunked.status, await chunked.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  it('takes 10,240 bytes of request line and headers, and answers 431 to one more', async () => {
    const url = await serveMirror();
    const { port } = new URL(url);
    const head = (padding: number) =>
      `GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-pad: ${'p'.repeat(padding)}\r\n`;
    const status = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${text}\r\n`));
        socket.on('data', (chunk) => {
          answer += String(chunk);
        });
        socket.once('end', () => resolve(answer.split(' ')[1] ?? '')).once('error', reject);
      });
    const fitting = 10_240 - head(0).length;
    expect(await status(head(fitting))).toBe('200');
    expect(await status(head(fitting + 1))).toBe('431');
  });

  it('answers 503 when the function takes too long, or Lambda is throttled', async () => {
    const throttled: Invoke = async () => {
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });
    };
    const url = await serve({
      routes: [
        { routeKey: 'GET /slow', invoke: () => new Promise(() => undefined), timeoutMs: 50 },
        { routeKey: 'GET /throttled', invoke: throttled },
      ],
    });
    for (const path of ['/slow', '/throttled']) {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
    }
  });

  it('answers 429 once the burst is used up, and serves again when the bucket refills', async () => {
    const url = await serve({
      routes: [{ routeKey: '$default', invoke: mirror }],
      throttle: { rateLimit: 2, burstLimit: 3 },
    });
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await fetch(url)).status));
    const served = statuses.filter((status) => status === 200).length;
    expect(served).toBeGreaterThanOrEqual(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(12 - served);
    expect(served).toBeLessThan(12);
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 10_000, interval: 100 });
  });

  it('forgets a client that goes away while it sends', async () => {
    const invoke = vi.fn(mirror);
    const url = await serve({ routes: [{ routeKey: '$default', invoke }] });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', () => resolve()),
    );
    socket.destroy();
    await vi.waitFor(async () => {
      const open = await new Promise<number>((resolve) => servers[0]!.getConnections((_, count) => resolve(count)));
      expect(open).toBe(0);
    });
    expect(invoke).not.toHaveBeenCalled();
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('the choice of a route', () => {
  const choose = (keys: string[], method: string, path: string) =>
    chooseRoute(
      keys.map((key) => ({ key, pattern: parseRouteKey(key) })),
      method,
      path,
    );

  it('takes the most specific path, then the method', () => {
    const keys = [
      '$default',
      'ANY /{proxy+}',
      'GET /pets/{proxy+}',
      'GET /pets/dog/{id}',
      'GET /pets/dog/1',
      'ANY /pets/dog/1',
    ];
    expect(choose(keys, 'GET', '/pets/dog/1')?.route.key).toBe('GET /pets/dog/1');
    expect(choose(keys, 'POST', '/pets/dog/1')?.route.key).toBe('ANY /pets/dog/1');
    expect(choose(keys, 'GET', '/pets/dog/2')).toMatchObject({
      route: { key: 'GET /pets/dog/{id}' },
      pathParameters: { id: '2' },
    });
    expect(choose(keys, 'GET', '/pets/cat/2/x')).toMatchObject({
      route: { key: 'GET /pets/{proxy+}' },
      pathParameters: { proxy: 'cat/2/x' },
    });
    expect(choose(keys, 'POST', '/pets/cat')).toMatchObject({
      route: { key: 'ANY /{proxy+}' },
      pathParameters: { proxy: 'pets/cat' },
    });
    expect(choose(keys, 'POST', '/')?.route.key).toBe('$default');
    expect(choose(['GET /pets'], 'GET', '/pets/')).toBeUndefined();
  });

  it('agrees with a simple model on any set of routes (property)', () => {
    const segment = fc.constantFrom('a', 'b', '{x}', '{y}');
    const path = fc
      .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
      .map(([segments, greedy]) => `/${[...segments, ...(greedy ? ['{rest+}'] : [])].join('/')}`);
    const method = fc.constantFrom('ANY', 'GET', 'POST');
    const key = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(method, path).map((parts) => parts.join(' ')) },
      { weight: 1, arbitrary: fc.constant('$default') },
    );
    // The service refuses two routes that differ only in their variables' names.
    const shape = (text: string) => text.replace(/\{\w+/g, '{');
    const wanted = fc.tuple(
      fc.constantFrom('GET', 'POST'),
      fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 4 }),
    );
    const rank = (text: string) => {
      const [verb = '', route = ''] = text === '$default' ? ['ANY', '~~'] : text.split(' ');
      const places = route
        .slice(1)
        .split('/')
        .map((part) => (part === '~' ? '3' : part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0'));
      return `${places.join('')}${verb === 'ANY' ? '1' : '0'}`;
    };
    const matches = (text: string, verb: string, target: string) => {
      if (text === '$default') return true;
      const [routeVerb, route = ''] = text.split(' ');
      const pattern = route.replace(/\{\w+\+\}$/, '.+').replace(/\{\w+\}/g, '[^/]+');
      return (routeVerb === 'ANY' || routeVerb === verb) && new RegExp(`^${pattern}$`).test(target);
    };
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: shape, maxLength: 8 }), wanted, (keys, [verb, segments]) => {
        const target = `/${segments.join('/')}`;
        const [expected] = keys
          .filter((text) => matches(text, verb, target))
          .sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
        expect(choose(keys, verb, target)?.route.key).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers 404 when no route matches', async () => {
    const response = await fetch(`${await serve({ routes: [{ routeKey: 'GET /a', invoke: mirror }] })}/b`);
    expect([response.status, await response.text()]).toEqual([404, '{"message":"Not Found"}']);
  });

  it.each(['GET', 'FETCH /a', 'GET a', 'GET /{proxy+}/a', 'GET  /a'])(
    'refuses the route key "%s" at the start',
    (routeKey) => {
      expect(() => parseRouteKey(routeKey)).toThrow(routeKey);
    },
  );
});

describe('CORS', () => {
  const cors = {
    allowOrigins: ['https://news.example'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['x-a'],
    exposeHeaders: ['x-b'],
    maxAge: 60,
  };
  const own = { statusCode: 200, headers: { 'access-control-allow-origin': '*', 'x-b': '1' }, body: '' };
  const open = () => serve({ cors, routes: [{ routeKey: 'ANY /{proxy+}', invoke: returning(own) }] });

  it('answers a preflight itself', async () => {
    const response = await fetch(`${await open()}/a`, {
      method: 'OPTIONS',
      headers: { origin: 'https://news.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://news.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '60',
    });
  });

  it('drops the function’s own CORS headers and adds its own for an allowed origin only', async () => {
    const url = await open();
    const allowed = await fetch(`${url}/a`, { headers: { origin: 'https://news.example' } });
    expect([
      allowed.headers.get('access-control-allow-origin'),
      allowed.headers.get('access-control-expose-headers'),
    ]).toEqual(['https://news.example', 'x-b']);
    expect(allowed.headers.get('x-b')).toBe('1');
    expect(
      (await fetch(`${url}/a`, { headers: { origin: 'https://evil.example' } })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
    const refused = await fetch(`${url}/a`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([204, null]);
  });

  it('leaves the function’s headers alone when the API has no CORS', async () => {
    const url = await serveResult(own);
    expect(
      (await fetch(url, { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'),
    ).toBe('*');
  });

  it('refuses credentials for every origin at the start', () => {
    expect(() =>
      httpApi({
        apiId: 'a',
        region: 'r',
        account: '0',
        stageName: '$default',
        routes: [],
        cors: { allowOrigins: ['*'], allowCredentials: true },
      }),
    ).toThrow('AllowCredentials');
  });
});

describe('a Lambda authorizer', () => {
  const gate = (invoke: Invoke, ttlSeconds = 0, identitySource = ['$request.header.Authorization']) =>
    ({ type: 'REQUEST', name: 'Gate', invoke, identitySource, ttlSeconds, simpleResponses: true }) as const;
  const byToken: Invoke = async (event) => {
    const { headers } = event as Event;
    return { payload: JSON.stringify({ isAuthorized: headers.authorization === 'good', context: { desk: 'world' } }) };
  };
  const guarded = (authorizer: ReturnType<typeof gate>) =>
    serve({ routes: ['GET /a', 'GET /b'].map((routeKey) => ({ routeKey, invoke: mirror, authorizer })) });
  const call = (url: string, authorization?: string) => fetch(url, { headers: authorization ? { authorization } : {} });

  it('lets through with its context, refuses with 403, and is not asked without an identity', async () => {
    const ask = vi.fn(byToken);
    const url = await guarded(gate(ask));
    expect((await eventOf(await call(`${url}/a`, 'good'))).requestContext.authorizer).toEqual({
      lambda: { desk: 'world' },
    });
    const refused = await call(`${url}/a`, 'bad');
    expect([refused.status, await refused.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(ask).toHaveBeenCalledTimes(2);
    const missing = await call(`${url}/a`);
    expect([missing.status, await missing.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(ask.mock.calls[0]?.[0]).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-west-1:000000000000:a1b2c3/$default/GET/a',
      identitySource: ['good'],
      routeKey: 'GET /a',
    });
  });

  it('is remembered by identity for its time, across routes', async () => {
    const ask = vi.fn(byToken);
    const url = await guarded(gate(ask, 300));
    for (const path of ['/a', '/a', '/b']) expect((await call(url + path, 'good')).status).toBe(200);
    for (const path of ['/a', '/b']) expect((await call(url + path, 'bad')).status).toBe(403);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is asked for each route when the route is part of the identity', async () => {
    const ask = vi.fn(byToken);
    const url = await guarded(gate(ask, 300, ['$request.header.Authorization', '$context.routeKey']));
    for (const path of ['/a', '/a', '/b', '/b']) await call(url + path, 'good');
    expect(ask.mock.calls.map(([event]) => (event as Event).identitySource)).toEqual([
      ['good', 'GET /a'],
      ['good', 'GET /b'],
    ]);
  });

  it.each([
    ['fails', async () => ({ payload: '{}', functionError: 'Unhandled' })],
    ['answers nonsense', async () => ({ payload: '{"isAuthorized":"yes"}' })],
    ['cannot be called', async () => Promise.reject(new Error('gone'))],
  ] satisfies [string, Invoke][])('closes the route with 500 when it %s', async (_, invoke) => {
    expect((await call(`${await guarded(gate(invoke, 300))}/a`, 'good')).status).toBe(500);
    expect(logged.join()).toContain('Gate');
  });

  it('is refused at the start when it is of a kind that is not emulated', () => {
    const start = (authorizer: HttpApiSettings['routes'][number]['authorizer']) => () =>
      httpApi({
        apiId: 'a',
        region: 'r',
        account: '0',
        stageName: '$default',
        routes: [{ routeKey: '$default', invoke: mirror, ...(authorizer ? { authorizer } : {}) }],
      });
    expect(start({ type: 'JWT', name: 'Tokens' })).toThrow(/Tokens.*JWT.*not emulated/);
    expect(start({ ...gate(byToken), simpleResponses: false })).toThrow(/EnableSimpleResponses/);
    expect(start(gate(byToken, 0, ['$stageVariables.key']))).toThrow(/stageVariables/);
  });
});
