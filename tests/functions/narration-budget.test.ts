import { afterEach, describe, expect, it } from 'vitest';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

const keyOf = (name: string) => `articles/en/politics/${name}.md`;
const idOf = (name: string) => `en-politics-${name}`;
const stateOf = async (newsroom: Newsroom, name: string) => (await newsroom.table.find(idOf(name)))?.narration?.state;
const file = (headline = 'Council agrees') => anArticleFile({ headline, standfirst: 'In spring.' }, 'One & two.');

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

  it('is spent as soon as all of it is paid, to the millionth of a dollar', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    await newsroom.put(keyOf('b'), file('Council votes'));
    settings.narration.dailyBudget = await newsroom.studio.spentOn('2026-11-24');
    expect(await newsroom.narrate(idOf('b'))).toBe('paused');
    settings.narration.dailyBudget += 1e-6;
    expect(await newsroom.narrate(idOf('b'))).toBe('ready');
  });

  it('is there anew at midnight (UTC), to the millisecond', async () => {
    const newsroom = aNewsroom('2026-11-24T23:59:59.999Z');
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    settings.narration.dailyBudget = await newsroom.studio.spentOn('2026-11-24');
    await newsroom.put(keyOf('b'), file('Council votes'));
    expect(await newsroom.narrate(idOf('b'))).toBe('paused');
    newsroom.moveClock('2026-11-25T00:00:00.000Z');
    expect(await newsroom.narrate(idOf('b'))).toBe('ready');
  });

  it('pays from midnight on for what is said then, of an article that was begun the day before', async () => {
    const newsroom = aNewsroom('2026-11-24T23:59:30.000Z');
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      newsroom.moveClock(new Date(newsroom.now().getTime() + 6000).toISOString());
      return await speak(...asked);
    };
    const paragraphs = Array.from({ length: 10 }, (_, n) => `Paragraph ${n}.`);
    await newsroom.put(keyOf('a'), anArticleFile({ byline: null, standfirst: null }, paragraphs.join('\n\n')));
    await newsroom.drain();
    const units = async (day: string) => (await newsroom.studio.spending(day))[0]?.units ?? 0;
    expect(await units('2026-11-24')).toBeGreaterThan(0);
    expect(await units('2026-11-25')).toBeGreaterThan(0);
    expect((await units('2026-11-24')) + (await units('2026-11-25'))).toBe(11);
  });

  it('does not bring back the audio before, which goes while the pause is noted', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(keyOf('a'), file());
    await newsroom.drain();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(keyOf('a'), file('A corrected headline'));
    await newsroom.drain({ until: '2026-11-24T12:59:59Z' });
    newsroom.needs.narrator.speak = speak;
    settings.narration.dailyBudget = 1e-6;
    newsroom.moveClock('2026-11-24T13:00:00Z');
    const { claim } = newsroom.needs.studio;
    newsroom.needs.studio.claim = async (...asked) => {
      newsroom.needs.studio.claim = claim;
      // The hour is over between reading the record and noting the pause on it.
      expect(await newsroom.drain({ until: '2026-11-24T13:00:00Z', turns: 1 })).toEqual(['removed']);
      return await claim(...asked);
    };
    expect(await newsroom.narrate(idOf('a'), 2, 'article.updated')).toBe('paused');
    expect(newsroom.recordings.size).toBe(0);
    settings.narration.dailyBudget = dailyBudget;
    await newsroom.put(keyOf('a'), file());
    expect(await stateOf(newsroom, 'a')).toBe('pending');
    await newsroom.drain();
    expect(await stateOf(newsroom, 'a')).toBe('ready');
    expect(newsroom.recordings.size).toBe(1);
  });
});
