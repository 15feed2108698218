import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ArticleAnswer } from '../../shared/domain/article-answer.ts';
import { type Block, textOfBlock } from '../../shared/domain/blocks.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { hasBrowser, startBrowser } from '../harness/browser.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const samples = [
  { edition: 'en', file: 'en/science/ellery-eels-return.md' },
  { edition: 'es', file: 'es/culture/cine-de-la-marea-baja.md' },
  { edition: 'ar', file: 'ar/health/floating-clinic-pearl-islands.md' },
] as const;

/** An article that was read aloud, with the files of its narration. */
type Heard = { article: ArticleAnswer; mp3: string; durationSeconds: number; vtt: string; timings: Timings };

let stack: RunningStack;
let started: Awaited<ReturnType<typeof startBrowser>> | undefined;
let page: Page;
const heard = new Map<string, Heard>();

beforeAll(async () => {
  [stack, started] = await Promise.all([
    startStack(),
    hasBrowser ? startBrowser(() => '<!doctype html><title>listener</title>') : undefined,
  ]);
  for (const { file } of samples) {
    const body = readFileSync(path.join(import.meta.dirname, '../../samples', file));
    const upload = { Bucket: stack.outputs.UploadsBucketName, Key: `articles/${file}`, Body: body };
    await stack.s3.send(new PutObjectCommand(upload));
  }
  await Promise.all(samples.map(async ({ edition, file }) => heard.set(edition, await narrated(idOf(file)))));
  if (started === undefined) return;
  page = await started.browser.newPage();
  await page.goto(started.url);
});
afterAll(async () => {
  await started?.stop();
  await stack?.stop();
  stack?.forget();
});

const idOf = (file: string) => file.replace('.md', '').replaceAll('/', '-');

async function narrated(id: string): Promise<Heard> {
  const article = await vi.waitFor(
    async () => {
      const answer = (await (await fetch(`${stack.site}/v1/articles/${id}`)).json()) as ArticleAnswer;
      expect(answer.narration?.state).toBe('ready');
      return answer;
    },
    { timeout: 90_000, interval: 200 },
  );
  if (article.narration.state !== 'ready') throw new Error(`${id} was not read aloud`);
  const { mp3, vtt, timings, durationSeconds } = article.narration;
  const file = (address: string) => fetch(`${stack.site}${address}`);
  return {
    article,
    mp3: `${stack.site}${mp3}`,
    durationSeconds,
    vtt: await (await file(vtt)).text(),
    timings: (await (await file(timings)).json()) as Timings,
  };
}

function heardIn(edition: string): Heard {
  const found = heard.get(edition);
  if (found === undefined) throw new Error(`Nothing was heard in ${edition}`);
  return found;
}

/** The text that a place of the timings counts in. */
function textAt({ article, timings }: Heard, place: number): string {
  const block = article.body.blocks[place];
  if (block !== undefined) return textOfBlock(block);
  return { [-3]: timings.byline, [-2]: article.headline, [-1]: article.standfirst }[place] ?? '';
}

/** Everything that is read aloud, by its place, in order. */
function spokenPlaces({ article }: Heard): number[] {
  const isSpoken = (block: Block) => ['paragraph', 'subhead', 'quote', 'list'].includes(block.type);
  return [-2, -3, -1, ...article.body.blocks.flatMap((block, index) => (isSpoken(block) ? [index] : []))];
}

/** Words by the rules of Unicode (UAX 29), which never cut a letter from its marks. */
function wordsOf(edition: string, text: string): { from: number; to: number }[] {
  return [...new Intl.Segmenter(edition, { granularity: 'word' }).segment(text)].flatMap((part) =>
    part.isWordLike ? [{ from: part.index, to: part.index + part.segment.length }] : [],
  );
}

const rising = (times: readonly number[]) => times.toSorted((a, b) => a - b);

