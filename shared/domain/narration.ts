import type { Article } from './article.ts';
import { type Block, passagesOf } from './blocks.ts';
import { type Edition, editionOf } from './edition.ts';
import type { Voice } from './newsroom.ts';

/** Audio that is attached to an article. Paths are relative to the site. */
export type ReadyNarration = {
  state: 'ready';
  /** The revision that it was made for; a later one with the same text keeps it. */
  revision: number;
  madeAt: string;
  /** Hash of the script: which words, in which order, in which voice. Audio never stands beside another text. */
  speechHash: string;
  mp3: string;
  vtt: string;
  timings: string;
  durationSeconds: number;
  bytes: number;
  voice: Voice;
  /** Characters that Polly billed for this version, speech and marks together. */
  characters: number;
  chunks: number;
  chunksReused: number;
};

/** While a changed text waits for its voice, `earlier` is the audio of the text before, whose parts can be used again. */
export type Narration = ReadyNarration | { state: 'pending'; speechHash: string; earlier?: ReadyNarration };

/** The newest audio that there is, of this text or of an earlier one. */
export function newestAudio(narration: Narration | undefined): ReadyNarration | undefined {
  return narration?.state === 'pending' ? narration.earlier : narration;
}

/** The places that are no block of the body: what timings and marks call the headline and the standfirst. */
export const headlinePlace = -2;
export const standfirstPlace = -1;

/**
 * A unit of narration: one headline, standfirst, subhead, paragraph, quoted paragraph or list item, or part of a long
 * one. `from` is where `text` begins in its block's text; `block` is its index, or one of the places above.
 */
export type Unit = { block: number; from: number; text: string; pauseMs: number; dateline: boolean };

/** One call of Polly takes 3,000 billed characters and 6,000 in all; some room is kept for the tags around the text. */
const longestBilled = 2800;
const longestEscaped = 5600;

/** What is read aloud, in order. Captions, read-more lines, tables and code are not. */
export function scriptOf(article: Article, blocks: readonly Block[]): Unit[] {
  const edition = editionOf(article.edition);
  const say = (block: number, text: string, pauseMs: number, from = 0, dateline = false): Unit[] =>
    piecesOf(text, edition).map(([start, end]) => ({
      block,
      from: from + start,
      text: text.slice(start, end),
      pauseMs,
      dateline: dateline && start === 0,
    }));
  const firstParagraph = blocks.findIndex((block) => block.type === 'paragraph');
  return [
    ...say(headlinePlace, article.headline, 700),
    ...(article.standfirst === undefined ? [] : say(standfirstPlace, article.standfirst, 700)),
    ...blocks.flatMap((block, index) => {
      if (!['paragraph', 'subhead', 'quote', 'list'].includes(block.type)) return [];
      const pause = block.type === 'subhead' ? 700 : 400;
      let from = 0;
      return passagesOf(block).flatMap((passage) => {
        const units = say(index, passage, pause, from, index === firstParagraph);
        from += passage.length + 1;
        return units;
      });
    }),
  ].filter((unit) => speechOf(unit).billed > 0);
}

/** Cuts a passage where Polly's limits demand it: between sentences, else after a comma, else at a space. */
function piecesOf(text: string, edition: Edition): [number, number][] {
  const pieces: [number, number][] = [];
  let start = 0;
  let end = 0;
  for (const stop of stopsOf(text, edition)) {
    if (fits(text.slice(start, stop))) {
      end = stop;
      continue;
    }
    if (end > start) pieces.push([start, end]);
    start = end;
    while (!fits(text.slice(start, stop))) {
      const cut = lastCut(text, start, stop);
      pieces.push([start, cut]);
      start = cut;
    }
    end = stop;
  }
  if (text.length > start) pieces.push([start, text.length]);
  return pieces;
}

function fits(text: string): boolean {
  return text.length <= longestBilled && escapeSsml(text).length <= longestEscaped;
}

