import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSequencers, type Upload } from '../../shared/domain/upload.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aLexiconFile } from '../fixtures/lexicons.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'lexicons/en.yaml';

describe('an uploaded lexicon', () => {
  it('is in force, with a receipt beside it and a word to the newsroom', async () => {
    const newsroom = aNewsroom();
    expect(await newsroom.put(key, aLexiconFile({ Ellery: 'Ellary', Ruiz: 'Roo-eeth' }))).toBe('registered');
    expect(await newsroom.studio.lexicon('en')).toEqual([
      { term: 'Ellery', say: { alias: 'Ellary' } },
      { term: 'Ruiz', say: { alias: 'Roo-eeth' } },
    ]);
    expect(await newsroom.studio.lexicon('es')).toEqual([]);
    const receipt = { key, outcome: 'registered', problems: [], lexicon: { edition: 'en', entries: 2, changed: 2 } };
    expect(newsroom.table.receipts).toMatchObject([{ ...receipt, renewed: { articles: 0, left: 0, cost: 0 } }]);
    expect(newsroom.uploads.filed.get(key)).toMatchObject(receipt);
    expect(newsroom.announcer.reported).toMatchObject([receipt]);
    expect(newsroom.announcer.said).toEqual([]);
  });

  it('replaces the one before whole, and says how many terms are said otherwise', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aLexiconFile({ a: '1', b: '2', c: '3' }));
    expect(await newsroom.put(key, aLexiconFile({ b: '2', c: '4', d: '5' }))).toBe('updated');
    expect(newsroom.table.receipts.at(-1)?.lexicon).toEqual({ edition: 'en', entries: 3, changed: 3 });
    expect((await newsroom.studio.lexicon('en')).map(({ term }) => term)).toEqual(['b', 'c', 'd']);
    expect(await newsroom.put(key, aLexiconFile({ b: '2', c: '4', d: '5' }))).toBe('unchanged');
  });

  it('that is faulty is rejected with all its problems, and the one before stays', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aLexiconFile({ a: '1' }));
    expect(await newsroom.put(key, '- { term: a }\n- { alias: b }')).toBe('rejected');
    expect(newsroom.announcer.reported.at(-1)?.problems).toMatchObject([
      { code: 'pronunciation', place: { line: 1, column: 3 } },
      { code: 'field-missing', place: { line: 2, column: 3 } },
    ]);
    expect(await newsroom.studio.lexicon('en')).toHaveLength(1);
  });

  it('that is removed says nothing any more, and is not brought back by its late event', async () => {
    const newsroom = aNewsroom();
    const late = newsroom.uploads.put(key, aLexiconFile({ a: '1' }));
    await newsroom.put(key, aLexiconFile({ a: '2' }));
    expect(await newsroom.remove(key)).toBe('withdrawn');
    expect(newsroom.table.receipts.at(-1)?.lexicon).toEqual({ edition: 'en', entries: 0, changed: 1 });
    newsroom.uploads.put(key, aLexiconFile({ a: '1' }));
    expect(await newsroom.ingest(late)).toBe('superseded');
    expect(await newsroom.studio.lexicon('en')).toEqual([]);
    expect(await newsroom.lexicons.find('en')).toMatchObject({ state: 'removed' });
  });

  it('is not undone by a late removal, once its file is back', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aLexiconFile({ a: '1' }));
    const removal = newsroom.uploads.remove(key);
    newsroom.uploads.put(key, aLexiconFile({ a: '1' }));
    expect(await newsroom.ingest(removal)).toBe('superseded');
    expect(await newsroom.studio.lexicon('en')).toHaveLength(1);
  });

  it('is rejected while another file is the lexicon of its edition, and not once that one is removed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aLexiconFile({ a: '1' }));
    expect(await newsroom.put('lexicons/EN.yml', aLexiconFile({ b: '2' }))).toBe('rejected');
    expect(newsroom.announcer.reported.at(-1)?.problems).toMatchObject([{ code: 'id-taken', words: key }]);
    await newsroom.remove(key);
    expect(await newsroom.put('lexicons/EN.yml', aLexiconFile({ b: '2' }))).toBe('registered');
  });

  it.each(['lexicons/fr.yaml', 'lexicons/en.json', 'lexicons/en/a.yaml'])(
    'under the key %s is rejected; its removal is nothing',
    async (bad) => {
      const newsroom = aNewsroom();
      expect(await newsroom.put(bad, '[]')).toBe('rejected');
      expect(await newsroom.remove(bad)).toBe('superseded');
      expect(newsroom.announcer.reported).toHaveLength(1);
    },
  );

  it('whose answer was lost in a crash is answered when its event comes again, by one receipt', async () => {
    const newsroom = aNewsroom();
    await newsroom.put('articles/en/world/a.md', anArticleFile({ headline: 'Ellery' }));
    await newsroom.drain();
    const upload = newsroom.uploads.put(key, aLexiconFile({ Ellery: 'Ellary' }));
    const { file } = newsroom.needs.uploads;
    newsroom.needs.uploads.file = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.ingest(upload)).rejects.toThrow('dies');
    newsroom.needs.uploads.file = file;
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'registered', renewed: { articles: 1 } });
    expect(newsroom.table.receipts.filter((receipt) => receipt.key === key)).toHaveLength(1);
    expect(await newsroom.drain()).toContain('ready');
  });

  it('ends in its newest upload, in whatever order and number its events come, with one receipt for each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.subarray(['a', 'b', 'c'])), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        async (versions, picks) => {
          const newsroom = aNewsroom();
          const events: Upload[] = versions.map((terms) =>
            terms === null
              ? newsroom.uploads.remove(key)
              : newsroom.uploads.put(key, aLexiconFile(Object.fromEntries(terms.map((term) => [term, term])))),
          );
          for (const pick of picks) await newsroom.ingest(events[pick % events.length]!);
          for (const event of events) await newsroom.ingest(event);
          const newest = events.toSorted((a, b) => compareSequencers(b.sequencer, a.sequencer))[0];
          const record = await newsroom.lexicons.find('en');
          expect(record?.sequencer).toBe(newest?.sequencer);
          expect((await newsroom.studio.lexicon('en')).map(({ term }) => term)).toEqual(versions.at(-1) ?? []);
          expect(newsroom.table.receipts.map(({ sequencer }) => sequencer).toSorted()).toEqual(
            events.map(({ sequencer }) => sequencer),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a concept', () => {
  const concept = 'concepts/north-korea.yaml';
  const pronunciation = '{en: {alias: North Koreea}, es: {alias: Corea del nórte}}';

  it('is said in each edition as its file says, under its name there and its other spellings, not its other names', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile({ aliases: '[DPRK, NORTH-KOREA, Corea del norte]', pronunciation }));
    expect(await newsroom.studio.lexicon('en')).toEqual(
      ['North Korea', 'NORTH-KOREA'].map((term) => ({ term, say: { alias: 'North Koreea' } })),
    );
    expect((await newsroom.studio.lexicon('es')).map(({ term }) => term)).toEqual([
      'Corea del Norte',
      'Corea del norte',
    ]);
    expect(await newsroom.studio.lexicon('ar')).toEqual([]);
  });

  it('that changes or is removed changes and leaves what editions say', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile({ pronunciation }));
    await newsroom.put(concept, aConceptFile({ pronunciation: '{en: {ipa: nɔːθ kəˈɹiːə}}' }));
    expect(await newsroom.studio.lexicon('en')).toEqual([{ term: 'North Korea', say: { ipa: 'nɔːθ kəˈɹiːə' } }]);
    expect(await newsroom.studio.lexicon('es')).toEqual([]);
    await newsroom.remove(concept);
    expect(await newsroom.studio.lexicon('en')).toEqual([]);
  });

  it('is overruled by the lexicon of the edition, and heard again once that says nothing of it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile({ pronunciation }));
    await newsroom.put(key, aLexiconFile({ 'North Korea': 'the North' }));
    expect(await newsroom.studio.lexicon('en')).toEqual([{ term: 'North Korea', say: { alias: 'the North' } }]);
    await newsroom.remove(key);
    expect(await newsroom.studio.lexicon('en')).toEqual([{ term: 'North Korea', say: { alias: 'North Koreea' } }]);
  });
});
