import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/emulator.ts';
import { openPolly } from '../../infra/local/emulators/polly/polly.ts';
import { pollyNarrator } from '../../shared/aws/polly-narrator.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import type { Voice } from '../../shared/domain/newsroom.ts';
import { readMarks } from '../../shared/domain/speech-marks.ts';
import type { Narrator } from '../../shared/ports.ts';
import { fakeNarrator } from '../fakes/narrator.ts';
import { serveEmulator } from './local-aws.ts';

const quota = { requestsPerSecond: 80, share: 1 };
const joanna: Voice = { id: 'Joanna', engine: 'neural', language: 'en-US' };
const ruth: Voice = { id: 'Ruth', engine: 'generative', language: 'en-US', marks: 'frames' };
const ssml = '<speak>The tunnel is open.</speak>';
/** Characters that Polly bills for it. */
const billed = 19;

/** What a narrator promises, whoever it is. */
function narratorSuite(name: string, open: () => Promise<{ narrator: Narrator; close(): Promise<void> }>) {
  describe(`the narrator, ${name}`, () => {
    let narrator: Narrator;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ narrator, close } = await open());
    });
    afterAll(() => close());

    async function said(...asked: Parameters<Narrator['speak']>) {
      const spoken = await narrator.speak(...asked);
      if (spoken.kind === 'refused') throw new Error(spoken.why);
      const { kind: _, ...uttered } = spoken;
      return uttered;
    }

    it('says a text, and when each word of it begins', async () => {
      const { mp3, marks, characters } = await said(ssml, 'ssml', joanna);
      expect(parseMp3(mp3).frames.length).toBeGreaterThan(20);
      expect(parseMp3(mp3).sampleRate).toBe(24_000);
      const words = readMarks(marks).filter(({ type }) => type === 'word');
      expect(readMarks(marks).filter(({ type }) => type === 'sentence')).toHaveLength(1);
      expect(words.map(({ start, end }) => ssml.slice(start, end).replace('.', ''))).toEqual([
        'The',
        'tunnel',
        'is',
        'open',
      ]);
      expect(characters).toBe(2 * billed);
    });

    it('gives no marks of a voice that is timed by frames, at half the price', async () => {
      expect(await said(ssml, 'ssml', ruth)).toMatchObject({ marks: '', characters: billed });
    });

    it('says only the half that is missing', async () => {
      const whole = await said(ssml, 'ssml', joanna);
      const none = { ...whole, mp3: new Uint8Array(), marks: '', characters: billed };
      const audio = await said(ssml, 'ssml', joanna, { ...none, mp3: whole.mp3, missing: 'marks' });
      expect({ ...audio, mp3: audio.mp3.length }).toEqual({ ...whole, mp3: whole.mp3.length });
      const marks = await said(ssml, 'ssml', joanna, { ...none, marks: whole.marks, missing: 'audio' });
      expect({ ...marks, mp3: marks.mp3.length }).toEqual({ ...whole, mp3: whole.mp3.length });
    });

    it('refuses what is too long for ever', async () => {
      const spoken = await narrator.speak(`<speak>${'word '.repeat(900)}</speak>`, 'ssml', joanna);
      expect(spoken.kind).toBe('refused');
    });
  });
}

narratorSuite('in memory', async () => ({ narrator: fakeNarrator(), close: async () => {} }));

narratorSuite('by Polly', async () => {
  const { close } = await serveEmulator(() => openPolly({ log: () => {} }));
  return { narrator: pollyNarrator(quota), close };
});

it('SSML that is none is refused for ever by Polly', async () => {
  const { close } = await serveEmulator(() => openPolly({ log: () => {} }));
  onTestFinished(close);
  const spoken = await pollyNarrator(quota).speak('<speak>A <b>bold</speak>', 'ssml', joanna);
  expect(spoken).toEqual({ kind: 'refused', why: expect.stringContaining('InvalidSsml') });
});

/** A Polly that answers so, or never. */
async function aPolly(handle: Emulator['handle']): Promise<void> {
  const { close } = await serveEmulator(() => ({ handle, close: async () => {} }));
  onTestFinished(close);
}

describe('a Polly that', () => {
  it('never answers is given up, instead of holding the function to its end', async () => {
    await aPolly(() => {});
    await expect(pollyNarrator(quota, 300).speak(ssml, 'ssml', joanna)).rejects.toThrow();
  });

  it('throttles is asked again, by all narrators together no faster than the quota allows', async () => {
    const asked: number[] = [];
    await aPolly((request, response) => {
      request.resume();
      asked.push(Date.now());
      const isThrottled = asked.length <= 2;
      response.writeHead(isThrottled ? 400 : 200, {
        'x-amzn-requestcharacters': '10',
        ...(isThrottled ? { 'x-amzn-errortype': 'ThrottlingException' } : {}),
      });
      response.end(isThrottled ? '{"message":"Rate exceeded"}' : 'anything');
    });
    // A third of thirty in a second is one in 100 ms.
    const narrator = pollyNarrator({ requestsPerSecond: 30, share: 1 });
    await narrator.speak(ssml, 'ssml', joanna);
    expect(asked).toHaveLength(4);
    await Promise.all([1, 2, 3, 4].map(() => narrator.speak(ssml, 'ssml', joanna)));
    const paced = asked.slice(4);
    expect(paced).toHaveLength(8);
    expect((paced.at(-1) ?? 0) - (paced[0] ?? 0)).toBeGreaterThan(600);
  });

  it('answers nothing is paid for it, and that is no narration', async () => {
    await aPolly((request, response) => {
      request.resume();
      response.writeHead(200, { 'x-amzn-requestcharacters': '10', 'content-length': '0' });
      response.end();
    });
    const failing = pollyNarrator(quota).speak(ssml, 'ssml', joanna);
    await expect(failing).rejects.toMatchObject({ name: 'HalfSpoken', characters: 20, half: undefined });
  });

  it('breaks off its answers is paid for them', async () => {
    await aPolly((_request, response) => {
      response.writeHead(200, { 'x-amzn-requestcharacters': '1000', 'content-length': '5000' });
      response.write(Buffer.alloc(100));
      setImmediate(() => response.destroy());
    });
    const failing = pollyNarrator(quota).speak(ssml, 'ssml', joanna);
    await expect(failing).rejects.toMatchObject({ name: 'HalfSpoken', characters: 2000, half: undefined });
  });
});
