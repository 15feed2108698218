/**
 * `npm run narrate -- ID… | --missing | --changed`: has articles read aloud that have no voice, or would sound otherwise
 * now, and follows them until they do. What it costs is said first. It may be stopped at any time: what was asked for is on
 * the queue, and the next run goes on.
 */
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { dynamodbArticleReading } from '../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../shared/aws/dynamodb-article-store.ts';
import { dynamodbNarrationStudio } from '../shared/aws/dynamodb-narration-studio.ts';
import { s3NarrationShelf } from '../shared/aws/s3-narration-shelf.ts';
import { s3SpeechCache } from '../shared/aws/s3-speech-cache.ts';
import { sqsNarrationQueue } from '../shared/aws/sqs-narration-queue.ts';
import type { ArticleRecord } from '../shared/domain/article.ts';
import { isSilenced, isTurnedOff } from '../shared/domain/narration.ts';
import { editionCodes, newsroom } from '../shared/domain/newsroom.ts';
import { dayOf, dollars } from '../shared/domain/spending.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import { explain, fail, readArguments } from './command.ts';
import { counted } from './counted.ts';
import {
  allTold,
  ask,
  changedNarrations,
  type Followed,
  follow,
  missingNarrations,
  narrateAll,
  priceOf,
  priceTold,
  soundsAsBefore,
  whyGone,
} from './missing-narrations.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';
import { progressBar } from './progress-bar.ts';

const usage = `Usage: npm run narrate -- ID… [--again]
       npm run narrate -- --missing | --changed [--edition en] [--limit N] [--dry-run] [--yes]
  ID         an article, whether its narration is pending or has failed; a ready one is left alone
  --again    makes a ready one anew, if its sound has changed: by another voice or pronunciation
  --missing  all live articles that should have a voice and have none, the newest first
  --changed  all live articles whose audio would sound otherwise if it were made now, the newest first: after another
             voice was chosen, or for what a changed lexicon has left
  --edition  only those of one edition
  --limit    at most so many
  --dry-run  says what it would cost, and asks for nothing
  --yes      does not ask before it spends money
  --timeout  seconds that each article is given (default 600)
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)`;

/** So many wait for the narrators at a time: enough to keep them busy, few enough to leave the news its turn. */
const mostOutstanding = 50;

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      missing: { type: 'boolean', default: false },
      changed: { type: 'boolean', default: false },
      again: { type: 'boolean', default: false },
      edition: { type: 'string' },
      limit: { type: 'string' },
      timeout: { type: 'string', default: '600' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputs },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
const modes = (['missing', 'changed'] as const).filter((mode) => values[mode]);
const [mode] = modes;
if (modes.length > 1 || (positionals.length === 0) === (mode === undefined)) fail(usage);
const editions = editionCodes.filter((code) => values.edition === undefined || code === values.edition);
if (editions.length === 0) fail(`There is no edition “${values.edition}”. There are ${editionCodes.join(', ')}.`);
const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : countOf('limit', values.limit);
if (limit === 0) fail('--limit 0 leaves nothing to be narrated; leave it out for all.');
const seconds = countOf('timeout', values.timeout);

const isOff = isTurnedOff();
if (isOff && !values['dry-run']) {
  fail(
    'Narration is turned off: dailyBudget of newsroom.json is 0. Raise it and deploy; --dry-run says what it would cost.',
  );
}

