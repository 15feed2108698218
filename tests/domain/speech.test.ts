import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSsml } from '../../infra/local/emulators/polly/ssml.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import type { EditionCode, Engine } from '../../shared/domain/newsroom.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { escapeSsml } from '../../shared/domain/speech/writer.ts';
import { type Lexicon, plainSpeech, soundOf, speechOf, spokenLength } from '../../shared/domain/speech.ts';
import { takeOf } from '../../shared/domain/speech-marks.ts';
import { sound } from '../fakes/narrator.ts';

function unitOf(text: string, edition: EditionCode = 'en', engine: Engine = 'neural'): Unit {
  const voice = { ...editionOf(edition).voices.main, engine };
  return { edition, block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline: false };
}

const kim: Lexicon = [
  { term: 'Kim', say: { alias: 'Gim' } },
  { term: 'Kim Jong Un', say: { ipa: 'kim dʒʌŋ ʌn' } },
  { term: 'O’Hara', say: { alias: 'oh Harra' } },
];

describe('a lexicon', () => {
  it.each<[string, string]>([
    ['Kim Jong Un spoke', '<phoneme alphabet="ipa" ph="kim dʒʌŋ ʌn">Kim Jong Un</phoneme> spoke'],
    ['Kim spoke', '<sub alias="Gim">Kim</sub> spoke'],
    ['Kim’s speech', '<sub alias="Gim&apos;s">Kim’s</sub> speech'],
    ['Kimchi and akim', 'Kimchi and akim'],
    ['Kim-led', '<sub alias="Gim">Kim</sub>-led'],
    ["O'Hara", '<sub alias="oh Harra">O&apos;Hara</sub>'],
    ['Kim\u0301', 'Kim\u0301'],
  ])('has whole words, the longest first: %s', (text, ssml) => {
    expect(speechOf(unitOf(text), kim).ssml).toBe(`<speak>${ssml}</speak>`);
  });

  it.each<[string, string]>([
    ['write to news@ellery.example, or ellery.example/kim and https://ellery.example', 'write to, or and'],
    ['an address: https://x.example/Ellery now', 'an address: now'],
    ['#Ellery and @Ellery', 'El and El'],
    ['US$ 5 and $2026 in US', '5 U S dollars and 2026 dollars in the States'],
  ])('makes nothing audible that is not said, and leaves money alone: %s', (text, plain) => {
    const lexicon: Lexicon = [
      { term: 'ellery', say: { alias: 'el' } },
      { term: 'Ellery', say: { alias: 'El' } },
      { term: 'US', say: { alias: 'the States' } },
      { term: '2026', say: { alias: 'twenty twenty-six' } },
    ];
    const said = speechOf(unitOf(text), lexicon)
      .plain.replace(/ (?=,)/g, '')
      .trim();
    expect(said).toBe(plain);
  });

  it('says no agency in a dateline, though it has a pronunciation', () => {
    const unit = { ...unitOf('PORT ELLERY, Nov 23 (Harbour Wire) — The council met.'), dateline: true };
    const wire: Lexicon = [{ term: 'Harbour Wire', say: { ipa: 'ˈhɑːbə waɪə' } }];
    expect(speechOf(unit, wire).ssml).not.toContain('Wire');
  });

  it('goes before every rule of a language', () => {
    expect(speechOf(unitOf('The BBC and KCNA'), [{ term: 'BBC', say: { alias: 'Beeb' } }]).plain).toBe(
      'The Beeb and K C N A',
    );
  });

  it('has no sounds for generative voices, which do not all know them', () => {
    expect(speechOf(unitOf('Kim Jong Un', 'en', 'generative'), kim).ssml).not.toContain('phoneme');
  });

  it.each([
    ['ناتو', 'نَاتُو'],
    ['والناتو', 'والنَاتُو'],
    ['بناتو', 'بنَاتُو'],
    ['للناتو', 'للنَاتُو'],
    ['للأمم', 'للأُمَم'],
    ['وللأمم', 'وللأُمَم'],
    ['والأمم', 'والأُمَم'],
    ['ناتوي', 'ناتوي'],
  ])('finds Arabic words behind attached letters: %s', (text, plain) => {
    const lexicon: Lexicon = [
      { term: 'ناتو', say: { alias: 'نَاتُو' } },
      { term: 'الأمم', say: { alias: 'الأُمَم' } },
    ];
    expect(speechOf(unitOf(text, 'ar'), lexicon).plain).toBe(plain);
  });
});

