import type { Article } from './article.ts';
import { type Block, runsOfBlock, textOfRuns } from './blocks.ts';
import { type Edition, editionOf } from './edition.ts';
import { type ForeignStretch, foreignIn } from './foreign.ts';
import type { EditionCode, Voice } from './newsroom.ts';
import { piecesOf } from './pieces.ts';
import { spokenLength } from './speech.ts';
import { hasStruck, type Standing, standingIn, stretchesWithin } from './stretch.ts';
import { voiceOf } from './voice.ts';

/** The places that are no block of the body: what timings and marks call byline, headline and standfirst. */
export const bylinePlace = -3;
export const headlinePlace = -2;
export const standfirstPlace = -1;

/**
 * A unit of narration: one headline, byline, standfirst, subhead, paragraph, quoted paragraph or list item, a sentence of
 * it where its voice is timed by frames, or part of a long one; without what is struck out. `from` is where `text` begins in
 * its block's text; `block` is its index, or one of the places above.
 */
export type Unit = {
  edition: EditionCode;
  block: number;
  from: number;
  text: string;
  /** What of it is in another language. */
  foreign: readonly ForeignStretch[];
  /** Where each UTF-16 unit of the text stands, from `from` on, if something is struck out between them. */
  places?: readonly number[];
  voice: Voice;
  /** How long it is quiet after it. */
  pauseMs: number;
  /** Whether it begins the first paragraph, where an agency's tag may stand. */
  dateline: boolean;
};

/** In milliseconds; with what is left of the sound before, whole frames at 24 kHz. */
const pauses = { heading: 725, passage: 485, sentence: 245 };

/** What is read aloud, in order. Captions, credits, read-more lines, embeds, tables, footnotes, blocks of code and what is struck out are not. */
export function scriptOf(article: Article, blocks: readonly Block[]): Unit[] {
  const edition = editionOf(article.edition);
  const main = voiceOf(article, 'main');
  type Say = Partial<Pick<Unit, 'from' | 'foreign' | 'places' | 'dateline' | 'voice'>> & Pick<Unit, 'pauseMs'>;
  const say = (
    block: number,
    text: string,
    { pauseMs, from = 0, foreign = [], places, dateline = false, voice = main }: Say,
  ): Unit[] => {
    const passage: Unit = { edition: article.edition, block, from, text, foreign, voice, pauseMs, dateline };
    return piecesOf(passage).map(([start, end]) => ({
      ...passage,
      from: from + (places?.[start] ?? start),
      ...(places === undefined ? {} : { places: placesFrom(places, start, end) }),
      text: text.slice(start, end),
      foreign: stretchesWithin(foreign, start, end),
      pauseMs: end === text.length ? pauseMs : pauses.sentence,
      dateline: dateline && start === 0,
    }));
  };
  const firstParagraph = blocks.findIndex((block) => block.type === 'paragraph');
  const byline = spokenByline(article, edition);
  return [
    ...say(headlinePlace, article.headline, { pauseMs: pauses.heading }),
    ...(byline === undefined ? [] : say(bylinePlace, byline, { pauseMs: pauses.heading })),
    ...(article.standfirst === undefined ? [] : say(standfirstPlace, article.standfirst, { pauseMs: pauses.heading })),
    ...blocks.flatMap((block, index) => {
      if (!['paragraph', 'subhead', 'quote', 'list'].includes(block.type) || isSilent(block)) return [];
      const pauseMs = block.type === 'subhead' ? pauses.heading : pauses.passage;
      const voice = voiceOf(article, block.type === 'quote' ? 'quotes' : 'main');
      let from = 0;
      return runsOfBlock(block).flatMap((runs) => {
        const { text, places }: Partial<Standing> & { text: string } = hasStruck(runs)
          ? standingIn(runs)
          : { text: textOfRuns(runs) };
        const foreign = foreignIn(runs, article.edition).map((stretch) => standingStretch(stretch, places));
        const how = { pauseMs, from, foreign, dateline: index === firstParagraph, voice };
        const units = say(index, text, places === undefined ? how : { ...how, places });
        from += textOfRuns(runs).length + 1;
        return units;
      });
    }),
  ].filter((unit) => spokenLength(unit) > 0);
}

function placesFrom(places: readonly number[], start: number, end: number): number[] {
  return places.slice(start, end).map((place) => place - (places[start] ?? 0));
}

/** A stretch of a passage as one of what stands of it. */
function standingStretch(stretch: ForeignStretch, places: readonly number[] | undefined): ForeignStretch {
  if (places === undefined) return stretch;
  return { ...stretch, from: indexIn(places, stretch.from), to: indexIn(places, stretch.to) };
}

/** How many of the places, which ascend, are before one; found by halving, since a text may be all stretches. */
function indexIn(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((places[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** “By Ana Ruiz and Tobias Renwick.”, as the edition says it; nothing without an author. */
export function spokenByline({ byline }: Pick<Article, 'byline'>, { spokenByline }: Edition): string | undefined {
  // Of an address nothing is said.
  const names = byline.map(({ name }) => name).filter((name) => !/^\S+@\S+\.\S+$/.test(name));
  const last = names.pop();
  if (last === undefined) return undefined;
  const said = names.length === 0 ? last : `${names.join(', ')}${spokenByline.and}${last}`;
  return spokenByline.phrase.replace('{names}', () => said);
}

/** A block that its author has marked as not to be read. */
function isSilent(block: Block): boolean {
  return block.silent === true;
}

/** What the hash of a narration is taken over: every word, in order, who says it and in which language. */
export function scoreOf(script: readonly Unit[]): string {
  return JSON.stringify([
    2,
    script.map(({ block, from, text, voice, foreign, places = [] }) => [
      block,
      from,
      text,
      voice,
      ...foreign,
      ...places,
    ]),
  ]);
}
