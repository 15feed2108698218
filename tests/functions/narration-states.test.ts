import { describe, expect, it } from 'vitest';
import { serveApi } from '../../functions/serve-api/serve-api.ts';
import { mostAttempts } from '../../shared/domain/narration.ts';
import { billedFor, fakeNarrator, sound } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aRequest } from '../fixtures/requests.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

const narrationOf = async (newsroom: Newsroom, of = id) => (await newsroom.table.find(of))?.narration;
const at = (time: string) => `2026-11-24T${time}.000Z`;

async function isReadable(newsroom: Newsroom, of = id) {
  const request = aRequest({ routeKey: 'GET /v1/articles/{id}', parameters: { id: of } });
  return (await serveApi(request, { ...newsroom.needs, ...newsroom.packing })).statusCode === 200;
}

/** A Polly that fails as long as it is told to; what it says counts on the newsroom's own narrator. */
function failWhile(newsroom: Newsroom, isDown: (text: string) => boolean) {
  const { speak } = newsroom.narrator;
  newsroom.needs.narrator.speak = async (...asked) => {
    if (isDown(asked[0])) throw new Error('ServiceUnavailable: Polly is down');
    return await speak(...asked);
  };
}

/** What Polly is paid for so many utterances of the fake, which bills speech and marks. */
const billOf = (spoken: readonly string[]) => spoken.reduce((sum, ssml) => sum + 2 * billedFor(ssml), 0);

describe('the state of a narration', () => {
  it('is pending from the commit on, and ready when the audio is', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'pending' });
    await newsroom.drain({ until: at('12:01:00') });
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 1 });
  });

  it('is skipped for an article that is not to be read aloud, and nothing is paid', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ narration: '{ skip: true }' }));
    expect(await newsroom.drain()).toEqual(['skipped']);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'skipped', reason: expect.any(String) });
    expect(newsroom.narrator.spoken).toEqual([]);
  });

  it('is skipped for an article in which there is nothing to say', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ headline: "'??? — !!!'", byline: null, standfirst: null }, '* * *\n\n🎉'));
    expect(await newsroom.drain()).toEqual(['skipped']);
    expect(await narrationOf(newsroom)).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('no words'),
    });
  });

  it('is failed with the reason while Polly fails, with growing attempts and delays, up to a last one', async () => {
    const newsroom = aNewsroom();
    failWhile(newsroom, () => true);
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ turns: 1 });
    const failed = {
      state: 'failed',
      attempts: 1,
      at: at('12:00:00'),
      reason: expect.stringContaining('Polly is down'),
    };
    expect(await narrationOf(newsroom)).toMatchObject(failed);
    await newsroom.drain();
    const delays = newsroom.asked.flatMap(({ delaySeconds = 0 }) => delaySeconds);
    expect(delays.slice(0, 5)).toEqual([60, 120, 240, 480, 900]);
    expect(Math.max(...delays)).toBe(900);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed', attempts: mostAttempts, final: true });
    // Told when it lasts, and when nobody tries any more.
    expect(newsroom.silences).toHaveLength(2);
    expect(newsroom.silences[0]).toMatchObject({ type: 'narration.failed', article: id, reason: failed.reason });
  });

  it('is ready at last, and the attempt pays for nothing that an earlier one had spoken', async () => {
    const newsroom = aNewsroom();
    failWhile(newsroom, (text) => text.includes('afford') && newsroom.needs.now().toISOString() < at('12:03:00'));
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain({ until: at('12:02:00') })).toEqual(['failed', 'failed']);
    expect(await isReadable(newsroom)).toBe(true);
    expect(await newsroom.drain()).toEqual(['ready']);
    const { spoken } = newsroom.narrator;
    expect(spoken).toHaveLength(6);
    expect(new Set(spoken).size).toBe(6);
    // What was paid in all attempts is what this version cost.
    expect(await narrationOf(newsroom)).toMatchObject({ characters: billOf(spoken), chunks: 6, chunksReused: 0 });
    expect(newsroom.uploads.filed.get(key)?.narration?.characters).toBe(billOf(spoken));
  });

  it('goes from failed to pending with a new text, which is narrated once', async () => {
    const newsroom = aNewsroom();
    failWhile(newsroom, (text) => text.includes('afford'));
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ until: at('12:00:30') });
    await newsroom.put(key, anArticleFile({}, 'Another text.'));
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'pending' });
    await newsroom.drain();
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', revision: 2 });
    expect(
      newsroom
        .told()
        .filter((each) => each.startsWith('narration.ready'))
        .at(-1),
    ).toBe(`narration.ready ${id}@2/narration`);
  });
});

