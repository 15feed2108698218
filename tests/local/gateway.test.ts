import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PollyClient, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/emulator.ts';
import { type Emulators, type Gateway, listenGateway, openGateway } from '../../infra/local/gateway.ts';
import { accessKeyOf, openIam } from '../../infra/local/iam.ts';
import { PLACE, readTemplate } from './sample-stack.ts';

const lambda = (role: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Role: { 'Fn::GetAtt': [role, 'Arn'] } },
});
const roleWith = (Statement: unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement } }] },
});
const allow = (Action: string, Resource: unknown = '*') => ({ Effect: 'Allow', Action, Resource });
const media = 'arn:aws:s3:::sample-media';

/** Three functions: one without rights, one that may everything, one that may read objects but not list them. */
const stack = readTemplate({
  Resources: {
    Media: { Type: 'AWS::S3::Bucket' },
    None: roleWith([]),
    All: roleWith([allow('*')]),
    Some: roleWith([allow('s3:GetObject', `${media}/*`)]),
    Stranger: lambda('None'),
    Editor: lambda('All'),
    Reader: lambda('Some'),
  },
});
const iam = openIam(stack, PLACE);

type Seen = {
  service: string;
  method: string | undefined;
  url: string | undefined;
  host: string | undefined;
  body: string;
};

let gateway: Gateway | undefined;
let seen: Seen[] = [];
let logged: string[] = [];
let calls: unknown[] = [];

/** Records what reaches it, and answers. */
function stub(service: string, answer: (request: IncomingMessage, response: ServerResponse) => void): Emulator {
  return {
    async handle(request, response, body) {
      const sent = body === undefined ? `streamed ${await text(request)}` : `given ${body.toString()}`;
      seen.push({ service, method: request.method, url: request.url, host: request.headers.host, body: sent });
      answer(request, response);
    },
    close: async () => {},
  };
}

function json(value: unknown) {
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value));
  };
}

