import { describe, expect, it } from 'vitest';
import { type Article, type ArticleRecord, noDebts } from '../../shared/domain/article.ts';
import type { Concept } from '../../shared/domain/concept.ts';
import { retag, retagged } from '../../shared/domain/retag.ts';

const concept: Concept = {
  id: 'floods',
  names: { en: 'Floods', es: 'Inundaciones', ar: 'الفيضانات' },
  aliases: ['Flood', 'Flooding'],
  pronunciation: {},
};

const article: Article = {
  id: 'en-a',
  edition: 'en',
  kind: 'news',
  section: 'climate',
  headline: 'A headline',
  byline: [],
  importance: 'minor',
  tags: [
    { slug: 'flood', name: 'Flood' },
    { slug: 'cities', name: 'Cities' },
    { slug: 'flooding', name: 'Flooding' },
  ],
  regions: [],
  corrections: [],
  url: '/en/climate/a',
  publishedAt: '2026-11-24T12:00:00.000Z',
  words: 3,
  readingMinutes: 1,
};
const place = '2026-11-24T12:00:00.000Z#en-a';

const record: ArticleRecord = {
  id: 'en-a',
  key: 'articles/en/a.md',
  state: 'live',
  version: 7,
  commits: 3,
  revision: 2,
  sequencer: '01',
  uploadedAt: '2026-11-24T12:00:00.000Z',
  article,
  debts: noDebts,
};

describe('an article that has a concept by other names', () => {
  it('moves from their lists to the concept’s, and its card changes in all others', () => {
    const change = retag({ record, blocks: [] }, concept);
    const lists = (places: { list: string; place: string }[] = []) => places.map(({ list }) => list);
    expect(lists(change?.enter)).toEqual([
      'en',
      'en/section/climate',
      'en/kind/news',
      'en/tag/floods',
      'en/tag/cities',
    ]);
    expect(change?.leave).toEqual([
      { list: 'en/tag/flood', place },
      { list: 'en/tag/flooding', place },
    ]);
    expect(change?.record?.next).toMatchObject({ version: 8, commits: 4, revision: 2 });
    expect(change?.receipt).toBeUndefined();
    expect(change?.version).toBeUndefined();
  });

  it('goes on owing what it owes, but not to leave a list that it enters', () => {
    const elsewhere = { list: 'en/tag/rain', place };
    const debts = {
      ...noDebts,
      owed: [{ type: 'article.updated' as const, revision: 2, at: '2026-11-24T12:00:00.000Z' }],
      leaving: [{ list: 'en/tag/floods', place }, elsewhere],
      families: ['es-b'],
    };
    const change = retag({ record: { ...record, debts, dueAt: '2026-11-24T12:01:00.000Z' }, blocks: [] }, concept);
    expect(change?.record?.next.debts).toEqual({ ...debts, leaving: [elsewhere] });
    expect(change?.record?.next.dueAt).toBe('2026-11-24T12:01:00.000Z');
  });

  it('is left alone when it is withdrawn, or has the tag already', () => {
    expect(retag({ record: { ...record, state: 'withdrawn' }, blocks: [] }, concept)).toBeUndefined();
    const done = retag({ record, blocks: [] }, concept)?.record?.next ?? record;
    expect(retag({ record: done, blocks: [] }, concept)).toBeUndefined();
  });
});

it('tags keep their order, and stand there once', () => {
  expect(retagged(article.tags, 'es', concept)).toEqual([
    { slug: 'floods', name: 'Inundaciones' },
    { slug: 'cities', name: 'Cities' },
  ]);
  expect(retagged([{ slug: 'floods', name: 'Floods' }], 'en', concept)).toBeUndefined();
  expect(retagged([{ slug: 'floods', name: 'floods' }], 'en', concept)).toEqual([{ slug: 'floods', name: 'Floods' }]);
});
