import { changedTerms, isSame } from './lexicon.ts';
import { isTurnedOff } from './narration.ts';
import type { EditionCode } from './newsroom.ts';
import type { LexiconEntry } from './speech.ts';

/** How far an edition's articles are with a changed pronunciation; they are looked at newest first. */
export type Renewal = {
  edition: EditionCode;
  /** What the file or concept said before. */
  former: LexiconEntry[];
  /** Articles at places before this one are still to be looked at; none is before ''. */
  before: string;
  /** How many are read aloud anew, and how many keep their audio because the budget was spent. */
  articles: number;
  left: number;
  /** What those that are read anew cost, in US dollars at list price. */
  cost: number;
};

/** What a changed pronunciation led to, as a receipt tells it. */
export type Renewed = Pick<Renewal, 'articles' | 'left' | 'cost'> & { at: string; why?: string };

/** Places in lists begin with a time, so all come before it. */
const afterAll = '~';

/** Of a term that articles may say in one way or another: it is like no pronunciation that there is. */
const inSeveralWays = { alias: '— in several ways —' };

/**
 * What a change of a file or concept in an edition leaves to be done. A change that comes before the articles are through
 * with the last one begins anew, with what either of the two has changed; one that changes no term leaves the last as it
 * is.
 */
export function renewalOf(
  edition: EditionCode,
  former: LexiconEntry[],
  next: LexiconEntry[],
  last: Renewal | undefined,
): Renewal | undefined {
  if (changedTerms(former, next).length === 0) return last;
  const isUnfinished = last !== undefined && last.before !== '';
  const said = isUnfinished ? blurred(last.former, former) : former;
  return { edition, former: said, before: afterAll, articles: 0, left: 0, cost: 0 };
}

function blurred(one: LexiconEntry[], other: LexiconEntry[]): LexiconEntry[] {
  const unlike = changedTerms(one, other).map(({ term }) => term);
  const alike = one.filter(({ term, say }) => other.some((each) => each.term === term && isSame(each.say, say)));
  return [...alike, ...unlike.map((term) => ({ term, say: inSeveralWays }))];
}

/** All editions' renewals of one change together. `budget` is in US dollars. */
export function renewedBy(renewals: readonly Renewal[], budget: number, now: Date): Renewed {
  const sum = (of: 'articles' | 'left' | 'cost') => renewals.reduce((total, each) => total + each[of], 0);
  const left = sum('left');
  const told = { at: now.toISOString(), articles: sum('articles'), left, cost: Math.round(sum('cost') * 1e6) / 1e6 };
  if (left === 0) return told;
  const audio = left === 1 ? 'One article keeps its audio' : `${left} articles keep their audio`;
  if (isTurnedOff()) return { ...told, why: `${audio}: narration is turned off.` };
  return { ...told, why: `${audio}: what one change may cost ($${budget}) is spent. Newer ones came first.` };
}
