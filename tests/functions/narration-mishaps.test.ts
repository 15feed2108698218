import { describe, expect, it } from 'vitest';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import type { NarrationCall } from '../../shared/domain/narration.ts';
import { silence, sound } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

const narrationOf = async (newsroom: Newsroom, of = id) => (await newsroom.table.find(of))?.narration;

async function ready(newsroom: Newsroom, of = id) {
  const narration = await narrationOf(newsroom, of);
  if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
  return narration;
}

/** The run that attaches next is killed just behind it. */
function killBehindAttach(newsroom: Newsroom) {
  const { attach } = newsroom.needs.articles;
  newsroom.needs.articles.attach = async (...change) => {
    newsroom.needs.articles.attach = attach;
    await attach(...change);
    throw new Error('killed');
  };
}

describe('a scheduled article whose time changes while it is stored', () => {
  const opening = (hour: number) => anArticleFile({ 'publish-at': `2026-11-24T${hour}:00:00Z` });

  it.each([
    ['to another', [18]],
    ['there and back', [18, 15]],
  ])('%s is never left with audio that went with its old window, and pays nothing again', async (_, hours) => {
    const newsroom = aNewsroom();
    await newsroom.put(key, opening(15));
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      newsroom.needs.shelf.keep = keep;
      const kept = await keep(...recording);
      for (const hour of hours) await newsroom.put(key, opening(hour));
      return kept;
    };
    expect(await newsroom.narrate(id, 1, 'narration.wanted')).toBe('continued');
    await newsroom.drain({ until: '2026-11-24T12:30:00Z' });
    const { mp3 } = await ready(newsroom);
    expect(mp3).toContain(`/${Date.parse(`2026-11-24T${hours.at(-1)}:00:00Z`)}-ever/`);
    expect([...newsroom.recordings.keys()]).toEqual([mp3]);
    expect(newsroom.narrator.spoken).toHaveLength(6);
  });
});

describe('words that a lexicon makes longer than Polly takes', () => {
  const names = Array.from({ length: 80 }, () => 'Zo & co').join(' ');
  const lexicon = [{ term: 'Zo', say: { alias: 'a very long name '.repeat(8).trim() } }];

  it('are read as they are written, with times of their own, and are paid for once', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.studio.lexicon = async () => lexicon;
    await newsroom.put(key, anArticleFile({}, names));
    expect(await newsroom.narrate(id)).toBe('ready');
    const spoken = newsroom.narrator.spoken.length;
    expect(newsroom.narrator.spoken).toContain(names);
    const timings = newsroom.recordings.get((await ready(newsroom)).mp3)?.timings;
    const [block] = (await newsroom.table.open(id))?.blocks ?? [];
    if (block === undefined) throw new Error('It has no text');
    const said = timings?.words.filter(([, place]) => place === 0).map(([, , a, b]) => textOfBlock(block).slice(a, b));
    expect(said?.slice(-2)).toEqual(['Zo', 'co']);
    await newsroom.put('articles/en/politics/second.md', anArticleFile({ slug: 'second', headline: 'Other' }, names));
    expect(await newsroom.narrate('en-politics-second')).toBe('ready');
    expect(newsroom.narrator.spoken).toHaveLength(spoken + 1);
  });
});

