import { afterEach, describe, expect, it } from 'vitest';
import { allTold, changedNarrations, narrateAll } from '../../scripts/missing-narrations.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const { voices } = settings.editions.en;
const { renewalBudget } = settings.narration;
afterEach(() => {
  settings.editions.en.voices = voices;
  settings.narration.renewalBudget = renewalBudget;
});

/** Three articles, one a minute, that are read aloud; and one that is not, one that waits, one that was withdrawn. */
async function aHeardNewsroom() {
  const newsroom = aNewsroom();
  const file = (name: string, more = {}) =>
    anArticleFile({ headline: `On ${name}`, standfirst: null, ...more }, `Of ${name}.`);
  for (const [minute, name] of ['Ellery', 'rain', 'Ellery again'].entries()) {
    newsroom.moveClock(`2026-11-24T12:0${minute}:00.000Z`);
    await newsroom.put(`articles/en/a/${minute}.md`, file(name));
  }
  await newsroom.put('articles/en/a/silent.md', file('Ellery', { narration: '{ skip: true }' }));
  await newsroom.put('articles/en/a/gone.md', file('Ellery'));
  await newsroom.drain();
  await newsroom.remove('articles/en/a/gone.md');
  await newsroom.drain();
  await newsroom.put('articles/en/a/waiting.md', file('Ellery'));
  return newsroom;
}

async function changed(newsroom: Newsroom) {
  const ids: string[] = [];
  for await (const { id } of changedNarrations(['en', 'es'], newsroom.needs)) ids.push(id);
  return ids;
}

describe('articles that would sound otherwise now', () => {
  it('are none as long as nothing has changed', async () => {
    expect(await changed(await aHeardNewsroom())).toEqual([]);
  });

  it('are all that have a voice after another was chosen, the newest first, and are read anew by it', async () => {
    const newsroom = await aHeardNewsroom();
    newsroom.moveClock('2026-11-24T14:00:00.000Z');
    settings.editions.en.voices = { ...voices, main: { ...voices.main, id: 'Ruth' } };
    expect(await changed(newsroom)).toEqual(['en-a-2', 'en-a-1', 'en-a-0']);
    const needs = { ...newsroom.needs, wait: async () => void (await newsroom.drain({ turns: 1 })) };
    const ends: string[] = [];
    for await (const each of narrateAll(changedNarrations(['en'], newsroom.needs), { most: 2, seconds: 600 }, needs)) {
      ends.push(`${each.end} ${each.id} ${each.end === 'ready' ? each.narration.voice.id : ''}`);
    }
    expect(ends).toEqual(['ready en-a-2 Ruth', 'ready en-a-1 Ruth', 'ready en-a-0 Ruth']);
    expect(await changed(newsroom)).toEqual([]);
  });

  it('are those that a changed pronunciation has left, for want of money', async () => {
    const newsroom = await aHeardNewsroom();
    settings.narration.renewalBudget = 0.000001;
    await newsroom.put('lexicons/en.yaml', '- { term: Ellery, alias: Ellary }');
    await newsroom.drain();
    expect(await changed(newsroom)).toEqual(['en-a-2', 'en-a-0']);
  });

  it('are told with what they cost', () => {
    const price = { units: 2, characters: 50, cost: 0.0008 };
    expect(allTold('changed', { articles: 1, ...price })).toMatch(
      /^1 article would sound otherwise: 2 parts to be spoken/,
    );
  });
});