/** The last comma, else space, else whole character at which a piece from `start` still fits. */
function lastCut(text: string, start: number, stop: number): number {
  let cut = start;
  let comma = start;
  let space = start;
  for (const character of text.slice(start, stop)) {
    const next = cut + character.length;
    if (!fits(text.slice(start, next))) break;
    cut = next;
    if (/[,;،؛]/u.test(character)) comma = next;
    if (/\s/u.test(character)) space = next;
  }
  if (comma > start) return comma;
  return space > start ? space : cut;
}

/** Ends of sentences. `Intl.Segmenter` also breaks after “Dr.” and initials: such a break is none. */
function stopsOf(text: string, edition: Edition): number[] {
  if (fits(text)) return [text.length];
  const segmenter = new Intl.Segmenter(edition.code, { granularity: 'sentence' });
  return [...segmenter.segment(text)]
    .filter(({ segment }) => !/(?:^|[\s.])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Sr|Sra|Dra|Lic|Ing)\.\s*$/u.test(segment))
    .map(({ index, segment }) => index + segment.length)
    .concat(text.length);
}

const ssmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escapeSsml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ssmlEntities[character] ?? character);
}

/**
 * A unit as Polly hears it. `map` tells for each spoken character which bytes of the SSML came from which place of the
 * unit's text, as [byte from, byte to, text from, text to]: Polly's marks count UTF-8 bytes of the request.
 */
export type Speech = { ssml: string; plain: string; billed: number; map: [number, number, number, number][] };

/** Never spoken: control and zero-width characters, direction marks, tatweel, lone surrogates. */
const unspoken = /^[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u0640\p{Cs}]$/u;
const address = /https?:\/\/\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+/g;
/** “PORT ELLERY, Nov 3 (Harbour Wire) — …”: the place is said, the agency's tag is not. */
const agencyTag = /^(\p{Lu}[^()\n]{1,60}?)\s*\([^()\n]{1,40}\)\s*[-–—]\s*/u;

export function speechOf(unit: Unit): Speech {
  const encoder = new TextEncoder();
  const dropped = droppedFrom(unit);
  const map: Speech['map'] = [];
  let ssml = '<speak>';
  let bytes = ssml.length;
  let plain = '';
  let at = 0;
  let spaced = true;
  for (const character of unit.text) {
    const from = at;
    at += character.length;
    const gap = dropped.find((range) => range.from <= from && from < range.to);
    if (gap !== undefined) {
      if (gap.pause && gap.from === from) {
        ssml += '<break time="300ms"/>';
        bytes += 21;
      }
      continue;
    }
    const space = /\s/u.test(character);
    if ((space && spaced) || (!space && unspoken.test(character))) continue;
    const spoken = space ? ' ' : character;
    const escaped = escapeSsml(spoken);
    const length = encoder.encode(escaped).length;
    map.push([bytes, bytes + length, from, at]);
    ssml += escaped;
    plain += spoken;
    bytes += length;
    spaced = space;
  }
  const billed = [...plain.trim()].length;
  return { ssml: `${ssml}<break time="${unit.pauseMs}ms"/></speak>`, plain, billed, map };
}

function droppedFrom(unit: Unit): { from: number; to: number; pause: boolean }[] {
  const dropped = [...unit.text.matchAll(address)].map((match) => ({
    from: match.index,
    to: match.index + match[0].replace(/[.,;:!?)]+$/, '').length,
    pause: false,
  }));
  const dateline = unit.dateline ? agencyTag.exec(unit.text) : null;
  if (dateline?.[1] !== undefined) dropped.push({ from: dateline[1].length, to: dateline[0].length, pause: true });
  return dropped;
}

/** What the hash of a narration is taken over: every word, in order, and the voice. */
export function scoreOf(script: readonly Unit[], voice: Voice): string {
  return JSON.stringify([1, voice, script.map((unit) => [unit.block, unit.from, speechOf(unit).ssml])]);
}

/** What the key of one unit's audio is taken over: everything that changes its sound. */
export function soundOf(unit: Unit, voice: Voice): string {
  return JSON.stringify([1, speechOf(unit).ssml, voice.id, voice.engine, voice.language, 'mp3', 24000]);
}
