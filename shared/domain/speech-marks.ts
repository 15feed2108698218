import { framesToMs, joinMp3, type Mp3, parseMp3, silenceLike, soundIn } from './mp3.ts';
import type { Unit } from './script.ts';
import type { Speech } from './speech.ts';

/** One of Polly's speech marks; `start` and `end` count UTF-8 bytes of the request, and may fall inside a character. */
export type SpeechMark = { time: number; type: string; start: number; end: number; value: string };

/**
 * A unit as it was spoken: its audio up to the last sound, and when which part of its text is said, as [ms, from, to]
 * within the unit. The pause after it is not the voice's: the join makes it.
 */
export type Take = { audio: Mp3; words: [number, number, number][]; sentences: [number, number, number][] };

/** Polly's marks, one JSON object a line. */
export function readMarks(lines: string): SpeechMark[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as SpeechMark);
}

/**
 * Marks turned into places of the unit's text, by overlap of bytes, never by the mark's `value`: Polly has been seen
 * cutting it inside a character. Marks that cover nothing spoken (a pause is reported as a word) are left out.
 */
export function takeOf(audio: Mp3, marks: readonly SpeechMark[], speech: Speech): Take {
  const rows = (type: string) =>
    marks.flatMap((mark): [number, number, number][] => {
      if (mark.type !== type) return [];
      const covered = speech.map.filter(([from, to]) => to > mark.start && from < mark.end);
      const first = covered[0];
      const last = covered.at(-1);
      return first === undefined || last === undefined ? [] : [[mark.time, first[2], last[3]]];
    });
  return heard({ audio, words: writtenWords(rows('word')), sentences: rows('sentence') });
}

/** The places of a take in its unit's block, counted from where the unit begins, instead of in the unit's text. */
export function inItsBlock(take: Take, { places }: Unit): Take {
  if (places === undefined) return take;
  const placed = ([ms, from, to]: [number, number, number]): [number, number, number] => [
    ms,
    places[from] ?? 0,
    (places[to - 1] ?? -1) + 1,
  ];
  return { ...take, words: take.words.map(placed), sentences: take.sentences.map(placed) };
}

/** A row for each written word, or for several that are said as one: where other words are said for it (“$6m”), it begins with the first. */
function writtenWords(rows: Take['words']): Take['words'] {
  const words: Take['words'] = [];
  for (const [ms, from, to] of rows) {
    const before = words.at(-1);
    if (before !== undefined && from < before[2] && to > before[1]) {
      before[1] = Math.min(before[1], from);
      before[2] = Math.max(before[2], to);
    } else words.push([ms, from, to]);
  }
  return words;
}

/**
 * A take from its first sound to its last. A word that is marked before anything can be heard, because it begins with the
 * silence of a stop or the voice takes a breath, begins with the first sound.
 */
function heard({ audio, words, sentences }: Take): Take {
  const sound = soundIn(audio);
  if (sound === undefined) return { audio: { ...audio, frames: [] }, words, sentences };
  const onset = Math.round(framesToMs(sound.first, audio));
  // A last word that nobody hears is kept too.
  const lastWord = Math.floor((words.at(-1)?.[0] ?? 0) / framesToMs(1, audio));
  const frames = audio.frames.slice(0, Math.max(sound.end, lastWord + 1));
  return {
    audio: { ...audio, frames },
    words: words.map(([ms, from, to]) => [Math.max(ms, onset), from, to]),
    sentences: withoutSilent(sentences, framesToMs(frames.length, audio)),
  };
}

/** A sentence of which nothing is heard is part of the one before: “…” said by itself. */
function withoutSilent(sentences: Take['sentences'], endMs: number): Take['sentences'] {
  const heard: Take['sentences'] = [];
  for (const [ms, from, to] of sentences) {
    const before = heard.at(-1);
    if (ms < endMs || before === undefined) heard.push([ms, from, to]);
    else before[2] = to;
  }
  return heard;
}

/**
 * A take that Polly gave no marks for: one sentence from its first sound on, its words as far apart as their letters say.
 * A player that follows sentences is exact; one that follows words is about right.
 */
export function takeWithoutMarks(audio: Mp3, { edition, text }: Unit, { map }: Speech): Take {
  const begin = map[0]?.[2] ?? 0;
  const end = map.at(-1)?.[3] ?? 0;
  const sound = soundIn(audio) ?? { first: 0, end: 0 };
  const onset = framesToMs(sound.first, audio);
  const duration = framesToMs(sound.end, audio) - onset;
  const rows: Take['words'] = [];
  for (const { index, segment, isWordLike } of new Intl.Segmenter(edition, { granularity: 'word' }).segment(text)) {
    const covered = map.filter(([, , from, to]) => to > index && from < index + segment.length);
    const from = covered[0]?.[2];
    const to = covered.at(-1)?.[3];
    if (isWordLike !== true || from === undefined || to === undefined) continue;
    rows.push([Math.round(onset + ((from - begin) / (end - begin)) * duration), from, to]);
  }
  return heard({ audio, words: writtenWords(rows), sentences: map.length === 0 ? [] : [[0, begin, end]] });
}

/** What the timings file holds; `words` is what a player highlights by. */
export type Timings = {
  version: 1;
  article: string;
  language: string;
  voice: string;
  engine: string;
  sampleRate: number;
  durationMs: number;
  /** What is said of the authors: the text that the place −3 counts in. */
  byline?: string;
  /** [ms, block, from, to]: when the word begins, and its place in the block's text. */
  words: [number, number, number, number][];
  /** [ms, end ms, block, from, to]. */
  sentences: [number, number, number, number, number][];
  /**
   * [key of the unit's take, its MP3 frames, where its text begins in its block, frames of the pause after it], in order:
   * what a later version can use again.
   */
  units: [string, number, number, number][];
};

