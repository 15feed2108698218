import { afterEach, describe, expect, it } from 'vitest';
import { ask, look, priceOf } from '../../scripts/missing-narrations.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

type Newsroom = ReturnType<typeof aNewsroom>;

/** Asks for the article as the command does, to be looked at any time later. */
async function follow(newsroom: Newsroom, again = false) {
  const record = await newsroom.table.find(id);
  if (record === undefined) throw new Error('There is no article');
  const needs = { ...newsroom.needs, wait: async () => {} };
  const asked = await ask(record, 600, again, needs);
  return () => look(asked, needs);
}

async function aNarrated(): Promise<Newsroom> {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  await newsroom.drain();
  newsroom.moveClock('2026-11-24T12:05:00Z');
  return newsroom;
}

function takeDown(newsroom: Newsroom): void {
  newsroom.needs.narrator.speak = async () => {
    throw new Error('ServiceUnavailable: Polly is down');
  };
}

describe('an article that somebody has asked for', () => {
  it('again is ready when it has been made anew, not as it was', async () => {
    const newsroom = await aNarrated();
    newsroom.needs.studio.lexicon = async () => [{ term: 'tunnel', say: { alias: 'tunn ell' } }];
    const found = await follow(newsroom, true);
    expect(await found()).toBeUndefined();
    await newsroom.drain({ turns: 1 });
    expect(await found()).toMatchObject({ end: 'ready', narration: { madeAt: '2026-11-24T12:05:00.000Z' } });
    expect(newsroom.narrator.spoken.at(-1)).toContain('tunn ell');
  });

  it('after it had failed fails when it has failed once more', async () => {
    const newsroom = aNewsroom();
    takeDown(newsroom);
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ turns: 1 });
    newsroom.moveClock('2026-11-24T12:00:30Z');
    const found = await follow(newsroom);
    expect(await found()).toBeUndefined();
    await newsroom.drain({ until: '2026-11-24T12:00:30Z' });
    expect(await found()).toMatchObject({ end: 'failed', reason: expect.stringContaining('Polly is down') });
  });

  it('and that was withdrawn, or is not to be read aloud any more, is not waited for', async () => {
    const newsroom = await aNarrated();
    const found = await follow(newsroom, true);
    await newsroom.put(key, anArticleFile({ narration: '{ skip: true }' }));
    expect(await found()).toEqual({ end: 'skipped', reason: 'The newsroom asked for no narration.' });
    await newsroom.remove(key);
    expect(await found()).toEqual({ end: 'gone', reason: 'It was withdrawn.' });
  });

  it('while it was paused waits for the new day’s narrators, and no longer than there is a budget', async () => {
    const newsroom = await aNarrated();
    settings.narration.dailyBudget = await newsroom.studio.spentOn('2026-11-24');
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await newsroom.drain({ turns: 1 });
    const today = await follow(newsroom);
    expect(await today()).toMatchObject({ end: 'paused' });
    newsroom.moveClock('2026-11-25T00:00:00Z');
    const tomorrow = await follow(newsroom);
    expect(await tomorrow()).toBeUndefined();
    await newsroom.drain({ until: '2026-11-25T00:05:00Z' });
    expect(await tomorrow()).toMatchObject({ end: 'ready' });
  });
});

it('an article is priced by the words of its own edition’s lexicon', async () => {
  const newsroom = aNewsroom();
  const story = anArticleFile({ headline: 'Zo', byline: null, standfirst: null }, 'Zo.');
  await newsroom.put('articles/en/world/zo.md', story);
  await newsroom.put('articles/es/mundo/zo.md', story);
  newsroom.lexicons.say('es', 'file', [{ term: 'Zo', say: { alias: 'Zooo' } }]);
  for (const article of ['en-world-zo', 'es-mundo-zo']) {
    const before = await newsroom.studio.spentOn('2026-11-24');
    const { units, cost } = await priceOf(article, newsroom.needs);
    expect(units).toBe(2);
    await newsroom.narrate(article);
    expect((await newsroom.studio.spentOn('2026-11-24')) - before).toBeCloseTo(cost, 9);
    expect(await priceOf(article, newsroom.needs)).toMatchObject({ units: 0 });
  }
});
