import type { Concept, Pronunciation } from './concept.ts';
import type { EditionCode } from './newsroom.ts';
import type { Lexicon, LexiconEntry } from './speech.ts';

/** What the file of an edition's lexicon, or one concept, says in an edition. */
export type LexiconSource = { source: string; entries: LexiconEntry[] };

/** The source that is the edition's own file. */
export const fileSource = 'file';

export function conceptSource(id: string): string {
  return `concept#${id}`;
}

/**
 * How an edition says words, every term once. The file's entries come first: with them an editor overrules what a concept
 * says. Of concepts that share a term the first by its id has it.
 */
export function mergedLexicon(sources: readonly LexiconSource[]): Lexicon {
  const merged = new Map<string, LexiconEntry>();
  const isFile = ({ source }: LexiconSource) => (source === fileSource ? 0 : 1);
  const inOrder = sources.toSorted((a, b) => isFile(a) - isFile(b) || (a.source < b.source ? -1 : 1));
  for (const entry of inOrder.flatMap(({ entries }) => entries)) {
    const term = entry.term.normalize('NFC');
    if (!merged.has(term)) merged.set(term, entry);
  }
  return [...merged.values()];
}

/** All sources with other entries for one of them, which may be new. */
export function withSource(
  sources: readonly LexiconSource[],
  source: string,
  entries: LexiconEntry[],
): LexiconSource[] {
  return [...sources.filter((each) => each.source !== source), { source, entries }];
}

/**
 * What a concept says in an edition: its name there, and aliases that are only written otherwise. An alias that is another
 * word is not said as the name is: who reads “DPRK” must not hear “North Korea”.
 */
export function entriesOf(concept: Concept | undefined, edition: EditionCode): LexiconEntry[] {
  const say = concept?.pronunciation[edition];
  if (concept === undefined || say === undefined) return [];
  const name = concept.names[edition];
  const spellings = concept.aliases.filter((alias) => lettersOf(alias) === lettersOf(name));
  return [...new Set([name, ...spellings])].map((term) => ({ term, say }));
}

/** The letters and digits of a name, without their marks, cases and spaces. */
function lettersOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** A term that is said otherwise than before, or was or is said by no entry. */
export type TermChange = { term: string; before?: Pronunciation; after?: Pronunciation };

/** The terms that two lexicons do not say alike, in the order of the first, then of the second. */
export function changedTerms(before: Lexicon, after: Lexicon): TermChange[] {
  const old = sayings(before);
  const now = sayings(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((term) => {
    const [was, is] = [old.get(term), now.get(term)];
    if (isSame(was, is)) return [];
    return [{ term, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

export function isSame(one: Pronunciation | undefined, other: Pronunciation | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sayings(lexicon: Lexicon): Map<string, Pronunciation> {
  const found = new Map<string, Pronunciation>();
  for (const { term, say } of lexicon) if (!found.has(term)) found.set(term, say);
  return found;
}
