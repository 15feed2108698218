import { afterEach, describe, expect, it } from 'vitest';
import { allTold, follow, missingNarrations, narrateAll, priceOf, whyGone } from '../../scripts/missing-narrations.ts';
import { progressBar } from '../../scripts/progress-bar.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

const story = (n: number, more = {}) =>
  anArticleFile({ headline: `Story ${n}`, standfirst: null, ...more }, `Text ${n}.`);
const at = (time: string) => `2026-11-24T${time}.000Z`;

/** Publishes stories, one a minute; their announcements never reach the narrators. */
async function publish(newsroom: Newsroom, count: number, edition = 'en', first = 0) {
  for (let n = first; n < first + count; n++) {
    newsroom.moveClock(at(`1${Math.floor(n / 60)}:${String(n % 60).padStart(2, '0')}:00`));
    await newsroom.put(`articles/${edition}/story-${n}.md`, story(n));
  }
  newsroom.announcer.said.splice(0);
}

async function missing(newsroom: Newsroom, editions: ('en' | 'es' | 'ar')[] = ['en', 'es', 'ar']) {
  const ids: string[] = [];
  for await (const { id } of missingNarrations(editions, newsroom.needs)) ids.push(id);
  return ids;
}

describe('articles without a voice', () => {
  it('are found in all editions, the newest first, over more than one page', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 130);
    await publish(newsroom, 2, 'ar', 128);
    await publish(newsroom, 1, 'es', 0);
    const ids = await missing(newsroom);
    expect(ids).toHaveLength(133);
    const minutes = ids.map((id) => Number(id.split('-')[2]));
    expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
    expect(ids.slice(0, 2).toSorted()).toEqual(['ar-story-129', 'en-story-129']);
    expect(ids.slice(-2).toSorted()).toEqual(['en-story-0', 'es-story-0']);
    expect(await missing(newsroom, ['ar'])).toEqual(['ar-story-129', 'ar-story-128']);
  });

  it('are those that should have one: pending, failed or scheduled, not ready, skipped, withdrawn or expired', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 4);
    expect(await newsroom.narrate('en-story-0', 1)).toBe('ready');
    newsroom.needs.narrator.speak = async () => {
      throw new Error('down');
    };
    expect(await newsroom.narrate('en-story-1', 1)).toBe('failed');
    await newsroom.remove('articles/en/story-2.md');
    await newsroom.put('articles/en/silent.md', story(5, { narration: '{ skip: true }' }));
    await newsroom.put('articles/en/later.md', story(6, { 'publish-at': at('20:00:00') }));
    await newsroom.put('articles/en/over.md', story(7, { expires: at('11:00:00') }));
    newsroom.moveClock(at('11:00:00'));
    expect(await missing(newsroom)).toEqual(['en-later', 'en-story-3', 'en-story-1']);
  });

  it('are priced by what nobody has spoken yet, to the character', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 2);
    const first = await priceOf('en-story-0', newsroom.needs);
    const words = 'Story 0By Ana Ruiz.Text 0.';
    expect(first).toEqual({
      units: 3,
      characters: 2 * words.length,
      cost: expect.closeTo((2 * words.length * 16) / 1e6, 9),
    });
    await newsroom.narrate('en-story-0');
    expect(await priceOf('en-story-0', newsroom.needs)).toEqual({ units: 0, characters: 0, cost: 0 });
    const expected = await priceOf('en-story-1', newsroom.needs);
    expect(expected.units).toBe(2);
    const spent = await newsroom.studio.spentOn('2026-11-24');
    await newsroom.narrate('en-story-1');
    expect((await newsroom.studio.spentOn('2026-11-24')) - spent).toBeCloseTo(expected.cost, 9);
    expect(await priceOf('en-nothing', newsroom.needs)).toEqual({ units: 0, characters: 0, cost: 0 });
  });
});

