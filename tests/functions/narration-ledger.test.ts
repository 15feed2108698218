import { afterEach, describe, expect, it, vi } from 'vitest';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { HalfSpoken } from '../../shared/domain/uttered.ts';
import { billedFor } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

const day = '2026-11-24';
const keyOf = (name: string) => `articles/en/politics/${name}.md`;
const idOf = (name: string) => `en-politics-${name}`;
const stateOf = async (newsroom: Newsroom, name: string) => (await newsroom.table.find(idOf(name)))?.narration?.state;
const rowOf = async (newsroom: Newsroom, name: string, on = day) =>
  (await newsroom.studio.spending(on)).find(({ article }) => article === idOf(name));

/** The fake bills each character that is said twice: once for the speech, once for the marks. */
const said = ['Council agrees', 'By Ana Ruiz.', 'In spring.', 'One & two.'];
const file = (more = {}) =>
  anArticleFile({ headline: 'Council agrees', standfirst: 'In spring.', ...more }, 'One & two.');
const characters = 2 * said.join('').length;
const cost = (characters * 16) / 1e6;

describe('the ledger', () => {
  it('has every character that Polly billed, at its price, by day, article, edition and section', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    expect(await newsroom.studio.spending(day)).toEqual([
      {
        day,
        article: idOf('a'),
        edition: 'en',
        section: 'politics',
        characters,
        cost: expect.closeTo(cost, 9),
        units: 4,
        reused: 0,
        saved: 0,
      },
    ]);
    expect(await newsroom.studio.spentOn(day)).toBeCloseTo(cost, 9);
    expect((await newsroom.table.find(idOf('a')))?.narration).toMatchObject({ characters, cost });
  });

  it('adds up what an article cost on a day, and counts what it did not cost again', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain({ until: '2026-11-24T12:01:00Z' });
    await newsroom.put(keyOf('a'), file({ headline: 'Council votes' }));
    await newsroom.drain();
    const anew = 2 * 'Council votes'.length;
    expect(await rowOf(newsroom, 'a')).toMatchObject({
      characters: characters + anew,
      units: 5,
      reused: 3,
      saved: expect.closeTo(((characters - 2 * 'Council agrees'.length) * 16) / 1e6, 9),
    });
  });

  it('has nothing for a call that finds all as it is', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    const before = await newsroom.studio.spending(day);
    expect(await newsroom.narrate(idOf('a'), 1, 'narration.renewed')).toBe('unchanged');
    expect(await newsroom.narrate(idOf('a'))).toBe('unchanged');
    expect(await newsroom.studio.spending(day)).toEqual(before);
    expect(newsroom.narrator.spoken).toHaveLength(4);
  });

  it('has what a run paid that is killed in its middle, and saves nothing by going on behind it', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (asked[0].includes('spring')) return await new Promise(() => {});
      newsroom.moveClock(new Date(newsroom.now().getTime() + 6000).toISOString());
      return await speak(...asked);
    };
    await newsroom.put(keyOf('a'), file());
    void newsroom.narrate(idOf('a'));
    await vi.waitFor(async () => expect(await rowOf(newsroom, 'a')).toMatchObject({ units: 3 }));
    newsroom.needs.narrator.speak = speak;
    newsroom.moveClock('2026-11-24T12:10:00Z');
    expect(await newsroom.narrate(idOf('a'))).toBe('ready');
    expect(newsroom.narrator.spoken).toHaveLength(4);
    expect(await rowOf(newsroom, 'a')).toMatchObject({ units: 4, characters, reused: 0, saved: 0 });
    const narration = (await newsroom.table.find(idOf('a')))?.narration;
    expect(narration).toMatchObject({ characters, chunks: 4, chunksReused: 0 });
  });

  it('bills what Polly said though the cache failed for another unit', async () => {
    const newsroom = aNewsroom();
    const { find } = newsroom.cache;
    let finds = 0;
    newsroom.needs.cache.find = async (sound) => {
      if (++finds === 2) throw new Error('SlowDown: the bucket is busy');
      return await find(sound);
    };
    await newsroom.put(keyOf('a'), file());
    expect(await newsroom.drain()).toEqual(['failed', 'ready']);
    expect(newsroom.narrator.spoken).toHaveLength(4);
    expect(await rowOf(newsroom, 'a')).toMatchObject({ units: 4, characters });
  });

  it('bills what Polly said though it could not be kept, and uses it', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.cache.keep = async () => {
      throw new Error('SlowDown: the bucket is busy');
    };
    await newsroom.put(keyOf('a'), file());
    expect(await newsroom.drain()).toEqual(['ready']);
    expect(newsroom.narrator.spoken).toHaveLength(4);
    expect(await rowOf(newsroom, 'a')).toMatchObject({ units: 4, characters });
  });

  it('has what could not be entered when it was paid, as soon as it can be', async () => {
    const newsroom = aNewsroom();
    const { note } = newsroom.studio;
    newsroom.needs.studio.note = async () => {
      throw new Error('The ledger is too busy');
    };
    await newsroom.put(keyOf('a'), file());
    expect(await newsroom.drain({ turns: 1 })).toEqual(['ready']);
    expect(await rowOf(newsroom, 'a')).toBeUndefined();
    newsroom.needs.studio.note = note;
    await newsroom.drain();
    expect(await rowOf(newsroom, 'a')).toMatchObject({ units: 4, characters });
    expect(newsroom.narrator.spoken).toHaveLength(4);
  });

  it('counts what sounds alike within an article once, there and on the article', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), anArticleFile({ headline: 'H', byline: null, standfirst: null }, 'One.\n\n🚇 One.'));
    await newsroom.drain();
    const row = await rowOf(newsroom, 'a');
    expect(row).toMatchObject({ units: 2, reused: 1, characters: 2 * 'HOne.'.length });
    expect((await newsroom.table.find(idOf('a')))?.narration).toMatchObject({ characters: row?.characters });
  });

  it('bills audio for which Polly could not give the marks', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (!asked[0].includes('Council')) return await speak(...asked);
      newsroom.needs.narrator.speak = speak;
      throw new HalfSpoken(new Error('ServiceUnavailable: Polly is down'), 14);
    };
    await newsroom.put(keyOf('a'), file());
    expect(await newsroom.drain({ turns: 1 })).toEqual(['failed']);
    const halves = 14;
    const whole = 2 * newsroom.narrator.spoken.reduce((sum, ssml) => sum + billedFor(ssml), 0);
    expect((await rowOf(newsroom, 'a'))?.characters).toBe(whole + halves);
    expect(await newsroom.drain()).toEqual(['ready']);
    expect((await rowOf(newsroom, 'a'))?.characters).toBe(characters + halves);
  });
});

