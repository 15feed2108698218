import { describe, expect, it } from 'vitest';
import { billedFor, sound } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aLexiconFile } from '../fixtures/lexicons.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const day = '2026-11-24';
type Newsroom = ReturnType<typeof aNewsroom>;

const at = (time: string) => `${day}T${time}.000Z`;
const narrationOf = async (newsroom: Newsroom) => (await newsroom.table.find(id))?.narration;
const billOf = (spoken: readonly string[]) => spoken.reduce((sum, ssml) => sum + 2 * billedFor(ssml), 0);
const corrected = anArticleFile({ headline: 'A corrected headline' });

async function aNarrated(): Promise<Newsroom> {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  await newsroom.drain();
  return newsroom;
}

/** A Polly that is down until it is told to be up again. */
function takeDown(newsroom: Newsroom): () => void {
  const { speak } = newsroom.needs.narrator;
  newsroom.needs.narrator.speak = async () => {
    throw new Error('ServiceUnavailable: Polly is down');
  };
  return () => {
    newsroom.needs.narrator.speak = speak;
  };
}

/** A Polly that bills, and says nothing that can be heard, so many times. */
function mute(newsroom: Newsroom, answers: number): void {
  const { speak } = newsroom.needs.narrator;
  let given = 0;
  newsroom.needs.narrator.speak = async (...asked) => {
    const said = await speak(...asked);
    return said.kind === 'refused' || ++given > answers ? said : { ...said, mp3: sound(1), marks: '' };
  };
}

describe('a narration that is tried again', () => {
  it('has on its account what each attempt has paid for in vain', async () => {
    const newsroom = aNewsroom();
    mute(newsroom, 12);
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'ready']);
    const { spoken } = newsroom.narrator;
    expect(spoken).toHaveLength(18);
    const characters = billOf(spoken);
    const cost = expect.closeTo((characters * 16) / 1e6, 6);
    expect(await narrationOf(newsroom)).toMatchObject({ characters, cost });
    expect(await newsroom.studio.spending(day)).toMatchObject([{ characters, cost, units: 18 }]);
  });

  it('cuts what has not changed out of the audio before, though nobody else has kept it', async () => {
    const newsroom = await aNarrated();
    newsroom.cache.uttered.clear();
    newsroom.narrator.spoken.length = 0;
    const takeUp = takeDown(newsroom);
    await newsroom.put(key, corrected);
    expect(await newsroom.drain({ until: at('12:02:00') })).toEqual(['failed', 'failed']);
    takeUp();
    await newsroom.drain({ until: at('12:30:00') });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
    expect(newsroom.narrator.spoken).toEqual([expect.stringContaining('A corrected headline')]);
  });

  it('takes the audio before away an hour after the first attempt, and asks for that once', async () => {
    const newsroom = await aNarrated();
    takeDown(newsroom);
    await newsroom.put(key, corrected);
    await newsroom.drain({ until: at('14:00:00') });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed' });
    const retired = newsroom.asked.flatMap((call) => (call.type === 'narration.retired' ? [call.at] : []));
    expect(new Set(retired)).toEqual(new Set([at('13:00:00')]));
  });

  it('goes on after a run that is killed between two attempts', async () => {
    const newsroom = aNewsroom();
    const takeUp = takeDown(newsroom);
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ turns: 1 });
    const again = newsroom.asked.at(-1);
    if (again === undefined) throw new Error('It is not tried again');
    const { ask } = newsroom.needs.narrations;
    newsroom.needs.narrations.ask = async () => {
      newsroom.needs.narrations.ask = ask;
      throw new Error('killed');
    };
    await expect(newsroom.drain()).rejects.toThrow('killed');
    // Its message comes back.
    await newsroom.needs.narrations.ask(again);
    takeUp();
    expect(await newsroom.drain()).toEqual(['ready']);
  });

  it('is noted as failed though the record changes at that very moment', async () => {
    const newsroom = aNewsroom();
    takeDown(newsroom);
    await newsroom.put(key, anArticleFile());
    const { attach } = newsroom.needs.articles;
    newsroom.needs.articles.attach = async (...change) => {
      newsroom.needs.articles.attach = attach;
      await newsroom.put(key, anArticleFile({ tags: '[Ports]' }));
      return await attach(...change);
    };
    await newsroom.drain({ turns: 1 });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed', attempts: 1 });
  });
});

