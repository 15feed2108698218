import { describe, expect, it } from 'vitest';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import { fakeNarrator, sound } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;

const shared = 'The same words from the wire.';
const idOf = (slug: string) => `en-politics-${slug}`;

/** Puts articles that have nothing in common but their text. */
async function put(newsroom: Newsroom, slugs: readonly string[], body = shared): Promise<void> {
  for (const slug of slugs) {
    const file = anArticleFile({ slug, headline: `Story ${slug}`, byline: null, standfirst: null }, body);
    await newsroom.put(`articles/en/politics/${slug}.md`, file);
  }
}

const moveOn = (newsroom: Newsroom, ms: number) =>
  newsroom.moveClock(new Date(newsroom.now().getTime() + ms).toISOString());

/** One narrator, whose waiting moves the clock on. */
function narrate(newsroom: Newsroom, slug: string, wait = async (ms: number) => moveOn(newsroom, ms)) {
  return narrateArticle(
    { type: 'article.published', article: idOf(slug), revision: 1 },
    { ...newsroom.needs, remaining: () => 3e5, run: slug, wait },
  );
}

const timesSaid = ({ narrator }: Newsroom, words: string) =>
  narrator.spoken.filter((text) => text.includes(words)).length;

async function narrationOf(newsroom: Newsroom, slug: string) {
  const narration = (await newsroom.table.find(idOf(slug)))?.narration;
  if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
  return narration;
}

/** The words of an article's first block, where its timings say that they are. */
async function wordsOf(newsroom: Newsroom, slug: string): Promise<string[]> {
  const timings = newsroom.recordings.get((await narrationOf(newsroom, slug)).mp3)?.timings;
  const [block] = (await newsroom.table.open(idOf(slug)))?.blocks ?? [];
  if (timings === undefined || block === undefined) throw new Error('It has no timings');
  const text = textOfBlock(block);
  return timings.words.filter(([, place]) => place === 0).map(([, , from, to]) => text.slice(from, to));
}

/** As many frames of 22,050 Hz, with a sound in each. */
function atAnotherRate(mp3: Uint8Array): Uint8Array {
  const count = Math.floor(mp3.length / 144);
  const frames = new Uint8Array(count * 156);
  for (let index = 0; index < count; index++) frames.set([0xff, 0xf3, 0x60, 0xc0, 0, 3], index * 156);
  return frames;
}

describe('what one narrator is saying', () => {
  /** The first who says the shared words hears from Polly after so many milliseconds, or never. */
  async function saySlowly(newsroom: Newsroom, ms: number) {
    const begin = newsroom.now().getTime();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (asked[0].includes('from the wire')) {
        newsroom.needs.narrator.speak = speak;
        await answered;
      }
      return await speak(...asked);
    };
    await put(newsroom, ['one', 'two']);
    const first = narrate(newsroom, 'one');
    const second = narrate(newsroom, 'two', async (looks) => {
      moveOn(newsroom, looks);
      if (newsroom.now().getTime() >= begin + ms) answer();
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(await second).toBe('ready');
    return { first, waited: newsroom.now().getTime() - begin };
  }

  it('is left to it for as long as Polly may take over it in its three ways', async () => {
    const newsroom = aNewsroom();
    const { first } = await saySlowly(newsroom, 3 * 50_000);
    expect(await first).toBe('ready');
    expect(timesSaid(newsroom, 'from the wire')).toBe(1);
  });

  it('is said by whoever waits when it was killed: after three minutes, not when its own time is short', async () => {
    const newsroom = aNewsroom();
    const { waited } = await saySlowly(newsroom, Number.POSITIVE_INFINITY);
    expect(waited).toBeLessThan(190_000);
    expect(timesSaid(newsroom, 'from the wire')).toBe(1);
  });

  it('is free at once for others when it came to nothing', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await put(newsroom, ['one', 'two']);
    expect(await narrate(newsroom, 'one')).toBe('failed');
    newsroom.needs.narrator.speak = speak;
    const before = newsroom.now();
    expect(await narrate(newsroom, 'two')).toBe('ready');
    expect(newsroom.now()).toEqual(before);
  });
});

