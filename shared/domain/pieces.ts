import type { Unit } from './script.ts';
import { abbreviated, treatmentsOf } from './speech/rules.ts';
import type { Treatment } from './speech/treatment.ts';
import { type Lexicon, speechOf } from './speech.ts';
import { stretchesWithin } from './stretch.ts';
import { usesFrames } from './voice.ts';

/** One call of Polly takes 3,000 billed characters and 6,000 in all; some room is kept. */
const longestBilled = 2800;
const longestInAll = 5600;

/**
 * A passage as pieces that Polly takes, as [from, to] of its text, in order and without a gap. They are measured as they
 * are said, with markup and the words that are said for others; they are cut between sentences, else after a comma, else
 * at a space, else between characters, and never within what is treated as one. A voice that is timed by frames gets a
 * piece for each sentence.
 */
export function piecesOf(passage: Unit, lexicon: Lexicon = []): [number, number][] {
  const { text } = passage;
  const bySentence = usesFrames(passage.voice);
  if (text === '') return [];
  if (!bySentence && fits(passage, 0, text.length, lexicon)) return [[0, text.length]];
  // A long passage in another language is cut like any.
  const treatments = treatmentsOf(passage, lexicon).filter(({ kind }) => kind !== 'foreign');
  const sentences = sentenceEnds(passage).filter((stop) => !isWithin(treatments, stop));
  const pieces: [number, number][] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfPiece(passage, start, sentences, treatments, bySentence, lexicon);
    pieces.push([start, end]);
    start = end;
  }
  return pieces;
}

function endOfPiece(
  passage: Unit,
  start: number,
  sentences: readonly number[],
  treatments: readonly Treatment[],
  bySentence: boolean,
  lexicon: Lexicon,
): number {
  const { text } = passage;
  const furthest = Math.min(text.length, start + longestBilled);
  const first = sentences.findIndex((stop) => stop > start);
  const stops =
    first < 0 ? [] : sentences.slice(first, bySentence ? first + 1 : undefined).filter((stop) => stop <= furthest);
  const sentence = lastThatFits(passage, start, stops, lexicon);
  if (sentence !== undefined) return sentence;
  const within = Math.min(furthest, (bySentence ? sentences[first] : undefined) ?? furthest);
  for (const places of [commas, spaces, graphemes, codePoints]) {
    const cuts = places(text, start, within).filter((cut) => places === codePoints || !isWithin(treatments, cut));
    const cut = lastThatFits(passage, start, cuts, lexicon);
    if (cut !== undefined) return cut;
  }
  // One character always fits; this is reached by no text.
  return furthest;
}

/** The last of the stops, which ascend, up to which a piece fits; found by halving, since every try prepares the text. */
function lastThatFits(passage: Unit, start: number, stops: readonly number[], lexicon: Lexicon): number | undefined {
  let low = 0;
  let high = stops.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(passage, start, stops[middle] ?? start, lexicon)) low = middle + 1;
    else high = middle;
  }
  return stops[low - 1];
}

/** A part of a passage, as a unit of its own. */
function fits(passage: Unit, from: number, to: number, lexicon: Lexicon): boolean {
  if (to - from > longestBilled) return false;
  const part = {
    ...passage,
    text: passage.text.slice(from, to),
    foreign: stretchesWithin(passage.foreign, from, to),
    dateline: passage.dateline && from === 0,
  };
  const { ssml, plain, billed } = speechOf(part, lexicon);
  return billed <= longestBilled && ssml.length <= longestInAll && plain.length <= longestBilled;
}

/** Whether a place lies within a treated stretch; treatments are in order. */
function isWithin(treatments: readonly Treatment[], at: number): boolean {
  let low = 0;
  let high = treatments.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((treatments[middle]?.to ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (treatments[low]?.from ?? at) < at;
}

/** Ends of sentences. `Intl.Segmenter` also breaks after “Dr.” and initials: such a break is none. */
export function sentenceEnds({ text, edition }: Pick<Unit, 'text' | 'edition'>): number[] {
  const segmenter = new Intl.Segmenter(edition, { granularity: 'sentence' });
  const ends: number[] = [];
  for (const { index, segment } of segmenter.segment(text)) {
    if (!abbreviated(segment, edition)) ends.push(index + segment.length);
  }
  if (ends.at(-1) !== text.length) ends.push(text.length);
  return ends;
}

function placesAfter(pattern: RegExp): (text: string, start: number, end: number) => number[] {
  return (text, start, end) =>
    [...text.slice(start, end).matchAll(pattern)].map(({ 0: found, index }) => start + index + found.length);
}

const commas = placesAfter(/[,;:،؛](?=\s)/gu);
const spaces = placesAfter(/\s/gu);

function graphemes(text: string, start: number, end: number): number[] {
  const segments = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text.slice(start, end))];
  // The last may go on behind the end.
  return segments.slice(1).map(({ index }) => start + index);
}

function codePoints(text: string, start: number, end: number): number[] {
  const places: number[] = [];
  for (let at = start; at < end; ) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    if (at <= end) places.push(at);
  }
  return places;
}
