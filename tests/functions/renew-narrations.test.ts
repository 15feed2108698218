import { afterEach, describe, expect, it } from 'vitest';
import { mostLooked } from '../../functions/ingest-article/renew-narrations.ts';
import { concernedArticles } from '../../shared/concerned-articles.ts';
import { fileSource, mergedLexicon, withSource } from '../../shared/domain/lexicon.ts';
import { compareLexicons } from '../../shared/domain/lexicon-change.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aLexiconFile } from '../fixtures/lexicons.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'lexicons/en.yaml';
const { renewalBudget, dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.renewalBudget = renewalBudget;
  settings.narration.dailyBudget = dailyBudget;
});

type Newsroom = ReturnType<typeof aNewsroom>;

/** Publishes an article a minute, each narrated. */
async function publish(newsroom: Newsroom, bodies: Record<string, string>, edition = 'en'): Promise<void> {
  for (const [name, body] of Object.entries(bodies)) {
    newsroom.moveClock(new Date(newsroom.needs.now().getTime() + 60_000).toISOString());
    await newsroom.put(`articles/${edition}/world/${name}.md`, anArticleFile({ headline: `About ${name}` }, body));
  }
  await newsroom.drain();
  newsroom.narrator.spoken.length = 0;
  newsroom.asked.length = 0;
}

/** What became of the calls to the narrator, but for those that clear away. */
const narrated = async (newsroom: Newsroom) =>
  (await newsroom.drain()).filter((outcome) => outcome !== 'busy' && outcome !== 'removed');
const renewed = ({ asked }: Newsroom) =>
  asked.flatMap(({ type, article }) => (type === 'narration.renewed' ? [article] : []));
const heard = ({ narrator }: Newsroom) => narrator.spoken.map((ssml) => ssml.replace(/<[^>]*>/g, ''));

/** The lexicon changes when the next recording is about to be stored: its narrator has looked into the former one. */
function changeWhileStoring(newsroom: Newsroom): void {
  const { keep } = newsroom.needs.shelf;
  newsroom.needs.shelf.keep = async (...recording) => {
    newsroom.needs.shelf.keep = keep;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    return await keep(...recording);
  };
}

