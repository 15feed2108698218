import { afterEach, describe, expect, it } from 'vitest';
import { missingNarrations, narrateAll } from '../../scripts/missing-narrations.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const off = { state: 'skipped', reason: 'The newsroom has turned narration off.', off: true };

const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

const narrationOf = async ({ table }: Newsroom, of = id) => (await table.find(of))?.narration;
const wishes = ({ asked }: Newsroom) => asked.filter(({ type }) => type !== 'narration.retired');

async function missing(newsroom: Newsroom) {
  const ids: string[] = [];
  for await (const each of missingNarrations(['en'], newsroom.needs)) ids.push(each.id);
  return ids;
}

/** What `npm run narrate -- --missing` makes of all that is missing. */
async function narrateMissing(newsroom: Newsroom) {
  const needs = { ...newsroom.needs, wait: async () => void (await newsroom.drain({ turns: 1 })) };
  const ends: string[] = [];
  const records = missingNarrations(['en'], newsroom.needs);
  for await (const each of narrateAll(records, { most: 5, seconds: 600 }, needs)) ends.push(`${each.end} ${each.id}`);
  return ends;
}

describe('while a daily budget of 0 turns narration off', () => {
  it('an article is silent from the start: nobody is told, and nothing is asked for', async () => {
    const newsroom = aNewsroom();
    settings.narration.dailyBudget = 0;
    expect(await newsroom.put(key, anArticleFile())).toBe('published');
    await newsroom.put('articles/en/later.md', anArticleFile({ 'publish-at': '2026-11-25T12:00:00Z' }));
    expect(await narrationOf(newsroom)).toEqual(off);
    expect(await newsroom.drain()).toEqual(['skipped']);
    expect(await narrationOf(newsroom)).toEqual(off);
    expect(await narrationOf(newsroom, 'en-later')).toEqual(off);
    expect([newsroom.asked, newsroom.silences, newsroom.narrator.spoken]).toEqual([[], [], []]);
  });

  it('one that waited for its voice waits no more', async () => {
    const newsroom = aNewsroom();
    settings.narration.dailyBudget = 1e-6;
    await newsroom.studio.note({
      ...{ day: '2026-11-24', article: 'en-a', edition: 'en', section: 'sport' },
      ...{ characters: 1, cost: 1, units: 1, reused: 0, saved: 0 },
    });
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ turns: 1 });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'pending', paused: 'budget' });
    settings.narration.dailyBudget = 0;
    // The queue runs empty.
    expect(await newsroom.drain()).toEqual(['skipped']);
    expect(await narrationOf(newsroom)).toEqual(off);
    expect(newsroom.silences.map(({ type }) => type)).toEqual(['narration.paused']);
  });

  it('audio stays as long as its text does', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    settings.narration.dailyBudget = 0;
    await newsroom.put(key, anArticleFile({ tags: '[Transport]' }));
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready' });
    expect(await newsroom.narrate(id, 2, 'narration.renewed')).toBe('unchanged');
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await newsroom.drain();
    expect(await narrationOf(newsroom)).toEqual(off);
    expect(newsroom.recordings.size).toBe(0);
    expect(wishes(newsroom)).toEqual([]);
  });

  it('the reason of an article that is silent for its own sake is its own', async () => {
    const newsroom = aNewsroom();
    settings.narration.dailyBudget = 0;
    await newsroom.put(key, anArticleFile({ narration: '{ skip: true }' }));
    expect(await narrationOf(newsroom)).toEqual({ state: 'skipped', reason: 'The newsroom asked for no narration.' });
  });
});

describe('when narration is turned on again', () => {
  async function aSilentNewsroom() {
    const newsroom = aNewsroom();
    settings.narration.dailyBudget = 0;
    await newsroom.put(key, anArticleFile());
    await newsroom.put('articles/en/silent.md', anArticleFile({ narration: '{ skip: true }' }));
    await newsroom.drain();
    settings.narration.dailyBudget = dailyBudget;
    return newsroom;
  }

  it('whoever asks for what is missing brings those articles, and no others', async () => {
    const newsroom = await aSilentNewsroom();
    expect(await missing(newsroom)).toEqual([id]);
    expect(await narrateMissing(newsroom)).toEqual([`ready ${id}`]);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 1 });
    expect(await missing(newsroom)).toEqual([]);
  });

  it('a new version of one has its voice by itself', async () => {
    const newsroom = await aSilentNewsroom();
    await newsroom.put(key, anArticleFile({ tags: '[Transport]' }));
    await newsroom.drain();
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
  });

  it('one that Polly fails at is failed like any other', async () => {
    const newsroom = await aSilentNewsroom();
    newsroom.needs.narrator.speak = async () => {
      throw new Error('Polly is down');
    };
    expect(await narrateMissing(newsroom)).toEqual([`failed ${id}`]);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed', attempts: 1 });
  });
});
