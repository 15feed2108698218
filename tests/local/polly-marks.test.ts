import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mark, marksOf, type PollyUnderTest, say, startPolly } from './polly-setup.ts';

let under: PollyUnderTest;
beforeAll(async () => {
  under = await startPolly();
});
afterAll(() => under.close());

function expectFaithful(Text: string, marks: readonly Mark[]): void {
  const bytes = Buffer.from(Text);
  let time = 0;
  for (const mark of marks) {
    if (mark.type !== 'ssml') expect(bytes.toString('utf8', mark.start, mark.end)).toBe(mark.value);
    expect(mark.time).toBeGreaterThanOrEqual(time);
    time = mark.time;
  }
}

const values = (marks: readonly Mark[], kind: string) =>
  marks.filter(({ type }) => type === kind).map(({ value }) => value);

describe('Speech marks', () => {
  it('count bytes of the request as in the documentation of Polly', async () => {
    const Text = '<speak>Mary had <break time="300ms"/>a little <mark name="animal"/>lamb</speak>';
    const { marks, lines } = await marksOf(under.client, {
      Text,
      TextType: 'ssml',
      SpeechMarkTypes: ['sentence', 'word', 'ssml'],
    });
    const at = marks.map(({ type, start, end, value }) => [type, start, end, value]);
    expect(at).toEqual([
      ['sentence', 7, 71, 'Mary had <break time="300ms"/>a little <mark name="animal"/>lamb'],
      ['word', 7, 11, 'Mary'],
      ['word', 12, 15, 'had'],
      ['word', 16, 37, '<break time="300ms"/>'],
      ['word', 37, 38, 'a'],
      ['word', 39, 45, 'little'],
      ['ssml', 46, 67, 'animal'],
      ['word', 67, 71, 'lamb'],
    ]);
    expect(lines[3]).toContain('"value":"<break time=\\"300ms\\"\\/>"');
    expect(marks[4]!.time - marks[3]!.time).toBe(300);
  });

  it.each([
    ['Joanna', 'He said: “It’s 3.5 km & no more” 😀. Dr. Roe of the U.N. agreed – “naïve”, she said.', 2],
    ['Lucia', '¿Quién llegó? La Sra. Núñez, «alcaldesa» de Ñuñoa 😀, dijo: “¡No más!” Y se fue.', 3],
    ['Zayd', 'قالت وزارة الصحة إنّ ١٢ شخصًا أُصيبوا 😀. «لن نتراجع»، قال المتحدث. هل ينتهي ذلك؟', 3],
  ] as const)('of %s slice the request to their values', async (VoiceId, text, sentences) => {
    const plain = await marksOf(under.client, { Text: text, VoiceId });
    expectFaithful(text, plain.marks);
    expect(values(plain.marks, 'sentence')).toHaveLength(sentences);
    expect(values(plain.marks, 'sentence').join(' ').replace(/\s+/g, ' ')).toBe(text);
    const Text = `<speak>${text.replaceAll('&', '&amp;')}<break time="400ms"/></speak>`;
    const ssml = await marksOf(under.client, { Text, VoiceId, TextType: 'ssml' });
    expectFaithful(Text, ssml.marks);
    expect(values(ssml.marks, 'word').slice(0, -1)).toEqual(values(plain.marks, 'word'));
    const { bytes } = await say(under.client, { Text: text, VoiceId, OutputFormat: 'pcm' });
    const length = (bytes.length / 2 / 16_000) * 1000;
    expect(plain.marks.at(-1)!.time).toBeLessThan(length);
    expect(plain.marks.at(-1)!.time).toBeGreaterThan(length / 2);
  });

  it.each([
    '12345 people came.',
    '<sub alias="1.2 billion dollars">$1.2bn</sub> was spent.',
    '1,000,000 of them, 24/11/2026.',
  ])('begin with the first sound, however many words a number or an alias is said in: %s', async (text) => {
    const { marks } = await marksOf(under.client, { Text: `<speak>${text}</speak>`, TextType: 'ssml' });
    expect(marks[0]).toMatchObject({ type: 'sentence' });
    expect(marks[0]!.time).toBeLessThan(60);
    expect(marks.find(({ type }) => type === 'word')!.time).toBeLessThan(60);
  });

  it('take what <sub> replaces for one word, and end a sentence with its paragraph', async () => {
    const Text =
      '<speak><p>Headline</p><p>The <sub alias="Agence France Presse">A.F.P.</sub> said <w role="amazon:VB">so</w></p></speak>';
    const { marks } = await marksOf(under.client, { Text, TextType: 'ssml' });
    expectFaithful(Text, marks);
    expect(values(marks, 'word')).toEqual(['Headline', 'The', 'A.F.P.', 'said', 'so']);
    expect(values(marks, 'sentence')).toHaveLength(2);
    expect(values(marks, 'sentence')[0]).toBe('Headline');
  });

  it('hold the kinds that were asked for', async () => {
    const Text = 'One two.';
    expect((await marksOf(under.client, { Text, SpeechMarkTypes: ['word'] })).marks.map(({ type }) => type)).toEqual([
      'word',
      'word',
    ]);
    expect((await marksOf(under.client, { Text, SpeechMarkTypes: ['sentence'] })).marks).toHaveLength(1);
  });

  it('slice any request to their values, in the order of their times', async () => {
    const piece = fc.constantFrom(
      'a',
      'é',
      'no',
      'ق',
      '😀',
      '👩‍🚀',
      '“',
      '’s',
      '.',
      '! ',
      ' ',
      ' ',
      '\n\n',
      '12',
      '&',
      '<b>',
      '\u200f',
      '\u0301',
      '\u0001',
      'Dr. ',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom('Joanna', 'Lucia', 'Hala'),
        async (pieces, VoiceId) => {
          const Text = pieces.join('');
          const { marks } = await marksOf(under.client, { Text, VoiceId });
          expectFaithful(Text, marks);
        },
      ),
      { numRuns: 40 },
    );
  });
});
