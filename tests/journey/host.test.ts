import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { GetObjectCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ArticleAnswer } from '../../shared/domain/article-answer.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const patient = { timeout: 60_000, interval: 50 };
const host = path.join(import.meta.dirname, '../../infra/local/main.ts');
let running: RunningStack | undefined;

afterEach(async () => {
  await running?.stop();
  running?.forget();
  running = undefined;
});

async function article(stack: RunningStack, id: string) {
  const response = await fetch(`${stack.site}/v1/articles/${id}`);
  return response.ok ? ((await response.json()) as ArticleAnswer) : undefined;
}

describe('the host', () => {
  it('publishes the samples into an empty state, keeps all over a restart on other ports, and forgets all when told', async () => {
    running = await startStack({ args: [] });
    const { state } = running;
    const listed = async (edition: string) =>
      (
        (await (await fetch(`${running?.site}/v1/articles?edition=${edition}`)).json()) as {
          articles: { id: string }[];
        }
      ).articles.length;
    await vi.waitFor(
      async () => expect([await listed('en'), await listed('es'), await listed('ar')]).toEqual([5, 4, 3]),
      patient,
    );
    const id = 'en-world-ferry-aground-tern-island';
    await vi.waitFor(async () => expect((await article(running!, id))?.narration.state).toBe('ready'), patient);
    await running.stop();
    expect(running.exitCode).toBe(0);

    running = await startStack({ state, args: [] });
    const kept = await article(running, id);
    expect(kept?.revision).toBe(1);
    const mp3 = kept?.narration.state === 'ready' ? kept.narration.mp3 : '';
    expect((await fetch(`${running.site}${mp3}`)).status).toBe(200);
    await running.stop();

    running = await startStack({ state, args: ['--fresh', '--no-samples'] });
    expect(await listed('en')).toBe(0);
  });

  it('refuses what a function’s role does not allow, and shows readers no bucket', async () => {
    running = await startStack();
    const { UploadsBucketName, MediaBucketName } = running.outputs;
    await running.s3.send(
      new PutObjectCommand({ Bucket: UploadsBucketName, Key: 'articles/en/a/b.md', Body: anArticleFile() }),
    );
    for (const url of [`${running.aws}/${UploadsBucketName}/articles/en/a/b.md`, `${running.aws}/${MediaBucketName}`]) {
      expect((await fetch(url)).status).toBe(403);
    }
    expect((await fetch(`${running.site}/articles/en/a/b.md`)).status).toBe(404);
    const asFunction = (key: string) =>
      fetch(`${running?.aws}/${UploadsBucketName}/${key}`, {
        headers: {
          authorization:
            'AWS4-HMAC-SHA256 Credential=LKIASERVEAPI/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
        },
      });
    const denied = await asFunction('articles/en/a/b.md');
    expect(denied.status).toBe(403);
    expect(await denied.text()).toContain('is not authorized to perform: s3:GetObject');
  });

  it('answers what it does not emulate with 501, never with success', async () => {
    running = await startStack();
    const versioning = new PutBucketVersioningCommand({
      Bucket: running.outputs.UploadsBucketName,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    await expect(running.s3.send(versioning)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    const kinesis = await fetch(running.aws, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    expect(kinesis.status).toBe(501);
    expect(await kinesis.text()).toContain('kinesis');
    await expect(
      running.s3.send(new GetObjectCommand({ Bucket: running.outputs.UploadsBucketName, Key: 'nothing' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('says which port is taken and how to choose another', async () => {
    const blocker = createServer();
    await new Promise<void>((listening) => blocker.listen(0, '127.0.0.1', listening));
    const taken = String((blocker.address() as AddressInfo).port);
    for (const flag of ['--port', '--aws-port']) {
      const ports = ['--port', '0', '--aws-port', '0', flag, taken];
      const cdkOut = process.env.BROADSHEET_CDK_OUT ?? '';
      const { status, stderr } = spawnSync(
        process.execPath,
        [host, ...ports, '--state', `/tmp/none-${taken}`, '--cdk-out', cdkOut],
        {
          encoding: 'utf8',
        },
      );
      expect(status).toBe(1);
      expect(stderr).toContain(taken);
      expect(stderr).toContain(flag);
    }
    blocker.close();
  });

  it('lets no second host into a state, and takes nothing from the first, not even when told to begin empty', async () => {
    running = await startStack();
    const { state } = running;
    await running.s3.send(
      new PutObjectCommand({
        Bucket: running.outputs.UploadsBucketName,
        Key: 'articles/en/a/b.md',
        Body: anArticleFile(),
      }),
    );
    for (const flags of [[], ['--fresh']]) {
      const args = ['--port', '0', '--aws-port', '0', '--state', state, ...flags];
      const { status, stderr } = spawnSync(process.execPath, [host, ...args], { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toBe(
        `Another Broadsheet runs on ${state}. End it, or name a directory of its own with --state.\n`,
      );
    }
    await running.kill();

    running = await startStack({ state });
    await vi.waitFor(async () => expect(await article(running!, 'en-a-b')).toBeDefined(), patient);
  });

  it('empties no directory that holds what is somebody else’s', () => {
    const state = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-'));
    writeFileSync(path.join(state, 'novel.txt'), '');
    const { status, stderr } = spawnSync(process.execPath, [host, '--fresh', '--state', state], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('novel.txt');
    expect(readdirSync(state)).toEqual(['novel.txt']);
    rmSync(state, { recursive: true });
  });

  it('says which option is wrong, and which there are', () => {
    const { status, stderr } = spawnSync(process.execPath, [host, '--porrt', '1'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('--porrt');
    expect(stderr).toContain('--aws-port N');
  });
});
