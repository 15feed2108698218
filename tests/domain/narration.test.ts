import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../../shared/domain/article.ts';
import { type Block, textOfBlock } from '../../shared/domain/blocks.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { framesToMs, joinMp3, parseMp3, silenceLike, soundIn } from '../../shared/domain/mp3.ts';
import type { EditionCode } from '../../shared/domain/newsroom.ts';
import { scriptOf, type Unit } from '../../shared/domain/script.ts';
import { plainSpeech, type Speech, speechOf } from '../../shared/domain/speech.ts';
import { joinTakes, takeOf, takesOfRecording, takeWithoutMarks } from '../../shared/domain/speech-marks.ts';
import { webVttOf } from '../../shared/domain/web-vtt.ts';
import { silence, sound } from '../fakes/narrator.ts';

function anArticle(edition: EditionCode, headline = 'A headline'): Article {
  return {
    id: `${edition}-a`,
    edition,
    kind: 'news',
    section: 'world',
    headline,
    byline: [],
    importance: 'major',
    tags: [],
    regions: [],
    corrections: [],
    url: `/${edition}/world/a`,
    publishedAt: '2026-11-24T12:00:00.000Z',
    words: 1,
    readingMinutes: 1,
  };
}

const paragraph = (text: string): Block => ({ type: 'paragraph', runs: [{ text }] });
const unitOf = (text: string, dateline = false): Unit => ({
  edition: 'en',
  block: 0,
  from: 0,
  text,
  foreign: [],
  voice: editionOf('en').voices.main,
  pauseMs: 400,
  dateline,
});
const languages = fc.constantFrom<EditionCode>('en', 'es', 'ar');
const prose = fc.string({
  unit: fc.constantFrom('a', 'ñ', 'ب', '“', '”', '’', '😀', '&', '<', ' ', '. ', ', ', '\n', 'e\u0301'),
  maxLength: 400,
});

