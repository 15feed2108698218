import { describe, expect, it } from 'vitest';
import { type ArticleRecord, noDebts } from '../../shared/domain/article.ts';
import { articleAnswer } from '../../shared/domain/article-answer.ts';
import type { Narration, ReadyNarration } from '../../shared/domain/narration.ts';

const ready: ReadyNarration = {
  state: 'ready',
  revision: 1,
  madeAt: '2026-11-24T12:00:01.000Z',
  speechHash: 'secret',
  mp3: '/media/a.mp3',
  vtt: '/media/a.vtt',
  timings: '/media/a.json',
  chapters: '/media/a-chapters.json',
  durationSeconds: 1.5,
  bytes: 9000,
  voice: { id: 'Joanna', engine: 'neural', language: 'en-US' },
  characters: 20,
  cost: 0.01,
  chunks: 1,
  chunksReused: 0,
};

/** What readers are told of an article's voice. */
function told(narration: Narration | undefined) {
  const record: ArticleRecord = {
    id: 'en-a',
    key: 'articles/en/a.md',
    state: 'live',
    version: 1,
    commits: 1,
    revision: 1,
    sequencer: '01',
    uploadedAt: '2026-11-24T12:00:00.000Z',
    debts: noDebts,
    article: {
      id: 'en-a',
      edition: 'en',
      kind: 'news',
      section: 'politics',
      headline: 'A headline',
      byline: [],
      importance: 'major',
      tags: [],
      regions: [],
      corrections: [],
      url: '/en/politics/a',
      publishedAt: '2026-11-24T12:00:00.000Z',
      words: 1,
      readingMinutes: 1,
    },
    ...(narration === undefined ? {} : { narration }),
  };
  return articleAnswer(record, [])?.narration;
}

describe('what readers are told of a voice', () => {
  it('is, when it is ready, where its files are and that it is synthetic, without our hash', () => {
    const { speechHash, ...shown } = ready;
    const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
    expect(told(ready)).toEqual({ ...shown, digitalSourceType });
  });

  it('is that it is being made, or waits for tomorrow’s budget, and nothing of audio of another text', () => {
    expect(told(undefined)).toEqual({ state: 'pending' });
    expect(told({ state: 'pending', speechHash: 'b', earlier: ready })).toEqual({ state: 'pending' });
    expect(told({ state: 'pending', speechHash: 'b', paused: 'budget' })).toEqual({
      state: 'pending',
      paused: 'budget',
    });
  });

  it('is that it failed, without what failed, and whether it is tried again', () => {
    const reason = 'Polly cannot speak: AccessDenied for arn:aws:iam::123456789012:role/x';
    const failed = { state: 'failed' as const, speechHash: 'b', earlier: ready, reason, at: ready.madeAt };
    expect(told({ ...failed, attempts: 1 })).toEqual({
      state: 'failed',
      reason: 'This article could not be read aloud. It will be tried again.',
    });
    const last = told({ ...failed, attempts: 3, final: true });
    expect(last).toEqual({ state: 'failed', reason: 'This article could not be read aloud. The newsroom knows.' });
  });

  it('is that the newsroom wants none, and why', () => {
    const skipped = { state: 'skipped' as const, reason: 'The newsroom asked for no narration.' };
    expect(told(skipped)).toEqual(skipped);
  });
});
