import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSsml } from '../../infra/local/emulators/polly/ssml.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import type { EditionCode, Voice } from '../../shared/domain/newsroom.ts';
import { piecesOf } from '../../shared/domain/pieces.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { type Lexicon, plainSpeech, speechOf } from '../../shared/domain/speech.ts';

function passageOf(text: string, edition: EditionCode = 'en', voice: Voice = editionOf(edition).voices.main): Unit {
  return { edition, block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline: true };
}

function textsOf(passage: Unit, lexicon: Lexicon = []): string[] {
  return piecesOf(passage, lexicon).map(([from, to]) => passage.text.slice(from, to));
}

const byFrames: Voice = { id: 'Joanna', engine: 'neural', language: 'en-US', marks: 'frames' };
const wordy: Lexicon = [
  { term: 'Kim', say: { alias: 'a name that is said with a great many more words than it is written with' } },
  { term: 'Oslo', say: { ipa: 'ˈuʃlu' } },
];
const parts = fc.constantFrom(
  ...[
    'rain ',
    'Kim ',
    'Oslo, ',
    'Mr. Ruiz ',
    '. ',
    '! ',
    '$1m ',
    '10-15 ',
    '24/11/2026 ',
    '& ',
    '<',
    '"',
    '“',
    '😀',
    'e\u0301',
    '\u0301',
  ],
  ...[
    'مطر ',
    'د. علي ',
    'ñ',
    'EE. UU. ',
    '—',
    '\n',
    '\u200b',
    '\ud800',
    'https://example.org/a/b ',
    '\u00a0',
    'a',
    'KCNA ',
  ],
);
const passages = fc
  .array(fc.tuple(parts, fc.integer({ min: 1, max: 200 })), { maxLength: 12 })
  .map((some) => some.map(([part, times]) => part.repeat(times)).join(''));

describe('pieces', () => {
  it('are what Polly takes, with every word that is said for another, and join to the passage', () => {
    fc.assert(
      fc.property(fc.constantFrom<EditionCode>('en', 'es', 'ar'), fc.boolean(), passages, (edition, frames, text) => {
        const { main } = editionOf(edition).voices;
        const passage = passageOf(text, edition, frames ? { ...main, marks: 'frames' } : main);
        let end = 0;
        for (const [from, to] of piecesOf(passage, wordy)) {
          expect([from, to > from]).toEqual([end, true]);
          end = to;
          const piece = { ...passage, text: text.slice(from, to), dateline: from === 0 };
          const speech = speechOf(piece, wordy);
          const { billed } = parseSsml(speech.ssml, { engine: 'neural', voice: main.id });
          expect(billed).toBeLessThanOrEqual(3000);
          expect([...speech.ssml].length).toBeLessThanOrEqual(6000);
          expect(plainSpeech(speech).billed).toBeLessThanOrEqual(3000);
          if (text.isWellFormed()) expect(piece.text.isWellFormed()).toBe(true);
        }
        expect(end).toBe(text.length);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('are one where the passage fits, and none where there is none', () => {
    expect(textsOf(passageOf('One. Two. Three.'))).toEqual(['One. Two. Three.']);
    expect(textsOf(passageOf(''))).toEqual([]);
  });

  it('end with sentences, never behind a title', () => {
    const text = 'Dr. Ruiz and J. K. Lee agreed at once. '.repeat(200);
    const texts = textsOf(passageOf(text));
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.every((piece) => piece.trimEnd().endsWith('at once.'))).toBe(true);
    expect(texts.join('')).toBe(text);
  });

  it('are nearly as long as may be', () => {
    const texts = textsOf(passageOf('It rained all day. '.repeat(500)));
    expect(texts.slice(0, -1).every((piece) => piece.length > 2700)).toBe(true);
  });

  it('end with commas, else with spaces, else with whole characters, where a sentence is too long', () => {
    expect(textsOf(passageOf('rain and wind, '.repeat(400)))[0]?.endsWith('wind, ')).toBe(false);
    expect(textsOf(passageOf('rain and wind, '.repeat(400)))[0]?.endsWith('wind,')).toBe(true);
    expect(textsOf(passageOf('rain '.repeat(1000)))[0]?.endsWith('rain ')).toBe(true);
    const accents = textsOf(passageOf('e\u0301'.repeat(3000)));
    expect(accents.every((piece) => piece.startsWith('e') && piece.endsWith('\u0301'))).toBe(true);
    const families = textsOf(passageOf('👨‍👩‍👧'.repeat(1000)));
    expect(families.every((piece) => piece.startsWith('👨') && piece.endsWith('👧'))).toBe(true);
  });

  it('never end within what is said as one', () => {
    const long = textsOf(passageOf('We met on 24/11/2026 in the U.S. and in $1.2 billion '.repeat(100)));
    expect(long.length).toBeGreaterThan(1);
    expect(long.every((piece) => !/(?:on 24|U\.|\$1\.|1\.2) ?$/.test(piece))).toBe(true);
    const names: Lexicon = [{ term: 'Kim Jong Un', say: { alias: 'Gim' } }];
    const named = textsOf(passageOf('Kim Jong Un '.repeat(600)), names);
    expect(named.every((piece) => /^ ?Kim/.test(piece) && /Un ?$/.test(piece))).toBe(true);
  });

  it('are sentences for a voice that is timed by frames', () => {
    expect(textsOf(passageOf('Mr. Ruiz left. It rained, all day! Why? No one knew', 'en', byFrames))).toEqual([
      'Mr. Ruiz left. ',
      'It rained, all day! ',
      'Why? ',
      'No one knew',
    ]);
    expect(textsOf({ ...passageOf('Fue a EE. UU. y volvió. Llovía.', 'es', byFrames) })).toEqual([
      'Fue a EE. UU. y volvió. ',
      'Llovía.',
    ]);
  });

  it('are shorter where much is said for little', () => {
    const plain = piecesOf(passageOf('Kim left. '.repeat(280)));
    const said = piecesOf(passageOf('Kim left. '.repeat(280)), wordy);
    expect(plain.length).toBe(1);
    expect(said.length).toBeGreaterThan(4);
  });

  // The test's own time limit is the assertion: see the like in speech.test.ts.
  it.each(['a', '. ', 'A. ', ', ', 'Kim. ', '$1m ', '\u0301', '\u200b', '&', '👍'])(
    'are soon found in 20 KB of %j',
    (part) => {
      const text = part.repeat(20_000 / part.length);
      expect(piecesOf(passageOf(text), wordy).at(-1)?.[1]).toBe(text.length);
    },
  );
});