describe('a text that comes while Polly fails at the one before', () => {
  /** The attempt at the first text fails when the second is there. */
  async function overtaken(): Promise<Newsroom> {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async () => {
      newsroom.needs.narrator.speak = speak;
      await newsroom.put(key, corrected);
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain({ turns: 1 })).toEqual(['failed']);
    return newsroom;
  }

  it('is not called failed for it', async () => {
    expect(await narrationOf(await overtaken())).toMatchObject({ state: 'pending' });
  });

  it('has a voice of its own, and the attempts at the one before end', async () => {
    const newsroom = await overtaken();
    expect(await newsroom.drain()).toEqual(['ready', 'overtaken']);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
  });
});

it('an announcement that comes late has the newest text read aloud', async () => {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  await newsroom.put(key, corrected);
  expect(await newsroom.narrate(id, 1)).toBe('ready');
  expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
});

it('an update that changes no spoken word does not tell of the audio again', async () => {
  const newsroom = await aNarrated();
  await newsroom.put(key, anArticleFile({ tags: '[Ports]' }));
  expect(await newsroom.drain()).toEqual(['unchanged']);
  expect(newsroom.told().filter((told) => told.startsWith('narration.ready'))).toHaveLength(1);
});

describe('a renewal that Polly fails at', () => {
  it('leaves readers the audio that there is, and is made up for', async () => {
    const newsroom = await aNarrated();
    const before = await narrationOf(newsroom);
    const takeUp = takeDown(newsroom);
    await newsroom.put('lexicons/en.yaml', aLexiconFile({ tunnel: 'tunn ell' }));
    expect(await newsroom.drain({ until: at('12:40:00') })).toContain('failed');
    expect(await narrationOf(newsroom)).toEqual(before);
    takeUp();
    await newsroom.drain({ until: at('13:30:00') });
    expect(newsroom.narrator.spoken.at(-1)).toContain('tunn ell');
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 1 });
    // The one before has its hour from the new one on, not from the first failure.
    expect(newsroom.recordings.size).toBe(2);
    await newsroom.drain();
    expect(newsroom.recordings.size).toBe(1);
  });
});

describe('a narrator that is taken for killed, and has only been slow', () => {
  /** While one is about to store, its claims end and another comes. */
  function overtake(newsroom: Newsroom, meanwhile: () => Promise<unknown>): void {
    const { keep } = newsroom.needs.shelf;
    newsroom.needs.shelf.keep = async (...recording) => {
      newsroom.needs.shelf.keep = keep;
      newsroom.moveClock(at('12:06:01'));
      expect(await newsroom.narrate(id)).toBe('ready');
      await meanwhile();
      return await keep(...recording);
    };
  }

  it('leaves the same recording that another has attached', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    overtake(newsroom, async () => {});
    expect(await newsroom.narrate(id)).toBe('overtaken');
    const narration = await narrationOf(newsroom);
    if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
    expect([...newsroom.recordings.keys()]).toEqual([narration.mp3]);
    expect(newsroom.narrator.spoken).toHaveLength(6);
  });

  it('leaves it too when it is that of the text before by then, for its hour', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    overtake(newsroom, () => newsroom.put(key, corrected));
    expect(await newsroom.narrate(id)).toBe('overtaken');
    expect(newsroom.recordings.size).toBe(1);
    await newsroom.drain({ until: at('12:30:00') });
    expect(newsroom.recordings.size).toBe(2);
    await newsroom.drain();
    expect(newsroom.recordings.size).toBe(1);
  });
});
