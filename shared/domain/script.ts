import type { Article } from './article.ts';
import { type Block, passagesOf } from './blocks.ts';
import { type Edition, editionOf } from './edition.ts';
import type { EditionCode, Voice } from './newsroom.ts';
import { escapeSsml, spokenLength } from './speech.ts';
import { usesFrames, voiceOf } from './voice.ts';

/** The places that are no block of the body: what timings and marks call byline, headline and standfirst. */
export const bylinePlace = -3;
export const headlinePlace = -2;
export const standfirstPlace = -1;

/**
 * A unit of narration: one headline, byline, standfirst, subhead, paragraph, quoted paragraph or list item, a sentence of
 * it where its voice is timed by frames, or part of a long one. `from` is where `text` begins in its block's text; `block`
 * is its index, or one of the places above.
 */
export type Unit = {
  edition: EditionCode;
  block: number;
  from: number;
  text: string;
  voice: Voice;
  pauseMs: number;
  /** Whether it begins the first paragraph, where an agency's tag may stand. */
  dateline: boolean;
};

/** One call of Polly takes 3,000 billed characters and 6,000 in all; some room is kept for the tags around the text. */
const longestBilled = 2800;
const longestEscaped = 5600;

/** What is read aloud, in order. Captions, credits, read-more lines, embeds, tables, footnotes and code are not. */
export function scriptOf(article: Article, blocks: readonly Block[]): Unit[] {
  const edition = editionOf(article.edition);
  const main = voiceOf(article, 'main');
  type Say = { pauseMs: number; from?: number; dateline?: boolean; voice?: Voice };
  const say = (block: number, text: string, { pauseMs, from = 0, dateline = false, voice = main }: Say): Unit[] =>
    piecesOf(text, edition, usesFrames(voice)).map(([start, end]) => ({
      edition: article.edition,
      block,
      from: from + start,
      text: text.slice(start, end),
      voice,
      // Between two sentences of one passage the voice pauses by itself.
      pauseMs: end === text.length ? pauseMs : 0,
      dateline: dateline && start === 0,
    }));
  const firstParagraph = blocks.findIndex((block) => block.type === 'paragraph');
  const byline = spokenByline(article, edition);
  return [
    ...say(headlinePlace, article.headline, { pauseMs: 700 }),
    ...(byline === undefined ? [] : say(bylinePlace, byline, { pauseMs: 700 })),
    ...(article.standfirst === undefined ? [] : say(standfirstPlace, article.standfirst, { pauseMs: 700 })),
    ...blocks.flatMap((block, index) => {
      if (!['paragraph', 'subhead', 'quote', 'list'].includes(block.type) || isSilent(block)) return [];
      const pauseMs = block.type === 'subhead' ? 700 : 400;
      const voice = voiceOf(article, block.type === 'quote' ? 'quotes' : 'main');
      let from = 0;
      return passagesOf(block).flatMap((passage) => {
        const units = say(index, passage, { pauseMs, from, dateline: index === firstParagraph, voice });
        from += passage.length + 1;
        return units;
      });
    }),
  ].filter((unit) => spokenLength(unit) > 0);
}

/** “By Ana Ruiz and Tobias Renwick.”, as the edition says it; nothing without an author. */
export function spokenByline({ byline }: Article, { spokenByline }: Edition): string | undefined {
  const names = byline.map(({ name }) => name);
  const last = names.pop();
  if (last === undefined) return undefined;
  const said = names.length === 0 ? last : `${names.join(', ')} ${spokenByline.and} ${last}`;
  return spokenByline.phrase.replace('{names}', () => said);
}

/** A block that its author has marked as not to be read. */
function isSilent(block: Block): boolean {
  return block.silent === true;
}

/** Cuts a passage where Polly's limits demand it: between sentences, else after a comma, else at a space. */
function piecesOf(text: string, edition: Edition, bySentence: boolean): [number, number][] {
  const pieces: [number, number][] = [];
  let start = 0;
  let end = 0;
  for (const stop of stopsOf(text, edition, bySentence)) {
    if (!bySentence && fits(text.slice(start, stop))) {
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
function stopsOf(text: string, edition: Edition, bySentence: boolean): number[] {
  if (!bySentence && fits(text)) return [text.length];
  const segmenter = new Intl.Segmenter(edition.code, { granularity: 'sentence' });
  return [...segmenter.segment(text)]
    .filter(({ segment }) => !/(?:^|[\s.])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Sr|Sra|Dra|Lic|Ing)\.\s*$/u.test(segment))
    .map(({ index, segment }) => index + segment.length)
    .concat(text.length);
}


/** What the hash of a narration is taken over: every word, in order, and who says it. */
export function scoreOf(script: readonly Unit[]): string {
  return JSON.stringify([2, script.map(({ block, from, text, voice }) => [block, from, text, voice])]);
}
