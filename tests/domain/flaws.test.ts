import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import { joinMp3, parseMp3 } from '../../shared/domain/mp3.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';
import { flawOf, flawOfTake, joinTakes, type Take, takesOfRecording } from '../../shared/domain/speech-marks.ts';
import { sound } from '../fakes/narrator.ts';

const unitOf = (text: string): Unit => ({
  edition: 'en',
  block: 0,
  from: 0,
  text,
  foreign: [],
  voice: editionOf('en').voices.main,
  pauseMs: 485,
  dateline: false,
});

/** So many frames of 24 ms, with words that begin at these times. */
const takeOf = (frames: number, ...begins: number[]): Take => ({
  audio: parseMp3(sound(frames)),
  words: begins.map((ms) => [ms, 0, 1]),
  sentences: [[0, 0, 1]],
});

describe('what was said of a unit', () => {
  it.each([
    // 24 ms a frame: 40 letters in a second, and not one more.
    [125, 120, undefined],
    [125, 121, '121 characters are said in 3000 ms'],
  ])('in %i frames has no more than %i letters', (frames, letters, flaw) => {
    expect(flawOfTake(takeOf(frames), speechOf(unitOf('a'.repeat(letters))))).toBe(flaw);
  });

  it.each([
    [416, 'No', undefined],
    [417, 'No', '2 characters are said in 10008 ms'],
    [500, 'a'.repeat(36), undefined],
    [501, 'a'.repeat(36), '36 characters are said in 12024 ms'],
  ])('in %i frames is no longer than its letters take: %s', (frames, text, flaw) => {
    expect(flawOfTake(takeOf(frames), speechOf(unitOf(text)))).toBe(flaw);
  });

  it('has no word that begins when all has been said', () => {
    const speech = speechOf(unitOf('Ten words'));
    expect(flawOfTake(takeOf(50, 0, 1199), speech)).toBeUndefined();
    expect(flawOfTake(takeOf(50, 0, 1200), speech)).toContain('a word begins at 1200 ms');
  });
});

describe('a recording', () => {
  const script = [unitOf('One'), unitOf('Two')];
  const recording = joinTakes(script, [takeOf(20, 0), takeOf(30, 0)], ['one', 'two']);

  it('has all the frames that were joined, and no word after them', () => {
    expect(flawOf(recording)).toBeUndefined();
    const cut = { ...recording, mp3: recording.mp3.subarray(0, recording.mp3.length - 144) };
    expect(flawOf(cut)).toMatch(/^it has \d+ frames instead of \d+$/);
    const late = recording.words.map(([, ...place]): (typeof recording.words)[number] => [1e6, ...place]);
    expect(flawOf({ ...recording, words: late })).toContain('a word begins at 1000000 ms');
  });

  it('is not joined of two bitrates, nor taken in', () => {
    const other = { ...parseMp3(sound(1)), bitrate: 64 };
    expect(() => joinMp3([parseMp3(sound(1)), other])).toThrow('Cannot join 24000 Hz, 64 kbit/s');
    const frame = new Uint8Array(192);
    frame.set([0xff, 0xf3, 0x84, 0xc0, 0, 3]);
    expect(() => parseMp3(Buffer.concat([sound(1), frame]))).toThrow('64 kbit/s among 24000, 48');
  });

  it('says in its first frame how many bytes it has, and what the encoder has put before the sound', () => {
    const view = new DataView(recording.mp3.buffer, recording.mp3.byteOffset);
    expect(view.getUint32(13 + 12)).toBe(recording.mp3.length);
    // Twelve bits: 576 samples.
    expect(view.getUint16(13 + 141) >> 4).toBe(576);
  });

  it('of the time before pauses were frames of their own can be used again', () => {
    const { units, ...rest } = recording;
    const whole = joinTakes(
      script.map((unit) => ({ ...unit, pauseMs: 0 })),
      [takeOf(20, 0), takeOf(30, 0)],
      ['one', 'two'],
    );
    const timings = {
      ...rest,
      ...whole,
      version: 1 as const,
      article: 'en-a',
      language: 'en-US',
      voice: 'Joanna',
      engine: 'neural',
      sampleRate: 24_000,
      units: whole.units.map((row) => row.slice(0, 3) as [string, number, number, number]),
    };
    const takes = takesOfRecording(parseMp3(whole.mp3), timings);
    expect([...takes].map(([key, { audio }]) => [key, audio.frames.length])).toEqual([
      ['one', 20],
      ['two', 30],
    ]);
    expect(units).toHaveLength(2);
  });
});
