import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const root = path.join(import.meta.dirname, '../..');
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  stack.forget();
});

/** Runs one of the commands as its user does. */
function run(command: string, ...words: string[]): string {
  const script = path.join(root, 'scripts', `${command}.ts`);
  const args = [script, ...words, '--outputs', path.join(stack.state, 'outputs.json')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

const keys = (...words: string[]) => run('keys', ...words);

function aKeyFor(holder: string): { key: string; id: string } {
  const [key = '', id = ''] = /\bbs_([a-z0-9]{10})_[\w-]{43}/.exec(keys('create', holder)) ?? [];
  return { key, id };
}

const ask = (address: string, key?: string) =>
  fetch(`${stack.site}${address}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });

it('the newsroom reads its receipts and originals with a key, and nobody does without', async () => {
  const upload = 'articles/en/politics/why? 100% é.md';
  const file = anArticleFile();
  await stack.s3.send(new PutObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: upload, Body: file }));
  const { key } = aKeyFor('Ana Ruiz');
  const address = `/v1/uploads?key=${encodeURIComponent(upload)}`;
  const receipt = await vi.waitFor(
    async () => {
      const response = await ask(address, key);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      return (await response.json()) as { key: string; outcome: string; article: { id: string } };
    },
    { timeout: 60_000, interval: 100 },
  );
  expect(receipt).toMatchObject({ key: upload, outcome: 'published' });

  const list = await ask(`/v1/newsroom/articles/${receipt.article.id}/originals`, key);
  const { originals } = (await list.json()) as { originals: { revision: number; path: string }[] };
  expect(originals).toMatchObject([{ revision: 1, key: upload }]);
  const original = await ask(originals[0]?.path ?? '', key);
  expect(original.headers.get('content-disposition')).toMatch(/^attachment; /);
  expect(await original.text()).toBe(file);

  for (const shut of [address, originals[0]?.path ?? '', '/v1/uploads/articles/en/a.md']) {
    expect((await ask(shut)).status, shut).toBe(401);
    expect((await ask(shut, `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).status, shut).toBe(403);
  }
});

it('a revoked key opens nothing, and is still listed by whose it was', async () => {
  const { key, id } = aKeyFor('Ben, for a week');
  keys('revoke', id);
  expect((await ask('/v1/uploads/articles/en/a.md', key)).status).toBe(403);
  expect(keys('list')).toMatch(new RegExp(`^${id}  revoked .*Ben, for a week$`, 'm'));
});

it('a draft is heard before it is published, and paid for once', () => {
  const draft = path.join(root, 'samples/en/world/ferry-aground-tern-island.md');
  const mp3 = path.join(stack.state, 'draft.mp3');
  const paid = () => /^total +(\d+) +(\S+)/m.exec(run('narration-costs'))?.slice(1);
  run('publish', path.join(root, 'samples/lexicons/en.yaml'));
  const [first, second] = [run('rehearse', '--out', mp3, draft), run('rehearse', draft)];
  expect(first).toContain('Maren Lys → Mah-ren Leese');
  expect(first).toMatch(/draft\.mp3: \d\d\.\d s, read by Joanna, \$0\.\d*[1-9]\d* paid\.\n$/);
  expect(second).toMatch(/Of these \$0\.\d*[1-9]\d* are paid already\.\n$/);
  expect(readFileSync(mp3.replace('.mp3', '.vtt'), 'utf8')).toContain('The passenger ferry Maren Lys ran aground');
  const before = paid();
  expect(run('publish', draft)).toMatch(/narrated .* 0 characters billed/);
  expect(paid()).toEqual(before);
});
