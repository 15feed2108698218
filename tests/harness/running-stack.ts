import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PollyClient } from '@aws-sdk/client-polly';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

export type Outputs = {
  UploadsBucketName: string;
  MediaBucketName: string;
  ArticlesTableName: string;
  ApiUrl: string;
  AnnouncementsTopicArn: string;
  NewsroomTopicArn: string;
};

const root = path.join(import.meta.dirname, '../..');
/** What `npm start` runs, less the name of the program. */
const [, ...command] = (
  JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }
).scripts.start.split(' ');

/**
 * The whole of Broadsheet as `npm start` runs it, in a process of its own on free ports, with real clients for it.
 * `stop` ends it as Ctrl-C does, `kill` as a power cut; the same directory can be started again.
 */
export async function startStack(options: { state?: string; args?: string[]; cdkOut?: string } = {}) {
  const state = options.state ?? mkdtempSync(path.join(os.tmpdir(), 'broadsheet-'));
  const cdkOut = options.cdkOut ?? process.env.BROADSHEET_CDK_OUT;
  const args = ['--port', '0', '--aws-port', '0', '--state', state, ...(options.args ?? ['--no-samples'])];
  const child = spawn(process.execPath, [...command, ...args, ...(cdkOut === undefined ? [] : ['--cdk-out', cdkOut])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const { site, aws } = await readyLine(child, output);
  const [outputs] = Object.values(
    JSON.parse(readFileSync(path.join(state, 'outputs.json'), 'utf8')) as Record<string, Outputs>,
  );
  if (outputs === undefined) throw new Error('outputs.json names no stack');
  const client = {
    endpoint: aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'editor', secretAccessKey: 'editor' },
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    state,
    site,
    aws,
    outputs,
    output,
    pid: child.pid ?? 0,
    s3: new S3Client(client),
    sqs: new SQSClient(client),
    sns: new SNSClient(client),
    dynamodb: new DynamoDBClient(client),
    polly: new PollyClient(client),
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    forget: () => rmSync(state, { recursive: true, force: true }),
    get exitCode() {
      return child.exitCode;
    },
  };
}

export type RunningStack = Awaited<ReturnType<typeof startStack>>;

async function readyLine(child: ChildProcess, output: string[]): Promise<{ site: string; aws: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ site: string; aws: string }>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      output.push(...lines);
      for (const line of lines) {
        const ready = /^ready site=(\S+) aws=(\S+) state=/.exec(line);
        if (ready !== null) resolve({ site: ready[1] ?? '', aws: ready[2] ?? '' });
      }
    });
  }
  child.once('exit', (status) =>
    reject(new Error(`The host ended with ${status} before it was ready:\n${output.join('\n')}`)),
  );
  return await promise;
}
