import { afterEach, describe, expect, it } from 'vitest';
import { priceOf } from '../../scripts/missing-narrations.ts';
import { newsroom as settings, type Voice, type Voices } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const { voices } = settings.editions.en;
afterEach(() => {
  settings.editions.en.voices = voices;
});

async function narrated(file: string, as: Partial<Voices> = {}) {
  settings.editions.en.voices = { ...voices, ...as };
  const newsroom = aNewsroom();
  await newsroom.put(key, file);
  expect(await newsroom.narrate(id)).toBe('ready');
  const narration = (await newsroom.table.find(id))?.narration;
  if (narration?.state !== 'ready') throw new Error('It has no voice');
  const timings = newsroom.recordings.get(narration.mp3)?.timings;
  if (timings === undefined) throw new Error('It has no timings');
  const { spoken, voices: speakers } = newsroom.narrator;
  const words = spoken.map((ssml) => ssml.replace(/<[^>]*>/g, '').trim());
  return { newsroom, narration, timings, said: words.map((text, index) => [speakers[index], text]) };
}

describe('a voice that is timed by frames', () => {
  const frames = { id: 'Ruth', engine: 'generative', language: 'en-US', marks: 'frames' } as const;
  const body = 'The first sentence. A second one, by Dr. Adler! And a third?\n\nAnother paragraph.';

  it('is asked for one sentence at a time, at half the price, and its sentences’ times are exact', async () => {
    const { said, timings, narration } = await narrated(anArticleFile({ standfirst: null }, body), { main: frames });
    const sentences = [
      'Council agrees on the harbour tunnel',
      'By Ana Ruiz.',
      'The first sentence.',
      'A second one, by Dr. Adler!',
      'And a third?',
      'Another paragraph.',
    ];
    expect(said.toSorted()).toEqual(sentences.map((text) => ['Ruth', text]).toSorted());
    expect(narration).toMatchObject({ characters: sentences.join('').length, voice: { id: 'Ruth' } });
    // The fake says a character in 60 ms, in whole frames of 24 ms.
    let begin = 0;
    const pauses = [28, 28, 8, 8, 18, 18];
    const expected = sentences.map((text, index) => {
      const end = begin + 24 * Math.ceil((text.length * 60) / 24);
      const row = [begin, end];
      begin = end + 24 * (pauses[index] ?? Number.NaN);
      return row;
    });
    expect(timings.sentences.map(([from, to]) => [from, to])).toEqual(expected);
    expect(timings.durationMs).toBe(begin);
  });

  it('leaves out an agency’s tag where the article begins, and nowhere else', async () => {
    const tagged = '(Reuters) - Rain fell. (Reuters) - Nobody was hurt.';
    const { said } = await narrated(anArticleFile({ standfirst: null }, tagged), { main: frames });
    const texts = said.map(([, text]) => text);
    expect(texts).toContain('Rain fell.');
    expect(texts.at(-1)).toContain('Reuters');
  });

  it('has its words in order within their sentences', async () => {
    const { timings } = await narrated(anArticleFile({}, body), { main: frames });
    const times = timings.words.map(([ms]) => ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const [begin, end, block, from, to] of timings.sentences) {
      const within = timings.words.filter((word) => word[1] === block && word[2] >= from && word[3] <= to);
      expect(within.length).toBeGreaterThan(1);
      expect(within.every(([ms]) => ms >= begin && ms < end)).toBe(true);
    }
  });
});

describe('what a narration costs', () => {
  const file = anArticleFile({ headline: 'Council agrees', byline: null, standfirst: null }, 'One & two.');
  const characters = 'Council agreesOne & two.'.length;
  const joanna = { id: 'Joanna', language: 'en-US' };

  // https://aws.amazon.com/polly/pricing/: dollars a million characters; marks cost as much again.
  it.each([
    ['standard', { ...joanna, engine: 'standard' }, 2 * 4],
    ['neural', { ...joanna, engine: 'neural' }, 2 * 16],
    ['neural timed by frames', { ...joanna, engine: 'neural', marks: 'frames' }, 16],
    ['long-form', { ...joanna, engine: 'long-form' }, 2 * 100],
    // It has no marks, whatever is asked for.
    ['generative', { ...joanna, engine: 'generative' }, 30],
  ] as const)('by a %s voice is foretold and paid at Polly’s list price', async (_, main, dollars) => {
    settings.editions.en.voices = { ...voices, main };
    const newsroom = aNewsroom();
    await newsroom.put(key, file);
    const cost = expect.closeTo((characters * dollars) / 1e6, 9);
    expect(await priceOf(id, newsroom.needs)).toMatchObject({ units: 2, cost });
    expect(await newsroom.narrate(id)).toBe('ready');
    expect(await newsroom.studio.spending('2026-11-24')).toMatchObject([{ units: 2, cost }]);
    expect((await newsroom.table.find(id))?.narration).toMatchObject({ cost });
  });
});