const editions = fc.constantFrom<EditionCode>('en', 'es', 'ar');
const engines = fc.constantFrom<Engine>('standard', 'neural', 'long-form', 'generative');
const fragments = fc.constantFrom(
  ...[
    'Mr.',
    'EE. UU.',
    'د.',
    'KCNA',
    'U.N.',
    '$1.2bn',
    '10-15',
    '3-1',
    '1.386,5',
    '5 %',
    '24/11/2026',
    '18.30 h',
    'XXI',
  ],
  ...[
    'Kim',
    'Kim Jong Un',
    'ناتو',
    'للناتو',
    'https://a.example/b?c=d&e',
    'a@b.example',
    '#MeToo',
    '@x_y',
    '👍🏽',
    '🇪🇸',
  ],
  ...['1️⃣', '&amp;', '<break/>', ']]>', '<!--', '"', "'", '&', '<', '>', '—', '–', '-', '…', '/', '\n', '\t', '\u00a0'],
  ...[
    '\u200f',
    '\u0640',
    '\u0301',
    '\u0000',
    '\ud800',
    '\udc00',
    '\uffff',
    '\u200d',
    '\ufe0f',
    '١٢٣',
    '۱۲',
    '. ',
    ', ',
  ],
  ...['a', 'ñ', 'ب', 'e\u0301', ' ', ' ', ' ', '1', '²', 'II', 'Elizabeth', 'القرن', '(a) - '],
);
const anyText = fc.oneof(
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const lexicons: fc.Arbitrary<Lexicon> = fc.array(
  fc.record({
    term: fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 8 })),
    say: fc.oneof(
      fc.record({ alias: fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 12 })) }),
      fc.record({ ipa: fc.oneof(fragments, fc.string({ maxLength: 12 })) }),
    ),
  }),
  { maxLength: 12 },
);