describe('a unit that Polly says wrong', () => {
  /** A Polly whose first answers to what holds a word are these bytes. */
  function spoil(newsroom: Newsroom, word: string, answers: number, mp3: Uint8Array) {
    const { speak } = newsroom.needs.narrator;
    let spoilt = 0;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      return said.kind === 'spoken' && asked[0].includes(word) && spoilt++ < answers ? { ...said, mp3 } : said;
    };
  }

  it.each([
    ['in no time', sound(1)],
    ['without a sound', silence(400)],
    ['without an end', sound(4000)],
    ['in bytes that are no MP3', new Uint8Array(500)],
    ['in no bytes', new Uint8Array(0)],
  ])('%s is said again alone', async (_, mp3) => {
    const newsroom = aNewsroom();
    spoil(newsroom, 'afford', 1, mp3);
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'ready']);
    const { spoken } = newsroom.narrator;
    expect(spoken).toHaveLength(7);
    expect(spoken.filter((ssml) => ssml.includes('afford'))).toHaveLength(2);
  });

  it('is tried three times, for each costs its price', async () => {
    const newsroom = aNewsroom();
    spoil(newsroom, 'afford', 100, new Uint8Array(500));
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'failed']);
    expect(newsroom.narrator.spoken).toHaveLength(8);
    expect(await narrationOf(newsroom)).toMatchObject({ reason: expect.stringContaining('sounds wrong') });
  });

  it('and that the cache has from before is said anew', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const [first] = newsroom.cache.uttered;
    if (first === undefined) throw new Error('Nothing was kept');
    newsroom.cache.uttered.set(first[0], { ...first[1], mp3: sound(1) });
    newsroom.moveClock('2026-11-24T12:05:00.000Z');
    await newsroom.put('articles/en/politics/second.md', anArticleFile({ slug: 'second' }));
    expect(await newsroom.narrate('en-politics-second')).toBe('ready');
    expect(newsroom.narrator.spoken).toHaveLength(7);
  });

  it('is not a list of figures either, in an article that has little else', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      const figures = asked[0].match(/\d/g)?.length ?? 0;
      return said.kind === 'spoken' && figures > 0 ? { ...said, mp3: sound(25 * figures) } : said;
    };
    const list = ['Ávila: 98.765', 'Burgos: 187.432', 'León: 243.101'].map((line) => `- ${line}`).join('\n');
    await newsroom.put(key, anArticleFile({ headline: 'Resultados' }, `${list}\n${list.replaceAll('1', '2')}`));
    expect(await newsroom.narrate(id)).toBe('ready');
  });

  it('is not a row of figures, which take their time', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      return said.kind === 'spoken' && asked[0].includes('2,345') ? { ...said, mp3: sound(700) } : said;
    };
    await newsroom.put(key, anArticleFile({}, '€1,752,345 $9,876,543 7,654,321\n\nAnd so on, for a while.'));
    expect(await newsroom.narrate(id)).toBe('ready');
  });
});

describe('two articles that share a paragraph', () => {
  const shared = 'The same words from the wire, in both of them.';
  const twins = ['one', 'two'].map((slug) => ({
    slug,
    file: anArticleFile({ slug, headline: `Story ${slug}` }, shared),
  }));

  /** Both are narrated at once; Polly answers when whoever waits has looked so often, or has no time left to look. */
  async function narrateBoth(newsroom: Newsroom, looksNeeded: number, looksInTime = looksNeeded) {
    let looks = 0;
    let answer = () => {};
    const enough = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const wait = async () => {
      if (++looks >= looksNeeded) answer();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      if (
        asked[0].includes('from the wire') &&
        newsroom.narrator.spoken.filter((ssml) => ssml === asked[0]).length === 1
      )
        await enough;
      else if (asked[0].includes('from the wire')) answer();
      return said;
    };
    for (const { slug, file } of twins) await newsroom.put(`articles/en/politics/${slug}.md`, file);
    const call = (slug: string): NarrationCall => ({
      type: 'article.published',
      article: `en-politics-${slug}`,
      revision: 1,
    });
    return await Promise.all(
      twins.map(({ slug }) =>
        narrateArticle(call(slug), {
          ...newsroom.needs,
          remaining: () => {
            if (looks <= looksInTime) return 3e5;
            answer();
            return 0;
          },
          run: slug,
          wait,
        }),
      ),
    );
  }

  it('pay for it once though they are narrated at the same time', async () => {
    const newsroom = aNewsroom();
    expect(await narrateBoth(newsroom, 5)).toEqual(['ready', 'ready']);
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('from the wire'))).toHaveLength(1);
    const reused = (await newsroom.studio.spending('2026-11-24')).map((row) => row.reused);
    expect(Math.max(...reused)).toBeGreaterThan(0);
  });

  it('leave it to whoever says it, until their own time is short', async () => {
    const newsroom = aNewsroom();
    expect(await narrateBoth(newsroom, 100, 50)).toContain('continued');
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('from the wire'))).toHaveLength(1);
    await newsroom.drain();
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('from the wire'))).toHaveLength(1);
    for (const { slug } of twins)
      expect(await narrationOf(newsroom, `en-politics-${slug}`)).toMatchObject({ state: 'ready' });
  });
});

