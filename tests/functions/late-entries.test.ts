import { describe, expect, it } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;

const key = 'articles/en/politics/a.md';
const characters = 2 * ['Council agrees', 'By Ana Ruiz.', 'In spring.', 'One & two.'].join('').length;
const rowOf = async (newsroom: Newsroom) => (await newsroom.studio.spending('2026-11-24'))[0];

/** A newsroom with an article that is still to be read aloud, and whose ledger is out of reach until it is mended. */
async function aBusyLedger() {
  const newsroom = aNewsroom();
  const { note } = newsroom.studio;
  newsroom.needs.studio.note = async () => {
    throw new Error('The ledger is too busy');
  };
  await newsroom.put(key, anArticleFile({ headline: 'Council agrees', standfirst: 'In spring.' }, 'One & two.'));
  const mend = () => {
    newsroom.needs.studio.note = note;
  };
  return { newsroom, mend };
}

describe('money that cannot be entered in the ledger when it is paid', () => {
  it('is entered as soon as it can be', async () => {
    const { newsroom, mend } = await aBusyLedger();
    expect(await newsroom.drain({ turns: 1 })).toEqual(['ready']);
    expect(await rowOf(newsroom)).toBeUndefined();
    mend();
    expect(await newsroom.drain()).toEqual(['entered']);
    expect(await rowOf(newsroom)).toMatchObject({ units: 4, characters });
    expect(newsroom.narrator.spoken).toHaveLength(4);
  });

  it('does not hold up a voice of which a part was said before', async () => {
    const { newsroom, mend } = await aBusyLedger();
    await newsroom.drain({ turns: 1 });
    await newsroom.put(key, anArticleFile({ headline: 'Council votes', standfirst: 'In spring.' }, 'One & two.'));
    expect(await newsroom.narrate('en-politics-a', 2, 'article.updated')).toBe('ready');
    mend();
    await newsroom.drain();
    expect(await rowOf(newsroom)).toMatchObject({ units: 5, characters: characters + 2 * 'Council votes'.length });
  });

  it('is entered though the article was withdrawn meanwhile', async () => {
    const { newsroom, mend } = await aBusyLedger();
    await newsroom.drain({ turns: 1 });
    mend();
    await newsroom.remove(key);
    await newsroom.drain();
    expect(await rowOf(newsroom)).toMatchObject({ article: 'en-politics-a', units: 4, characters });
  });

  it('has nothing said again: what Polly says wrong is paid three times, however late it is entered', async () => {
    const { newsroom, mend } = await aBusyLedger();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => ({ ...(await speak(...asked)), mp3: new Uint8Array(500) });
    await newsroom.drain({ turns: 1 });
    mend();
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toHaveLength(3 * 4);
    expect(await rowOf(newsroom)).toMatchObject({ units: 3 * 4, characters: 3 * characters });
  });

  it('is entered at the end of the run if the ledger is back by then', async () => {
    const { newsroom, mend } = await aBusyLedger();
    const { note } = newsroom.needs.studio;
    newsroom.needs.studio.note = async (spending) => {
      mend();
      await note(spending);
    };
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      newsroom.moveClock(new Date(newsroom.now().getTime() + 6000).toISOString());
      return await speak(...asked);
    };
    expect(await newsroom.drain()).toEqual(['ready']);
    expect(await rowOf(newsroom)).toMatchObject({ units: 4, characters });
  });
});