describe('having them narrated', () => {
  async function run(newsroom: Newsroom, most = 50, wait: () => Promise<unknown> = () => newsroom.drain({ turns: 1 })) {
    const ends: string[] = [];
    let outstanding = 0;
    const needs = { ...newsroom.needs, wait: async () => void (await wait()) };
    for await (const { id, end } of narrateAll(
      missingNarrations(['en'], newsroom.needs),
      { most, seconds: 600 },
      needs,
    )) {
      outstanding = Math.max(outstanding, newsroom.asked.length - ends.length);
      ends.push(`${end} ${id}`);
      if (end === 'paused') break;
    }
    return { ends, outstanding };
  }

  it('is done in order, no more than so many at a time, each once', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 30);
    const { ends, outstanding } = await run(newsroom, 5);
    expect(ends).toEqual(Array.from({ length: 30 }, (_, n) => `ready en-story-${29 - n}`));
    expect(outstanding).toBe(5);
    expect(newsroom.asked).toHaveLength(30);
    expect((await run(newsroom)).ends).toEqual([]);
  });

  it('goes on where it was stopped, and asks for nothing that is ready', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 10);
    let turns = 0;
    const stopped = run(newsroom, 2, async () => {
      if (++turns > 4) throw new Error('Ctrl-C');
      await newsroom.drain({ turns: 1 });
    });
    await expect(stopped).rejects.toThrow('Ctrl-C');
    await newsroom.drain();
    const spoken = newsroom.narrator.spoken.length;
    const { ends } = await run(newsroom);
    expect(ends.length).toBeLessThan(7);
    expect(await missing(newsroom)).toEqual([]);
    expect(new Set(newsroom.narrator.spoken).size).toBe(newsroom.narrator.spoken.length);
    expect(newsroom.narrator.spoken.length).toBeGreaterThan(spoken);
  });

  it('tells which failed and why, and holds nobody up for them', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 3);
    const { speak } = newsroom.narrator;
    newsroom.needs.narrator.speak = async (text, ...more) => {
      if (text.includes('Text 1.')) throw new Error('down');
      return await speak(text, ...more);
    };
    const { ends } = await run(newsroom);
    expect(ends).toEqual(['ready en-story-2', 'failed en-story-1', 'ready en-story-0']);
  });

  it('stops when the day’s budget is spent, and goes on with what was paused when there is a new one', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 6);
    settings.narration.dailyBudget = (await priceOf('en-story-5', newsroom.needs)).cost * 1.2;
    const first = await run(newsroom, 3);
    expect(first.ends).toEqual(['ready en-story-5', 'ready en-story-4', 'paused en-story-3']);
    settings.narration.dailyBudget = 1;
    newsroom.moveClock('2026-11-25T08:00:00Z');
    const second = await run(newsroom, 3);
    expect(second.ends.toSorted()).toEqual([0, 1, 2, 3].map((n) => `ready en-story-${n}`));
  });

  it('gives up on one that nobody narrates after its time', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 2);
    const { ends } = await run(newsroom, 1, async () =>
      newsroom.moveClock(new Date(newsroom.needs.now().getTime() + 300_000).toISOString()),
    );
    expect(ends).toEqual(['waiting en-story-1', 'waiting en-story-0']);
  });
});

it('are told in a sentence, of one or of many', () => {
  const cost = { units: 1, characters: 1, cost: 0.000016 };
  expect(allTold('missing', { articles: 1, ...cost })).toBe(
    '1 article has no voice: 1 part to be spoken, 1 character billed at list price: $0.0000 at most.',
  );
  expect(allTold('missing', { articles: 1200, units: 2, characters: 5000, cost: 0.08 })).toBe(
    '1,200 articles have no voice: 2 parts to be spoken, 5,000 characters billed at list price: $0.0800 at most.',
  );
});

it.each([
  ['never came', [], 'There is no such article.'],
  ['was removed', [null], 'It was withdrawn.'],
  [
    'was withdrawn with a reason',
    ['---\nstatus: withdrawn\nreason: It was wrong.\n---\n'],
    'It was withdrawn: It was wrong.',
  ],
  ['is withheld', ['---\nstatus: withheld\n---\n'], 'It is withheld for now.'],
])('an article that %s is said to be so', async (_, changes, told) => {
  const newsroom = aNewsroom();
  for (const change of changes) {
    await newsroom.put('articles/en/story-1.md', story(1));
    if (change === null) await newsroom.remove('articles/en/story-1.md');
    else await newsroom.put('articles/en/story-1.md', change);
  }
  const record = await newsroom.table.find('en-story-1');
  expect(whyGone(record)).toBe(told);
  if (record === undefined) return;
  const needs = { ...newsroom.needs, wait: async () => {} };
  const found = await follow({ id: record.id, before: undefined, until: Number.POSITIVE_INFINITY }, needs);
  expect(found).toEqual({ end: 'gone', reason: told });
});