const outputs =
  readOutputs(values.outputs, 'NarrationQueueUrl') ??
  fail(
    `${values.outputs} does not say where to ask.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);
const needs = {
  articles: dynamodbArticleStore(outputs.ArticlesTableName, sha256),
  reading: dynamodbArticleReading(outputs.ArticlesTableName),
  studio: dynamodbNarrationStudio(outputs.ArticlesTableName),
  cache: s3SpeechCache(outputs.MediaBucketName),
  shelf: s3NarrationShelf(outputs.MediaBucketName, sha256),
  narrations: sqsNarrationQueue(outputs.NarrationQueueUrl),
  now: () => new Date(),
  hash: sha256,
  wait: () => wait(outputs.AwsEndpointUrl === undefined ? 2000 : 200),
};
process.once('SIGINT', () => {
  console.log('\nStopped. What was asked for is narrated all the same; run the command again for the rest.');
  process.exit(130);
});

try {
  if (mode !== undefined) await narrateMany(mode);
  else for (const id of positionals) if (!(await narrateOne(id))) process.exitCode = 1;
} catch (error) {
  fail(explain(error, outputs.AwsEndpointUrl));
}

async function narrateOne(id: string): Promise<boolean> {
  const record = await needs.articles.find(id);
  const { narration } = record ?? {};
  if (record?.state !== 'live') return say(id, whyGone(record), false);
  if (narration?.state === 'skipped' && isSilenced(narration))
    return say(id, `It is not to be read aloud: ${narration.reason}`, false);
  const isReady = narration?.state === 'ready';
  if (isReady && !values.again) return say(id, `ready since ${narration.madeAt}; left alone. --again makes it anew.`);
  if (isReady && (await soundsAsBefore(id, narration, needs)))
    return say(id, 'It would sound as it does, so it is left alone.');
  const price = await priceOf(id, needs);
  say(id, priceTold(price));
  if (values['dry-run']) return true;
  const found = await follow(await ask(record, seconds, isReady, needs), needs);
  return say(id, told(found), found.end === 'ready');
}

async function narrateMany(mode: 'missing' | 'changed'): Promise<void> {
  const wanted = () => (mode === 'missing' ? missingNarrations(editions, needs) : changedNarrations(editions, needs));
  const total = { articles: 0, units: 0, characters: 0, cost: 0 };
  for await (const { id } of limited(wanted())) {
    const price = await priceOf(id, needs);
    if (values['dry-run']) say(id, priceTold(price));
    total.articles++;
    total.units += price.units;
    total.characters += price.characters;
    total.cost += price.cost;
  }
  if (total.articles === 0) {
    const none = {
      missing: 'Every live article that should have a voice has one.',
      changed: 'All would sound as they do.',
    };
    return console.log(none[mode]);
  }
  const left = newsroom.narration.dailyBudget - (await needs.studio.spentOn(dayOf(needs.now())));
  console.log(allTold(mode, total));
  if (!isOff && total.cost > left)
    console.log(`Of today’s budget $${Math.max(0, left).toFixed(2)} is left: the rest waits for the next days.`);
  if (values['dry-run']) return;
  if (!(await isAgreed())) return console.log('Nothing was asked for.');

  const bar = progressBar(total.articles, process.stdout);
  const ends: Record<Followed['end'], number> = { ready: 0, failed: 0, skipped: 0, paused: 0, gone: 0, waiting: 0 };
  for await (const each of narrateAll(limited(wanted()), { most: mostOutstanding, seconds }, needs)) {
    ends[each.end]++;
    bar.step(`${each.id.padEnd(44)}  ${told(each)}`, each.end !== 'ready');
    if (each.end === 'paused') break;
  }
  bar.end();
  const others = Object.entries(ends).filter(([end, count]) => end !== 'ready' && count > 0);
  console.log([`${ends.ready} narrated`, ...others.map(([end, count]) => `${count} ${end}`)].join(', '));
  if (ends.paused > 0)
    console.log(
      'The day’s budget is spent. Those that were asked for are narrated tomorrow; run the command again then for the rest.',
    );
  if (others.length > 0) process.exitCode = 1;
}

async function* limited(records: AsyncIterable<ArticleRecord>): AsyncGenerator<ArticleRecord, void> {
  let count = 0;
  for await (const record of records) {
    yield record;
    if (++count >= limit) return;
  }
}

/** Money is spent only by those who say so: at a terminal when asked, elsewhere by --yes. */
async function isAgreed(): Promise<boolean> {
  if (values.yes) return true;
  if (!process.stdin.isTTY) return fail('Say --yes to have them narrated.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  const answer = await terminal.question('Have them narrated? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function told(found: Followed): string {
  if (found.end !== 'ready') return `${found.end}: ${found.reason}`;
  const { durationSeconds, voice, chunks, chunksReused, cost } = found.narration;
  const length = `${Math.floor(durationSeconds / 60)} min ${Math.round(durationSeconds % 60)} s by ${voice.id}`;
  return `ready: ${length}, ${counted(chunks, 'part')}, ${chunksReused} of them reused, ${dollars(cost)}`;
}

function say(id: string, text: string, isRight = true): boolean {
  console.log(`${id}  ${text}`);
  return isRight;
}

function countOf(name: string, text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : fail(`--${name} takes a whole number, not “${text}”.`);
}
