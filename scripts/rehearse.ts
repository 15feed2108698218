/**
 * `npm run rehearse -- FILE`: says how an article would be read aloud, before it is published: what is said, what is said
 * otherwise than it is written, and what it costs. With --out it is read aloud, to be listened to; publishing the same
 * words costs nothing more then. Exit status 1 if the file has errors or it cannot be spoken, 2 if it was called wrongly.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readDraft } from '../functions/ingest-article/read-draft.ts';
import { readLexicon } from '../functions/ingest-article/read-lexicon.ts';
import { openBill, openEntry } from '../functions/narrate-article/bill.ts';
import { makeRecording } from '../functions/narrate-article/make-recording.ts';
import { type Sound, soundsOf } from '../functions/narrate-article/sound.ts';
import { speakUnits } from '../functions/narrate-article/speak-units.ts';
import { dynamodbLexiconStore } from '../shared/aws/dynamodb-lexicon-store.ts';
import { dynamodbNarrationStudio } from '../shared/aws/dynamodb-narration-studio.ts';
import { pollyNarrator } from '../shared/aws/polly-narrator.ts';
import { s3SpeechCache } from '../shared/aws/s3-speech-cache.ts';
import type { Block } from '../shared/domain/blocks.ts';
import { isEditionCode } from '../shared/domain/edition.ts';
import { fileSource, type LexiconSource, mergedLexicon, withSource } from '../shared/domain/lexicon.ts';
import { makeArticle } from '../shared/domain/make-article.ts';
import { isTurnedOff } from '../shared/domain/narration.ts';
import { editionCodes, newsroom } from '../shared/domain/newsroom.ts';
import { printProblem } from '../shared/domain/problem.ts';
import { bylinePlace, headlinePlace, scoreOf, scriptOf, standfirstPlace } from '../shared/domain/script.ts';
import type { Lexicon, LexiconEntry } from '../shared/domain/speech.ts';
import { dayOf, dollars } from '../shared/domain/spending.ts';
import { readArticleKey } from '../shared/domain/upload.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import type { NarrationShelf } from '../shared/ports.ts';
import { keyOf } from './article-file.ts';
import { bytesOf, explain, fail, readArguments } from './command.ts';
import { counted } from './counted.ts';
import { priceOfSounds, unspoken } from './missing-narrations.ts';
import { localOutputs, type Outputs, readOutputs, useEndpoint } from './outputs.ts';

const usage = `Usage: npm run rehearse -- [--edition en] [--lexicon FILE] [--out FILE.mp3] [--outputs FILE] FILE
  FILE       an article; a folder en, es or ar in its path says the edition
  --edition  the edition, whatever the path says
  --lexicon  a lexicon in place of the one that the edition has, to hear it before it is uploaded
  --out      reads it aloud into this file, and its captions into one beside it that ends with .vtt
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)
Without a pipeline nothing is known of how its lexicon and concepts say words, nor of what was said before.`;

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      edition: { type: 'string' },
      lexicon: { type: 'string' },
      out: { type: 'string' },
      outputs: { type: 'string', default: localOutputs },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
  2,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
const [file, ...more] = positionals;
if (file === undefined || more.length > 0) fail(usage, 2);
if (values.edition !== undefined && !isEditionCode(values.edition)) {
  fail(`There is no edition “${values.edition}”; the editions are ${editionCodes.join(', ')}.`, 2);
}
if (values.out !== undefined && !values.out.toLowerCase().endsWith('.mp3')) {
  fail(`--out ${values.out} must end with .mp3: that is what the voice is written as.`, 2);
}

/** What Polly is told to say otherwise, to sound by IPA, and to say in another language, as `speechOf` writes it. */
const otherwise = /<(sub|phoneme|lang) [^>]*?(?:alias|ph|xml:lang)="([^"]*)">([^<]*)</g;

const now = new Date();
const { article, blocks, id } = readArticle(file);
const script = scriptOf(article, blocks);
const entries = values.lexicon === undefined ? undefined : readEntries(values.lexicon);
const outputs = readOutputs(values.outputs, 'MediaBucketName');
if (outputs !== undefined) useEndpoint(outputs);
const pipeline = outputs === undefined ? undefined : await openPipeline(outputs);
const lexicon = pipeline?.lexicon ?? lexiconOf([]);
const sounds = soundsOf(script, lexicon, sha256);
for (const sound of sounds) show(sound);
try {
  await showPrice();
  if (values.out !== undefined) await readAloud(values.out);
} catch (error) {
  fail(explain(error, outputs?.AwsEndpointUrl));
}

function readArticle(file: string) {
  const key =
    keyOf(file, values.edition) ??
    fail(`The path of ${file} names no edition. Say which with --edition ${editionCodes.join('|')}.`, 2);
  const read = readArticleKey(key);
  if ('code' in read) return fail(printProblem(file, read));
  const { draft, problems } = readDraft(bytesOf(file, 2), read, now);
  for (const problem of problems) console.error(printProblem(file, problem));
  if (draft === undefined) return process.exit(1);
  if (draft.isSilent) return fail('It asks for no narration (narration: { skip: true }).');
  const upload = { kind: 'stored', key, eTag: '', sequencer: '', at: now.toISOString() } as const;
  const made = makeArticle(upload, read, draft, { now, concepts: new Map(), pictures: new Map(), before: undefined });
  return { ...made, id: read.id };
}

