import { describe, expect, it } from 'vitest';
import { changedTerms } from '../../shared/domain/lexicon.ts';
import { type Renewal, renewalOf } from '../../shared/domain/renewal.ts';
import type { LexiconEntry } from '../../shared/domain/speech.ts';

const lexicon = (aliases: Record<string, string>): LexiconEntry[] =>
  Object.entries(aliases).map(([term, alias]) => ({ term, say: { alias } }));

const first = lexicon({ Ellery: 'Ellary', Okoro: 'Okoro' });
const second = lexicon({ Ellery: 'Elleree', Okoro: 'Okoro' });
const third = lexicon({ Ellery: 'Elleree', Okoro: 'O-koro' });

/** The terms that articles are looked through for when the second change comes, with the first so far done. */
function soughtAfter(before: string): string[] {
  const last: Renewal = { edition: 'en', former: first, before, articles: 3, left: 1, cost: 0.1 };
  const renewal = renewalOf('en', second, third, last);
  expect(renewal).toMatchObject({ articles: 0, left: 0, cost: 0 });
  return changedTerms(renewal?.former ?? [], third).map(({ term }) => term);
}

describe('a change of pronunciation after another', () => {
  it('is of its own terms where articles are through with the one before', () => {
    expect(soughtAfter('')).toEqual(['Okoro']);
  });

  it('is of both their terms where they are not, from the newest article on', () => {
    expect(soughtAfter('2026-11-24T12:00:00.000Z#en-a').toSorted()).toEqual(['Ellery', 'Okoro']);
  });
});
