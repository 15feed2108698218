import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countViews } from '../../functions/count-views/count-views.ts';
import { rankMostReadLists } from '../../functions/rank-most-read/rank-most-read.ts';
import { recordView } from '../../functions/record-view/record-view.ts';
import type { View } from '../../shared/domain/most-read.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aRequest } from '../fixtures/requests.ts';
import { aNewsroom } from './newsroom.ts';

type Reader = { sourceIp?: string; userAgent?: string };

function view(newsroom: ReturnType<typeof aNewsroom>, article: unknown, reader: Reader = {}) {
  const body = typeof article === 'string' ? JSON.stringify({ article }) : String(article);
  return recordView(aRequest({ routeKey: 'POST /v1/views', body, ...reader }), newsroom.needs);
}

function delivered(views: View[]) {
  return views.map((each, index) => ({ messageId: String(index), body: JSON.stringify(each) }));
}

describe('a view', () => {
  it('is sent on with a fingerprint that names nobody', async () => {
    const newsroom = aNewsroom();
    expect((await view(newsroom, 'en-politics-tunnel')).statusCode).toBe(204);
    const [sent] = newsroom.views.views;
    expect(sent).toMatchObject({ article: 'en-politics-tunnel', at: '2026-11-24T12:00:00.000Z' });
    expect(JSON.stringify(sent)).not.toMatch(/192\.0\.2\.1|Mozilla/);
  });

  it('of a crawler is thanked and not counted', async () => {
    const newsroom = aNewsroom();
    for (const userAgent of ['Googlebot/2.1', 'curl/8.1', '', 'facebookexternalhit/1.1 (link preview)']) {
      expect((await view(newsroom, 'en-politics-tunnel', { userAgent })).statusCode).toBe(204);
    }
    expect(newsroom.views.views).toEqual([]);
  });

  it('that is no view is refused with a word on how to send one', async () => {
    const newsroom = aNewsroom();
    for (const body of ['x', '{"article":5}', '{"article":"xx-unknown"}', '{"article":"en-a/../b"}', '']) {
      const { statusCode, body: answer } = await view(newsroom, { toString: () => body });
      expect(statusCode, body).toBe(400);
      expect(answer).toContain('en-politics-summit');
    }
  });
});

describe('most read', () => {
  it('counts each reader once an hour, however often a message comes and a page is reloaded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ story: fc.nat({ max: 3 }), reader: fc.nat({ max: 8 }) }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        async (reads, batch) => {
          const newsroom = aNewsroom();
          for (let n = 0; n <= 3; n++) await newsroom.put(`articles/en/p/story-${n}.md`, anArticleFile());
          for (const { story, reader } of reads)
            await view(newsroom, `en-p-story-${story}`, { sourceIp: `192.0.2.${reader}` });
          const { views } = newsroom.views;
          for (let at = 0; at < views.length; at += batch) {
            await countViews(delivered(views.slice(at, at + batch)), newsroom.needs);
            await countViews(delivered(views.slice(Math.max(0, at - 1), at + batch)), newsroom.needs);
          }
          await rankMostReadLists(newsroom.needs);
          const expected = Map.groupBy(reads, ({ story }) => `en-p-story-${story}`);
          const ranking = await newsroom.readership.mostRead('en');
          expect(new Map(ranking?.articles.map((article) => [article.id, article.readers]))).toEqual(
            new Map([...expected].map(([id, of]) => [id, new Set(of.map(({ reader }) => reader)).size])),
          );
          const scores = ranking?.articles.map((article) => article.score) ?? [];
          expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('weighs a view half after six hours, and forgets it after a day', async () => {
    const newsroom = aNewsroom('2026-11-24T12:59:00Z');
    await newsroom.put('articles/en/p/old.md', anArticleFile());
    await newsroom.put('articles/en/p/new.md', anArticleFile());
    await newsroom.readership.add({ article: 'en-p-old', hour: '2026-11-24T12', readers: ['a', 'b', 'c'] });
    newsroom.moveClock('2026-11-24T19:00:00Z');
    await newsroom.readership.add({ article: 'en-p-new', hour: '2026-11-24T18', readers: ['d', 'e'] });
    await rankMostReadLists(newsroom.needs);
    expect((await newsroom.readership.mostRead('en/politics'))?.articles).toEqual([
      { id: 'en-p-new', readers: 2, score: 2 },
      { id: 'en-p-old', readers: 3, score: 1.5 },
    ]);
    newsroom.moveClock('2026-11-25T12:30:00Z');
    await rankMostReadLists(newsroom.needs);
    expect((await newsroom.readership.mostRead('en'))?.articles.map(({ id }) => id)).toEqual(['en-p-new']);
  });

  it('names the messages of a tally that could not be written, and those only', async () => {
    const newsroom = aNewsroom();
    const { add } = newsroom.needs.readership;
    newsroom.needs.readership.add = async (tally) => {
      if (tally.article === 'en-p-bad') throw new Error('throttled');
      await add(tally);
    };
    const at = newsroom.now().toISOString();
    const views = ['en-p-good', 'en-p-bad', 'en-p-bad'].map((article) => ({ article, reader: 'r', at }));
    const strange = { messageId: 'x', body: '{"article":5}' };
    const { failed } = await countViews([...delivered(views), strange], newsroom.needs);
    expect(failed.map(({ messageId }) => messageId)).toEqual(['1', '2', 'x']);
  });
});
