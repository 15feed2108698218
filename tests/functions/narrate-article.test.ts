import { describe, expect, it } from 'vitest';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { filesOf } from '../../shared/domain/narration.ts';
import { fakeNarrator } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';

async function ready(newsroom: ReturnType<typeof aNewsroom>) {
  const narration = (await newsroom.table.find(id))?.narration;
  if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
  return narration;
}

describe('a published article', () => {
  it('is narrated: audio, captions and timings that point at its words, and the world is told', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.narrate(id)).toBe('ready');
    const narration = await ready(newsroom);
    const recording = newsroom.recordings.get(narration.mp3);
    const opened = await newsroom.table.open(id);
    if (recording === undefined || opened === undefined) throw new Error('nothing was kept');
    const said = recording.timings.words.map(([, block, from, to]) => {
      const { headline, standfirst } = opened.record.article ?? {};
      const places: Record<number, string | undefined> = {
        '-3': recording.timings.byline,
        '-2': headline,
        '-1': standfirst,
      };
      return (block < 0 ? places[block] : textOfBlock(opened.blocks[block]!))?.slice(from, to);
    });
    const opening = 'Council agrees on the harbour tunnel By Ana Ruiz. Work begins in spring.';
    expect(said.slice(0, 13).join(' ')).toBe(opening);
    expect(said).toContain('tunnel');
    expect(narration).toMatchObject({ revision: 1, chunks: 6, chunksReused: 0, voice: { id: 'Joanna' } });
    expect(parseMp3(recording.mp3).frames.length * 24).toBe(recording.timings.durationMs);
    expect(narration).toMatchObject({
      bytes: recording.mp3.length,
      durationSeconds: recording.timings.durationMs / 1000,
    });
    expect(recording.vtt).toMatch(/^WEBVTT\n\n1\n00:00:00\.000 --> /);
    const captions = recording.vtt.split('\n\n').map((cue) => cue.trim().split('\n')[2]);
    expect(captions.slice(1, 4)).toEqual([
      'Council agrees on the harbour tunnel',
      'By Ana Ruiz.',
      'Work begins in spring.',
    ]);
    expect(newsroom.told().at(-1)).toBe(`narration.ready ${id}@1/narration`);
  });

  it('of which one sentence is edited pays for one unit only, and its timings stay right', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const before = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({ standfirst: 'Work begins in the autumn, not before.' }));
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('ready');
    expect(newsroom.narrator.spoken.length - before).toBe(1);
    const narration = await ready(newsroom);
    expect(narration).toMatchObject({ revision: 2, chunks: 6, chunksReused: 5 });
    const patched = newsroom.recordings.get(narration.mp3);
    const whole = aNewsroom();
    await whole.put(key, anArticleFile({ standfirst: 'Work begins in the autumn, not before.' }));
    await whole.narrate(id);
    const fresh = whole.recordings.get((await ready(whole)).mp3);
    expect(patched?.timings.words).toEqual(fresh?.timings.words);
    expect(patched?.timings.sentences).toEqual(fresh?.timings.sentences);
    expect(Buffer.from(patched?.mp3 ?? []).equals(Buffer.from(fresh?.mp3 ?? []))).toBe(true);
  });

  it('of which only the metadata changes keeps its audio and pays nothing', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const before = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({ tags: '[Ports]' }));
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('unchanged');
    expect(newsroom.narrator.spoken.length).toBe(before);
    expect((await ready(newsroom)).revision).toBe(1);
  });

  it('whose message comes again is announced again under the same id, and pays nothing', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const before = newsroom.narrator.spoken.length;
    expect(await newsroom.narrate(id)).toBe('unchanged');
    expect(newsroom.told().slice(-2)).toEqual(Array(2).fill(`narration.ready ${id}@1/narration`));
    expect(newsroom.narrator.spoken.length).toBe(before);
  });

  it('with a unit that Polly refuses as SSML is spoken as plain text there', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.narrator = fakeNarrator('afford');
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.narrate(id)).toBe('ready');
    const timings = newsroom.recordings.get((await ready(newsroom)).mp3)?.timings;
    const opened = await newsroom.table.open(id);
    const words = timings?.words
      .filter(([, block]) => block === 2)
      .map(([, block, a, b]) => textOfBlock(opened!.blocks[block]!).slice(a, b));
    expect(words?.at(-1)).toBe('it.”');
  });

  it('whose message comes twice at once is paid for once, and keeps its audio', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    const both = await Promise.all([newsroom.narrate(id), newsroom.narrate(id)]);
    expect(both.toSorted()).toEqual(['busy', 'ready']);
    expect(newsroom.asked).toMatchObject([{ type: 'article.published', article: id, delaySeconds: 15 }]);
    expect(await newsroom.drain()).toContain('unchanged');
    expect(newsroom.narrator.spoken).toHaveLength(6);
    expect(newsroom.recordings.has((await ready(newsroom)).mp3)).toBe(true);
  });

  it('whose blocks move has the same sound at another address, and pays nothing', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({}, 'One.\n\nTwo.'));
    await newsroom.narrate(id);
    const before = await ready(newsroom);
    await newsroom.put(key, anArticleFile({}, 'One.\n\n![x](https://images.example.org/x.jpg)\n\nTwo.'));
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('ready');
    const after = await ready(newsroom);
    expect(after.timings).not.toBe(before.timings);
    expect(after.characters).toBe(0);
    expect(newsroom.recordings.get(after.mp3)?.mp3).toEqual(newsroom.recordings.get(before.mp3)?.mp3);
  });

  it('that changes while Polly speaks gets no audio of its old text', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      newsroom.needs.shelf.keep = keep;
      await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
      return await keep(...recording);
    };
    expect(await newsroom.narrate(id)).toBe('overtaken');
    expect((await newsroom.table.find(id))?.narration?.state).toBe('pending');
    expect(newsroom.recordings.size).toBe(0);
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('ready');
  });

  it('whose time changes while Polly speaks has its audio in the new window, and none in the old', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ 'publish-at': '2026-11-24T15:00:00Z' }));
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      newsroom.needs.shelf.keep = keep;
      await newsroom.put(key, anArticleFile({ 'publish-at': '2026-11-24T18:00:00Z' }));
      return await keep(...recording);
    };
    expect(await newsroom.narrate(id, 1, 'narration.wanted')).toBe('ready');
    const narration = await ready(newsroom);
    const files = filesOf(narration);
    expect(files).toHaveLength(4);
    const window = `/${Date.parse('2026-11-24T18:00:00Z')}-ever/`;
    expect(files.filter((path) => !path.includes(window))).toEqual([]);
    expect([...newsroom.recordings.keys()]).toEqual([narration.mp3]);
  });

  it('whose metadata change while Polly speaks gets its audio all the same', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      newsroom.needs.shelf.keep = keep;
      await newsroom.put(key, anArticleFile({ tags: '[Ports]' }));
      return await keep(...recording);
    };
    expect(await newsroom.narrate(id)).toBe('ready');
    expect((await newsroom.table.find(id))?.article?.tags).toEqual([{ slug: 'ports', name: 'Ports' }]);
  });
});

