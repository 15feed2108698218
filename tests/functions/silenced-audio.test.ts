import { describe, expect, it } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

const narrationOf = async (newsroom: Newsroom) => (await newsroom.table.find(id))?.narration;
const silent = anArticleFile({ narration: '{ skip: true }' });

async function aNarrated(): Promise<Newsroom> {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  await newsroom.drain();
  return newsroom;
}

describe('an article that is not to be read aloud any more', () => {
  it('loses the audio that it had at once, and its record forgets it', async () => {
    const newsroom = await aNarrated();
    await newsroom.put(key, silent);
    await newsroom.drain({ until: '2026-11-24T12:00:01Z' });
    expect(newsroom.recordings.size).toBe(0);
    expect(await narrationOf(newsroom)).toEqual({ state: 'skipped', reason: expect.any(String) });
  });

  it('loses it at once though it had been replaced, and has come back, within the hour', async () => {
    const newsroom = await aNarrated();
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await newsroom.drain({ until: '2026-11-24T12:10:00Z' });
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ until: '2026-11-24T12:20:00Z' });
    const narration = await narrationOf(newsroom);
    if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
    await newsroom.put(key, silent);
    await newsroom.drain({ until: '2026-11-24T12:20:01Z' });
    expect(newsroom.recordings.size).toBe(0);
  });

  it('loses it at once from where it was before its times were changed, too', async () => {
    const newsroom = await aNarrated();
    await newsroom.put(key, anArticleFile({ expires: '2026-11-24T20:00:00Z' }));
    await newsroom.drain({ until: '2026-11-24T12:10:00Z' });
    expect(newsroom.recordings.size).toBe(2);
    await newsroom.put(key, silent);
    await newsroom.drain({ until: '2026-11-24T12:10:01Z' });
    expect(newsroom.recordings.size).toBe(0);
  });

  it('loses it though the narrator is killed in the middle of that', async () => {
    const newsroom = await aNarrated();
    await newsroom.put(key, silent);
    const { removeAll } = newsroom.needs.shelf;
    newsroom.needs.shelf.removeAll = async () => {
      newsroom.needs.shelf.removeAll = removeAll;
      throw new Error('killed');
    };
    await expect(newsroom.drain()).rejects.toThrow('killed');
    // All messages come back.
    for (const call of newsroom.asked.splice(0)) await newsroom.needs.narrations.ask(call);
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('skipped');
    await newsroom.drain();
    expect(newsroom.recordings.size).toBe(0);
  });

  it('keeps it if it is to be read aloud after all, before the narrator has looked', async () => {
    const newsroom = await aNarrated();
    const before = await narrationOf(newsroom);
    await newsroom.put(key, silent);
    expect(await newsroom.drain({ turns: 1 })).toEqual(['skipped']);
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    expect(before).toMatchObject({ state: 'ready' });
    const after = await narrationOf(newsroom);
    if (after?.state !== 'ready') throw new Error(`narration is ${after?.state}`);
    expect([...newsroom.recordings.keys()]).toEqual([after.mp3]);
    expect(newsroom.narrator.spoken).toHaveLength(6);
  });

  it('is read aloud again without a cent', async () => {
    const newsroom = await aNarrated();
    await newsroom.put(key, silent);
    await newsroom.drain();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', characters: 0 });
    expect(newsroom.recordings.size).toBe(1);
    expect(newsroom.narrator.spoken).toHaveLength(6);
  });
});