describe('a unit that Polly refuses as SSML', () => {
  it('is said as plain text, with the lexicon’s words, and paid for once', async () => {
    const newsroom = aNewsroom();
    const narrator = fakeNarrator('from the');
    newsroom.needs.narrator = narrator;
    newsroom.needs.studio.lexicon = async () => [{ term: 'wire', say: { alias: 'w-ire' } }];
    await put(newsroom, ['one']);
    expect(await narrate(newsroom, 'one')).toBe('ready');
    expect(narrator.spoken).toEqual([expect.stringContaining('Story one'), 'The same words from the w-ire.']);
  });

  it('has its words in their places in the next article that says it, unpaid', async () => {
    const newsroom = aNewsroom();
    const narrator = fakeNarrator('from the wire');
    newsroom.needs.narrator = narrator;
    await put(newsroom, ['one', 'two']);
    for (const slug of ['one', 'two']) {
      expect(await narrate(newsroom, slug)).toBe('ready');
      expect(await wordsOf(newsroom, slug)).toEqual(['The', 'same', 'words', 'from', 'the', 'wire.']);
    }
    expect(narrator.spoken.filter((text) => text.includes('from the wire'))).toHaveLength(1);
  });

  it('in every form but its own words is waited for by nobody once it is said', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.studio.lexicon = async () => [{ term: 'Zo', say: { alias: 'a very long name '.repeat(8).trim() } }];
    await put(newsroom, ['one', 'two', 'three'], 'Zo & co '.repeat(80).trim());
    const begin = newsroom.now();
    for (const slug of ['one', 'two', 'three']) expect(await narrate(newsroom, slug)).toBe('ready');
    expect(newsroom.now()).toEqual(begin);
    expect(timesSaid(newsroom, 'Zo & co')).toBe(1);
  });
});

it('what was said is on the account though neither the cache nor the claims can be reached for the rest', async () => {
  const newsroom = aNewsroom();
  const { find } = newsroom.cache;
  let finds = 0;
  newsroom.needs.cache.find = async (sound) => {
    if (++finds === 2) throw new Error('SlowDown: the bucket is busy');
    return await find(sound);
  };
  const { free } = newsroom.studio;
  newsroom.needs.studio.free = async (claims, run) => {
    if (claims[0]?.startsWith('unit/')) throw new Error('The table is busy');
    await free(claims, run);
  };
  await put(newsroom, ['one']);
  expect(await narrate(newsroom, 'one')).toBe('failed');
  expect(newsroom.narrator.spoken).toHaveLength(1);
  expect(await newsroom.studio.spending('2026-11-24')).toMatchObject([{ units: 1 }]);
});

describe('an article of which some was said before', () => {
  it('has what sounds alike in it once on its account', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (asked[0].includes('Last')) throw new Error('ServiceUnavailable: Polly is down');
      return await speak(...asked);
    };
    await put(newsroom, ['one'], 'Hear.\n\n🚇 Hear.\n\nLast.');
    expect(await narrate(newsroom, 'one')).toBe('failed');
    newsroom.needs.narrator.speak = speak;
    expect(await narrate(newsroom, 'one')).toBe('ready');
    const { characters } = await narrationOf(newsroom, 'one');
    expect(characters).toBe(2 * 'Story oneHear.Last.'.length);
    expect(await newsroom.studio.spending('2026-11-24')).toMatchObject([{ characters }]);
  });
});

describe('a Polly that', () => {
  const paragraphs = Array.from({ length: 30 }, (_, n) => `Paragraph ${n} of many.`).join('\n\n');

  it('is down is not asked for every paragraph of an article', async () => {
    const newsroom = aNewsroom();
    let asked = 0;
    newsroom.needs.narrator.speak = async () => {
      asked++;
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await put(newsroom, ['one'], paragraphs);
    expect(await narrate(newsroom, 'one')).toBe('failed');
    expect(asked).toBe(3);
  });

  it('says one unit at another rate than the rest has none of it heard, and the newsroom told of it once', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      return said.kind === 'spoken' && asked[0].includes('wire') ? { ...said, mp3: atAnotherRate(said.mp3) } : said;
    };
    await put(newsroom, ['one']);
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'failed']);
    const reason = expect.stringContaining('Cannot join 22050 Hz');
    expect((await newsroom.table.find(idOf('one')))?.narration).toMatchObject({ state: 'failed', final: true, reason });
    expect(newsroom.silences).toEqual([{ type: 'narration.failed', article: idOf('one'), reason }]);
    expect(newsroom.recordings.size).toBe(0);
  });

  it('says one unit wrong and fails at another is paid for the wrong one three times, not for ever', async () => {
    const newsroom = aNewsroom();
    newsroom.needs.cache.forget = async () => {
      throw new Error('SlowDown: the bucket is busy');
    };
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (asked[0].includes('never')) throw new Error('ServiceUnavailable: Polly is down');
      const said = await speak(...asked);
      return said.kind === 'spoken' && asked[0].includes('wrong') ? { ...said, mp3: sound(1), marks: '' } : said;
    };
    await put(newsroom, ['one'], 'It is said wrong.\n\nIt is never said.');
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'failed']);
    expect(timesSaid(newsroom, 'wrong')).toBe(3);
    expect((await newsroom.table.find(idOf('one')))?.narration).toMatchObject({ state: 'failed', final: true });
  });
});