describe('an article that is withdrawn', () => {
  it('loses its audio at once', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    await newsroom.remove(key);
    expect(await newsroom.narrate(id, 1, 'article.withdrawn')).toBe('removed');
    expect(newsroom.recordings.size).toBe(0);
    expect((await newsroom.table.find(id))?.narration).toBeUndefined();
  });

  it('loses what a narrator stored meanwhile and was killed over', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      await newsroom.remove(key);
      await keep(...recording);
      throw new Error('killed');
    };
    await expect(newsroom.narrate(id)).rejects.toThrow('killed');
    expect(newsroom.recordings.size).toBe(1);
    expect(await newsroom.narrate(id, 1, 'article.withdrawn')).toBe('removed');
    expect(newsroom.recordings.size).toBe(0);
  });

  it('and comes back at another time has nothing left at the address of before', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ expires: '2026-11-25T12:00:00Z' }));
    await newsroom.narrate(id);
    const [late] = [...newsroom.recordings];
    expect(late?.[0]).toContain(`/${Date.parse('2026-11-24T12:00:00Z')}-${Date.parse('2026-11-25T12:00:00Z')}/`);
    await newsroom.remove(key);
    const { attach } = newsroom.needs.articles;
    newsroom.needs.articles.attach = async (...change) => {
      newsroom.needs.articles.attach = attach;
      const isAttached = await attach(...change);
      await newsroom.put(key, anArticleFile());
      if (late !== undefined) newsroom.recordings.set(...late);
      return isAttached;
    };
    expect(await newsroom.narrate(id, 1, 'article.withdrawn')).toBe('unchanged');
    expect(newsroom.recordings.size).toBe(0);
    await newsroom.drain();
    expect([...newsroom.recordings.keys()]).toEqual([(await ready(newsroom)).mp3]);
  });

  it('is not narrated any more', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.remove(key);
    expect(await newsroom.narrate(id)).toBe('not-live');
    expect(newsroom.narrator.spoken).toEqual([]);
  });
});