describe('following an article that has just been published', () => {
  const id = 'en-story-1';

  async function followed(newsroom: Newsroom, more = {}) {
    await newsroom.put('articles/en/story-1.md', story(1, more));
    const wait = async () => {
      const outcomes = await newsroom.drain({ turns: 1 });
      if (outcomes.length === 0) newsroom.moveClock(new Date(newsroom.needs.now().getTime() + 10_000).toISOString());
    };
    const needs = { ...newsroom.needs, wait };
    return await follow({ id, before: undefined, until: newsroom.needs.now().getTime() + 60_000 }, needs);
  }

  it('ends with its voice', async () => {
    const newsroom = aNewsroom();
    expect(await followed(newsroom)).toMatchObject({ end: 'ready', narration: { revision: 1 } });
  });

  it('ends at once where none is wanted', async () => {
    const newsroom = aNewsroom();
    const reason = 'The newsroom asked for no narration.';
    expect(await followed(newsroom, { narration: '{ skip: true }' })).toEqual({ end: 'skipped', reason });
    expect(newsroom.needs.now().toISOString()).toBe(at('12:00:00'));
  });

  it('ends at once while narration is turned off', async () => {
    settings.narration.dailyBudget = 0;
    const reason = 'The newsroom has turned narration off.';
    expect(await followed(aNewsroom())).toEqual({ end: 'skipped', reason });
  });

  it('ends where the day’s budget is spent, and says when it goes on', async () => {
    const newsroom = aNewsroom();
    await newsroom.put('articles/en/story-0.md', story(0));
    await newsroom.drain();
    newsroom.moveClock(at('14:00:00'));
    settings.narration.dailyBudget = 1e-6;
    const reason = 'The day’s budget is spent; it goes on by itself after midnight (UTC).';
    expect(await followed(newsroom)).toEqual({ end: 'paused', reason });
    expect(newsroom.needs.now().toISOString()).toBe(at('14:00:00'));
  });

  it('ends where Polly fails, and says why and whether it is tried again', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.narrator.speak = async () => {
      throw new Error('Polly is down.');
    };
    const reason = 'It cannot be read aloud now: Polly is down; it is tried again by itself.';
    expect(await followed(newsroom)).toEqual({ end: 'failed', reason });
    await newsroom.drain();
    expect(await followed(newsroom)).toEqual({
      end: 'failed',
      reason: expect.stringMatching(/Polly is down; nobody tries again until asked \(npm run narrate\)\.$/),
    });
  });

  it('ends when its time is over', async () => {
    const newsroom = aNewsroom();
    await newsroom.put('articles/en/story-1.md', story(1));
    const needs = { ...newsroom.needs, wait: async () => newsroom.moveClock(at('12:01:00')) };
    const until = Date.parse(at('12:01:00'));
    expect(await follow({ id, before: undefined, until }, needs)).toMatchObject({ end: 'waiting' });
  });
});

describe('a progress bar', () => {
  function drawn(isTTY: boolean) {
    let text = '';
    const bar = progressBar(4, { isTTY, write: (more) => (text += more) });
    bar.step('en-a  ready', false);
    bar.step('en-b  failed: down', true);
    bar.end();
    return text;
  }

  it('is one line on a terminal, beside those that need to be seen', () => {
    const lines = drawn(true).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('en-b  failed: down');
    expect(lines[0]).not.toContain('en-a  ready');
    expect(lines[1]).toMatch(/\[█{12}·{12}\] 2\/4/);
  });

  it('is a plain line a step elsewhere', () => {
    expect(drawn(false)).toBe('1/4  en-a  ready\n2/4  en-b  failed: down\n');
  });
});
