import { describe, expect, it } from 'vitest';
import { noDebts } from '../../shared/domain/article.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

const narrationOf = async (newsroom: Newsroom) => (await newsroom.table.find(id))?.narration;
const at = (time: string) => `2026-11-24T${time}.000Z`;

describe('the audio of a text that was replaced', () => {
  it('stays for an hour for those who listen, and then goes', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    const [old = ''] = newsroom.recordings.keys();
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await newsroom.drain({ until: at('12:59:59') });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
    expect(newsroom.recordings.has(old)).toBe(true);
    await newsroom.drain({ until: at('13:00:00') });
    expect(newsroom.recordings.has(old)).toBe(false);
    expect(newsroom.recordings.size).toBe(1);
  });

  it('stays if the article has come back to that text, and is not paid for again', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    const [old = ''] = newsroom.recordings.keys();
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await newsroom.drain({ until: at('12:30:00') });
    const paid = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toHaveLength(paid);
    expect([...newsroom.recordings.keys()]).toEqual([old]);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', mp3: old, characters: 0 });
  });

  it('that came back and was replaced again stays for an hour from then', async () => {
    const newsroom = aNewsroom();
    const other = anArticleFile({ headline: 'Another headline' });
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    const [old = ''] = newsroom.recordings.keys();
    for (const [file, until] of [
      [other, '12:20:00'],
      [anArticleFile(), '12:40:00'],
      [other, '13:39:59'],
    ] as const) {
      await newsroom.put(key, file);
      await newsroom.drain({ until: at(until) });
      expect(newsroom.recordings.has(old)).toBe(true);
    }
    await newsroom.drain({ until: at('14:00:00') });
    expect([...newsroom.recordings.keys()]).not.toContain(old);
    expect(newsroom.recordings.size).toBe(1);
  });
});

describe('the audio of an article whose times are changed while it can be seen', () => {
  const expiring = (time: string) => anArticleFile({ expires: `2026-11-24T${time}Z` });

  async function releasedAt(newsroom: Newsroom, time: string): Promise<void> {
    newsroom.moveClock(`2026-11-24T${time}Z`);
    await newsroom.release();
  }

  /** A newsroom whose article is read aloud and can be seen, and the address of its audio. */
  async function aHeardArticle() {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    const [old = ''] = newsroom.recordings.keys();
    const current = async () => {
      const narration = await narrationOf(newsroom);
      return narration?.state === 'ready' ? narration.mp3 : undefined;
    };
    return { newsroom, old, current };
  }

  it('stays where it was for an hour, and is at its new address at once', async () => {
    const { newsroom, old, current } = await aHeardArticle();
    await newsroom.put(key, expiring('20:00:00'));
    await newsroom.drain({ until: at('12:59:59') });
    expect(await current()).not.toBe(old);
    expect([...newsroom.recordings.keys()].toSorted()).toEqual([old, await current()].toSorted());
    await releasedAt(newsroom, '12:59:59.999');
    expect(newsroom.recordings.size).toBe(2);
    await releasedAt(newsroom, '13:00:00.000');
    expect([...newsroom.recordings.keys()]).toEqual([await current()]);
    expect((await newsroom.table.find(id))?.debts).toEqual(noDebts);
    expect(newsroom.narrator.spoken).toHaveLength(new Set(newsroom.narrator.spoken).size);
  });

  // Who closes it may come some minutes late, and the article may not be heard behind its end.
  it.each(['12:59:59.999', '13:00:00', '13:14:59'])(
    'goes from there at once if the article ends at %s',
    async (end) => {
      const { newsroom, current } = await aHeardArticle();
      await newsroom.put(key, expiring(end));
      expect([...newsroom.recordings.keys()]).toEqual([await current()]);
    },
  );

  it.each([
    [
      'put off',
      async (newsroom: Newsroom) => void (await newsroom.put(key, anArticleFile({ 'publish-at': at('20:00:00') }))),
    ],
    ['removed', async (newsroom: Newsroom) => void (await newsroom.remove(key))],
    ['ended early', async (newsroom: Newsroom) => void (await newsroom.put(key, expiring('12:30:00')))],
  ])('goes at once when the article is %s within that hour', async (_, hide) => {
    const { newsroom, old, current } = await aHeardArticle();
    await newsroom.put(key, expiring('20:00:00'));
    const between = await current();
    await newsroom.drain({ until: at('12:20:00') });
    await hide(newsroom);
    expect([...newsroom.recordings.keys()]).not.toContain(old);
    expect([...newsroom.recordings.keys()]).not.toContain(between);
  });

  it('stays for good when the times are changed back', async () => {
    const { newsroom, old, current } = await aHeardArticle();
    await newsroom.put(key, expiring('20:00:00'));
    await newsroom.drain({ until: at('12:20:00') });
    await newsroom.put(key, anArticleFile());
    await releasedAt(newsroom, '13:00:00.000');
    expect(newsroom.recordings.size).toBe(2);
    await releasedAt(newsroom, '14:00:00.000');
    expect(await current()).toBe(old);
    expect([...newsroom.recordings.keys()]).toEqual([old]);
  });

  it('stays for an hour from when its times were changed last', async () => {
    const { newsroom, old } = await aHeardArticle();
    for (const [file, until] of [
      [expiring('20:00:00'), '12:20:00'],
      [anArticleFile(), '12:40:00'],
      [expiring('21:00:00'), '13:39:59'],
    ] as const) {
      await newsroom.put(key, file);
      await newsroom.drain({ until: at(until) });
      expect(newsroom.recordings.has(old)).toBe(true);
    }
    await releasedAt(newsroom, '13:45:00.000');
    expect(newsroom.recordings.size).toBe(1);
    expect(newsroom.recordings.has(old)).toBe(false);
  });

  it('goes though nobody has looked for days, and other versions have come', async () => {
    const { newsroom, old } = await aHeardArticle();
    await newsroom.put(key, expiring('20:00:00'));
    newsroom.moveClock(at('15:00:00'));
    await newsroom.put(key, anArticleFile({ expires: at('20:00:00'), headline: 'Another headline' }));
    expect(newsroom.recordings.has(old)).toBe(false);
  });

  it('is not taken from an article that comes back to its former times while its window is closed', async () => {
    const { newsroom, old, current } = await aHeardArticle();
    await newsroom.put(key, expiring('20:00:00'));
    newsroom.moveClock(at('13:00:00'));
    const { commit } = newsroom.needs.articles;
    newsroom.needs.articles.commit = async (change) => {
      newsroom.needs.articles.commit = commit;
      await newsroom.release();
      return await commit(change);
    };
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    expect(await current()).toBe(old);
    expect(newsroom.recordings.has(old)).toBe(true);
  });

  it('is made again, unpaid, where a change of text and times was undone before it had its own voice', async () => {
    const { newsroom, old, current } = await aHeardArticle();
    const paid = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({ expires: at('12:30:00'), headline: 'Another headline' }));
    expect(newsroom.recordings.has(old)).toBe(false);
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    expect(newsroom.recordings.has((await current()) ?? '')).toBe(true);
    expect(newsroom.narrator.spoken.length).toBe(paid);
  });
});