function objects(request: IncomingMessage, response: ServerResponse) {
  if (request.url?.includes('missing')) {
    const body = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
    response.writeHead(404, { 'content-type': 'application/xml', 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  } else response.writeHead(200, { 'content-type': 'text/plain' }).end(request.method === 'GET' ? 'news' : undefined);
}

const published =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>';
const emulators: Emulators = {
  dynamodb: stub('dynamodb', json({ Item: { pk: { S: 'a' } } })),
  polly: stub('polly', (_, response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('ID3')),
  s3: stub('s3', objects),
  sns: stub('sns', (_, response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(published)),
  sqs: stub('sqs', json({ MessageId: 'm', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' })),
};

async function open(more: Emulators = {}): Promise<string> {
  gateway = await openGateway({
    port: 0,
    iam,
    emulators: { ...emulators, ...more },
    log: (line) => logged.push(line),
    onCall: (call) => calls.push(call),
  });
  return `http://127.0.0.1:${gateway.port}`;
}

function options(endpoint: string, accessKeyId: string) {
  return { endpoint, region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey: 'none' }, maxAttempts: 1 };
}

/** One call of each service that a function makes, by SDK clients as its bundle has them. */
function callsOf(endpoint: string, accessKeyId: string): Record<string, () => Promise<unknown>> {
  const common = options(endpoint, accessKeyId);
  return {
    dynamodb: () => new DynamoDBClient(common).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
    sqs: () =>
      new SQSClient(common).send(
        new SendMessageCommand({ QueueUrl: `${endpoint}/000000000000/desk`, MessageBody: 'x' }),
      ),
    sns: () =>
      new SNSClient(common).send(
        new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:000000000000:t', Message: 'x' }),
      ),
    s3: () => new S3Client(common).send(new PutObjectCommand({ Bucket: 'sample-media', Key: 'a', Body: 'x' })),
    polly: () =>
      new PollyClient(common).send(new SynthesizeSpeechCommand({ Text: 'x', VoiceId: 'Amy', OutputFormat: 'mp3' })),
  };
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: string };

async function send(
  endpoint: string,
  sent: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  const { method = 'GET', path = '/', headers = {}, body } = sent;
  const request = httpRequest(endpoint + path, { method, headers, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

function signed(service: string, accessKey = 'AKIAEDITOR'): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

beforeEach(() => {
  seen = [];
  logged = [];
  calls = [];
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

describe('The AWS endpoint', () => {
  it.each(['dynamodb', 'sqs', 'sns', 's3', 'polly'])('brings a call of the SDK’s client to %s', async (service) => {
    const endpoint = await open();
    await callsOf(endpoint, accessKeyOf('Editor'))[service]?.();
    expect(seen.map((call) => call.service)).toEqual([service]);
    const operation = {
      dynamodb: 'GetItem',
      sqs: 'SendMessage',
      sns: 'Publish',
      s3: 'PutObject',
      polly: 'SynthesizeSpeech',
    }[service];
    expect(calls).toEqual([{ service, operation, caller: 'Editor', refused: false }]);
  });

  it.each([
    ['dynamodb', 'AccessDeniedException', 400],
    ['sqs', 'AccessDeniedException', 403],
    ['sns', 'AuthorizationErrorException', 403],
    ['s3', 'AccessDenied', 403],
    ['polly', 'AccessDeniedException', 403],
  ])('refuses %s with the error that the SDK’s client knows: %s', async (service, name, status) => {
    const endpoint = await open();
    await expect(callsOf(endpoint, accessKeyOf('Stranger'))[service]?.()).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
      message: expect.stringMatching(
        /^User: \S+ is not authorized to perform: \S+ on resource: \S+ because no identity-based policy allows/,
      ),
    });
    expect(seen).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/^Stranger was refused /)]);
    expect(calls).toMatchObject([{ caller: 'Stranger', refused: true }]);
  });

  it('gives emulators the body where it was judged, else the stream', async () => {
    const endpoint = await open();
    const common = options(endpoint, 'AKIAEDITOR');
    await new DynamoDBClient(common).send(new PutItemCommand({ TableName: 't', Item: { pk: { S: 'é' } } }));
    await send(endpoint, {
      method: 'PUT',
      path: '/sample-media/a',
      headers: { authorization: signed('s3') },
      body: 'news',
    });
    expect(seen[0]?.body).toMatch(/^given \{.*"é"/);
    expect(seen[1]?.body).toBe('streamed news');
  });

  it('refuses an upload without blocking the connection that it comes by', async () => {
    const endpoint = await open();
    const s3 = new S3Client(options(endpoint, accessKeyOf('Stranger')));
    const put = () =>
      s3.send(new PutObjectCommand({ Bucket: 'sample-media', Key: 'a', Body: Buffer.alloc(3_000_000) }));
    await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each(['sample-media.localhost', 'sample-media.s3.localhost', 'sample-media.s3.eu-west-1.localhost'])(
    'puts the bucket of %s into the path',
    async (host) => {
      const endpoint = await open();
      const headers = { authorization: signed('s3'), host: `${host}:${gateway?.port}` };
      await send(endpoint, { path: '/a/b?x-id=GetObject', headers });
      expect(seen).toMatchObject([{ url: '/sample-media/a/b?x-id=GetObject', host: `localhost:${gateway?.port}` }]);
    },
  );

  it.each(['localhost', 's3.localhost', '127.0.0.1'])('leaves the path of %s alone', async (host) => {
    const endpoint = await open();
    await send(endpoint, { path: '/sample-media/a', headers: { authorization: signed('s3'), host } });
    expect(seen).toMatchObject([{ url: '/sample-media/a', host }]);
  });

  it('judges the bucket of a virtual host as well', async () => {
    const endpoint = await open();
    const headers = { authorization: signed('s3', accessKeyOf('Reader')) };
    const other = await send(endpoint, { path: '/a', headers: { ...headers, host: 'other.localhost' } });
    const own = await send(endpoint, { path: '/a', headers: { ...headers, host: 'sample-media.localhost' } });
    expect([other.status, own.status]).toEqual([403, 200]);
  });

  it('says that a service is not hosted', async () => {
    const endpoint = await open();
    const { status, body } = await send(endpoint, {
      path: '/schedules',
      headers: { authorization: signed('scheduler') },
    });
    expect(status).toBe(501);
    expect(JSON.parse(body)).toMatchObject({
      message: expect.stringMatching(/scheduler is not hosted.*dynamodb, polly, s3, sns, sqs/),
    });
  });

  it('lets STS be answered beside SNS', async () => {
    const endpoint = await open();
    const headers = {
      authorization: signed('sts', accessKeyOf('Stranger')),
      'content-type': 'application/x-www-form-urlencoded',
    };
    const { status } = await send(endpoint, {
      method: 'POST',
      headers,
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(status).toBe(200);
    expect(seen).toMatchObject([{ service: 'sns' }]);
  });

  it.each([
    ['dynamodb', { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' }],
    ['sqs', { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' }],
  ])('refuses a body of %s that is no JSON', async (service, headers) => {
    const endpoint = await open();
    const sent = { method: 'POST', headers: { ...headers, authorization: signed(service) }, body: '{"TableName":' };
    const { status, body } = await send(endpoint, sent);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ __type: expect.stringContaining('SerializationException') });
    expect(seen).toEqual([]);
  });

  it.each([
    ['S3', '/sample-media/a', {}, 403, 'AccessDenied'],
    ['DynamoDB', '/', { 'x-amz-target': 'DynamoDB_20120810.Scan' }, 400, 'MissingAuthenticationToken'],
    ['SNS', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 403, 'MissingAuthenticationToken'],
  ])('refuses unsigned calls of %s', async (_, path, headers, status, code) => {
    const endpoint = await open();
    const sent = path === '/' ? { method: 'POST', body: '{}' } : {};
    const refused = await send(endpoint, { path, headers, ...sent });
    expect(refused.status).toBe(status);
    expect(refused.body).toContain(code);
    expect(seen).toEqual([]);
  });
});

describe('A missing object', () => {
  const get = new GetObjectCommand({ Bucket: 'sample-media', Key: 'missing' });
  const head = new HeadObjectCommand({ Bucket: 'sample-media', Key: 'missing' });

  it('is a refusal to one who may not list the bucket', async () => {
    const s3 = new S3Client(options(await open(), accessKeyOf('Reader')));
    await expect(s3.send(get)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket'),
    });
    await expect(s3.send(head)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'sample-media', Key: 'there' }));
    expect(await Body?.transformToString()).toBe('news');
  });

  it.each([accessKeyOf('Editor'), 'AKIAEDITOR'])('is told to one who may list it: %s', async (key) => {
    const s3 = new S3Client(options(await open(), key));
    await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(head)).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('An emulator that fails', () => {
  const broken: Emulator = { handle: () => Promise.reject(new Error('the press is broken')), close: async () => {} };

  it.each(['dynamodb', 'sqs', 'sns', 's3', 'polly'])(
    'is an error of %s on the server’s side, and the next call is served',
    async (service) => {
      const endpoint = await open({ [service]: broken });
      const { [service]: failing, ...others } = callsOf(endpoint, 'AKIAEDITOR');
      await expect(failing?.()).rejects.toMatchObject({
        $metadata: { httpStatusCode: 500 },
        message: expect.stringContaining('the press is broken'),
      });
      expect(logged).toEqual([expect.stringMatching(/the press is broken/)]);
      await Promise.all(Object.values(others).map((call) => call()));
      expect(seen).toHaveLength(4);
    },
  );

  it('cuts the connection where it has begun to answer', async () => {
    const half: Emulator = {
      handle(_, response) {
        response.writeHead(200, { 'content-length': 100 }).write('half');
        throw new Error('out of paper');
      },
      close: async () => {},
    };
    const endpoint = await open({ s3: half });
    await expect(
      send(endpoint, { path: '/sample-media/a', headers: { authorization: signed('s3') } }),
    ).rejects.toThrow();
    expect(logged).toHaveLength(1);
  });
});

describe('The port', () => {
  it('takes calls before anything is there to serve them, and lets them wait', async () => {
    gateway = await listenGateway(0);
    const endpoint = `http://127.0.0.1:${gateway.port}`;
    const early = callsOf(endpoint, 'AKIAEDITOR').dynamodb?.();
    const late = callsOf(endpoint, accessKeyOf('Stranger')).dynamodb?.();
    gateway.serve({ iam, emulators, log: () => {} });
    await expect(early).resolves.toMatchObject({ Item: { pk: { S: 'a' } } });
    await expect(late).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('that is taken is named, with the flag that chooses another', async () => {
    await open();
    const port = gateway?.port ?? 0;
    await expect(listenGateway(port)).rejects.toThrow(new RegExp(`port ${port} .*is in use.*--aws-port`));
  });

  it('speaks HTTP/2 in clear, many calls over one connection', async () => {
    const session = http2.connect(await open());
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const stream = session.request({ ':method': 'GET', ':path': '/v1/voices', authorization: signed('polly') });
        const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
        await text(stream);
        return headers[':status'];
      }),
    );
    session.close();
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    expect(seen[0]?.host).toBe(`127.0.0.1:${gateway?.port}`);
  });

  it('tells HTTP/1.1 from HTTP/2 also where the first byte comes alone', async () => {
    await open();
    const socket = net.connect(gateway?.port ?? 0, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    const answer = text(socket);
    const rest = `UT /sample-media/a HTTP/1.1\r\nhost: x\r\nauthorization: ${signed('s3')}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write('P', () => setImmediate(resolve)));
    socket.write(rest);
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    expect(seen).toMatchObject([{ method: 'PUT', url: '/sample-media/a' }]);
  });

  it('survives clients that go away, and what is no HTTP', async () => {
    const endpoint = await open();
    for (const words of ['', 'P', 'GET', 'hello\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nnonsense nonsense nonsense']) {
      const socket = net.connect(gateway?.port ?? 0, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.end(words);
      socket.resume();
      await once(socket, 'close');
    }
    await expect(callsOf(endpoint, 'AKIAEDITOR').dynamodb?.()).resolves.toBeDefined();
  });

  it('closes at once, also while long polls wait and connections are kept', async () => {
    const waiting = vi.fn();
    const endpoint = await open({ sqs: { handle: waiting, close: async () => {} } });
    const sqs = new SQSClient(options(endpoint, 'AKIAEDITOR'));
    const poll = sqs.send(
      new ReceiveMessageCommand({ QueueUrl: `${endpoint}/000000000000/desk`, WaitTimeSeconds: 20 }),
    );
    const refused = expect(poll).rejects.toThrow();
    await callsOf(endpoint, 'AKIAEDITOR').polly?.();
    await vi.waitFor(() => expect(waiting).toHaveBeenCalled());
    await gateway?.close();
    await refused;
    await expect(send(endpoint, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
