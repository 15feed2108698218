/**
 * `npm run publish -- FILE…`: uploads articles and follows each until it is readable, announced and narrated or silent for
 * a reason that is known, or concepts and lexicons (files in a folder `concepts` or `lexicons`) and follows each until it
 * has its receipt, and all articles were looked at whose pronunciation it changes; on a rejection it prints the problems as
 * a compiler does. Exit status 1 if any was rejected or did not arrive in time.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dynamodbArticleStore } from '../shared/aws/dynamodb-article-store.ts';
import { dynamodbNarrationStudio } from '../shared/aws/dynamodb-narration-studio.ts';
import { editionCodes } from '../shared/domain/newsroom.ts';
import { printProblem } from '../shared/domain/problem.ts';
import type { Receipt } from '../shared/domain/receipt.ts';
import { dollars } from '../shared/domain/spending.ts';
import { readArticleKey } from '../shared/domain/upload.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import { keyOf } from './article-file.ts';
import { bytesOf, explain, fail, readArguments } from './command.ts';
import { counted } from './counted.ts';
import { follow } from './missing-narrations.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';
import { registryKeyOf } from './registry-file.ts';

const usage = `Usage: npm run publish -- [--edition en] [--outputs FILE] FILE…
  FILE       an article; a folder en, es or ar in its path says the edition;
             in a folder concepts a concept, in a folder lexicons the lexicon of an edition
  --edition  the edition, whatever the path says
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)
  --timeout  seconds to wait for each step (default 60)
An article is followed until it is narrated, or it is known why it has no voice for now (skipped, paused, failed): it is
published all the same. The exit status is 1 if a file was rejected, or a step did not come in its time.`;

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      edition: { type: 'string' },
      outputs: { type: 'string', default: localOutputs },
      timeout: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
if (positionals.length === 0) fail(usage);

const outputs =
  readOutputs(values.outputs, 'UploadsBucketName') ??
  fail(
    `${values.outputs} does not say where to publish.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);
const s3 = new S3Client();
const store = dynamodbArticleStore(outputs.ArticlesTableName, sha256);
const following = {
  articles: store,
  studio: dynamodbNarrationStudio(outputs.ArticlesTableName),
  now: () => new Date(),
  wait: () => wait(50),
};

const files = positionals.map((file) => ({ file, body: bytesOf(file), key: editionKeyOf(file) }));
try {
  for (const each of files) if (!(await publish(each))) process.exitCode = 1;
} catch (error) {
  fail(explain(error, outputs.AwsEndpointUrl));
}

async function publish({ file, body, key }: (typeof files)[number]): Promise<boolean> {
  const before = await store.receipt(key);
  const began = performance.now();
  const step = (name: string, text: string) => {
    console.log(`  ${name.padEnd(10)} ${((performance.now() - began) / 1000).toFixed(2).padStart(6)} s  ${text}`);
  };
  console.log(`${file} → s3://${outputs.UploadsBucketName}/${key}`);
  await s3.send(new PutObjectCommand({ Bucket: outputs.UploadsBucketName, Key: key, Body: body }));
  step('uploaded', `${body.length} bytes`);

  const receipt = await until('its receipt', async () => {
    const newest = await store.receipt(key);
    return newest?.sequencer === before?.sequencer ? undefined : newest;
  });
  if (receipt === undefined) return false;
  for (const problem of receipt.problems) console.log(printProblem(file, problem));
  if (receipt.outcome === 'rejected') {
    step('rejected', (await isLive(key)) ? 'The version before stays as it is.' : 'Nothing was published.');
    return false;
  }
  const { article, concept, lexicon } = receipt;
  const page = concept === undefined ? article?.api : `/v1/articles?tag=${concept.id}`;
  const words = lexicon === undefined ? '' : `${lexicon.entries} entries, ${lexicon.changed} terms are said otherwise`;
  step(receipt.outcome, page === undefined ? words : `${outputs.ApiUrl}${page}`);
  if (lexicon !== undefined && lexicon.changed > 0) return await followRenewal(receipt, step);
  if (article === undefined || !['published', 'updated', 'unchanged'].includes(receipt.outcome)) {
    if (receipt.outcome === 'scheduled') step('waits', `until ${article?.publishedAt}`);
    return true;
  }
  return (await followAnnouncement(article, step)) && (await followNarration(article, receipt, step));
}

async function isLive(key: string): Promise<boolean> {
  const read = readArticleKey(key);
  return 'id' in read && (await store.find(read.id))?.state === 'live';
}

type Step = (name: string, text: string) => void;
type Published = NonNullable<Receipt['article']>;

async function followAnnouncement({ id, revision }: Published, step: Step): Promise<boolean> {
  const record = await until('its announcement', async () => {
    const found = await store.find(id);
    return found !== undefined && (found.revision > revision || found.debts.owed.length === 0) ? found : undefined;
  });
  if (record !== undefined) step('announced', `${id}@${revision}`);
  return record !== undefined;
}

/** How many articles are being read aloud anew; each has its own narration.ready. */
async function followRenewal({ key, sequencer }: Receipt, step: Step): Promise<boolean> {
  const renewed = await until('the articles that say it', async () => (await store.receipt(key, sequencer))?.renewed);
  if (renewed === undefined) return false;
  const { articles, cost, why = '' } = renewed;
  const price = `${dollars(cost)} at list price`;
  step('renews', `${counted(articles, 'article')}, newest first, for ${price} at most. ${why}`.trim());
  return true;
}

/** Its voice, or why it has none for now: it is published all the same. */
async function followNarration({ id }: Published, { key, sequencer }: Receipt, step: Step): Promise<boolean> {
  const deadline = Date.now() + Number(values.timeout) * 1000;
  const found = await follow({ id, before: undefined, until: deadline }, following);
  if (found.end === 'waiting') return noSignOf('its narration');
  if (found.end !== 'ready') {
    step(found.end, found.reason);
    return true;
  }
  const { narration } = found;
  const note = await until('the end of its receipt', async () => (await store.receipt(key, sequencer))?.narration);
  const { durationSeconds, voice, chunks } = narration;
  const length = `${Math.floor(durationSeconds / 60)} min ${Math.round(durationSeconds % 60)} s by ${voice.id}`;
  const { chunksReused = 0, characters = 0, cost = 0 } = note ?? {};
  const price = `${counted(characters, 'character')} billed at list price: ${dollars(cost)}`;
  step('narrated', `${length}, ${counted(chunks, 'part')}, ${chunksReused} of them reused, ${price}`);
  for (const asset of [narration.mp3, narration.vtt, narration.timings])
    console.log(`${' '.repeat(23)}${outputs.ApiUrl}${asset}`);
  return note !== undefined;
}

/** Asks until there is an answer; undefined, and a word on it, when the time is over. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = performance.now() + Number(values.timeout) * 1000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(50);
  }
  noSignOf(what);
  return undefined;
}

function noSignOf(what: string): false {
  console.error(
    `No sign of ${what} after ${values.timeout} s. Is the pipeline running, and is its dead-letter queue empty?`,
  );
  return false;
}

function editionKeyOf(file: string): string {
  const hint = `The path of ${file} names no edition. Say which with --edition ${editionCodes.join('|')}.`;
  return registryKeyOf(file, values.edition) ?? keyOf(file, values.edition) ?? fail(hint);
}
