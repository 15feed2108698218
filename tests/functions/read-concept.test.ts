import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConcept } from '../../functions/ingest-article/read-concept.ts';
import { readConceptKey } from '../../shared/domain/concept-judgement.ts';
import { aConceptFile } from '../fixtures/concepts.ts';

const read = (text: string, format: 'yaml' | 'json' = 'yaml') =>
  readConcept(new TextEncoder().encode(text), { id: 'north-korea', format });
const codes = (text: string) => read(text).problems.map(({ code, field }) => `${code} ${field}`);

describe('the file of a concept', () => {
  it('says what each edition calls it, and all else that is known of it', () => {
    const text = aConceptFile({
      region: 'Asia',
      wikidata: 'q423',
      pronunciation: '{en: {ipa: /ˌnɔːθ kəˈɹiːə/}, es: {alias: Corea del norte}}',
    });
    expect(read(text)).toMatchObject({
      problems: [],
      concept: {
        id: 'north-korea',
        names: { en: 'North Korea', es: 'Corea del Norte', ar: 'كوريا الشمالية' },
        aliases: ['DPRK', 'Democratic People’s Republic of Korea'],
        region: 'asia',
        wikidata: 'Q423',
        pronunciation: { en: { ipa: 'ˌnɔːθ kəˈɹiːə' }, es: { alias: 'Corea del norte' } },
      },
    });
  });

  it('may have one name for all editions, and others for some', () => {
    expect(read('name: Maren Lys').concept?.names).toEqual({ en: 'Maren Lys', es: 'Maren Lys', ar: 'Maren Lys' });
    const { concept } = read('name: Tern Island\nnames: {es: Isla Tern}');
    expect(concept?.names).toEqual({ en: 'Tern Island', es: 'Isla Tern', ar: 'Tern Island' });
  });

  it('may be JSON, indented as one likes', () => {
    const text = '{\n\t"name": "Ellery\\u00e9",\n\t"aliases": ["The \\"Ellery\\""]\n}\n';
    expect(read(text, 'json')).toMatchObject({
      problems: [],
      concept: { aliases: ['The "Ellery"'], names: { en: 'Elleryé' } },
    });
  });

  it.each([
    ['{"name": "a" "x": 1}', 'json', 1, 14],
    ['[1]', 'json-shape', 1, 1],
    ['{"name": "a",\n"name": "b"}', 'json', 2, 1],
    ['{"names": {"en": "a", "en": "b", "es": "c", "ar": "d"}}', 'json', 1, 23],
    ['{"name": '.repeat(65), 'json-too-deep', 1, 577],
  ])('as JSON that says %j is refused', (text, code, line, column) => {
    const { concept, problems } = read(text, 'json');
    expect(concept).toBeUndefined();
    expect(problems).toMatchObject([{ code, place: { line, column } }]);
  });

  it.each(['bɔ̃ ʒuʁ', 'ˈʃo.ɾi.θo', 'mʊˈħammad', 't͡ʃaʊ̯', 'ma˥˩', '[ʔ]', 'ˈçaːʁə', 'ʘ‿ǃa'])(
    'may say a sound as %s',
    (ipa) => {
      expect(read(`name: a\npronunciation: {en: {ipa: "${ipa}"}}`).problems).toEqual([]);
    },
  );

  it.each(["'stress", 'ho:m', 'S{t', 'Ko', 'спасибо', 'n1', '…'])('may not say a sound as %s', (ipa) => {
    expect(codes(`name: a\npronunciation: {en: {ipa: "${ipa}"}}`)).toEqual(['pronunciation pronunciation.en.ipa']);
  });

  it('is told all that is wrong with it at once, with the place and the cure', () => {
    const text = [
      'names:',
      '  en: North Korea',
      '  fr: Corée du Nord',
      'alias: [DPRK]',
      'region: Asja',
      'wikidata: 423',
      'pronunciation:',
      '  en: {ipa: "noʊɹθ k@riə"}',
      '  es: Corea',
      '  ar: {alias: a, ipa: a}',
    ].join('\n');
    const { concept, problems } = read(text);
    expect(concept).toBeUndefined();
    expect(
      problems.map(({ code, severity, place, field }) => [code, severity, place.line, place.column, field]),
    ).toEqual([
      ['field-missing', 'error', 1, 1, 'names'],
      ['field-unknown', 'warning', 3, 3, 'names.fr'],
      ['field-unknown', 'warning', 4, 1, 'alias'],
      ['region-unknown', 'warning', 5, 9, 'region'],
      ['wikidata', 'error', 6, 11, 'wikidata'],
      ['pronunciation', 'error', 8, 13, 'pronunciation.en.ipa'],
      ['field-type', 'error', 9, 7, 'pronunciation.es'],
      ['pronunciation', 'error', 10, 7, 'pronunciation.ar'],
    ]);
    expect(problems[0]?.message).toContain('es, ar');
    expect(problems[2]?.advice).toContain('Did you mean “aliases”?');
    expect(problems[3]?.advice).toContain('Did you mean “Asia”?');
    expect(problems[5]?.message).toContain('“@”');
  });

  it.each([
    ['', ['fields undefined']],
    ['- a list', ['fields undefined']],
    ['name: [a, b]', ['field-type name']],
    ['name: ""', ['field-missing names']],
    ['names: North Korea', ['field-type names']],
    ['names: {en: a, es: "", ar: c}', ['field-missing names']],
    ['name: a\naliases: {a: b}', ['field-type aliases']],
    [`name: ${'a'.repeat(121)}`, ['field-length name']],
    [`name: a\naliases: [${Array.from({ length: 41 }, (_, n) => `a${n}`).join()}]`, ['field-length aliases']],
    ['name: a\nwikidata: Q0', ['wikidata wikidata']],
    ['name: a\npronunciation: {en: {}}', ['pronunciation pronunciation.en']],
    ['name: a\npronunciation: {en: {ipa: ˈˈ}}', ['pronunciation pronunciation.en.ipa']],
    ['name: a\nname: b', ['yaml name']],
    ['name: &a b\naliases: [*a]', ['yaml-alias undefined', 'yaml-alias undefined']],
  ])('that says %j is refused', (text, expected) => {
    expect(read(text).concept).toBeUndefined();
    expect(codes(text)).toEqual(expected);
  });

  it('may have no letters in its names that only look like Latin ones', () => {
    expect(read('name: a\naliases: [The DPR\u041a]')).toMatchObject({
      problems: [{ code: 'text-confusable', severity: 'error', words: 'DPR\u041a', place: { line: 2, column: 11 } }],
    });
  });

  it('is a concept or has errors, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), fc.boolean(), (text, isJson) => {
        const { concept, problems } = read(text, isJson ? 'json' : 'yaml');
        expect(concept === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
    );
  }, 30_000);
});

describe('the key of a concept', () => {
  it('gives the id, whatever the case of the ending', () => {
    for (const ending of ['yaml', 'yml', 'json', 'YAML']) {
      const format = ending === 'json' ? 'json' : 'yaml';
      expect(readConceptKey(`concepts/North Korea.${ending}`)).toEqual({ id: 'north-korea', format });
    }
  });

  it.each([
    ['concepts/a.md', 'key-ending'],
    ['concepts/a', 'key-ending'],
    ['concepts/.yaml', 'key-path'],
    ['concepts/', 'key-path'],
    ['concepts/asia/a.yaml', 'key-path'],
    ['articles/a.yaml', 'key-path'],
  ])('%s is none', (key, code) => {
    expect(readConceptKey(key)).toMatchObject({ code });
  });
});
