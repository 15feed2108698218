import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../shared/domain/blocks.ts';
import { chaptersOf } from '../../shared/domain/chapters.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';

const article = { headline: 'The  tunnel' };
const paragraph: Block = { type: 'paragraph', runs: [{ text: 'It is long.' }] };
const subhead = (text: string): Block => ({ type: 'subhead', level: 2, runs: [{ text }] });

describe('chapters', () => {
  it('are the beginning and each subhead, by the time at which it is said', () => {
    const blocks = [paragraph, subhead('What it costs'), paragraph, subhead('Who pays? Nobody\nknows.'), paragraph];
    const sentences: Timings['sentences'] = [
      [12, 900, -2, 0, 11],
      [900, 1500, 0, 0, 11],
      [1512, 2400, 1, 0, 13],
      [2400, 3000, 2, 0, 11],
      [3000, 3600, 3, 0, 9],
      [3600, 4200, 3, 10, 23],
      [4200, 5000, 4, 0, 11],
    ];
    expect(chaptersOf(article, blocks, sentences, 5000)).toEqual([
      { startTime: 0, title: 'The tunnel' },
      { startTime: 1.512, title: 'What it costs' },
      { startTime: 3, title: 'Who pays? Nobody knows.' },
    ]);
  });

  it('are none where no subhead is read aloud', () => {
    const sentences: Timings['sentences'] = [
      [0, 900, -2, 0, 11],
      [900, 1500, 1, 0, 11],
    ];
    expect(chaptersOf(article, [subhead('For the eye alone'), paragraph], sentences, 1500)).toEqual([]);
    expect(chaptersOf(article, [], [], 0)).toEqual([]);
  });

  it('begin with the subhead where nothing is said before it', () => {
    expect(chaptersOf(article, [subhead('One')], [[0, 900, 0, 0, 3]], 900)).toEqual([{ startTime: 0, title: 'One' }]);
  });

  it('are in order, begin at zero and lie within the recording, whatever the timings', () => {
    const blocks = [subhead('a'), paragraph, subhead('b'), subhead('c'), paragraph, subhead('d')];
    const times = fc.integer({ min: 0, max: 2000 });
    const rows = fc.array(fc.tuple(times, times, fc.integer({ min: -3, max: 7 }), fc.constant(0), fc.constant(1)));
    fc.assert(
      fc.property(rows, times, (sentences, durationMs) => {
        const begin = chaptersOf(article, blocks, sentences, durationMs).map(({ startTime }) => startTime);
        expect(begin.toSorted((a, b) => a - b)).toEqual(begin);
        expect(new Set(begin).size).toBe(begin.length);
        if (begin.length > 0) expect(begin[0]).toBe(0);
        expect(begin.every((time) => time * 1000 < durationMs)).toBe(true);
      }),
    );
  });
});
