import type { Article, ArticleRecord } from './article.ts';
import type { Block } from './blocks.ts';
import { editionOf } from './edition.ts';
import { changedTerms, type TermChange } from './lexicon.ts';
import { sentenceEnds } from './pieces.ts';
import { scriptOf, spokenByline, type Unit } from './script.ts';
import { fingerprint } from './slug.ts';
import { lexiconTreatments } from './speech/lexicon-treatments.ts';
import { fold } from './speech/treatment.ts';
import { type Lexicon, soundOf, speechOf } from './speech.ts';
import { standingText, stretchesWithin } from './stretch.ts';
import { billedWithMarks, costOf } from './voice.ts';

/** Two lexicons of an edition, and the terms that they do not say alike. */
export type LexiconComparison = { before: Lexicon; after: Lexicon; terms: TermChange[]; sought: Lexicon };

/** A unit that sounds otherwise. `characters` are those that Polly bills, for speech and marks together. */
export type ChangedUnit = { unit: Unit; characters: number; cost: number };

/**
 * What is already counted on. The same words are paid for once, however many articles say them; of very many only the
 * last are known.
 */
export type Counted = Set<string>;
const mostCounted = 100_000;

export function compareLexicons(before: Lexicon, after: Lexicon): LexiconComparison {
  const terms = changedTerms(before, after);
  const sought = terms.flatMap(({ term, before, after }) => {
    const say = after ?? before;
    return say === undefined ? [] : [{ term, say }];
  });
  return { before, after, terms, sought };
}

/** What of an article must be read aloud anew after a change, as the narrator decides it: by the keys of its units. */
export function changedUnits(
  article: Article,
  blocks: readonly Block[],
  change: LexiconComparison,
  counted: Counted,
): ChangedUnit[] {
  return scriptOf(article, blocks).flatMap((unit) => {
    const now = changedSpeech(unit, change);
    if (now === undefined) return [];
    const { billed } = now;
    const key = fingerprint(soundOf(unit, now));
    const isPaid = counted.has(key);
    if (counted.size >= mostCounted) counted.clear();
    counted.add(key);
    const characters = isPaid ? 0 : billedWithMarks(billed, unit.voice);
    return [{ unit, characters, cost: costOf(characters, unit.voice.engine) }];
  });
}

/** Whether an article says a term that is changed. Most do not: a look at their words costs little, a script much. */
export function mayConcern(article: Article, blocks: readonly Block[], { sought }: LexiconComparison): boolean {
  const { headline, standfirst = '', edition } = article;
  const texts = [
    headline,
    standfirst,
    spokenByline(article, editionOf(edition)) ?? '',
    ...blocks.map((block) => standingText(block)),
  ];
  return texts.some((text) => says(text, sought));
}

function says(text: string, sought: Lexicon): boolean {
  return lexiconTreatments(fold(text), sought).length > 0;
}

/** The sentences of a changed unit that sound otherwise. */
export function changedSentences({ unit }: ChangedUnit, change: LexiconComparison): string[] {
  const ends = sentenceEnds(unit);
  const sentences = ends.map((end, index): Unit => {
    const from = ends[index - 1] ?? 0;
    const foreign = stretchesWithin(unit.foreign, from, end);
    return { ...unit, text: unit.text.slice(from, end), foreign, dateline: false };
  });
  const changed = sentences.filter((sentence) => changedSpeech(sentence, change) !== undefined);
  // A term may reach over what is taken for an end: “Yahoo! News”.
  return (changed.length > 0 ? changed : [unit]).map(({ text }) => text.trim());
}

function changedSpeech(unit: Unit, { before, after, sought }: LexiconComparison) {
  if (!says(unit.text, sought)) return undefined;
  const now = speechOf(unit, after);
  return soundOf(unit, speechOf(unit, before)) === soundOf(unit, now) ? undefined : now;
}

/**
 * Whether a change of a lexicon concerns an article: `ready`, its audio is to be made anew; `waiting`, it has none of its
 * text yet, but whoever makes it at this moment may have looked into the former lexicon.
 */
export function concernOf({ state, narration }: ArticleRecord): 'ready' | 'waiting' | undefined {
  if (state !== 'live' || narration === undefined || narration.state === 'skipped') return undefined;
  if (narration.state === 'ready') return 'ready';
  // What Polly always says wrong would be paid for again by every change.
  return narration.state === 'failed' && narration.final === true ? undefined : 'waiting';
}