describe('a narrator that is killed as soon as the audio is attached', () => {
  it('has already seen to it that the audio of the text before goes', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const { mp3: old } = await ready(newsroom);
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    killBehindAttach(newsroom);
    await expect(newsroom.narrate(id, 2, 'article.updated')).rejects.toThrow('killed');
    expect(await newsroom.narrate(id, 2, 'article.updated')).toBe('unchanged');
    await newsroom.drain();
    expect([...newsroom.recordings.keys()]).toEqual([(await ready(newsroom)).mp3]);
    expect(newsroom.recordings.has(old)).toBe(false);
  });

  it('says that a renewal is ready when its call comes again', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const before = newsroom.told().length;
    newsroom.needs.studio.lexicon = async () => [{ term: 'tunnel', say: { alias: 'tunn ell' } }];
    killBehindAttach(newsroom);
    await expect(newsroom.narrate(id, 1, 'narration.renewed')).rejects.toThrow('killed');
    expect(newsroom.told()).toHaveLength(before);
    expect(await newsroom.narrate(id, 1, 'narration.renewed')).toBe('unchanged');
    expect(newsroom.told().slice(before)).toEqual([`narration.ready ${id}@1/narration`]);
  });
});

describe('calls that fail', () => {
  it('are one chain of attempts, however many there were', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(key, anArticleFile());
    for (let n = 0; n < 4; n++) expect(await newsroom.narrate(id)).toBe('failed');
    const outcomes = await newsroom.drain({ until: '2026-11-24T14:00:00Z' });
    const [late] = [await newsroom.drain({ until: '2026-11-24T15:00:00Z' })];
    expect(outcomes).toContain('overtaken');
    expect(late).toEqual(Array(late?.length ?? 0).fill('failed'));
    expect(late?.length).toBeLessThanOrEqual(5);
    expect(late?.length).toBeGreaterThanOrEqual(3);
  });

  it('are tried again though the record was changed while Polly failed', async () => {
    const newsroom = aNewsroom();
    let isDown = true;
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (!isDown) return await speak(...asked);
      const record = await newsroom.table.find(id);
      const opened = await newsroom.table.open(id);
      if (record !== undefined && opened !== undefined)
        await newsroom.table.attach({ ...record, version: record.version + 1 }, record, opened.blocks);
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain({ until: '2026-11-24T12:05:00Z' })).not.toContain('overtaken');
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed', attempts: 3 });
    isDown = false;
    await newsroom.drain();
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready' });
  });
});

describe('an article that is back before its audio was removed', () => {
  it('keeps the pictures that it has now', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const [old = ''] = newsroom.recordings.keys();
    await newsroom.remove(key);
    const { attach } = newsroom.needs.articles;
    const picture = old.replace('/audio/', '/images/').replace(/[^/]+$/, 'harbour.jpg');
    newsroom.needs.articles.attach = async (...change) => {
      newsroom.needs.articles.attach = attach;
      const isAttached = await attach(...change);
      await newsroom.put(key, anArticleFile());
      newsroom.pictures.set(picture, new Uint8Array(1));
      return isAttached;
    };
    expect(await newsroom.narrate(id, 1, 'article.withdrawn')).toBe('unchanged');
    expect((await newsroom.table.find(id))?.state).toBe('live');
    expect([...newsroom.pictures.keys()]).toEqual([picture]);
  });
});
