import { afterEach, describe, expect, it } from 'vitest';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aLexiconFile } from '../fixtures/lexicons.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'lexicons/en.yaml';
const day = '2026-11-24';
const { renewalBudget } = settings.narration;
afterEach(() => {
  settings.narration.renewalBudget = renewalBudget;
});

type Newsroom = ReturnType<typeof aNewsroom>;

const story = (name: string, body: string, more = {}) =>
  anArticleFile({ headline: `About ${name}`, byline: null, standfirst: null, ...more }, body);

/** Publishes an article a minute, each narrated. */
async function publish(newsroom: Newsroom, files: Record<string, string>, edition = 'en'): Promise<void> {
  for (const [name, file] of Object.entries(files)) {
    newsroom.moveClock(new Date(newsroom.now().getTime() + 60_000).toISOString());
    await newsroom.put(`articles/${edition}/world/${name}.md`, file);
  }
  await newsroom.drain();
  newsroom.narrator.spoken.length = 0;
  newsroom.asked.length = 0;
}

/** Thirty articles, more than are looked at in one go, that all say the same. */
const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`a${n}`, story(`a${n}`, 'Ellery.')]));

const renewed = ({ asked }: Newsroom) =>
  asked.flatMap(({ type, article }) => (type === 'narration.renewed' ? [article] : []));
const said = (newsroom: Newsroom) => newsroom.uploads.filed.get(key)?.renewed;

describe('the budget of one change', () => {
  /** So much a paragraph of one word costs, for speech and marks. */
  const price = (word: string) => (2 * word.length * 16) / 1e6;

  it('pays for what costs exactly as much, and for nothing that costs a millionth more', async () => {
    for (const [budget, articles] of [
      [price('Ellery. One.') + price('Ellery. Two.'), 2],
      [price('Ellery. One.') + price('Ellery. Two.') - 1e-6, 1],
    ] as const) {
      const newsroom = aNewsroom();
      await publish(newsroom, { one: story('one', 'Ellery. One.'), two: story('two', 'Ellery. Two.') });
      settings.narration.renewalBudget = budget;
      await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
      expect(renewed(newsroom)).toEqual(['en-world-two', 'en-world-one'].slice(0, articles));
      expect(said(newsroom)).toMatchObject({ articles, left: 2 - articles });
    }
  });

  it('is one for all editions of a concept', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: story('one', 'North Korea.') });
    await publish(newsroom, { tres: story('tres', 'Corea del Norte.') }, 'es');
    const concept = 'concepts/north-korea.yaml';
    await newsroom.put(concept, aConceptFile());
    settings.narration.renewalBudget = price('Corea del Norte.');
    const pronunciation = '{en: {alias: North Koreea}, es: {alias: Corea del nórte}}';
    await newsroom.put(concept, aConceptFile({ pronunciation }));
    expect(newsroom.uploads.filed.get(concept)?.renewed).toMatchObject({ articles: 1, left: 1 });
    expect(renewed(newsroom)).toHaveLength(1);
  });

  it('is not charged twice for the same words, however many articles lie between them', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, many);
    const before = await newsroom.studio.spentOn(day);
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(said(newsroom)).toMatchObject({ articles: 30, left: 0, cost: price('Ellery.') });
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toHaveLength(1);
    expect((await newsroom.studio.spentOn(day)) - before).toBeCloseTo(price('Ellery.'), 9);
  });
});

describe('a changed pronunciation', () => {
  it.each([
    ['headline', { headline: 'Ellery floods' }],
    ['standfirst', { standfirst: 'Rain falls in Ellery.' }],
    ['byline', { byline: 'Ellery Queen' }],
  ])('is heard in a %s', async (_, fields) => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: story('one', 'Nothing of note.', fields) });
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toEqual([expect.stringContaining('<sub alias="Ellary">')]);
  });

  it('does not buy again what Polly has said wrong to the last', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => ({ ...(await speak(...asked)), mp3: new Uint8Array(500) });
    await publish(newsroom, { one: story('one', 'Ellery.') });
    expect((await newsroom.table.find('en-world-one'))?.narration).toMatchObject({ state: 'failed', final: true });
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(renewed(newsroom)).toEqual([]);
  });

  it('of a word that nobody says is no news twice', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: story('one', 'Nothing of note.') });
    const before = newsroom.announcer.reported.length;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    expect(newsroom.announcer.reported.slice(before)).toMatchObject([{ key, outcome: 'registered' }]);
    expect(said(newsroom)).toMatchObject({ articles: 0, left: 0 });
  });

  it('is gone on with by a file that says the same in another way', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, { one: story('one', 'Ellery.') });
    const { ask } = newsroom.needs.narrations;
    newsroom.needs.narrations.ask = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }))).rejects.toThrow('dies');
    newsroom.needs.narrations.ask = ask;
    await newsroom.put(key, `# Places\n${aLexiconFile({ Ellery: 'Ellary' })}`);
    expect(renewed(newsroom)).toEqual(['en-world-one']);
  });
});

describe('going through many articles', () => {
  it('ends after ten seconds, and goes on with the next message', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, many);
    const { tagged } = newsroom.needs.concepts;
    newsroom.needs.concepts.tagged = async (...asked) => {
      newsroom.moveClock(new Date(newsroom.now().getTime() + 10_000).toISOString());
      return await tagged(...asked);
    };
    const upload = newsroom.uploads.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    await newsroom.ingest(upload);
    expect(newsroom.uploads.requeued).toEqual([upload]);
    expect(renewed(newsroom)).toHaveLength(25);
    await newsroom.ingest(upload);
    expect(new Set(renewed(newsroom)).size).toBe(30);
    expect(renewed(newsroom)).toHaveLength(30);
  });

  it('ends when a newer change comes, which tells of them alone', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, many);
    const { tagged } = newsroom.needs.concepts;
    newsroom.needs.concepts.tagged = async (...asked) => {
      newsroom.needs.concepts.tagged = tagged;
      const page = await tagged(...asked);
      await newsroom.put(key, aLexiconFile({ Ellery: 'Elleree' }));
      return page;
    };
    const before = newsroom.announcer.reported.length;
    await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    // All of the newer change, and of the older one what was looked at before it came.
    expect(renewed(newsroom)).toHaveLength(30 + 25);
    const told = newsroom.announcer.reported.slice(before).map(({ renewed }) => renewed?.articles);
    expect(told).toEqual([undefined, undefined, 30]);
  });
});