describe('a script', () => {
  it('reads headline, standfirst, paragraphs, subheads, quotes and lists, and nothing else', () => {
    const blocks: Block[] = [
      paragraph('One.'),
      { type: 'subhead', level: 2, runs: [{ text: 'Two' }] },
      { type: 'quote', paragraphs: [[{ text: 'Three.' }], [{ text: 'Four.' }]] },
      { type: 'list', ordered: false, items: [[{ text: 'Five' }]] },
      { type: 'image', src: 'https://images.example.org/a.jpg', alt: 'no', caption: 'no' },
      { type: 'read-more', runs: [{ text: 'Read more: no' }] },
      { type: 'code', text: 'no' },
      { type: 'table', head: [[{ text: 'no' }]], rows: [] },
      paragraph('https://example.org/no'),
    ];
    const script = scriptOf({ ...anArticle('en'), standfirst: 'A standfirst.' }, blocks);
    expect(script.map((unit) => unit.text)).toEqual([
      'A headline',
      'A standfirst.',
      'One.',
      'Two',
      'Three.',
      'Four.',
      'Five',
    ]);
    expect(script[5]).toMatchObject({ block: 2, from: 7 });
  });

  it('cuts long passages so that Polly takes each, loses no character, and cuts at sentences where there are any', () => {
    fc.assert(
      fc.property(languages, fc.array(prose, { minLength: 1, maxLength: 40 }), (edition, sentences) => {
        const block = paragraph(sentences.join(' '));
        const text = textOfBlock(block);
        const units = scriptOf(anArticle(edition), [block]).filter((unit) => unit.block === 0);
        for (const unit of units) {
          const { ssml, billed } = speechOf(unit);
          expect(billed).toBeLessThanOrEqual(3000);
          expect([...ssml].length).toBeLessThanOrEqual(6000);
          expect(text.slice(unit.from, unit.from + unit.text.length)).toBe(unit.text);
          expect(unit.text.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
    const long = scriptOf(anArticle('en'), [paragraph('Dr. Ruiz agreed at once. '.repeat(200))]).slice(1);
    expect(long.length).toBeGreaterThan(1);
    expect(long.every((unit) => unit.text.trimEnd().endsWith('at once.'))).toBe(true);
    expect(long.map((unit) => unit.text).join('')).toBe('Dr. Ruiz agreed at once. '.repeat(200));
  });
});

describe('recordings', () => {
  const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(1000)), { minLength: 1, maxLength: 8 });

  it('join without losing a frame, begin each unit where the frames before it end, and come apart again', () => {
    fc.assert(
      fc.property(lengths, (parts) => {
        const script = parts.map(([, pauseMs], index) => ({ ...unitOf('word'), block: index, from: index, pauseMs }));
        const takes = parts.map(([count]) => ({
          audio: parseMp3(sound(count)),
          words: [[3, 0, 4]] as [number, number, number][],
          sentences: [[3, 0, 4]] as [number, number, number][],
        }));
        const keys = parts.map((_, index) => String(index));
        const recording = joinTakes(script, takes, keys);
        const whole = parseMp3(recording.mp3);
        expect(recording.durationMs).toBe(framesToMs(whole.frames.length, whole));
        let frames = 0;
        for (const [index, [count, pauseMs]] of parts.entries()) {
          const begin = frames * 24;
          expect(recording.words[index]).toEqual([begin + 3, index, index, index + 4]);
          expect(recording.sentences[index]?.slice(0, 2)).toEqual([begin + 3, begin + count * 24]);
          const pause = recording.units[index]?.[3] ?? Number.NaN;
          expect(recording.units[index]).toEqual([keys[index], count, index, pause]);
          // The last 54 ms of a sound are quiet already.
          expect(Math.abs(pause * 24 + 54 - Math.max(pauseMs, 54))).toBeLessThanOrEqual(12);
          frames += count + pause;
        }
        expect(whole.frames.length).toBe(frames);
        const again = takesOfRecording(whole, {
          version: 1,
          article: 'a',
          language: 'en-US',
          voice: 'Joanna',
          engine: 'neural',
          sampleRate: 24000,
          ...recording,
        });
        expect(takes.map((take) => take.words)).toEqual(keys.map((key) => again.get(key)?.words));
        expect(joinTakes(script, [...again.values()], keys)).toEqual(recording);
      }),
    );
  });

  it('hold what is heard of a take, and its first word begins with the first sound', () => {
    const mp3 = Buffer.concat([silence(4), sound(10), silence(7)]);
    expect(soundIn(parseMp3(mp3))).toEqual({ first: 4, end: 14 });
    expect(soundIn(parseMp3(silence(9)))).toBeUndefined();
    const ten = speechOf(unitOf('Ten words'));
    const marks = [
      { time: 5, type: 'sentence', start: 7, end: 16, value: 'Ten words' },
      { time: 5, type: 'word', start: 7, end: 10, value: 'Ten' },
      { time: 150, type: 'word', start: 11, end: 16, value: 'words' },
    ];
    const take = takeOf(parseMp3(mp3), marks, ten);
    expect(take.audio.frames).toHaveLength(14);
    expect(take.words).toEqual([
      [96, 0, 3],
      [150, 4, 9],
    ]);
    const late = marks.map((mark) => ({ ...mark, time: mark.time * 3 }));
    expect(takeOf(parseMp3(mp3), late, ten).audio.frames).toHaveLength(19);
    const byFrames = takeWithoutMarks(parseMp3(mp3), unitOf('Ten words'), ten);
    expect(byFrames.audio.frames).toHaveLength(14);
    expect(byFrames.words).toEqual([
      [96, 0, 3],
      [203, 4, 9],
    ]);
    const many = unitOf('On 3–5 May, “$3.2m” went — to Ana’s 😀 café.');
    const wordsIn = (speech: Speech) =>
      takeWithoutMarks(parseMp3(sound(100)), many, speech).words.map(([, from, to]) => many.text.slice(from, to));
    const speech = speechOf(many);
    expect(wordsIn(speech)).toEqual(['On', '3', '5', 'May', '3.2m', 'went', 'to', 'Ana’s', 'café']);
    // Other words are said in place of these.
    expect(wordsIn(plainSpeech(speech))).toEqual(['On', '3–5', 'May', '$3.2m', 'went', 'to', 'Ana’s', 'café']);
  });

  it('have one row for a written word, however many words are said for it', () => {
    const unit = unitOf('It cost $6m, and $6m now.');
    const rowsOf = (speech: Speech, spoken: string) => {
      const words = [...spoken.matchAll(/[^\s.,]+/g)];
      const marks = words.map((found, index) => {
        const start = Buffer.byteLength(spoken.slice(0, found.index));
        return { time: index * 100, type: 'word', start, end: start + Buffer.byteLength(found[0]), value: found[0] };
      });
      const { words: rows } = takeOf(parseMp3(sound(100)), marks, speech);
      return rows.map(([ms, from, to]) => [ms, unit.text.slice(from, to)]);
    };
    const plain = plainSpeech(speechOf(unit));
    expect(plain.plain).toBe('It cost 6 million dollars, and 6 million dollars now.');
    expect(rowsOf(plain, plain.plain)).toEqual([
      [0, 'It'],
      [100, 'cost'],
      [200, '$6m'],
      [500, 'and'],
      [600, '$6m'],
      [900, 'now'],
    ]);
  });

  it('have one row for a word again where they are cut out of a recording that has several', () => {
    const unit = unitOf('$6m now');
    const take = takeOf(parseMp3(sound(100)), [], speechOf(unit));
    const recording = joinTakes([unit], [take], ['key']);
    const words: [number, number, number, number][] = [0, 300, 600].map((ms) => [ms, unit.block, 0, 3]);
    words.push([900, unit.block, 4, 7]);
    const timings = {
      ...{ version: 1 as const, article: 'en-a', language: 'en-US', voice: 'Joanna', engine: 'neural' },
      ...{ ...recording, sampleRate: 24000, words },
    };
    expect(takesOfRecording(parseMp3(recording.mp3), timings).get('key')?.words).toEqual([
      [0, 0, 3],
      [900, 4, 7],
    ]);
  });

  it('count a sentence of which nothing is heard to the one before', () => {
    const mp3 = Buffer.concat([sound(10), silence(20)]);
    const speech = speechOf(unitOf('He so. Oh'));
    const mark = (type: string, time: number, start: number, end: number) => ({ type, time, start, end, value: '' });
    const marks = [mark('sentence', 0, 7, 13), mark('word', 0, 7, 9), mark('sentence', 400, 14, 16)];
    expect(takeOf(parseMp3(mp3), marks, speech).sentences).toEqual([[0, 0, 9]]);
  });

  it('are silent in frames of their own kind', () => {
    const quiet = silenceLike(parseMp3(sound(1)), 3);
    expect(Buffer.concat(quiet.frames)).toEqual(Buffer.from(silence(3)));
    // At 22,050 Hz frames are padded now and then; with a checksum they are two bytes longer within.
    const padded = Buffer.alloc(157);
    padded.set([0xff, 0xf2, 0x62, 0xc0]);
    const made = silenceLike({ ...parseMp3(padded), frames: [padded] }, 2);
    expect(made.frames.map((frame) => [frame.length, ...frame.subarray(0, 4)])).toEqual([
      [156, 0xff, 0xf3, 0x60, 0xc0],
      [156, 0xff, 0xf3, 0x60, 0xc0],
    ]);
    expect(soundIn(parseMp3(padded))).toBeUndefined();
    padded[8] = 8;
    expect(soundIn(parseMp3(padded))).toEqual({ first: 0, end: 1 });
  });

  it('begin with an Info frame of the exact length, and are taken in with any header or tag', () => {
    const mp3 = joinMp3([parseMp3(silence(50))]);
    expect(Buffer.from(mp3).indexOf('Info')).toBe(13);
    expect(new DataView(mp3.buffer).getUint32(13 + 8)).toBe(50);
    const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5]);
    expect(parseMp3(Buffer.concat([tag, mp3])).frames).toHaveLength(50);
  });

  it('that are cut off or mixed are refused', () => {
    expect(() => parseMp3(silence(3).subarray(0, 300))).toThrow('byte 288');
    expect(() => parseMp3(new Uint8Array())).toThrow('without a frame');
    const other = silence(1);
    other[2] = 0x54;
    expect(() => joinMp3([parseMp3(silence(1)), parseMp3(other.subarray(0, 120))])).toThrow('Cannot join');
  });
});

describe('captions', () => {
  it('are cues in order with escaped text', () => {
    const vtt = webVttOf(
      [
        [0, 1500, 0, 0, 9],
        [1500, 3_661_007, 0, 10, 16],
        // A cue that ends when it begins is none.
        [3_661_007, 3_661_007, 0, 0, 5],
        [3_661_007, 5_999_999, 0, 16, 20],
      ],
      (_, from, to) => 'Bread & \nbutter <b>'.slice(from, to),
    );
    expect(vtt).toBe(
      'WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.500\nBread &amp;\n\n2\n00:00:01.500 --> 01:01:01.007\nutter\n\n3\n01:01:01.007 --> 01:39:59.999\n&lt;b&gt;\n',
    );
  });
});