function readEntries(file: string): LexiconEntry[] {
  const { entries, problems } = readLexicon(bytesOf(file, 2));
  for (const problem of problems) console.error(printProblem(file, problem));
  return entries ?? process.exit(1);
}

/** How the edition says words, with the file's entries in place of those that it has. */
function lexiconOf(sources: readonly LexiconSource[]): Lexicon {
  return mergedLexicon(entries === undefined ? sources : withSource(sources, fileSource, entries));
}

/** The pipeline with the edition's lexicon; a rehearsal that is only to be read does without, and says so. */
async function openPipeline({ ArticlesTableName: table, MediaBucketName, AwsEndpointUrl }: Outputs) {
  try {
    const lexicon = lexiconOf(await dynamodbLexiconStore(table).sources(article.edition));
    return { studio: dynamodbNarrationStudio(table), cache: s3SpeechCache(MediaBucketName), lexicon };
  } catch (error) {
    return values.out === undefined ? undefined : fail(explain(error, AwsEndpointUrl));
  }
}

/** What is said of a unit, and below it what is said otherwise than it is written. */
function show({ unit, speech: { plain, ssml } }: Sound): void {
  const margin = ' '.repeat(14);
  console.log(`${placeOf(unit.block).padEnd(margin.length)}${plain}`);
  for (const [, kind, how = '', written = ''] of ssml.matchAll(otherwise)) {
    const said = { sub: how, phoneme: `/${how}/`, lang: `in ${how}` }[kind ?? ''];
    // A space that does not break is to be heard, not to be seen.
    if (said?.replaceAll('\u00a0', ' ') !== written)
      console.log(`${margin}  ${unescaped(written)} → ${unescaped(said ?? '')}`);
  }
}

function placeOf(block: number): string {
  if (block === headlinePlace) return 'headline';
  if (block === bylinePlace) return 'byline';
  if (block === standfirstPlace) return 'standfirst';
  return `${blocks[block]?.type ?? ''} ${ordinalOf(block)}`;
}

/** Which of its type a block is, from 1. */
function ordinalOf(block: number): number {
  const isAlike = ({ type }: Block) => type === blocks[block]?.type;
  return blocks.slice(0, block + 1).filter(isAlike).length;
}

async function showPrice(): Promise<void> {
  const all = priceOfSounds(sounds);
  const left = pipeline === undefined ? all : priceOfSounds(await unspoken(sounds, pipeline.cache));
  console.log(
    `\n${counted(sounds.length, 'part')}, ${counted(all.characters, 'character')}, ${dollars(all.cost)} at list price.`,
  );
  if (pipeline === undefined) console.log('No pipeline answers: how its lexicon and concepts say words is not known.');
  else if (left.characters < all.characters) console.log(`Of these ${dollars(all.cost - left.cost)} are paid already.`);
}

/** As narrate-article has it said: what is said is kept, and entered in the ledger of the article that it will be. */
async function readAloud(mp3: string): Promise<void> {
  if (pipeline === undefined) {
    return fail(
      `${values.outputs} does not say who reads aloud.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
    );
  }
  const { studio, cache } = pipeline;
  const needs = { studio, cache, narrator: pollyNarrator(newsroom.narration), hash: sha256, now: () => new Date() };
  if (isTurnedOff()) return fail('Narration is turned off: dailyBudget of newsroom.json is 0.');
  if ((await studio.spentOn(dayOf(now))) >= newsroom.narration.dailyBudget) {
    return fail(
      `Today’s budget of ${dollars(newsroom.narration.dailyBudget)} is spent (dailyBudget in newsroom.json).`,
    );
  }
  const bill = openBill();
  const entry = openEntry({ id, article }, bill, needs);
  const [run, payer] = [randomUUID(), `${id}@rehearsal`];
  const said = await speakUnits(script, lexicon, new Map(), bill, {
    ...needs,
    run,
    payer,
    isTimeShort: () => false,
    goOn: entry.goOn,
  });
  if ((await entry.close()) !== undefined) console.error('What it cost could not be entered in the ledger.');
  if ('stopped' in said) return fail(said.stopped.why === 'out-of-time' ? 'It took too long.' : said.stopped.reason);
  const made = await makeRecording(
    { id, revision: 0, article },
    blocks,
    script,
    sha256(scoreOf(script)),
    said.spoken,
    bill,
    {
      ...needs,
      shelf: filesAt(mp3),
    },
  );
  if ('flaw' in made) return fail(`The narration sounds wrong: ${made.flaw}`);
  console.log(`${mp3}: ${made.durationSeconds.toFixed(1)} s, read by ${made.voice.id}, ${dollars(bill.cost)} paid.`);
}

/** A shelf that is this computer's: one recording, and its captions. */
function filesAt(mp3: string): Pick<NarrationShelf, 'keep'> {
  const vtt = mp3.replace(/\.mp3$/i, '.vtt');
  return {
    async keep(_id, _window, recording) {
      writeFileSync(mp3, recording.mp3);
      writeFileSync(vtt, recording.vtt);
      return { mp3, vtt, timings: '' };
    },
  };
}

function unescaped(text: string): string {
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
  return text.replace(/&\w+;/g, (entity) => signs[entity] ?? entity);
}