describe('a changed pronunciation', () => {
  it('is heard in the live articles that say the term, newest first; only the units that say it are spoken anew', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, {
      one: 'Rain fell in Ellery.\n\nNobody was hurt.',
      two: 'Nothing of note.',
      three: 'Ellery again.\n\nStill raining. Ellery sleeps.',
      elleryford: 'Elleryford is another place.',
    });
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual(['en-world-three', 'en-world-one']);
    expect(await narrated(newsroom)).toEqual(['ready', 'ready']);
    expect(heard(newsroom)).toEqual(['Ellery again.', 'Still raining. Ellery sleeps.', 'Rain fell in Ellery.']);
    expect(newsroom.narrator.spoken[0]).toContain('<sub alias="Ellary">Ellery</sub>');
    expect(newsroom.told().slice(-2)).toEqual([
      'narration.ready en-world-three@1/narration',
      'narration.ready en-world-one@1/narration',
    ]);
  });

  it('is paid for as the receipt says and as the preview has foretold, the same words once', async () => {
    const newsroom = aNewsroom();
    const shared = 'Ellery, said “Ellery & Sons”, is not https://ellery.example/Ellery at all.';
    await publish(newsroom, {
      one: `${shared}\n\nEllery once more.`,
      two: shared,
      three: 'No.',
      four: 'Ellery, Ruiz.',
    });
    await newsroom.put(key, aLexiconFile({ Ruiz: 'Roo-eeth' }));
    await newsroom.drain();
    const day = newsroom.needs.now().toISOString().slice(0, 10);
    const spent = async () => {
      const rows = await newsroom.studio.spending(day);
      return {
        cost: await newsroom.studio.spentOn(day),
        characters: rows.reduce((sum, row) => sum + row.characters, 0),
      };
    };
    const before = await spent();
    newsroom.narrator.spoken.length = 0;

    const next = { Ruiz: 'Roo-eeth', Ellery: 'Ellary', 'Ellery & Sons': 'Ellary and Sons' };
    const foretold = { articles: 0, units: 0, characters: 0, cost: 0 };
    const sources = await newsroom.lexicons.sources('en');
    const entries = Object.entries(next).map(([term, alias]) => ({ term, say: { alias } }));
    const after = mergedLexicon(withSource(sources, fileSource, entries));
    const needs = { articles: newsroom.table, list: newsroom.table.list };
    for await (const { found } of concernedArticles('en', '~', compareLexicons(mergedLexicon(sources), after), needs)) {
      for (const each of found) {
        if (each.concern !== 'ready') continue;
        foretold.articles++;
        for (const unit of each.units()) {
          if (unit.characters > 0) foretold.units++;
          foretold.characters += unit.characters;
          foretold.cost += unit.cost;
        }
      }
    }
    expect(foretold).toMatchObject({ articles: 3, units: 3 });

    await newsroom.put(key, aLexiconFile(next));
    await newsroom.drain();
    const paid = await spent();
    expect(newsroom.narrator.spoken).toHaveLength(foretold.units);
    expect(paid.characters - before.characters).toBe(foretold.characters);
    expect(paid.cost - before.cost).toBeCloseTo(foretold.cost, 9);
    const receipt = newsroom.uploads.filed.get(key);
    expect(receipt?.renewed).toMatchObject({ articles: foretold.articles, left: 0 });
    expect(receipt?.renewed?.cost).toBeCloseTo(foretold.cost, 6);
  });

  it('stops at the budget of one change, older articles keep their audio, and the newsroom is told of how many', async () => {
    const newsroom = aNewsroom();
    const body = (word: string) => `Ellery ${word} ${'and so on '.repeat(98)}.`;
    await publish(newsroom, { oldest: 'Ellery.', old: body('old'), newer: body('newer'), newest: body('newest') });
    // Two of the long ones: $16 a million characters, for speech and marks.
    settings.narration.renewalBudget = (2.5 * 2000 * 16) / 1e6;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual(['en-world-newest', 'en-world-newer']);
    const { renewed: told } = newsroom.announcer.reported.at(-1) ?? {};
    expect(told).toMatchObject({ articles: 2, left: 2 });
    expect(told?.why).toContain('2 articles keep their audio');
    expect(newsroom.uploads.filed.get(key)?.renewed).toEqual(told);
    expect(newsroom.table.receipts.filter((receipt) => receipt.key === key)).toHaveLength(1);
    const before = await newsroom.studio.spentOn('2026-11-24');
    await newsroom.drain();
    expect((await newsroom.studio.spentOn('2026-11-24')) - before).toBeLessThanOrEqual(
      settings.narration.renewalBudget,
    );
  });

  it('leaves all audio as it is while narration is turned off, and says so', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: 'Ellery.', two: 'Ellery again.' });
    settings.narration.dailyBudget = 0;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual([]);
    const { renewed: told } = newsroom.announcer.reported.at(-1) ?? {};
    expect(told).toMatchObject({ articles: 0, left: 2, why: '2 articles keep their audio: narration is turned off.' });
  });

  it('is heard in scheduled articles too, before anybody can hear them', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(
      'articles/en/world/later.md',
      anArticleFile({ 'publish-at': '2026-11-30T12:00:00Z' }, 'Ellery.'),
    );
    await newsroom.drain({ until: '2026-11-24T12:30:00Z' });
    newsroom.narrator.spoken.length = 0;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    await newsroom.drain({ until: '2026-11-24T13:30:00Z' });
    expect(heard(newsroom)).toEqual(['Ellery.']);
    expect(newsroom.told()).not.toContain('narration.ready en-world-later@1/narration');
  });

  it('asks nothing for an article that has no audio yet, but for one that is just being read', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { live: 'Ellery.' });
    await newsroom.put('articles/en/world/pending.md', anArticleFile({}, 'Ellery is pending.'));
    await newsroom.put('articles/en/world/silent.md', anArticleFile({ narration: '{ skip: true }' }, 'Ellery silent.'));
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual(['en-world-pending', 'en-world-live']);
    expect(newsroom.table.receipts.at(-1)?.renewed).toMatchObject({ articles: 1, left: 0 });
    await newsroom.drain();
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('pending'))).toHaveLength(1);
  });

  it('reaches an article whose narrator had looked into the former lexicon', async () => {
    const newsroom = aNewsroom();
    await newsroom.put('articles/en/world/a.md', anArticleFile({}, 'Ellery.'));
    changeWhileStoring(newsroom);
    await newsroom.drain();
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('Ellery'))).toEqual([
      expect.stringContaining('>Ellery.<'),
      expect.stringContaining('<sub alias="Ellary">Ellery</sub>'),
    ]);
  });

  it('reaches an article whose narrator tries again with the former lexicon', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable');
    };
    await newsroom.put('articles/en/world/a.md', anArticleFile({}, 'Ellery.'));
    await newsroom.drain({ turns: 1 });
    newsroom.needs.narrator.speak = speak;
    changeWhileStoring(newsroom);
    await newsroom.drain();
    expect(newsroom.narrator.spoken.at(-1)).toContain('<sub alias="Ellary">Ellery</sub>');
  });

  it('is made up for though it failed once and other fields of the article changed meanwhile', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.' });
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable');
    };
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(await newsroom.drain({ turns: 1 })).toEqual(['failed']);
    newsroom.needs.narrator.speak = speak;
    await newsroom.put('articles/en/world/a.md', anArticleFile({ headline: 'About a', tags: '[Rain]' }, 'Ellery.'));
    newsroom.narrator.spoken.length = 0;
    await newsroom.drain();
    expect(heard(newsroom)).toEqual(['Ellery.']);
  });

  it('is told under an id of its own, since the audio before goes', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.' });
    newsroom.moveClock('2026-11-24T13:00:00Z');
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    await newsroom.drain();
    const ids = newsroom.announcer.said.filter(({ type }) => type === 'narration.ready').map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('leaves articles of other editions, and those whose longer term goes on hiding it, as they are', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aLexiconFile({ 'Port Ellery': 'Port Ellary' }));
    await publish(newsroom, { a: 'Port Ellery.' });
    await publish(newsroom, { b: 'Ellery.' }, 'es');
    await newsroom.put(key, aLexiconFile({ 'Port Ellery': 'Port Ellary', Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual([]);
  });

  it('that is taken back costs nothing: what was said before is said again', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.' });
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    await newsroom.drain();
    newsroom.narrator.spoken.length = 0;
    await newsroom.remove(key);
    expect(await narrated(newsroom)).toEqual(['ready']);
    expect(newsroom.narrator.spoken).toEqual([]);
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'withdrawn', renewed: { articles: 1, left: 0 } });
  });
});

