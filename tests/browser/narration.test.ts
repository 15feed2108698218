import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Article } from '../../shared/domain/article.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { id3Tag } from '../../shared/domain/id3.ts';
import { joinMp3, parseMp3 } from '../../shared/domain/mp3.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { webVttOf } from '../../shared/domain/web-vtt.ts';
import { silence } from '../fakes/narrator.ts';
import { hasBrowser, startBrowser } from '../harness/browser.ts';

const article: Article = {
  id: 'en-a',
  edition: 'en',
  kind: 'news',
  section: 'politics',
  headline: 'Council agrees & disagrees <again>',
  byline: [{ slug: 'ana', name: 'Ana Ruiz' }],
  importance: 'major',
  tags: [],
  regions: [],
  corrections: [],
  url: '/en/politics/a',
  publishedAt: '2026-11-24T12:00:00.000Z',
  words: 1,
  readingMinutes: 1,
};

/** Fifty frames of 24 ms: three parts, as units are joined. */
const durationMs = 1200;
const sentences: Timings['sentences'] = [
  [0, 480, -2, 0, 34],
  [480, 900, 0, 0, 13],
  [900, 1200, 0, 14, 27],
];
const body = 'It is agreed. Or not “yet”.';

/** A recording as it is stored: its tag, then its parts in one. */
function aRecording(): Uint8Array {
  const chapters = [
    { startTime: 0, title: article.headline },
    { startTime: 0.48, title: 'It is agreed' },
  ];
  const audio = joinMp3([20, 18, 12].map((frames) => parseMp3(silence(frames))));
  return new Uint8Array([...id3Tag(article, editionOf('en').voices.main, chapters, durationMs), ...audio]);
}

const dataOf = (type: string, data: Uint8Array | string) =>
  `data:${type};base64,${Buffer.from(data).toString('base64')}`;

const player = `<!doctype html><html lang="en"><title>player</title><audio preload="auto" src="${dataOf('audio/mpeg', aRecording())}">
<track default kind="captions" src="${dataOf(
  'text/vtt',
  webVttOf(sentences, (block, from, to) => (block === -2 ? article.headline : body).slice(from, to)),
)}"></audio></html>`;

/** Text, for it runs in the browser: its types are none of ours. Waits for an event, or has happened already. */
const load = `(async () => {
  const audio = document.querySelector('audio');
  const track = audio.textTracks[0];
  track.mode = 'hidden';
  const heard = (target, name, done) => done() || new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { once: true });
    audio.addEventListener('error', () => reject(new Error(audio.error.message)), { once: true });
  });
  await heard(audio, 'canplaythrough', () => audio.readyState === 4);
  await heard(document.querySelector('track'), 'load', () => document.querySelector('track').readyState === 2);
  window.player = { audio, track, heard };
  return { duration: audio.duration, cues: [...track.cues].map((cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent]) };
})()`;

const seek = (time: number) => `(async () => {
  const { audio, track, heard } = window.player;
  audio.currentTime = ${time};
  await heard(audio, 'seeked', () => false);
  return [...track.activeCues].map((cue) => cue.id);
})()`;

const playToTheEnd = `(async () => {
  const { audio, heard } = window.player;
  audio.muted = true;
  audio.currentTime = 0;
  audio.playbackRate = 4;
  await audio.play();
  await heard(audio, 'ended', () => audio.ended);
  return audio.currentTime;
})()`;

let started: Awaited<ReturnType<typeof startBrowser>>;
let page: Page;

beforeAll(async () => {
  started = await startBrowser((path) => (path === '/' ? player : undefined));
  page = await started.browser.newPage();
  await page.goto(started.url);
});

afterAll(() => started?.stop());

describe.runIf(hasBrowser)('in a browser, a recording with its tag', () => {
  it('is as long as its timings say, has a cue for each sentence, and plays to its end', async () => {
    const { duration, cues } = await page.evaluate<{ duration: number; cues: unknown[] }>(load);
    expect(Math.abs(duration * 1000 - durationMs)).toBeLessThanOrEqual(48);
    expect(cues).toEqual([
      [0, 0.48, article.headline],
      [0.48, 0.9, 'It is agreed.'],
      [0.9, 1.2, 'Or not “yet”.'],
    ]);
    expect(await page.evaluate<string[]>(seek(0.1))).toEqual(['1']);
    expect(await page.evaluate<string[]>(seek(0.7))).toEqual(['2']);
    expect(Math.abs((await page.evaluate<number>(playToTheEnd)) * 1000 - durationMs)).toBeLessThanOrEqual(48);
  });
});
