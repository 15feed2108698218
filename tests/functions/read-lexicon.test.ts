import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLexicon } from '../../functions/ingest-article/read-lexicon.ts';
import { readLexiconKey } from '../../shared/domain/lexicon-judgement.ts';

const read = (text: string) => readLexicon(new TextEncoder().encode(text));
const codes = (text: string) => read(text).problems.map(({ code, field }) => `${code} ${field}`);
const list = (count: number, entry: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => entry(n)).join('');

describe('the file of a lexicon', () => {
  it('is a list of terms with other words or sounds, and notes that nobody reads aloud', () => {
    const text =
      '- { term: Port Ellery, ipa: /ˌpɔːt ˈɛləɹi/, note: a port }\n- term: " St  Orla’s "\n  alias: Saint Orla’s\n';
    const entries = [
      { term: 'Port Ellery', say: { ipa: 'ˌpɔːt ˈɛləɹi' } },
      { term: 'St Orla’s', say: { alias: 'Saint Orla’s' } },
    ];
    expect(read(text)).toEqual({ entries, problems: [] });
    expect(read(`entries:\n${text}`)).toEqual({ entries, problems: [] });
  });

  it('may say nothing', () => {
    expect(read('[]')).toEqual({ entries: [], problems: [] });
  });

  it('is told all that is wrong with it at once, with the place and the cure', () => {
    const text = [
      '- { term: Ellery, ipa: "El{ry" }',
      '- { alias: a }',
      '- { term: Farrant }',
      '- { term: Ruiz, alias: a, ipa: a }',
      '- Muelle',
      '- { term: Ellery, alias: Ellary }',
      '- { term: "…", alias: a }',
      '- { term: Orla, alais: a, alias: b, note: [c] }',
      '- { term: Pоrt, alias: a }',
    ].join('\n');
    const { entries, problems } = read(text);
    expect(entries).toBeUndefined();
    expect(
      problems.map(({ code, severity, place, field }) => [code, severity, place.line, place.column, field]),
    ).toEqual([
      ['pronunciation', 'error', 1, 24, 'ipa'],
      ['field-missing', 'error', 2, 3, 'term'],
      ['pronunciation', 'error', 3, 3, 'ipa'],
      ['pronunciation', 'error', 4, 3, 'ipa'],
      ['field-type', 'error', 5, 3, 'entries'],
      ['term-twice', 'error', 6, 11, 'term'],
      ['pronunciation', 'error', 7, 11, 'term'],
      ['field-unknown', 'warning', 8, 17, 'alais'],
      ['field-type', 'error', 8, 43, 'note'],
      ['text-confusable', 'error', 9, 11, 'term'],
    ]);
    expect(problems[2]?.message).toBe('“Farrant” has neither alias nor ipa.');
    expect(problems[5]?.message).toContain('line 1');
    expect(problems[7]?.advice).toBe('Did you mean “alias”?');
  });

  it.each([
    ['', ['fields entries']],
    ['Port Ellery', ['fields entries']],
    ['term: a\nalias: b', ['field-unknown term', 'field-unknown alias', 'field-missing entries']],
    ['entries: a', ['field-type entries']],
    ['- term: a\n  alias: [', ['yaml undefined']],
  ])('that says %j is refused', (text, expected) => {
    expect(read(text).entries).toBeUndefined();
    expect(codes(text).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['a term of 121 characters', 'field-length term', `- { term: ${'a'.repeat(121)}, alias: b }`],
    ['an alias of 121 characters', 'field-length alias', `- { term: a, alias: ${'b'.repeat(121)} }`],
    ['an alias of markup', 'pronunciation alias', '- { term: a, alias: \'a <break time="5s"/>\' }'],
    ['an alias that nobody can say', 'pronunciation alias', "- { term: a, alias: '!!! 🎉' }"],
    ['1,001 entries', 'field-length entries', list(1001, (n) => `- { term: t${n}, alias: a }\n`)],
    ['200 KB of entries', 'file-size entries', list(1000, (n) => `- { term: ${n}${'ا'.repeat(90)}, alias: b }\n`)],
  ])('of %s is refused', (_, expected, text) => {
    expect(read(text).entries).toBeUndefined();
    expect(codes(text)).toEqual([expected]);
  });

  it('may have a thousand entries', () => {
    expect(read(list(1000, (n) => `- { term: t${n}, alias: a }\n`)).entries).toHaveLength(1000);
  });

  it('is a lexicon or has errors, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const { entries, problems } = read(text);
        expect(entries === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});

describe('the key of a lexicon', () => {
  it('is its edition, whatever the case', () => {
    for (const key of ['lexicons/es.yaml', 'lexicons/ES.yml', 'lexicons/es.YAML']) {
      expect(readLexiconKey(key)).toEqual({ edition: 'es' });
    }
  });

  it.each([
    ['lexicons/fr.yaml', 'key-edition'],
    ['lexicons/en.json', 'key-ending'],
    ['lexicons/en', 'key-ending'],
    ['lexicons/.yaml', 'key-path'],
    ['lexicons/', 'key-path'],
    ['lexicons/en/names.yaml', 'key-path'],
  ])('%s is none', (key, code) => {
    expect(readLexiconKey(key)).toMatchObject({ code });
  });
});