describe('speech', () => {
  it('is SSML that Polly’s engines take, whose bytes lead back to the text, whatever the text', () => {
    fc.assert(
      fc.property(editions, engines, anyText, lexicons, fc.boolean(), (edition, engine, text, lexicon, dateline) => {
        const unit = { ...unitOf(text, edition, engine), dateline };
        const { ssml, billed, map } = speechOf(unit, lexicon);
        const { id: voice } = unit.voice;
        expect(parseSsml(ssml, { engine, voice }).billed).toBe(billed);
        expect(ssml.isWellFormed()).toBe(true);
        const bytes = Buffer.from(ssml);
        let [end, until] = [0, 0];
        for (const [from, to, start, stop] of map) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(start).toBeGreaterThanOrEqual(until);
          [end, until] = [to, stop];
          const source = text.slice(start, stop);
          const spoken = bytes.subarray(from, to).toString();
          if (spoken !== escapeSsml(source)) expect([spoken, /^[\s\u0085]$/.test(source)]).toEqual([' ', true]);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('as plain text has rows of its own, in order and inside both texts', () => {
    fc.assert(
      fc.property(editions, anyText, lexicons, (edition, text, lexicon) => {
        const speech = plainSpeech(speechOf(unitOf(text, edition), lexicon));
        const length = Buffer.byteLength(speech.plain);
        expect(speech.plain.isWellFormed()).toBe(true);
        expect(speech.plain).not.toMatch(/\p{Cc}/u);
        let [end, until] = [0, 0];
        for (const [from, to, start, stop] of speech.map) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(start).toBeGreaterThanOrEqual(until);
          [end, until] = [to, stop];
        }
        expect(end).toBeLessThanOrEqual(length);
        expect(until).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('without markup still says the prepared words, and leads back to what was written', () => {
    const text = 'The U.N. paid $5m & left.';
    const { plain, map } = plainSpeech(speechOf(unitOf(text)));
    expect(plain).toBe('The U N paid 5 million dollars and left.');
    const rows = map.map(([from, to, start, end]) => [plain.slice(from, to), text.slice(start, end)]);
    expect(rows).toContainEqual(['U N', 'U.N.']);
    expect(rows).toContainEqual(['5 million dollars', '$5m']);
    expect(rows.at(-1)).toEqual(['.', '.']);
  });

  it('loses no letter that no rule names', () => {
    fc.assert(
      fc.property(
        editions,
        fc.array(fc.constantFrom('lluvia', 'مطر', 'rain', 'ñu', 'über'), { maxLength: 60 }),
        (edition, words) => {
          const text = words.join(' ');
          expect(speechOf(unitOf(text, edition)).plain).toBe(text);
        },
      ),
    );
  });

  it('finds words again from marks that count bytes, even where a mark ends inside a character', () => {
    for (const text of ['He said “we’re & done” 😀 now', 'قال «نعم» ثم عاد', '¿Qué año, señor?', 'See KCNA again']) {
      const speech = speechOf(unitOf(text));
      const bytes = Buffer.from(speech.ssml);
      for (const { segment, index } of new Intl.Segmenter('en', { granularity: 'word' }).segment(text)) {
        const from = speech.map.find(([, , start]) => start === index)?.[0];
        const to = speech.map.find(([, , , end]) => end === index + segment.length)?.[1];
        // What is not said (an emoji, the space after it) has no mark.
        if (from === undefined || to === undefined) continue;
        const cut = bytes[to - 1]! >= 0x80 && to - from > 1 ? to - 1 : to;
        const mark = { time: 5, type: 'word', start: from, end: cut, value: 'x' };
        expect(takeOf(parseMp3(sound(1)), [mark], speech).words).toEqual([[5, index, index + segment.length]]);
      }
    }
  });

  it('of signs alone has no length, so that nobody hears “asterisk”', () => {
    expect(['* * *', '—', '👍', 'https://example.org/a', '…'].map((text) => spokenLength(unitOf(text)))).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(spokenLength(unitOf('5'))).toBe(1);
  });

  it('never parts a sign from the mark that is written over it', () => {
    expect(speechOf(unitOf('bread &\u0301 butter —\u0301 he/\u0301she')).ssml).not.toMatch(/<sub|ms"\/>.*<break/);
    expect(speechOf(unitOf('bread & butter')).ssml).toContain('<sub');
  });

  it('has another key with another lexicon, and the same with one that does not touch it', () => {
    const unit = unitOf('Kim spoke');
    const key = (lexicon: Lexicon) => soundOf(unit, speechOf(unit, lexicon));
    expect(key(kim)).not.toBe(key([]));
    expect(key([{ term: 'Park', say: { alias: 'Bak' } }])).toBe(key([]));
  });

  const hostile = [
    'a',
    '1',
    '1-',
    '1,',
    '1.',
    'A.',
    'A',
    '#a',
    '@a',
    'a.',
    'a@',
    '$1',
    '/',
    '—',
    '(',
    ' ',
    '👍',
    '\u200d',
    'x/',
    'II ',
    'Kim ',
    "'s",
    '\u00a0',
    'و',
    'لل',
    '1:',
    '[1]',
    'EE. ',
    'http://',
    'www.',
    '.a',
    'a-',
    'A(b) - ',
    '&',
    '\u0301',
  ];
  // The test's own time limit is the assertion: work that grows with the square takes far longer.
  it.each(hostile)('is soon ready for 60 KB of %j in each language', (part) => {
    const text = part.repeat(Math.ceil(60_000 / part.length));
    for (const edition of ['en', 'es', 'ar'] as const) {
      expect(speechOf({ ...unitOf(text, edition), dateline: true }, kim).ssml.endsWith('</speak>')).toBe(true);
    }
  });
});
