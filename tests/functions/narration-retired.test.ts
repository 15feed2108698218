import { describe, expect, it } from 'vitest';
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
