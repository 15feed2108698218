import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbLexiconStore } from '../../shared/aws/dynamodb-lexicon-store.ts';
import { dynamodbNarrationStudio } from '../../shared/aws/dynamodb-narration-studio.ts';
import type { LexiconChange, LexiconRecord } from '../../shared/domain/lexicon-judgement.ts';
import type { EditionCode } from '../../shared/domain/newsroom.ts';
import type { Renewal } from '../../shared/domain/renewal.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleStore, LexiconStore, NarrationStudio } from '../../shared/ports.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeLexiconStore } from '../fakes/lexicon-store.ts';
import { fakeNarrationStudio } from '../fakes/narration-studio.ts';
import { serveTable } from './local-aws.ts';

const entry = (term: string, alias = term) => ({ term, say: { alias } });

function aRecord(edition: EditionCode, terms: string[], more: Partial<LexiconRecord> = {}): LexiconRecord {
  return {
    edition,
    key: `lexicons/${edition}.yaml`,
    state: 'registered',
    version: 1,
    sequencer: '01',
    contentHash: 'a',
    entries: terms.map((term) => entry(term)),
    ...more,
  };
}

function registering(next: LexiconRecord, expected?: LexiconRecord): LexiconChange {
  const { key, sequencer, edition, entries = [] } = next;
  const at = '2026-11-24T12:00:00.000Z';
  const lexicon = { edition, entries: entries.length, changed: 0 };
  const receipt = {
    key,
    sequencer,
    outcome: 'registered' as const,
    uploadedAt: at,
    judgedAt: at,
    problems: [],
    lexicon,
  };
  return { receipt, record: { next, expected } };
}

type Opened = { lexicons: LexiconStore; studio: NarrationStudio; articles: ArticleStore; close(): Promise<void> };

/** What the lexicons’ store promises, whoever keeps it. The tests go on from one another. */
function lexiconStoreSuite(name: string, open: () => Promise<Opened>) {
  describe(`the lexicons, ${name}`, () => {
    let { lexicons, studio, articles, close }: Opened = {} as Opened;
    beforeAll(async () => {
      ({ lexicons, studio, articles, close } = await open());
    });
    afterAll(() => close());

    it('register an edition’s file whole: record, entries in force, and a receipt', async () => {
      const record = aRecord('en', ['Ellery', 'Farrant']);
      expect(await lexicons.find('en')).toBeUndefined();
      expect(await lexicons.commit(registering(record))).toEqual({ kind: 'committed' });
      expect(await lexicons.find('en')).toEqual(record);
      expect(await lexicons.sources('en')).toEqual([{ source: 'file', entries: record.entries }]);
      expect(await studio.lexicon('en')).toEqual(record.entries);
      expect(await studio.lexicon('es')).toEqual([]);
      expect(await articles.receipt(record.key)).toMatchObject({ lexicon: { edition: 'en', entries: 2 } });
    });

    it('refuse what was decided on an older record, and write nothing of it', async () => {
      const record = aRecord('en', ['Ellery', 'Farrant']);
      const next = aRecord('en', ['Okoro'], { version: 2, sequencer: '02' });
      expect(await lexicons.commit(registering(next))).toEqual({ kind: 'outrun' });
      expect(await articles.receipt(next.key, '02')).toBeUndefined();
      expect(await lexicons.commit(registering(next, record))).toEqual({ kind: 'committed' });
      expect(await lexicons.commit(registering({ ...next, sequencer: '03' }, record))).toEqual({ kind: 'outrun' });
      expect(await studio.lexicon('en')).toEqual([entry('Okoro')]);
    });

    it('write the receipt of an upload once, and nothing else with the second', async () => {
      const known = aRecord('en', ['Okoro'], { version: 2, sequencer: '02' });
      const { receipt } = registering({ ...known, sequencer: '04' });
      expect(await lexicons.commit({ receipt })).toEqual({ kind: 'committed' });
      expect(await lexicons.commit({ receipt })).toEqual({ kind: 'repeated' });
      const next = aRecord('en', [], { version: 3, sequencer: '04' });
      expect(await lexicons.commit(registering(next, known))).toEqual({ kind: 'repeated' });
      expect(await lexicons.find('en')).toEqual(known);
    });

    it('are silent after a removal, whose record stays', async () => {
      const known = aRecord('en', ['Okoro'], { version: 2, sequencer: '02' });
      const { entries: _, contentHash: __, ...rest } = known;
      const removed: LexiconRecord = { ...rest, state: 'removed', version: 3, sequencer: '05' };
      expect(await lexicons.commit(registering(removed, known))).toEqual({ kind: 'committed' });
      expect(await lexicons.find('en')).toEqual(removed);
      expect(await studio.lexicon('en')).toEqual([]);
    });

    it('note how far articles are with a change, unless another came, and at the end tell the receipt', async () => {
      const renewal: Renewal = { edition: 'es', former: [entry('a')], before: '~', articles: 0, left: 0, cost: 0 };
      const record = aRecord('es', ['a', 'b'], { renewals: [renewal] });
      await lexicons.commit(registering(record));
      expect(await lexicons.find('es')).toEqual(record);
      const progress = [{ ...renewal, before: '2026-11-24T12:00:00.000Z#es-a', articles: 2, cost: 0.5 }];
      expect(await lexicons.renew({ ...record, version: 2 }, progress)).toBe(false);
      expect(await lexicons.renew(record, progress)).toBe(true);
      expect(await lexicons.find('es')).toEqual({ ...record, renewals: progress });
      const renewed = { at: '2026-11-24T12:00:00.000Z', articles: 2, left: 0, cost: 0.5 };
      expect(await lexicons.renew(record, renewed)).toBe(true);
      const { renewals: _, ...through } = record;
      expect(await lexicons.find('es')).toEqual(through);
      expect(await articles.receipt(record.key, record.sequencer)).toMatchObject({ renewed });
    });

    it('take a lexicon as large as it may be, and what it replaces beside it', async () => {
      const large = (word: string) => Array.from({ length: 1000 }, (_, n) => `${word}${String(n).padEnd(70, '-')}`);
      const record = aRecord('ar', large('a'));
      const former = large('b').map((term) => entry(term));
      expect(JSON.stringify(former).length).toBeGreaterThan(170_000);
      const renewals = [{ edition: 'ar' as const, former, before: '~', articles: 0, left: 0, cost: 0 }];
      expect(await lexicons.commit(registering({ ...record, renewals }))).toEqual({ kind: 'committed' });
      expect(await studio.lexicon('ar')).toHaveLength(1000);
    });
  });
}

lexiconStoreSuite('in memory', async () => {
  const articles = fakeArticleTable();
  const lexicons = fakeLexiconStore(articles);
  return { lexicons, studio: fakeNarrationStudio(lexicons).studio, articles, close: async () => {} };
});

lexiconStoreSuite('in DynamoDB', async () => {
  const { close } = await serveTable('articles');
  return {
    lexicons: dynamodbLexiconStore('articles'),
    studio: dynamodbNarrationStudio('articles'),
    articles: dynamodbArticleStore('articles', sha256),
    close,
  };
});
