import { describe, expect, it } from 'vitest';
import { noDebts } from '../../shared/domain/article.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';

describe('an upload', () => {
  it('is published: readable, listed, announced, with a receipt', async () => {
    const newsroom = aNewsroom();
    expect(await newsroom.put(key, anArticleFile())).toBe('published');
    expect((await newsroom.table.find(id))?.article).toMatchObject({
      headline: 'Council agrees on the harbour tunnel',
      byline: [{ slug: 'ana-ruiz', name: 'Ana Ruiz' }],
      url: '/en/politics/tunnel',
      publishedAt: '2026-11-24T12:00:00.000Z',
      readingMinutes: 1,
    });
    for (const list of ['en', 'en/section/politics', 'en/tag/harbour', 'en/region/europe', 'en/author/ana-ruiz']) {
      expect((await newsroom.table.list(list, '9', 9)).cards.map((card) => card.id)).toEqual([id]);
    }
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
    expect(newsroom.table.receipts).toMatchObject([{ key, outcome: 'published', article: { id, revision: 1 } }]);
    expect((await newsroom.table.find(id))?.debts).toEqual(noDebts);
  });

  it('that corrects an article updates it in place and keeps its time of publication', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    newsroom.moveClock('2026-11-24T13:00:00Z');
    expect(await newsroom.put(key, anArticleFile({ headline: 'Council votes', tags: '[Transport]' }))).toBe('updated');
    expect((await newsroom.table.find(id))?.article).toMatchObject({
      headline: 'Council votes',
      publishedAt: '2026-11-24T12:00:00.000Z',
      updatedAt: '2026-11-24T13:00:00.000Z',
    });
    expect((await newsroom.table.list('en/tag/harbour', '9', 9)).cards).toEqual([]);
    expect((await newsroom.table.list('en', '9', 9)).cards.map((card) => card.headline)).toEqual(['Council votes']);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`, `article.updated ${id}@2`]);
  });

  it('of identical bytes changes nothing and announces nothing', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.put(key, anArticleFile())).toBe('unchanged');
    expect((await newsroom.table.find(id))?.revision).toBe(1);
    expect(newsroom.told()).toHaveLength(1);
  });

  it('that is broken is rejected with its problems, told to the newsroom, and leaves the last good version live', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.put(key, anArticleFile({ headline: null, section: 'politcs' }))).toBe('rejected');
    expect(newsroom.announcer.reported).toMatchObject([
      { outcome: 'published' },
      {
        outcome: 'rejected',
        problems: [
          { code: 'field-missing', field: 'headline', place: { line: 2, column: 1 } },
          { code: 'field-choice', field: 'section', place: { line: 5, column: 10 } },
        ],
      },
    ]);
    expect(newsroom.announcer.reported[1]?.problems[1]?.advice).toContain('Did you mean “politics”?');
    expect((await newsroom.table.find(id))?.revision).toBe(1);
  });

  it('is withdrawn when its object is removed, and revived under the same id by a later one', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.remove(key)).toBe('withdrawn');
    expect(await newsroom.table.find(id)).toMatchObject({ state: 'withdrawn' });
    expect((await newsroom.table.list('en', '9', 9)).cards).toEqual([]);
    expect(await newsroom.put(key, anArticleFile())).toBe('published');
    expect(newsroom.told()).toEqual([
      `article.published ${id}@1`,
      `article.withdrawn ${id}@1/withdrawn`,
      `article.published ${id}@2`,
    ]);
  });

  it('may not take the public address of another article, and is told whose it is', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.put('articles/en/late/other.md', anArticleFile({ slug: 'tunnel' }))).toBe('rejected');
    expect(newsroom.announcer.reported[1]?.problems).toMatchObject([{ code: 'url-taken' }]);
    expect(newsroom.announcer.reported[1]?.problems[0]?.message).toContain(id);
  });

  it('may take the public address of an article that was withdrawn', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.remove(key);
    expect(await newsroom.put('articles/en/late/other.md', anArticleFile({ slug: 'tunnel' }))).toBe('published');
    expect(await newsroom.put(key, anArticleFile())).toBe('rejected');
  });

  it('may not take the id of another file', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.put('articles/en/politics/tunnel.markdown', anArticleFile())).toBe('rejected');
    expect(newsroom.announcer.reported[1]?.problems).toMatchObject([{ code: 'id-taken' }]);
  });

  it('that is scheduled is announced on its minute by release-due, and taken off the lists when it expires', async () => {
    const newsroom = aNewsroom();
    const times = { 'publish-at': '2026-11-24T15:00:00Z', expires: '2026-11-25T15:00:00Z' };
    expect(await newsroom.put(key, anArticleFile(times))).toBe('scheduled');
    newsroom.moveClock('2026-11-24T14:59:59.999Z');
    expect(await newsroom.release()).toMatchObject({ looked: 0 });
    expect(newsroom.told()).toEqual([]);
    newsroom.moveClock('2026-11-24T15:00:00Z');
    expect(await newsroom.release()).toMatchObject({ announced: 1 });
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
    newsroom.moveClock('2026-11-25T15:00:00Z');
    expect(await newsroom.release()).toMatchObject({ expired: 1 });
    expect((await newsroom.table.list('en', '9', 9)).cards).toEqual([]);
    expect(newsroom.told().at(-1)).toBe(`article.withdrawn ${id}@1/withdrawn`);
    expect(await newsroom.release()).toMatchObject({ looked: 0 });
  });

  it('that cannot be announced keeps no other waiting', async () => {
    const newsroom = aNewsroom();
    const at = { 'publish-at': '2026-11-24T15:00:00Z' };
    for (const name of ['a', 'b']) await newsroom.put(`articles/en/p/${name}.md`, anArticleFile(at));
    newsroom.moveClock('2026-11-24T15:00:00Z');
    const { announce } = newsroom.needs.announcer;
    newsroom.needs.announcer.announce = async (announcement) => {
      if (announcement.article === 'en-p-a') throw new Error('SNS refuses');
      await announce(announcement);
    };
    await expect(newsroom.release()).rejects.toThrow('1 of 2');
    expect(newsroom.told()).toEqual(['article.published en-p-b@1']);
  });

  it('whose announcer died is announced by release-due, under the same id', async () => {
    const newsroom = aNewsroom();
    const announce = newsroom.needs.announcer.announce;
    newsroom.needs.announcer.announce = async () => {
      throw new Error('SNS is away');
    };
    await expect(newsroom.put(key, anArticleFile())).rejects.toThrow('SNS is away');
    newsroom.needs.announcer.announce = announce;
    newsroom.moveClock('2026-11-24T12:02:00Z');
    await newsroom.release();
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
  });
});
