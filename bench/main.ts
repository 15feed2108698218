/**
 * `npm run bench`: measures the whole of Broadsheet on this computer and writes bench/report.md. How to read it:
 * bench/README.md. Times are of one run on one machine; compare what stands side by side in it, never two runs.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { bundles } from '../infra/bundle.ts';
import { environments, functionNames } from '../shared/contract/environment.ts';
import { type RunningStack, startStack } from '../tests/harness/running-stack.ts';
import { load, percentile } from './client.ts';
import { measureJudging } from './judging.ts';
import { measureNarrating } from './narrating.ts';

const { values: options } = parseArgs({
  options: {
    articles: { type: 'string', default: '50' },
    loaded: { type: 'string', default: '1000' },
    reads: { type: 'string', default: '3000' },
    quota: { type: 'string', default: '30' },
  },
});

const sample = readFileSync(
  path.join(import.meta.dirname, '../samples/en/politics/port-ellery-budget-by-lot.md'),
  'utf8',
);
const report: string[] = [];

function say(line = ''): void {
  console.log(line);
  report.push(line);
}

/** The sample of 500 words, with a word of its own in everything that is read aloud, so that no audio can be used again. */
function anArticle(name: string): string {
  const [, fields = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(sample) ?? [];
  const ownFields = fields
    .replace('slug:', 'x:')
    .replace(/^publish-at.*$/m, '')
    .replaceAll(/^(headline|standfirst): (["']?)/gm, `$1: $2${name} `)
    .replaceAll(/^(byline: \[?["']?)/gm, `$1${name} `);
  return `---\n${ownFields}\n---\n${body.replaceAll(/^(> |- |\d+\. |#+ )?(?=[\p{L}“"‘])/gmu, `$1${name} `)}`;
}

async function until(done: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await done())) {
    if (performance.now() - began > 600_000) throw new Error('nothing happened for ten minutes');
    await wait(2);
  }
  return performance.now() - began;
}

function upload(stack: RunningStack, key: string, body: string) {
  return stack.s3.send(new PutObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: key, Body: body }));
}

type Answer = { revision: number; narration: { state: string } };

async function answerOf(stack: RunningStack, id: string): Promise<Answer | undefined> {
  const response = await fetch(`${stack.site}/v1/articles/${id}`);
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as Answer) : undefined;
}

async function measurePublishing(stack: RunningStack, count: number): Promise<void> {
  const readable: number[] = [];
  const narrated: number[] = [];
  for (let n = -3; n < count; n++) {
    const name = `bench-${n + 3}`;
    await upload(stack, `articles/en/bench/${name}.md`, anArticle(name));
    const read = await until(async () => (await answerOf(stack, `en-bench-${name}`)) !== undefined);
    const heard =
      read + (await until(async () => (await answerOf(stack, `en-bench-${name}`))?.narration.state === 'ready'));
    if (n < 0) continue;
    readable.push(read);
    narrated.push(heard);
  }
  say(`## Publishing, ${count} articles of 500 words one after the other, warm\n`);
  say('| from the upload’s answer until | p50 ms | p95 ms |\n|---|---|---|');
  for (const [name, times] of [
    ['readable', readable],
    ['narrated', narrated],
  ] as const) {
    say(`| ${name} | ${percentile(times, 50).toFixed(0)} | ${percentile(times, 95).toFixed(0)} |`);
  }
  say();
}

async function measureReading(stack: RunningStack, loaded: number, reads: number): Promise<void> {
  const began = performance.now();
  const names = Array.from({ length: loaded }, (_, n) => `loaded-${n}`);
  const brief = (name: string) => `---\nheadline: ${name}\nsection: sport\ntags: [Bench]\n---\nShort.\n`;
  while (names.length > 0)
    await Promise.all(names.splice(0, 50).map((name) => upload(stack, `articles/en/bench/${name}.md`, brief(name))));
  await until(async () => (await answerOf(stack, `en-bench-loaded-${loaded - 1}`))?.narration.state === 'ready');
  const one = `${stack.site}/v1/articles/en-bench-bench-3`;
  const etag = (await fetch(one)).headers.get('etag') ?? '';
  const rows: [name: string, url: string, headers: Record<string, string>][] = [
    ['one article, packed', one, { 'accept-encoding': 'gzip' }],
    ['one article, plain', one, {}],
    ['one article, unchanged (304)', one, { 'if-none-match': etag }],
    ['newest 20 of a section', `${stack.site}/v1/articles?section=sport&limit=20`, { 'accept-encoding': 'gzip' }],
    ['an API route that reads nothing', `${stack.site}/v1`, {}],
  ];
  say(
    `## Reading, ${loaded} articles loaded (${((performance.now() - began) / 1000).toFixed(0)} s), through CDN, API and function\n`,
  );
  say('| what | reads a second, 8 at once | p50 ms | p95 ms |\n|---|---|---|---|');
  for (const [name, url, headers] of rows) {
    await load(`${stack.site}/v1`, 50, 8);
    const { perSecond, times } = await load(url, reads, 8, headers);
    say(
      `| ${name} | ${perSecond.toFixed(0)} | ${percentile(times, 50).toFixed(1)} | ${percentile(times, 95).toFixed(1)} |`,
    );
  }
  say();
}

/** Bundle size, and the time of a fresh process that imports it, against one that imports nothing. */
function measureBundles(): void {
  const environment = { ...process.env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const variables = Object.fromEntries(
    Object.values(environments).flatMap((names) => names.map((name) => [name, 'x'])),
  );
  const timeOf = (code: string) => {
    const times = Array.from({ length: 11 }, () => {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        env: { ...environment, ...variables },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
      return performance.now() - began;
    });
    return percentile(times, 50);
  };
  const empty = timeOf('export const handler = async () => {};');
  say('## Bundles: a whole process that imports one, median of 11, beside one that imports nothing\n');
  say('| function | KB | ms | × empty |\n|---|---|---|---|');
  say(`| (empty) | 0 | ${empty.toFixed(0)} | 1.00 |`);
  for (const name of functionNames) {
    const file = path.join(bundles, name, 'index.mjs');
    const ms = timeOf(`await import(${JSON.stringify(file)}); process.exit(0);`);
    say(`| ${name} | ${(statSync(file).size / 1024).toFixed(0)} | ${ms.toFixed(0)} | ${(ms / empty).toFixed(2)} |`);
  }
  say();
}

type Call = { caller: string; service: string; operation: string };

/** Counts the calls that one article costs, from the host's own log of them, and sizes what it leaves in the table. */
async function measureCalls(stack: RunningStack, callsFile: string): Promise<void> {
  const seen = () =>
    readFileSync(callsFile, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call);
  const count = async (title: string, body: string, revision: number) => {
    await wait(1500);
    const before = seen().length;
    await upload(stack, 'articles/en/bench/counted.md', body);
    await until(async () => {
      const answer = await answerOf(stack, 'en-bench-counted');
      return answer?.revision === revision && answer.narration.state === 'ready';
    });
    await wait(1500);
    const calls = seen()
      .slice(before)
      .filter(({ caller }) => ['IngestArticle', 'NarrateArticle'].includes(caller));
    const tally = Object.entries(Object.groupBy(calls, ({ caller, operation }) => `${caller} ${operation}`));
    const polly = calls.filter(({ service }) => service === 'polly').length;
    const rest = tally.filter(([name]) => !name.includes('Synthesize')).map(([name, of]) => `${of?.length} ${name}`);
    say(`| ${title} | ${calls.length - polly} | ${polly} | ${rest.join(', ')} |`);
  };
  const edited = anArticle('counted').replace('Members will', 'Members shall');
  say('## AWS calls an article, of the functions’ own\n');
  say('| | without Polly | Polly | which |\n|---|---|---|---|');
  await count('a new article', anArticle('counted'), 1);
  await count('one paragraph edited', edited, 2);
  await count('tags edited', edited.replace('tags: [', 'tags: [New, '), 3);
  say();
  await measureCapacity(stack);
}

/**
 * Sizes every item that the article left in the table. DynamoDB bills a transactional write 2 units for each started KB
 * of an item, and a plain one 1.
 */
async function measureCapacity(stack: RunningStack): Promise<void> {
  const items: { sk: string; bytes: number }[] = [];
  for await (const { Items = [] } of paginateScan(
    { client: stack.dynamodb },
    { TableName: stack.outputs.ArticlesTableName },
  ))
    for (const item of Items) {
      const keys = `${item.pk?.S} ${item.sk?.S}`;
      if (!/en-bench-counted|bench[/]counted/.test(keys)) continue;
      const kind = item.pk?.S?.startsWith('article#') ? (item.sk?.S ?? '') : (item.pk?.S?.split('#')[0] ?? '');
      items.push({ sk: kind, bytes: sizeOf(item) });
    }
  say(
    '| what an article leaves in the table | items | bytes | units to write them in a transaction |\n|---|---|---|---|',
  );
  for (const [kind, of = []] of Object.entries(Object.groupBy(items, ({ sk }) => sk))) {
    const bytes = of.reduce((sum, item) => sum + item.bytes, 0);
    say(
      `| ${kind} | ${of.length} | ${bytes} | ${of.reduce((sum, item) => sum + 2 * Math.ceil(item.bytes / 1024), 0)} |`,
    );
  }
  say();
}

/** An item's size as DynamoDB counts it for strings, numbers and bytes: its names and its values. */
function sizeOf(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce((sum, [name, { S, B, N, ...other }]) => {
    const value = S ?? N;
    const bytes = value === undefined ? (B?.byteLength ?? JSON.stringify(other).length) : Buffer.byteLength(value);
    return sum + Buffer.byteLength(name) + bytes;
  }, 0);
}

async function main(): Promise<void> {
  const callsFile = path.join(os.tmpdir(), `broadsheet-calls-${process.pid}.jsonl`);
  const began = performance.now();
  const stack = await startStack({ args: ['--no-samples', '--calls', callsFile] });
  say('# Broadsheet, measured\n');
  say(
    `${os.cpus().length} cores (${os.cpus()[0]?.model}), Node ${process.version}, load average ${os.loadavg()[0]?.toFixed(1)} at the start.\n`,
  );
  say(
    `Start: ${((performance.now() - began) / 1000).toFixed(1)} s from the command to ready, bundling and synthesis included.\n`,
  );
  try {
    await measurePublishing(stack, Number(options.articles));
    await measureCalls(stack, callsFile);
    await measureReading(stack, Number(options.loaded), Number(options.reads));
    const memory = spawnSync('ps', ['-o', 'rss=', '-p', String(stack.pid)], { encoding: 'utf8' }).stdout.trim();
    say(`Host process after all this: ${(Number(memory) / 1024).toFixed(0)} MB.\n`);
  } finally {
    await stack.stop();
    stack.forget();
  }
  for (const line of await measureNarrating(Number(options.quota))) say(line);
  measureBundles();
  measureJudging(say);
  writeFileSync(path.join(import.meta.dirname, 'report.md'), `${report.join('\n')}`);
}

await main();