describe('a concept’s changed pronunciation', () => {
  it('is heard in the articles of its editions, and its receipt tells of all together', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: 'North Korea.', two: 'The DPRK.' });
    await publish(newsroom, { tres: 'Corea del Norte.' }, 'es');
    const concept = 'concepts/north-korea.yaml';
    await newsroom.put(concept, aConceptFile());
    expect(newsroom.table.receipts.at(-1)).not.toHaveProperty('renewed');
    const pronunciation = '{en: {alias: North Koreea}, es: {alias: Corea del nórte}}';
    await newsroom.put(concept, aConceptFile({ pronunciation }));
    expect(renewed(newsroom)).toEqual(['en-world-one', 'es-world-tres']);
    expect(newsroom.uploads.filed.get(concept)).toMatchObject({
      outcome: 'updated',
      renewed: { articles: 2, left: 0 },
    });
    await newsroom.drain();
    expect(heard(newsroom)).toEqual(['North Korea.', 'Corea del Norte.']);
  });
});

describe('going through many articles', () => {
  it('takes as many messages as it needs, goes on where it stopped, and asks for each article once', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.', b: 'Ellery.' });
    const { tagged } = newsroom.needs.concepts;
    const page = await tagged('en', '~', 10);
    // A list as long as it must be, without its articles' bodies.
    const asked: string[] = [];
    newsroom.needs.concepts.tagged = async (list, before, limit) => {
      asked.push(before);
      if (list !== 'en') return await tagged(list, before, limit);
      const at = before === '~' ? 0 : Number(before);
      const cards = at === 0 || at === mostLooked ? [page.cards[at === 0 ? 0 : 1]!] : [];
      const filler = Array.from({ length: limit - cards.length }, () => ({ ...page.cards[0]!, id: 'en-none' }));
      const next = at + limit > mostLooked ? undefined : String(at + limit);
      return { cards: [...cards, ...filler], next };
    };
    const upload = newsroom.uploads.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(await newsroom.ingest(upload)).toBe('registered');
    expect(newsroom.uploads.requeued).toEqual([upload]);
    expect(renewed(newsroom)).toEqual(['en-world-b']);
    expect(newsroom.announcer.reported.at(-1)).not.toHaveProperty('renewed');
    asked.length = 0;
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(asked).toEqual([String(mostLooked)]);
    expect(renewed(newsroom)).toEqual(['en-world-b', 'en-world-a']);
    expect(newsroom.uploads.filed.get(key)?.renewed).toMatchObject({ articles: 2, left: 0 });
    expect((await newsroom.lexicons.find('en'))?.renewals).toBeUndefined();
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(renewed(newsroom)).toHaveLength(2);
    expect(newsroom.uploads.requeued).toHaveLength(1);
  });

  it('begins anew after a newer change, and leaves none at what either has changed', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.', b: 'Okoro.', c: 'Farrant.' });
    const { ask } = newsroom.needs.narrations;
    newsroom.needs.narrations.ask = () => Promise.reject(new Error('The worker dies here.'));
    const first = newsroom.uploads.put(key, aLexiconFile({ Ellery: 'Ellary', Farrant: 'Fa-rant' }));
    await expect(newsroom.ingest(first)).rejects.toThrow('dies');
    newsroom.needs.narrations.ask = ask;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary', Okoro: 'O-koro' }));
    expect(renewed(newsroom)).toEqual(['en-world-c', 'en-world-b', 'en-world-a']);
    expect(await newsroom.ingest(first)).toBe('repeated');
    expect(await narrated(newsroom)).toEqual(['unchanged', 'ready', 'ready']);
  });

  it.each([
    ['is faulty', (newsroom: Newsroom) => newsroom.put(key, '- nothing: of the kind'), 'rejected'],
    ['has another name', (newsroom: Newsroom) => newsroom.put('lexicons/EN.yml', aLexiconFile({ b: 'c' })), 'rejected'],
    [
      'came and went',
      async (newsroom: Newsroom) => {
        const gone = newsroom.uploads.put(key, aLexiconFile({ b: 'c' }));
        newsroom.uploads.put(key, '- faulty');
        return await newsroom.ingest(gone);
      },
      'superseded',
    ],
  ])('goes on when a file that %s comes in between', async (_, next, outcome) => {
    const newsroom = aNewsroom();
    await publish(newsroom, { a: 'Ellery.' });
    const { ask } = newsroom.needs.narrations;
    newsroom.needs.narrations.ask = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }))).rejects.toThrow('dies');
    newsroom.needs.narrations.ask = ask;
    expect(await next(newsroom)).toBe(outcome);
    expect(renewed(newsroom)).toEqual(['en-world-a']);
    expect((await newsroom.lexicons.find('en'))?.renewals).toBeUndefined();
  });
});