describe('the same words in two articles', () => {
  it('are paid for once, though two narrators are at them at the same time', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.put(keyOf('b'), file({ slug: 'another' }));
    const outcomes = await newsroom.drain({ narrators: 2 });
    expect(outcomes.toSorted()).toEqual(['busy', 'ready', 'ready']);
    expect(newsroom.narrator.spoken).toHaveLength(4);
    const rows = [await rowOf(newsroom, 'a'), await rowOf(newsroom, 'b')];
    expect(rows.map((row) => row?.characters).toSorted()).toEqual([0, characters]);
    expect(rows.map((row) => row?.reused).toSorted()).toEqual([0, 4]);
    expect(rows.map((row) => row?.saved).toSorted()).toEqual([0, expect.closeTo(cost, 9)]);
    expect(await Promise.all(['a', 'b'].map((name) => stateOf(newsroom, name)))).toEqual(['ready', 'ready']);
  });

  it('are said by another if a narrator is killed over them', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.put(keyOf('b'), file({ slug: 'another' }));
    const { free } = newsroom.needs.studio;
    newsroom.needs.studio.free = async () => {
      newsroom.needs.studio.free = free;
      throw new Error('killed');
    };
    const { attach } = newsroom.needs.articles;
    newsroom.needs.articles.attach = async () => {
      newsroom.needs.articles.attach = attach;
      throw new Error('killed');
    };
    await expect(newsroom.drain({ turns: 1 })).rejects.toThrow('killed');
    const outcomes = await newsroom.drain();
    expect(outcomes.at(-1)).toBe('ready');
    expect(new Set(outcomes.slice(0, -1))).toEqual(new Set(['busy']));
    expect(newsroom.needs.now().getTime()).toBeLessThan(Date.parse('2026-11-24T12:07:00Z'));
    expect(newsroom.narrator.spoken).toHaveLength(4);
    expect(await stateOf(newsroom, 'b')).toBe('ready');
  });
});

describe('the budget of a day', () => {
  it('pauses narration, not publishing: the newsroom is told once, and the next day goes on', async () => {
    const newsroom = aNewsroom('2026-11-24T20:00:00.000Z');
    const story = (name: string) =>
      anArticleFile({ headline: `On ${name}`, standfirst: null, byline: null }, `Of ${name}.`);
    const price = (2 * 'On aOf a.'.length * 16) / 1e6;
    settings.narration.dailyBudget = price * 1.5;
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await newsroom.put(keyOf(name), story(name));
    await newsroom.drain({ until: '2026-11-24T21:30:00Z' });
    expect(await Promise.all(names.map((name) => stateOf(newsroom, name)))).toEqual([
      'ready',
      'ready',
      'pending',
      'pending',
    ]);
    expect(newsroom.silences.map(({ type, article }) => [type, article])).toEqual([
      ['narration.paused', idOf('c')],
      ['narration.paused', idOf('d')],
    ]);
    expect(newsroom.silences[0]?.reason).toContain(`$${settings.narration.dailyBudget}`);
    expect((await newsroom.table.find(idOf('c')))?.narration).toMatchObject({ state: 'pending', paused: 'budget' });
    expect(await newsroom.put(keyOf('e'), story('e'))).toBe('published');

    const paid = newsroom.narrator.spoken.length;
    await newsroom.drain({ until: '2026-11-24T23:59:59Z' });
    expect(newsroom.narrator.spoken).toHaveLength(paid);
    settings.narration.dailyBudget = price * 5;
    await newsroom.drain({ until: '2026-11-25T00:30:00Z' });
    for (const name of [...names, 'e']) expect(await stateOf(newsroom, name), name).toBe('ready');
    expect(newsroom.silences).toHaveLength(3);
    expect((await newsroom.studio.spending('2026-11-25')).map(({ article }) => article).toSorted()).toEqual(
      ['c', 'd', 'e'].map(idOf),
    );
  });

  it('leaves the audio that there is when a renewal must wait', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    settings.narration.dailyBudget = 1e-6;
    expect(await newsroom.narrate(idOf('a'), 1, 'narration.renewed')).toBe('paused');
    expect(await stateOf(newsroom, 'a')).toBe('ready');
    expect(newsroom.silences).toEqual([]);
  });
});
