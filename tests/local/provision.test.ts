import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dynamodb, openDynamodb } from '../../infra/local/emulators/dynamodb/dynamodb.ts';
import { provision } from '../../infra/local/provision.ts';
import { type MessagingHost, startMessaging } from './fixtures/messaging-host.ts';
import { type S3Server, startS3 } from './s3-server.ts';
import { readTemplate } from './sample-stack.ts';

let directory: string;
let dynamodb: Dynamodb;
let queues: MessagingHost;
let server: S3Server;
let now: Date;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'provision-'));
  now = new Date('2026-01-02T15:00:00Z');
  const within = (name: string) => path.join(directory, name);
  dynamodb = await openDynamodb({ directory: within('dynamodb') });
  queues = await startMessaging(within('messaging'));
  server = await startS3(within('s3'), { now: () => now });
});
afterEach(async () => {
  await Promise.all([server.close(), queues.stop(), dynamodb.close()]);
  // dynalite may still close its store.
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

function provisioned(Resources: Record<string, unknown>): Promise<void> {
  return provision(readTemplate({ Resources }), { dynamodb, messaging: queues.messaging, s3: server.s3 });
}

/** Makes the one bucket `sample-desk` with these properties, and a queue. */
function aBucket(Properties: Record<string, unknown>): Promise<void> {
  return provisioned({ Desk: { Type: 'AWS::S3::Bucket', Properties }, Events: { Type: 'AWS::SQS::Queue' } });
}

const Bucket = 'sample-desk';
const put = (Key: string) => server.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
async function keys() {
  const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

describe('the CORS rules of a bucket', () => {
  const preflight = (headers: Record<string, string>) =>
    fetch(`${server.url}/${Bucket}/a.md`, { method: 'OPTIONS', headers });
  const asked = { origin: 'https://desk.example', 'access-control-request-method': 'PUT' };

  it('answer browsers', async () => {
    await aBucket({
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['https://desk.example'],
            AllowedMethods: ['GET', 'PUT'],
            AllowedHeaders: ['content-type'],
            ExposedHeaders: ['ETag'],
            MaxAge: 300,
          },
        ],
      },
    });
    const allowed = await preflight({ ...asked, 'access-control-request-headers': 'content-type' });
    expect([allowed.status, Object.fromEntries(allowed.headers)]).toEqual([
      200,
      expect.objectContaining({
        'access-control-allow-origin': 'https://desk.example',
        'access-control-allow-methods': 'GET, PUT',
        'access-control-allow-headers': 'content-type',
        'access-control-expose-headers': 'ETag',
        'access-control-max-age': '300',
      }),
    ]);
    expect((await preflight({ ...asked, origin: 'https://evil.example' })).status).toBe(403);
    expect((await preflight({ ...asked, 'access-control-request-headers': 'x-other' })).status).toBe(403);
    await put('a.md');
    const read = await fetch(`${server.url}/${Bucket}/a.md`, { headers: { origin: 'https://desk.example' } });
    expect(read.headers.get('access-control-allow-origin')).toBe('https://desk.example');
  });

  it('are none where the template has none', async () => {
    await aBucket({});
    const answer = await preflight(asked);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('CORS is not enabled')]);
  });
});

describe('the lifecycle rules of a bucket', () => {
  const rule = (more: Record<string, unknown>) => ({
    LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ...more }] },
  });

  it('delete what is under their prefix at the first midnight after their days', async () => {
    await aBucket(rule({ Prefix: 'drafts/', ExpirationInDays: 2 }));
    await put('drafts/old.md');
    await put('articles/old.md');
    now = new Date('2026-01-03T00:00:00Z');
    await put('drafts/midnight.md');
    now = new Date('2026-01-04T23:59:59Z');
    server.s3.sweep();
    expect(await keys()).toEqual(['articles/old.md', 'drafts/midnight.md', 'drafts/old.md']);
    now = new Date('2026-01-05T00:00:00Z');
    server.s3.sweep();
    expect(await keys()).toEqual(['articles/old.md']);
  });

  it('hold at the start', async () => {
    await aBucket({});
    await put('old.md');
    now = new Date('2026-02-01T00:00:00Z');
    await aBucket(rule({ ExpirationInDays: 2 }));
    expect(await keys()).toEqual([]);
  });

  it('end uploads that nobody completed', async () => {
    await aBucket(rule({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }));
    await put('whole.md');
    const { UploadId } = await server.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'half.mp3' }));
    await server.client.send(new UploadPartCommand({ Bucket, Key: 'half.mp3', UploadId, PartNumber: 1, Body: 'half' }));
    const uploads = async () => (await server.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
    now = new Date('2026-01-09T15:00:00Z');
    server.s3.sweep();
    expect(await uploads()).toHaveLength(1);
    now = new Date('2026-01-10T00:00:00Z');
    server.s3.sweep();
    expect(await uploads()).toEqual([]);
    expect(await keys()).toEqual(['whole.md']);
  });

  it('do nothing where they are disabled', async () => {
    await aBucket(rule({ Status: 'Disabled', ExpirationInDays: 1 }));
    await put('old.md');
    now = new Date('2026-02-01T00:00:00Z');
    server.s3.sweep();
    expect(await keys()).toEqual(['old.md']);
  });

  it.each([
    ['Suspended', 's3:LifecycleExpiration:*', ['LifecycleExpiration:Delete']],
    ['Enabled', 's3:LifecycleExpiration:*', ['LifecycleExpiration:DeleteMarkerCreated']],
    ['Suspended', 's3:ObjectRemoved:*', []],
  ])('tell of it by an event of their own (versioning %s, asked for %s)', async (Status, Event, events) => {
    const Queue = { 'Fn::GetAtt': ['Events', 'Arn'] };
    await aBucket({
      ...rule({ ExpirationInDays: 1 }),
      VersioningConfiguration: { Status },
      NotificationConfiguration: { QueueConfigurations: [{ Event, Queue }] },
    });
    await put('old.md');
    now = new Date('2026-02-01T00:00:00Z');
    server.s3.sweep();
    const records = server.deliveries.flatMap(({ body }) => JSON.parse(body).Records);
    expect(records.map(({ eventName }) => eventName)).toEqual(events);
  });
});

it('a queue takes no larger messages than the template allows', async () => {
  await provisioned({ Small: { Type: 'AWS::SQS::Queue', Properties: { MaximumMessageSize: 1024 } } });
  const send = (MessageBody: string) =>
    queues.sqs.send(new SendMessageCommand({ QueueUrl: queues.queueUrl('sample-small'), MessageBody }));
  await send('x'.repeat(1024));
  await expect(send('x'.repeat(1025))).rejects.toThrow(/1024/);
});