describe.each(samples)('the timings of a narration in $edition', ({ edition }) => {
  it('name whole words, in rising time, and miss none that is spoken', () => {
    const one = heardIn(edition);
    const { words } = one.timings;
    expect(words.map(([ms]) => ms)).toEqual(rising(words.map(([ms]) => ms)));
    for (const place of spokenPlaces(one)) {
      const text = textAt(one, place);
      const ranges = words.filter(([, block]) => block === place);
      const written = wordsOf(edition, text);
      const cut = ranges.filter(([, , from, to]) =>
        written.some((word) => (from > word.from && from < word.to) || (to > word.from && to < word.to)),
      );
      expect(cut.map(([, , from, to]) => text.slice(from, to)), text).toEqual([]);
      const empty = ranges.filter(([, , from, to]) => !written.some((word) => from <= word.from && word.to <= to));
      expect(empty.map(([, , from, to]) => text.slice(from, to)), text).toEqual([]);
      const missed = written.filter((word) => !ranges.some(([, , from, to]) => from <= word.from && word.to <= to));
      expect(missed.map(({ from, to }) => text.slice(from, to)), text).toEqual([]);
    }
  });

  it('name sentences that hold every word, and are the cues of the captions', () => {
    const one = heardIn(edition);
    const { words, sentences } = one.timings;
    for (const [ms, place, from, to] of words) {
      const around = sentences.filter(
        ([start, end, block, first, last]) =>
          block === place && first <= from && to <= last && start <= ms && ms <= end,
      );
      expect(around, textAt(one, place).slice(from, to)).toHaveLength(1);
    }
    for (const [, , place, from, to] of sentences) {
      const text = textAt(one, place);
      const cut = wordsOf(edition, text).filter(
        (word) => (from > word.from && from < word.to) || (to > word.from && to < word.to),
      );
      expect(cut.map((word) => text.slice(word.from, word.to))).toEqual([]);
    }
    const told = sentences.map(([start, end, place, from, to]) => [
      start,
      end,
      textAt(one, place).slice(from, to).replace(/\s+/g, ' ').trim(),
    ]);
    expect(cuesOf(one.vtt)).toEqual(told);
  });
});

/** [ms, end ms, text] of each cue. */
function cuesOf(vtt: string): [number, number, string][] {
  const ms = (clock: string) => {
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000);
  };
  return vtt
    .trim()
    .split('\n\n')
    .slice(1)
    .map((cue) => {
      const [, times = '', text = ''] = cue.split('\n');
      const [start = '', end = ''] = times.split(' --> ');
      return [ms(start), ms(end), text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')];
    });
}

/** Loudness (RMS) of windows of 10 ms, one every `hop` ms, as a browser hears the recording. */
const hop = 2;
type Sound = { durationMs: number; loudness: number[] };
const listenTo = (mp3: string) => `(async () => {
  const bytes = await (await fetch(${JSON.stringify(mp3)})).arrayBuffer();
  const audio = await new OfflineAudioContext(1, 1, 24000).decodeAudioData(bytes);
  const samples = audio.getChannelData(0);
  const loudness = [];
  for (let at = 0; at + 240 <= samples.length; at += 24 * ${hop}) {
    let sum = 0;
    for (let n = at; n < at + 240; n++) sum += samples[n] * samples[n];
    loudness.push(Math.sqrt(sum / 240));
  }
  return { durationMs: audio.duration * 1000, loudness };
})()`;
const playToTheEnd = (mp3: string) => `(async () => {
  const audio = new Audio(${JSON.stringify(mp3)});
  audio.muted = true;
  audio.playbackRate = 16;
  const ended = new Promise((resolve, reject) => {
    audio.addEventListener('ended', resolve, { once: true });
    audio.addEventListener('error', () => reject(new Error(audio.error.message)), { once: true });
  });
  await audio.play();
  await ended;
  return { durationMs: audio.duration * 1000, endedMs: audio.currentTime * 1000 };
})()`;

describe.runIf(hasBrowser).each(samples)('in a browser, a narration in $edition', ({ edition }) => {
  it('measure', async () => {
    const one = heardIn(edition);
    const sound = await page.evaluate<Sound>(listenTo(one.mp3));
    const { timings } = one;
    let peak = 0;
    for (const v of sound.loudness) peak = Math.max(peak, v);
    console.log(edition, sound.durationMs, timings.durationMs, one.durationSeconds, 'units', timings.units.length, 'words', timings.words.length, 'peak', peak);
    for (const rel of [0.02, 0.01, 0.005]) {
      let frames = 0;
      const diffs: string[] = [];
      const nums: number[] = [];
      const tail: string[] = [];
      const idx = (ms: number) => Math.round(ms / hop);
      const loud = (k: number) => (sound.loudness[k] ?? 0) > peak * rel;
      for (const [, count] of timings.units) {
        const begin = frames * 24;
        frames += count;
        const end = frames * 24;
        const first = timings.words.find(([ms]) => ms >= Math.round(begin));
        if (first === undefined) continue;
        let on = idx(Math.max(0, begin - 100));
        while (!loud(on)) on++;
        nums.push(on * hop + 5 - first[0]);
        diffs.push(`${textAt(one, first[1]).slice(first[2], first[3])}@${first[0] - begin}:${on * hop + 5 - first[0]}`);
        let last = idx(end - 30);
        while (last > 0 && !loud(last)) last--;
        tail.push(`${first[1]}:${end - last * hop - 10}`);
      }
      const s = nums.toSorted((a, b) => a - b);
      console.log(edition, rel, 'onset min', s[0], 'max', s.at(-1), 'p95', s[Math.ceil(s.length * 0.95) - 1], 'median', s[s.length >> 1]);
      console.log(diffs.join(' '));
      console.log(tail.join(' '));
    }
  });
  it('plays', async () => {
    const began = performance.now();
    console.log(edition, await page.evaluate(playToTheEnd(heardIn(edition).mp3)), performance.now() - began);
  });
});