describe('while Polly is down for ten minutes', () => {
  it('five articles are readable, and afterwards all have their voice, none paid for twice', async () => {
    const newsroom = aNewsroom();
    failWhile(newsroom, () => newsroom.needs.now().toISOString() < at('12:10:00'));
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      await newsroom.put(`articles/en/politics/story-${n}.md`, anArticleFile({ headline: `Story ${n}` }, `Body ${n}.`));
      ids.push(`en-politics-story-${n}`);
    }
    const meanwhile = await newsroom.drain({ until: at('12:09:59') });
    expect(new Set(meanwhile)).toEqual(new Set(['failed']));
    expect(await Promise.all(ids.map((each) => isReadable(newsroom, each)))).toEqual(Array(5).fill(true));
    expect(newsroom.narrator.spoken).toEqual([]);
    expect(newsroom.silences.map(({ article }) => article)).toEqual(ids);

    await newsroom.drain({ until: at('12:30:00') });
    for (const each of ids) expect(await narrationOf(newsroom, each)).toMatchObject({ state: 'ready' });
    const { spoken } = newsroom.narrator;
    expect(new Set(spoken).size).toBe(spoken.length);
    const ledger = await newsroom.studio.spending('2026-11-24');
    expect(ledger.reduce((sum, { characters }) => sum + characters, 0)).toBe(billOf(spoken));
    expect(ledger.reduce((sum, { units }) => sum + units, 0)).toBe(spoken.length);
  });
});

describe('a narrator whose time is short', () => {
  it('leaves the rest to the next, who goes on where it stopped', async () => {
    const newsroom = aNewsroom();
    const paragraphs = Array.from({ length: 30 }, (_, n) => `Paragraph ${n} of many.`);
    await newsroom.put(key, anArticleFile({}, paragraphs.join('\n\n')));
    let begun = 0;
    newsroom.leave(() => 300_000 - 50_000 * (newsroom.narrator.spoken.length - begun));
    const outcomes: string[] = [];
    for (let minute = 1; outcomes.at(-1) !== 'ready'; minute++) {
      begun = newsroom.narrator.spoken.length;
      outcomes.push(...(await newsroom.drain({ turns: 1 })));
      expect(minute).toBeLessThan(10);
    }
    expect(outcomes.length).toBeGreaterThan(2);
    expect(new Set(outcomes.slice(0, -1))).toEqual(new Set(['continued']));
    // At once, for readers wait for the voice.
    expect(newsroom.now().toISOString()).toBe(at('12:00:00'));
    const { spoken } = newsroom.narrator;
    expect(new Set(spoken).size).toBe(33);
    expect(spoken).toHaveLength(33);
    expect(await narrationOf(newsroom)).toMatchObject({ characters: billOf(spoken), chunks: 33, chunksReused: 0 });
    const [row] = await newsroom.studio.spending('2026-11-24');
    expect(row).toMatchObject({ characters: billOf(spoken), units: 33, reused: 0, saved: 0 });
  });
});

describe('a narration that sounds wrong', () => {
  /** A Polly that bills, and is silent for 24 ms whatever it is to say, for its first answers. */
  function muteFor(newsroom: Newsroom, answers: number) {
    const { speak } = newsroom.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      const said = await speak(...asked);
      return said.kind === 'refused' || newsroom.narrator.spoken.length > answers
        ? said
        : { ...said, mp3: sound(1), marks: '' };
    };
  }

  it('is never attached; the newsroom hears of it, and it is not tried for ever, for each attempt costs', async () => {
    const newsroom = aNewsroom();
    muteFor(newsroom, Number.POSITIVE_INFINITY);
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'failed']);
    const reason = expect.stringMatching(/^The narration sounds wrong: \d+ characters are said in \d+ ms$/);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'failed', attempts: 3, final: true, reason });
    expect(newsroom.silences).toEqual([{ type: 'narration.failed', article: id, reason }]);
    expect(newsroom.recordings.size).toBe(0);
    expect(newsroom.cache.uttered.size).toBe(0);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
  });

  it('after a long outage is tried again like any: what Polly did not say at all is no flaw', async () => {
    const newsroom = aNewsroom();
    muteFor(newsroom, 6);
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (...asked) => {
      if (newsroom.needs.now().toISOString() < at('12:06:00')) throw new Error('Polly is down');
      return await speak(...asked);
    };
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'failed', 'failed', 'failed', 'ready']);
  });

  it('is said anew, and what was paid for it before stays in the account', async () => {
    const newsroom = aNewsroom();
    muteFor(newsroom, 6);
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'ready']);
    expect(newsroom.silences).toEqual([]);
    expect(newsroom.narrator.spoken).toHaveLength(12);
    const characters = billOf(newsroom.narrator.spoken);
    expect(await narrationOf(newsroom)).toMatchObject({ state: 'ready', characters, chunksReused: 0 });
    expect(await newsroom.studio.spending('2026-11-24')).toMatchObject([
      { characters, units: 12, reused: 0, saved: 0 },
    ]);
  });

  it('may hold a word that Polly refuses in every form, and says which', async () => {
    const newsroom = aNewsroom();
    const { speak } = fakeNarrator();
    newsroom.needs.narrator.speak = async (text, ...more) =>
      text.includes('afford') ? { kind: 'refused', why: 'InvalidSsmlException: no' } : await speak(text, ...more);
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const narration = await narrationOf(newsroom);
    expect(narration).toMatchObject({ state: 'failed', reason: expect.stringContaining('It will cost 40 million') });
  });
});
