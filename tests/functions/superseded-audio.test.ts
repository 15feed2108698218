import { afterEach, describe, expect, it } from 'vitest';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;
const { dailyBudget } = settings.narration;
afterEach(() => {
  settings.narration.dailyBudget = dailyBudget;
});

const narrationOf = async (newsroom: Newsroom) => (await newsroom.table.find(id))?.narration;

async function audioOf(newsroom: Newsroom): Promise<string> {
  const narration = await narrationOf(newsroom);
  if (narration?.state !== 'ready') throw new Error(`narration is ${narration?.state}`);
  return narration.mp3;
}

async function aNarrated(): Promise<{ newsroom: Newsroom; old: string }> {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  await newsroom.drain();
  return { newsroom, old: await audioOf(newsroom) };
}

describe('the audio of a text that was corrected while Polly is down', () => {
  const down = (newsroom: Newsroom) => {
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
  };

  it('is reachable for an hour, and then goes, whether or not there is another', async () => {
    const { newsroom, old } = await aNarrated();
    down(newsroom);
    await newsroom.put(key, anArticleFile({ headline: 'A corrected headline' }));
    await newsroom.drain({ until: '2026-11-24T12:59:00Z' });
    expect(newsroom.recordings.has(old)).toBe(true);
    await newsroom.drain({ until: '2026-11-24T13:30:00Z' });
    expect([...newsroom.recordings.keys()]).toEqual([]);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed' });
  });

  it('goes after an hour too when the day’s budget is spent', async () => {
    const { newsroom, old } = await aNarrated();
    settings.narration.dailyBudget = 1e-6;
    await newsroom.put(key, anArticleFile({ headline: 'A corrected headline' }));
    await newsroom.drain({ until: '2026-11-24T12:59:00Z' });
    expect(newsroom.recordings.has(old)).toBe(true);
    await newsroom.drain({ until: '2026-11-24T13:30:00Z' });
    expect([...newsroom.recordings.keys()]).toEqual([]);
    const { narration } = (await newsroom.table.find(id)) ?? {};
    expect(narration).toMatchObject({ state: 'pending', paused: 'budget' });
    expect(narration).not.toHaveProperty('earlier');
  });

  it('is not come back to when it is gone, but made again of what was paid for', async () => {
    const { newsroom, old } = await aNarrated();
    const { speak } = newsroom.needs.narrator;
    down(newsroom);
    await newsroom.put(key, anArticleFile({ headline: 'A corrected headline' }));
    await newsroom.drain({ until: '2026-11-24T13:30:00Z' });
    newsroom.needs.narrator.speak = speak;
    newsroom.narrator.spoken.length = 0;
    await newsroom.put(key, anArticleFile());
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'pending' });
    await newsroom.drain();
    expect(await audioOf(newsroom)).toBe(old);
    expect([...newsroom.recordings.keys()]).toEqual([old]);
    expect(newsroom.narrator.spoken).toEqual([]);
  });
});

describe('the audio of the text before', () => {
  it('is not forgotten when the hour of an older one is over', async () => {
    const { newsroom } = await aNarrated();
    const next = anArticleFile({ headline: 'Another headline' });
    await newsroom.put(key, next);
    await newsroom.drain({ until: '2026-11-24T12:30:00Z' });
    const current = await audioOf(newsroom);
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(key, anArticleFile({ headline: 'A third headline' }));
    await newsroom.drain({ until: '2026-11-24T13:10:00Z' });
    expect([...newsroom.recordings.keys()]).toEqual([current]);
    await newsroom.put(key, next);
    expect(await audioOf(newsroom)).toBe(current);
  });

  it('is forgotten before it goes, though the record changes at that very moment', async () => {
    const { newsroom } = await aNarrated();
    newsroom.needs.narrator.speak = async () => {
      throw new Error('ServiceUnavailable: Polly is down');
    };
    await newsroom.put(key, anArticleFile({ headline: 'A corrected headline' }));
    await newsroom.drain({ until: '2026-11-24T12:59:59Z' });
    const { attach } = newsroom.needs.articles;
    newsroom.needs.articles.attach = async (...change) => {
      newsroom.needs.articles.attach = attach;
      await newsroom.put(key, anArticleFile({ headline: 'A corrected headline', tags: '[Ports]' }));
      return await attach(...change);
    };
    await newsroom.drain({ until: '2026-11-24T13:00:00Z' });
    expect(newsroom.recordings.size).toBe(0);
    await newsroom.put(key, anArticleFile());
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'pending' });
  });
});

it('a text that comes back within the hour keeps its audio, whenever the hour is over', async () => {
  const { newsroom, old } = await aNarrated();
  await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
  await newsroom.drain({ until: '2026-11-24T12:58:00Z' });
  await newsroom.put(key, anArticleFile());
  const { keep } = newsroom.needs.shelf;
  newsroom.needs.shelf.keep = async (...recording) => {
    newsroom.needs.shelf.keep = keep;
    const kept = await keep(...recording);
    // The hour is over between storing and attaching.
    newsroom.moveClock('2026-11-24T13:02:00Z');
    await newsroom.drain({ turns: 1 });
    return kept;
  };
  expect(await newsroom.narrate(id, 3, 'article.updated')).toBe('ready');
  await newsroom.drain();
  expect(await audioOf(newsroom)).toBe(old);
  expect([...newsroom.recordings.keys()]).toEqual([old]);
});
