import { type Espeak, espeakRate } from './espeak.ts';
import type { Lexeme } from './lexicons.ts';
import { segmenterFor, sentenceEnd, sentencesOf } from './sentences.ts';
import type { Pause, Run, Script, Span } from './ssml.ts';
import { utterancesOf } from './utterances.ts';
import { espeakVoice } from './voices.ts';

/** A speech mark as Polly writes it: `time` in milliseconds, `start` and `end` in bytes (UTF-8) of the request's text. */
export type SpeechMark = { time: number; type: MarkType; start: number; end: number; value: string };
export type MarkType = 'sentence' | 'ssml' | 'word';

export type Speech = { samples: Int16Array<SharedArrayBuffer>; marks: SpeechMark[] };

/** Who speaks: a language tag, eSpeak's variant, and the lexicons' words. */
export type Manner = { language: string; variant: string; lexemes: readonly Lexeme[] };

/** Polly cuts speech off after ten minutes. */
const longest = 600 * espeakRate;
const wordsPerMinute = 165;

type Timed = { type: MarkType; span: Span; ms: number; value?: string };

/** Says a script. The samples lie in shared memory: they go from thread to thread without being copied. */
export function speak(espeak: Espeak, source: string, script: Script, manner: Manner): Speech {
  const track: Track = { parts: [], length: 0, marks: [] };
  for (const piece of script.pieces) {
    if (track.length >= longest) break;
    if (piece.kind === 'pause') pause(track, piece);
    else sayRun(espeak, track, piece, manner);
  }
  const samples = new Int16Array(new SharedArrayBuffer(Math.min(track.length, longest) * 2));
  let at = 0;
  for (const part of track.parts) {
    const rest = samples.length - at;
    samples.set(part.length > rest ? part.subarray(0, rest) : part, at);
    at += Math.min(part.length, rest);
  }
  const timed = [...sentenceMarks(script, track.marks, manner.language), ...track.marks];
  const end = (samples.length * 1000) / espeakRate;
  return {
    samples,
    marks: written(
      source,
      timed.filter(({ ms }) => ms <= end),
    ),
  };
}

type Track = { parts: Int16Array[]; length: number; marks: Timed[] };

function now(track: Track): number {
  return (track.length * 1000) / espeakRate;
}

function pause(track: Track, { ms, tag }: Pause): void {
  if (tag !== undefined) track.marks.push({ type: 'word', span: tag, ms: now(track) });
  const silence = new Int16Array(Math.round((ms * espeakRate) / 1000));
  track.parts.push(silence);
  track.length += silence.length;
}

function sayRun(espeak: Espeak, track: Track, run: Run, manner: Manner): void {
  const language = run.style.language ?? manner.language;
  const voice = espeakVoice(language, manner.variant) ?? `en-us+${manner.variant}`;
  const { rate, pitch, gain } = run.style;
  const began = now(track);
  const heard: Moment[] = [];
  for (const { spoken, places } of utterancesOf(run, language, manner.lexemes)) {
    const start = now(track);
    const { samples, words } = espeak.say(spoken, voice, wordsPerMinute * rate, pitch);
    for (const word of words) heard.push({ at: places[word.at] ?? run.text.length, ms: start + word.ms });
    if (gain !== 1) amplify(samples, gain);
    track.parts.push(samples);
    track.length += samples.length;
  }
  const time = clock(heard, { at: 0, ms: began }, { at: run.text.length, ms: now(track) });
  for (const { at, name, span } of run.marks) track.marks.push({ type: 'ssml', span, ms: time(at), value: name });
  for (const { from, to } of wordsOf(run, language)) {
    const span = { start: run.starts[from] ?? 0, end: run.ends[to - 1] ?? 0 };
    track.marks.push({ type: 'word', span, ms: time(from) });
  }
}

function amplify(samples: Int16Array, gain: number): void {
  for (const [at, value] of samples.entries()) {
    samples[at] = Math.max(-32_768, Math.min(32_767, Math.round(value * gain)));
  }
}

/** The words of a run; what `<sub>` replaces is one. */
function wordsOf({ text, style }: Run, language: string): { from: number; to: number }[] {
  if (style.alias !== undefined) {
    const whole = text.trim();
    const from = text.indexOf(whole);
    return whole === '' ? [] : [{ from, to: from + whole.length }];
  }
  const words: { from: number; to: number }[] = [];
  for (const { index, segment, isWordLike } of segmenterFor(language, 'word').segment(text)) {
    if (isWordLike) words.push({ from: index, to: index + segment.length });
  }
  return words;
}

type Moment = { at: number; ms: number };

/**
 * When a place of the text is said. eSpeak NG reports only some words, merging others into one: between two that it
 * reports, time goes by evenly. Time never runs backwards.
 */
function clock(heard: Moment[], begin: Moment, end: Moment): (at: number) => number {
  const moments: Moment[] = [begin];
  let hasBegun = false;
  for (const moment of heard.sort((one, other) => one.at - other.at || one.ms - other.ms)) {
    const last = moments.at(-1) ?? begin;
    const ms = Math.min(end.ms, Math.max(last.ms, moment.ms));
    if (moment.at > last.at) moments.push({ at: moment.at, ms });
    // A number or other words for the first word are many: the first of them begins it.
    else if (moments.length === 1 && !hasBegun) last.ms = ms;
    hasBegun = true;
  }
  moments.push(end);
  return (at) => {
    const next = moments.findIndex((moment) => moment.at > at);
    const after = moments[next] ?? end;
    const before = moments[next < 0 ? moments.length - 1 : next - 1] ?? begin;
    return before.ms + ((after.ms - before.ms) * (at - before.at)) / Math.max(1, after.at - before.at);
  };
}

/** Sentences over all runs; one begins with its first word. */
function sentenceMarks({ pieces }: Script, marks: readonly Timed[], language: string): Timed[] {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'run') {
      text += piece.text;
      for (const start of piece.starts) starts.push(start);
      for (const end of piece.ends) ends.push(end);
    } else if (piece.endsSentence) {
      text += sentenceEnd;
      starts.push(-1);
      ends.push(-1);
    }
  }
  const words = marks.filter(({ type }) => type === 'word');
  let next = 0;
  let ms = 0;
  return sentencesOf(text, language).map(({ from, to }) => {
    const span = { start: starts[from] ?? 0, end: ends[to - 1] ?? 0 };
    while (next < words.length && (words[next]?.span.start ?? 0) < span.start) next++;
    const first = words[next];
    if (first !== undefined && first.span.start < span.end) ms = first.ms;
    return { type: 'sentence', span, ms };
  });
}

const order: Record<MarkType, number> = { sentence: 0, ssml: 1, word: 2 };

/** Marks in the order of their times, with their places in bytes. */
function written(source: string, marks: Timed[]): SpeechMark[] {
  const bytes = byteOffsets(source);
  return marks
    .map(({ type, span: { start, end }, ms, value }) => ({
      time: Math.round(ms),
      type,
      start: bytes[start] ?? 0,
      end: bytes[end] ?? 0,
      value: value ?? source.slice(start, end),
    }))
    .sort((one, other) => one.time - other.time || order[one.type] - order[other.type] || one.start - other.start);
}

/** For each UTF-16 unit, and for the end, how many bytes of UTF-8 stand before it. */
function byteOffsets(source: string): Uint32Array {
  const offsets = new Uint32Array(source.length + 1);
  let bytes = 0;
  for (let at = 0; at < source.length; at++) {
    offsets[at] = bytes;
    const code = source.charCodeAt(at);
    if (code < 0x80) bytes += 1;
    else bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  offsets[source.length] = bytes;
  return offsets;
}
