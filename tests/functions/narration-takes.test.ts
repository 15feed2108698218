import { describe, expect, it } from 'vitest';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { type Block, textOfBlock } from '../../shared/domain/blocks.ts';
import { HalfSpoken } from '../../shared/domain/uttered.ts';
import { billedFor } from '../fakes/narrator.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

/** What the timings say is spoken of a block, and the sentences around it. */
async function saidOf(newsroom: Newsroom, place: number): Promise<{ words: string[]; sentences: string[] }> {
  const opened = await newsroom.table.open(id);
  const narration = opened?.record.narration;
  const timings = newsroom.recordings.get(narration?.state === 'ready' ? narration.mp3 : '')?.timings;
  const block: Block | undefined = opened?.blocks[place];
  if (timings === undefined || block === undefined) throw new Error('It is not read aloud');
  const text = textOfBlock(block);
  return {
    words: timings.words.filter((row) => row[1] === place).map(([, , from, to]) => text.slice(from, to)),
    sentences: timings.sentences.filter((row) => row[2] === place).map(([, , , from, to]) => text.slice(from, to)),
  };
}

describe('texts that sound alike and are not alike', () => {
  it.each([
    ['emoji', 'Hello 😀😀 world again, my friends.', 'Hello world again, my friends.'],
    ['a note mark', 'The mayor[1] said so twice.', 'The mayor said so twice.'],
    ['a soft hyphen', 'The har\u00adbour is open.', 'The harbour is open.'],
  ])('pay nothing when %s goes, and have their own places', async (_, before, after) => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({}, before));
    await newsroom.drain();
    const spoken = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({}, after));
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toHaveLength(spoken);
    const { words, sentences } = await saidOf(newsroom, 0);
    expect(words.join(' ')).toBe(after);
    expect(sentences).toEqual([after]);
  });

  it('are paid for once in one article, each with its own places', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({}, 'The tunnel is open.\n\nThe 🚇 tunnel is open.'));
    await newsroom.drain();
    expect(newsroom.narrator.spoken.filter((ssml) => ssml.includes('tunnel is open'))).toHaveLength(1);
    expect((await saidOf(newsroom, 0)).words).toEqual(['The', 'tunnel', 'is', 'open.']);
    expect((await saidOf(newsroom, 1)).words).toEqual(['The', 'tunnel', 'is', 'open.']);
  });
});

describe('a unit of which Polly says one half only', () => {
  /** A Polly that gives the marks of what holds a word only after so many failures. */
  function halfDown(newsroom: Newsroom, word: string, failures: number) {
    const halves: (string | undefined)[] = [];
    const { speak } = newsroom.needs.narrator;
    newsroom.needs.narrator.speak = async (text, type, voice, half) => {
      if (!text.includes(word)) return await speak(text, type, voice);
      halves.push(half?.missing);
      const characters = billedFor(text, type);
      if (half === undefined) {
        const said = await speak(text, type, voice);
        if (said.kind === 'refused') return said;
        throw new HalfSpoken(new Error('ServiceUnavailable'), characters, {
          mp3: said.mp3,
          marks: '',
          characters,
          missing: 'marks',
        });
      }
      if (halves.length <= failures) throw new Error('ServiceUnavailable');
      const { marks } = (await speak(text, type, voice)) as { marks: string };
      return { kind: 'spoken', mp3: half.mp3, marks, characters: half.characters + characters };
    };
    return halves;
  }

  it('is asked for the other half alone, however often, and costs its price once', async () => {
    const newsroom = aNewsroom();
    const halves = halfDown(newsroom, 'afford', 4);
    await newsroom.put(key, anArticleFile());
    const outcomes = await newsroom.drain();
    expect(outcomes.at(-1)).toBe('ready');
    expect(halves).toEqual([undefined, 'marks', 'marks', 'marks', 'marks']);
    const whole = aNewsroom();
    await whole.put(key, anArticleFile());
    await whole.drain();
    const [row] = await newsroom.studio.spending('2026-11-24');
    const [expected] = await whole.studio.spending('2026-11-24');
    expect(row?.characters).toBe(expected?.characters);
    expect(row?.cost).toBe(expected?.cost);
    const record = await newsroom.table.find(id);
    expect(record?.narration).toMatchObject({ state: 'ready', characters: expected?.characters });
  });

  it('is not paid for by whoever waited for it, but for the half that is missing', async () => {
    const newsroom = aNewsroom();
    const halves = halfDown(newsroom, 'from the wire', 1);
    for (const slug of ['one', 'two']) {
      const file = anArticleFile({ slug, headline: `Story ${slug}` }, 'The same words from the wire.');
      await newsroom.put(`articles/en/politics/${slug}.md`, file);
    }
    const wait = () => new Promise<void>((resolve) => setImmediate(resolve));
    const outcomes = await Promise.all(
      ['one', 'two'].map((slug) =>
        narrateArticle(
          { type: 'article.published', article: `en-politics-${slug}`, revision: 1 },
          { ...newsroom.needs, remaining: () => 3e5, run: slug, wait },
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(['failed', 'ready']);
    expect(halves).toEqual([undefined, 'marks']);
    const readyOne = outcomes[0] === 'ready' ? 'en-politics-one' : 'en-politics-two';
    const row = (await newsroom.studio.spending('2026-11-24')).find(({ article }) => article === readyOne);
    expect((await newsroom.table.find(readyOne))?.narration).toMatchObject({ characters: row?.characters });
  });

  it('of its SSML is said wholly anew as plain text, where Polly refuses the SSML of the other half', async () => {
    const newsroom = aNewsroom();
    const { speak } = newsroom.needs.narrator;
    const asked: [string, string | undefined][] = [];
    newsroom.needs.narrator.speak = async (text, type, voice, half) => {
      if (!text.includes('afford')) return await speak(text, type, voice);
      asked.push([type, half?.missing]);
      if (type === 'ssml' && half !== undefined) return { kind: 'refused', why: 'InvalidSsmlException: no' };
      const said = await speak(text, type, voice, half);
      if (type === 'text' || said.kind === 'refused') return said;
      const { mp3 } = said;
      const characters = billedFor(text);
      throw new HalfSpoken(new Error('InvalidSsml'), characters, { mp3, marks: '', characters, missing: 'marks' });
    };
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.drain()).toEqual(['failed', 'ready']);
    expect(asked).toEqual([
      ['ssml', undefined],
      ['ssml', 'marks'],
      ['text', undefined],
    ]);
  });

  it('is said wholly anew when the half was wrong', async () => {
    const newsroom = aNewsroom();
    const halves = halfDown(newsroom, 'afford', 1);
    const { keep } = newsroom.needs.cache;
    newsroom.needs.cache.keep = (name, said) =>
      keep(name, said.missing === undefined ? said : { ...said, mp3: new Uint8Array(500) });
    await newsroom.put(key, anArticleFile());
    await newsroom.drain({ turns: 2 });
    expect(halves).toEqual([undefined, 'marks']);
    newsroom.needs.cache.keep = keep;
    await newsroom.drain({ turns: 1 });
    expect(halves).toEqual([undefined, 'marks', undefined]);
  });
});
