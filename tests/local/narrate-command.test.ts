import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamodb } from '../../infra/local/emulators/dynamodb/dynamodb.ts';
import { openMessaging } from '../../infra/local/emulators/messaging/messaging.ts';
import { openS3 } from '../../infra/local/emulators/s3/s3.ts';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { placesOf } from '../../shared/domain/listing.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { serveEmulator } from '../adapters/local-aws.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from '../functions/newsroom.ts';
import { bucketSettings } from './s3-server.ts';

const script = path.join(import.meta.dirname, '../../scripts/narrate.ts');
const names = ['old', 'newer', 'newest'];

let folder: string;
let close: () => Promise<void>;
let sqs: SQSClient;
let QueueUrl: string;

/** DynamoDB, S3 and SQS at one address, as on the laptop. */
async function openAll(directory: string) {
  const inside = (name: string) => {
    mkdirSync(path.join(directory, name));
    return path.join(directory, name);
  };
  const tables = await openDynamodb({ directory: inside('tables') });
  const buckets = await openS3({ directory: inside('buckets'), deliver: () => {} });
  const queues = await openMessaging({ directory: inside('queues'), region: 'us-east-1', maySend: () => true });
  return {
    tables,
    buckets,
    queues,
    handle(...[request, response]: Parameters<typeof tables.handle>) {
      const target = String(request.headers['x-amz-target'] ?? '');
      const emulator = target.startsWith('DynamoDB') ? tables : target.startsWith('AmazonSQS') ? queues : buckets;
      return emulator.handle(request, response);
    },
    async close() {
      for (const emulator of [tables, buckets, queues]) await emulator.close();
    },
  };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-narrate-'));
  const served = await serveEmulator(openAll);
  close = served.close;
  const { tables, buckets, queues } = served.emulator;
  await tables.declareTable({
    name: 'articles',
    attributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    keySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  buckets.declareBucket(bucketSettings('media'));
  queues.declareQueue({ name: 'narrations', attributes: {} });
  const AwsEndpointUrl = process.env.AWS_ENDPOINT_URL;
  QueueUrl = `${AwsEndpointUrl}/000000000000/narrations`;
  sqs = new SQSClient();
  const outputs = {
    ArticlesTableName: 'articles',
    MediaBucketName: 'media',
    NarrationQueueUrl: QueueUrl,
    AwsEndpointUrl,
  };
  writeFileSync(path.join(folder, 'outputs.json'), JSON.stringify({ Broadsheet: outputs }));
  await publish();
});
afterAll(async () => {
  sqs.destroy();
  await close();
  rmSync(folder, { recursive: true });
});

/** Three articles, one a minute, that nobody has narrated. */
async function publish(): Promise<void> {
  const newsroom = aNewsroom();
  const articles = dynamodbArticleStore('articles', sha256);
  for (const name of names) {
    newsroom.moveClock(new Date(newsroom.now().getTime() + 60_000).toISOString());
    await newsroom.put(
      `articles/en/world/${name}.md`,
      anArticleFile({ headline: `About ${name}`, standfirst: null }, 'Text.'),
    );
    const { record: next, blocks } = (await newsroom.table.open(`en-world-${name}`))!;
    const record = { next, expected: undefined };
    await articles.commit({ record, body: blocks, enter: placesOf(next.article!), leave: [] });
  }
}

function narrate(...given: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const all = [script, ...given, '--outputs', 'outputs.json'];
    execFile(process.execPath, all, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** The articles that the narrators were asked for, in the order of asking; the queue is empty afterwards. */
async function asked(): Promise<string[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body).article);
}

describe('having articles narrated by command', () => {
  it('tells with --dry-run what it would cost, the newest first, and asks for nothing', async () => {
    const { status, stdout } = await narrate('--missing', '--dry-run');
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 3).map((line) => line.split(' ')[0])).toEqual([
      'en-world-newest',
      'en-world-newer',
      'en-world-old',
    ]);
    expect(lines[3]).toMatch(/^3 articles have no voice: 9 parts to be spoken/);
    expect(await asked()).toEqual([]);
  });

  it('spends nothing where nobody has agreed', async () => {
    const { status, stderr } = await narrate('--missing');
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'Say --yes to have them narrated.\n' });
    expect(await asked()).toEqual([]);
  });

  it('asks for so many as --limit says, the newest, and counts no others', async () => {
    const { status, stdout } = await narrate('--missing', '--limit', '2', '--yes', '--timeout', '0');
    expect(stdout).toContain('2 articles have no voice: 6 parts');
    expect(stdout).toContain('2/2  en-world-newer');
    expect(stdout).toContain('0 narrated, 2 waiting');
    expect(status).toBe(1);
    expect(await asked()).toEqual(['en-world-newest', 'en-world-newer']);
  });

  it('asks for nothing of another edition', async () => {
    const { status, stdout } = await narrate('--missing', '--edition', 'es', '--yes');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'Every live article that should have a voice has one.\n',
    });
    expect(await asked()).toEqual([]);
  });

  it('leaves alone with --changed what would sound as it does, or has no voice yet', async () => {
    const { status, stdout } = await narrate('--changed', '--yes');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'All would sound as they do.\n' });
    expect(await asked()).toEqual([]);
  });

  it('asks for one article by its name, and with --dry-run for none', async () => {
    const dry = await narrate('en-world-old', '--dry-run');
    expect({ status: dry.status, asked: await asked() }).toEqual({ status: 0, asked: [] });
    const { status } = await narrate('en-world-old', '--timeout', '0');
    expect({ status, asked: await asked() }).toEqual({ status: 1, asked: ['en-world-old'] });
  });

  it.each([
    ['with both', ['--missing', 'en-world-old'], 'Usage'],
    ['with both of the others', ['--missing', '--changed'], 'Usage'],
    ['with a limit of none', ['--missing', '--limit', '0'], 'nothing to be narrated'],
    ['with another edition', ['--missing', '--edition', 'fr'], 'no edition “fr”'],
  ])('called %s says what is wrong, and asks for nothing', async (_, given, words) => {
    const { status, stdout, stderr } = await narrate(...given);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(words);
    expect(await asked()).toEqual([]);
  });
});
