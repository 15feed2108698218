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
function textAt({ article, timings }: Pick<Heard, 'article' | 'timings'>, place: number): string {
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
      expect(
        cut.map(([, , from, to]) => text.slice(from, to)),
        text,
      ).toEqual([]);
      const empty = ranges.filter(([, , from, to]) => !written.some((word) => from <= word.from && word.to <= to));
      expect(
        empty.map(([, , from, to]) => text.slice(from, to)),
        text,
      ).toEqual([]);
      const missed = written.filter((word) => !ranges.some(([, , from, to]) => from <= word.from && word.to <= to));
      expect(
        missed.map(({ from, to }) => text.slice(from, to)),
        text,
      ).toEqual([]);
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

/** Of the peak: −40 dB, above the noise that MP3 leaves in a pause, below any sound that is meant. */
const audible = 0.01;
/** Loudness (RMS) of windows of 10 ms, one every `hop` ms, in samples of 24 kHz as the browser decodes them. */
const hop = 2;
type Sound = { durationMs: number; loudness: number[] };

/** Text, for it runs in the browser: its types are none of ours. */
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
  return audio.currentTime * 1000;
})()`;

/**
 * Of each unit how long after the mark of its first word its first sound comes (`onset`), and how long it is quiet at its
 * end beyond the pause that the script asks for (`excess`), in milliseconds. A sound is where the middle of its window is.
 */
function seams({ article, timings }: Heard, { loudness }: Sound): { word: string; onset: number; excess: number }[] {
  const threshold = audible * loudness.reduce((peak, value) => Math.max(peak, value), 0);
  const isLoud = (value: number) => value > threshold;
  const at = (ms: number) => Math.max(0, Math.round(ms / hop));
  const middle = (index: number) => index * hop + 5;
  let frames = 0;
  return timings.units.map(([, count]) => {
    const begin = (frames * 576) / 24;
    frames += count;
    const end = (frames * 576) / 24;
    const [mark = Number.NaN, place = 0, from, to] =
      timings.words.find(([ms]) => ms >= Math.round(begin) && ms < end) ?? [];
    const isHeading = place < 0 || article.body.blocks[place]?.type === 'subhead';
    // From within the pause before: a sound that comes too early is one.
    const first = at(begin - 100) + loudness.slice(at(begin - 100), at(end)).findIndex(isLoud);
    const last = loudness.slice(0, at(end - 100)).findLastIndex(isLoud);
    const word = textAt({ article, timings }, place).slice(from, to);
    return { word, onset: middle(first) - mark, excess: end - middle(last) - (isHeading ? 700 : 400) };
  });
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/*
 * How exact joins are. Of the 55 units, sounds begin −3 to 15 ms from their marks; 37 to 49 ms after them where the word
 * begins with a voiceless stop (“Counts”, “Por”, «كل»), whose closure is silent, and in Arabic up to 103 ms after a glottal
 * one («أجرت»). The delay of an encoding that is not taken away (46 ms) moves them all, and a frame that is not counted
 * (24 ms) all that follow. It is quiet 30 to 330 ms longer than is written, 64.5 of which each encoding adds; the rest is
 * the voice's, most after `.”`. What a join adds besides is in all of them, and so in the median: `usual` leaves room for
 * less than a frame.
 */
const latest = { en: 60, es: 60, ar: 110 };
const usual = { en: 100, es: 125, ar: 85 };

describe.runIf(hasBrowser)('in a browser', () => {
  it.each(samples)(
    'a narration in $edition is heard where its marks say, and pauses as it is written',
    async ({ edition }) => {
      const one = heardIn(edition);
      const sound = await page.evaluate<Sound>(listenTo(one.mp3));
      // The browser leaves out what the Info frame and the decoder delay: 576 and 529 samples.
      expect(Math.abs(sound.durationMs - (one.timings.durationMs - 1105 / 24))).toBeLessThan(1);
      expect(Math.abs(one.durationSeconds * 1000 - one.timings.durationMs)).toBeLessThan(1);
      const frames = one.timings.units.reduce((sum, [, count]) => sum + count, 0);
      expect((frames * 576) / 24).toBe(one.timings.durationMs);
      const units = seams(one, sound);
      expect(units.length).toBeGreaterThan(10);
      expect(units.filter(({ onset }) => !(onset >= -20 && onset <= latest[edition]))).toEqual([]);
      expect(Math.abs(median(units.map(({ onset }) => onset)) ?? Number.NaN)).toBeLessThanOrEqual(20);
      expect(units.filter(({ excess }) => !(excess >= 0 && excess <= 350))).toEqual([]);
      expect(median(units.map(({ excess }) => excess))).toBeLessThanOrEqual(usual[edition]);
    },
  );

  it('each plays to its end', async () => {
    const all = samples.map(({ edition }) => heardIn(edition));
    const ends = await Promise.all(all.map(({ mp3 }) => page.evaluate<number>(playToTheEnd(mp3))));
    for (const [index, { timings }] of all.entries()) {
      expect(Math.abs((ends[index] ?? 0) - timings.durationMs)).toBeLessThanOrEqual(48);
    }
  });
});