export type Recording = {
  mp3: Uint8Array;
  durationMs: number;
  words: Timings['words'];
  sentences: Timings['sentences'];
  units: Timings['units'];
};

/**
 * How long an encoder still writes of a sound that is over, in milliseconds: its transform spreads it, and encoder and
 * decoder delay it by 1,105 samples. Of LAME's takes the last frame with a sound in it ends 41 to 67 ms after the last
 * sample that is not zero.
 */
const dyingMs = 54;

/** Frames of silence after a unit, so that it is quiet for the unit's pause, to half a frame. */
function pauseFrames({ pauseMs }: Unit, audio: Mp3): number {
  return Math.max(0, Math.round((pauseMs - dyingMs) / framesToMs(1, audio)));
}

/**
 * Takes joined in order, each with its pause and its key. A unit begins where the frames before it end, so that no error
 * adds up over a long article. The last sentence of a unit ends with its sound.
 */
export function joinTakes(script: readonly Unit[], takes: readonly Take[], keys: readonly string[]): Recording {
  const words: Timings['words'] = [];
  const sentences: Timings['sentences'] = [];
  const units: Timings['units'] = [];
  const parts: Mp3[] = [];
  let frames = 0;
  for (const [index, take] of takes.entries()) {
    const unit = script[index];
    const key = keys[index];
    if (unit === undefined || key === undefined) throw new Error(`Take ${index} has no unit`);
    const { audio } = take;
    const pause = pauseFrames(unit, audio);
    parts.push(audio, silenceLike(audio, pause));
    units.push([key, audio.frames.length, unit.from, pause]);
    const begin = framesToMs(frames, audio);
    const end = framesToMs(frames + audio.frames.length, audio);
    frames += audio.frames.length + pause;
    for (const [ms, from, to] of take.words) {
      words.push([Math.round(begin + ms), unit.block, unit.from + from, unit.from + to]);
    }
    for (const [position, [ms, from, to]] of take.sentences.entries()) {
      const next = take.sentences[position + 1];
      const until = Math.round(next === undefined ? end : begin + next[0]);
      sentences.push([Math.round(begin + ms), until, unit.block, unit.from + from, unit.from + to]);
    }
  }
  const first = takes[0];
  const durationMs = first === undefined ? 0 : framesToMs(frames, first.audio);
  return { mp3: joinMp3(parts), durationMs, words, sentences, units };
}

/** The takes of an earlier recording by their keys, cut out of its audio frame by frame: nobody pays for them again. */
export function takesOfRecording(audio: Mp3, timings: Timings): Map<string, Take> {
  const takes = new Map<string, Take>();
  let frame = 0;
  // Recordings made before pauses were the join's own have none in their rows.
  for (const [key, count, from, pause = 0] of timings.units) {
    const begin = Math.round(framesToMs(frame, audio));
    const end = Math.round(framesToMs(frame + count, audio));
    takes.set(key, {
      audio: { ...audio, frames: audio.frames.slice(frame, frame + count) },
      // Recordings made before one word was one row have several.
      words: writtenWords(
        timings.words
          .filter(([ms]) => ms >= begin && ms < end)
          .map(([ms, , start, stop]) => [ms - begin, start - from, stop - from]),
      ),
      sentences: timings.sentences
        .filter(([ms]) => ms >= begin && ms < end)
        .map(([ms, , , start, stop]) => [ms - begin, start - from, stop - from]),
    });
    frame += count + pause;
  }
  return takes;
}

/**
 * Why a take must not be kept, or undefined. Silence or a cut-off passes as success with Polly; here it does not. Nobody
 * says more than 40 letters a second. Three characters a second are slow, but a digit or a sign may be said in a word or
 * two, and a word of few letters as several; ten seconds are too long for nothing.
 */
export function flawOfTake({ audio, words }: Take, { plain }: Speech): string | undefined {
  const durationMs = framesToMs(audio.frames.length, audio);
  if (durationMs === 0) return 'nothing is heard';
  const characters = [...plain].length;
  const letters = plain.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const signs = plain.match(/[^\p{L}\p{M}\s]/gu)?.length ?? 0;
  const longest = Math.max(10_000, ((characters + 9 * signs) * 1000) / 3);
  if (durationMs * 40 < letters * 1000 || durationMs > longest) {
    return `${characters} characters are said in ${Math.round(durationMs)} ms`;
  }
  return lateWord(words, durationMs);
}

function lateWord(words: readonly (readonly [number, ...number[]])[], durationMs: number): string | undefined {
  const last = words.at(-1);
  return last !== undefined && last[0] >= durationMs
    ? `a word begins at ${last[0]} ms, at the end or after it`
    : undefined;
}

/**
 * Why a recording must not be used, or undefined: it holds the frames that were joined and no others, all of one rate, and
 * no word begins after its end. Its pace is that of its takes, which are looked at as they are said.
 *
 * @throws Error if it is no MP3 of one rate
 */
export function flawOf({ mp3, units, words, durationMs }: Recording): string | undefined {
  const { frames } = parseMp3(mp3);
  const expected = units.reduce((sum, [, count, , pause]) => sum + count + pause, 0);
  if (frames.length !== expected) return `it has ${frames.length} frames instead of ${expected}`;
  return lateWord(words, durationMs);
}