describe('the voice of an article', () => {
  const neural = { engine: 'neural', language: 'en-US' } as const;
  const ruth: Voice = { id: 'Ruth', ...neural };
  const matthew: Voice = { id: 'Matthew', ...neural };
  const opinion = { kind: 'opinion', byline: '[Ana Ruiz, Tobias Renwick]' };

  it('is its first author’s own, else that of its kind, else the edition’s', async () => {
    const voiceOf = async (fields: Record<string, string>, as: Partial<Voices>) =>
      (await narrated(anArticleFile(fields), as)).narration.voice.id;
    const kinds = { opinion: ruth };
    expect(await voiceOf(opinion, { kinds, bylines: { 'Ana Ruiz': matthew } })).toBe('Matthew');
    expect(await voiceOf(opinion, { kinds, bylines: { 'Tobias Renwick': matthew } })).toBe('Ruth');
    expect(await voiceOf({}, { kinds, bylines: { 'Tobias Renwick': matthew } })).toBe('Joanna');
  });

  it('changes with its kind, though not a word does', async () => {
    const { newsroom } = await narrated(anArticleFile(), { kinds: { opinion: ruth } });
    await newsroom.put(key, anArticleFile({ kind: 'opinion' }));
    expect(await newsroom.drain()).toContain('ready');
    expect((await newsroom.table.find(id))?.narration).toMatchObject({ state: 'ready', revision: 2, voice: ruth });
  });
});

it('a paragraph that is marked as silent is not said', async () => {
  const { said } = await narrated(anArticleFile({}, 'One.\n\n<!-- silent -->\n\nTwo.\n\nThree.'));
  expect(said.map(([, text]) => text).slice(-2)).toEqual(['One.', 'Three.']);
});

it('a word that is marked as another language’s later has its paragraph said anew', async () => {
  const { newsroom } = await narrated(anArticleFile({}, 'A coup d’État.'));
  newsroom.narrator.spoken.length = 0;
  await newsroom.put(key, anArticleFile({}, 'A [coup d’État](lang:fr).'));
  await newsroom.drain();
  expect(newsroom.narrator.spoken).toEqual([expect.stringContaining('<lang xml:lang="fr-FR">')]);
});

describe('quotes', () => {
  const body = 'The mayor was asked.\n\n> We can afford it.\n>\n> We must.\n\nSo she said.';

  it('are spoken by the second voice, and nothing else is', async () => {
    const { said, narration } = await narrated(anArticleFile({}, body));
    const quoted = said.filter(([speaker]) => speaker === 'Matthew').map(([, text]) => text);
    expect(quoted).toEqual(['We can afford it.', 'We must.']);
    expect(said.filter(([speaker]) => speaker === 'Joanna')).toHaveLength(5);
    expect(narration.voice.id).toBe('Joanna');
  });

  it('are spoken by the edition’s voice where the article’s is the second one, so that they still differ', async () => {
    const matthew = { id: 'Matthew', engine: 'neural', language: 'en-US' } as const;
    const { said, timings, narration } = await narrated(anArticleFile({}, body), { bylines: { 'Ana Ruiz': matthew } });
    expect([timings.voice, narration.voice.id]).toEqual(['Matthew', 'Matthew']);
    expect(said.find(([, text]) => text === 'We must.')?.[0]).toBe('Joanna');
    expect(said.find(([, text]) => text === 'So she said.')?.[0]).toBe('Matthew');
  });
});

describe('the byline', () => {
  it.each([
    ['Ana Ruiz', 'By Ana Ruiz.'],
    ['[Ana Ruiz, Tobias Renwick]', 'By Ana Ruiz and Tobias Renwick.'],
    ['[Ana Ruiz, Tobias Renwick, Li $& Wei]', 'By Ana Ruiz, Tobias Renwick and Li $&amp; Wei.'],
  ])('%s is said after the headline', async (byline, expected) => {
    const { said, timings } = await narrated(anArticleFile({ byline }));
    expect(said.map(([, text]) => text)).toContain(expected);
    expect(timings.sentences.map(([, , block]) => block).slice(0, 3)).toEqual([-2, -3, -1]);
    expect(timings.byline).toBe(expected.replace('&amp;', '&'));
  });

  it('leaves out an address, and is silent if there is nothing else', async () => {
    const both = await narrated(anArticleFile({ byline: '[Ana Ruiz, desk@ellery.example]' }));
    expect(both.timings.byline).toBe('By Ana Ruiz.');
    const none = await narrated(anArticleFile({ byline: 'desk@ellery.example' }));
    expect(none.said.some(([, text]) => text?.startsWith('By'))).toBe(false);
  });

  it('is not said where there is none', async () => {
    const { said, timings } = await narrated(anArticleFile({ byline: null }));
    expect(said.some(([, text]) => text?.startsWith('By'))).toBe(false);
    expect(timings.byline).toBeUndefined();
  });
});
