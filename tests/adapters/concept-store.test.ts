import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbArticleReading } from '../../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbConceptStore } from '../../shared/aws/dynamodb-concept-store.ts';
import { dynamodbLexiconStore } from '../../shared/aws/dynamodb-lexicon-store.ts';
import { type Article, type ArticleRecord, noDebts } from '../../shared/domain/article.ts';
import { type Concept, namesOf } from '../../shared/domain/concept.ts';
import { type ConceptChange, type ConceptRecord, mostAliases } from '../../shared/domain/concept-judgement.ts';
import { conceptSource, entriesOf } from '../../shared/domain/lexicon.ts';
import { placesOf } from '../../shared/domain/listing.ts';
import { type EditionCode, editionCodes } from '../../shared/domain/newsroom.ts';
import type { Renewal } from '../../shared/domain/renewal.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleReading, ArticleStore, ConceptStore, LexiconStore } from '../../shared/ports.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeConceptStore } from '../fakes/concept-store.ts';
import { fakeLexiconStore } from '../fakes/lexicon-store.ts';
import { serveTable } from './local-aws.ts';

let serial = 0;

function aConcept(aliases: string[], id = `concept-${serial++}`): Concept {
  return { id, names: { en: id, es: id, ar: id }, aliases, pronunciation: { en: { ipa: 'a' } } };
}

function aRecord(concept: Concept, more: Partial<ConceptRecord> = {}): ConceptRecord {
  const { id } = concept;
  return {
    id,
    key: `concepts/${id}.yaml`,
    state: 'registered',
    version: 1,
    sequencer: '01',
    contentHash: 'a',
    concept,
    ...more,
  };
}

function registering(next: ConceptRecord, expected?: ConceptRecord): ConceptChange {
  const names = next.concept === undefined ? [] : namesOf(next.concept);
  const before = expected?.concept === undefined ? [] : namesOf(expected.concept);
  const at = '2026-11-24T12:00:00.000Z';
  const { key, sequencer } = next;
  return {
    receipt: {
      key,
      sequencer,
      outcome: 'registered',
      uploadedAt: at,
      judgedAt: at,
      problems: [],
      concept: { id: next.id },
    },
    record: { next, expected },
    claims: names,
    releases: before.filter((name) => !names.includes(name)),
    lexicons: editionCodes.map((edition) => ({ edition, entries: entriesOf(next.concept, edition) })),
  };
}

function anArticle(tag: string, n: number): { next: ArticleRecord; expected: undefined } {
  const id = `en-${tag}-${n}`;
  const article: Article = {
    id,
    edition: 'en',
    kind: 'news',
    section: 'world',
    headline: id,
    byline: [],
    importance: 'minor',
    tags: [{ slug: tag, name: tag }],
    regions: [],
    corrections: [],
    url: `/en/world/${id}`,
    publishedAt: `2026-11-24T12:00:00.00${n}Z`,
    words: 1,
    readingMinutes: 1,
  };
  const counts = { version: 1, commits: 1, revision: 1 };
  const times = { sequencer: '01', uploadedAt: article.publishedAt };
  const next = {
    id,
    key: `articles/${id}.md`,
    state: 'live' as const,
    ...counts,
    ...times,
    article,
    debts: noDebts,
  };
  return { next, expected: undefined };
}

type Opened = {
  concepts: ConceptStore;
  lexicons: LexiconStore;
  articles: ArticleStore;
  reading: ArticleReading;
  close(): Promise<void>;
};

/** What the registry of concepts promises, whoever keeps it. */
function conceptStoreSuite(name: string, open: () => Promise<Opened>) {
  describe(`the registry of concepts, ${name}`, () => {
    let { concepts, lexicons, articles, reading, close }: Opened = {} as Opened;
    beforeAll(async () => {
      ({ concepts, lexicons, articles, reading, close } = await open());
    });
    afterAll(() => close());

    it('registers a concept whole: record, every name, and a receipt; articles are judged with it', async () => {
      const alias = `Alias ${serial}`;
      const record = aRecord(aConcept([alias]), { unsettled: { renamed: ['en'] } });
      expect(await concepts.commit(registering(record))).toEqual({ kind: 'committed' });
      expect(await concepts.find(record.id)).toEqual(record);
      const slug = alias.toLowerCase().replace(' ', '-');
      expect(await reading.concept(slug)).toEqual(record.concept);
      const { concepts: found } = await articles.lookUp('en-x', [slug, record.id, 'else']);
      expect([...found]).toEqual(
        expect.arrayContaining([
          [slug, record.concept],
          [record.id, record.concept],
        ]),
      );
      expect(found.size).toBe(2);
      expect(await articles.receipt(record.key, record.sequencer)).toMatchObject({ concept: { id: record.id } });
    });

    it('refuses what was decided on an older record', async () => {
      const record = aRecord(aConcept([]));
      await concepts.commit(registering(record));
      const next = { ...record, version: 2, sequencer: '02' };
      expect(await concepts.commit(registering({ ...record, sequencer: '02' }))).toEqual({ kind: 'outrun' });
      expect(await concepts.commit(registering(next, record))).toEqual({ kind: 'committed' });
      expect(await concepts.commit(registering({ ...next, sequencer: '03' }, record))).toEqual({ kind: 'outrun' });
      expect(await concepts.find(record.id)).toEqual(next);
    });

    it('gives a name to one concept, tells who has it, and nothing of a refused commit stays', async () => {
      const one = aConcept([`one-${serial}`, `two-${serial}`]);
      const other = aConcept(['free-name', ...one.aliases, `three-${serial}`]);
      await concepts.commit(registering(aRecord(one)));
      const refused = await concepts.commit(registering(aRecord(other)));
      expect(refused).toEqual({ kind: 'taken', names: one.aliases.map((alias) => ({ name: alias, owner: one.id })) });
      expect(await concepts.find(other.id)).toBeUndefined();
      expect(await reading.concept('free-name')).toBeUndefined();
      expect(await articles.receipt(`concepts/${other.id}.yaml`)).toBeUndefined();
    });

    it('gives a name that two ask for at once to one of them', async () => {
      const alias = `wanted-${serial}`;
      const rivals = Array.from({ length: 6 }, () => aRecord(aConcept([alias])));
      for (;;) {
        const commits = await Promise.all(rivals.map((record) => concepts.commit(registering(record))));
        // Who only met another on the way may ask again.
        if (commits.every(({ kind }) => kind !== 'outrun' && kind !== 'repeated')) {
          expect(commits.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
        }
        const found = await Promise.all(rivals.map(({ id }) => concepts.find(id)));
        const winners = found.filter((record) => record !== undefined);
        expect(winners.length).toBeLessThanOrEqual(1);
        if (winners.length === 1) {
          expect(await reading.concept(alias)).toEqual(winners[0]?.concept);
          return;
        }
      }
    });

    it('forgets the names of what is changed or removed, so that others may have them, and keeps the record', async () => {
      const record = aRecord(aConcept([`kept-${serial}`, `left-${serial}`]));
      const [kept = '', left = ''] = record.concept?.aliases ?? [];
      await concepts.commit(registering(record));
      const changed = aRecord(aConcept([kept], record.id), { version: 2, sequencer: '02' });
      await concepts.commit(registering(changed, record));
      expect(await reading.concept(left)).toBeUndefined();
      expect(await reading.concept(kept)).toEqual(changed.concept);
      const { concept: _, contentHash: __, ...rest } = changed;
      const removed: ConceptRecord = { ...rest, state: 'removed', version: 3, sequencer: '03' };
      expect(await concepts.commit(registering(removed, changed))).toEqual({ kind: 'committed' });
      expect(await reading.concept(kept)).toBeUndefined();
      expect(await concepts.find(record.id)).toEqual(removed);
      expect(await concepts.commit(registering(aRecord(aConcept([kept, left]))))).toEqual({ kind: 'committed' });
    });

    it('takes as many names as a concept may have, given and taken at once', async () => {
      const aliases = (word: string) => Array.from({ length: mostAliases }, (_, n) => `${word}-${serial}-${n}`);
      const concept = {
        ...aConcept(aliases('before')),
        names: { en: `e-${serial}`, es: `s-${serial}`, ar: `a-${serial}` },
      };
      const record = aRecord(concept);
      await concepts.commit(registering(record));
      const names = { en: `e2-${serial}`, es: `s2-${serial}`, ar: `a2-${serial}` };
      const next = aRecord({ ...concept, names, aliases: aliases('after') }, { version: 2, sequencer: '02' });
      expect(await concepts.commit(registering(next, record))).toEqual({ kind: 'committed' });
    });

    it('writes the receipt of an upload once, and nothing else with the second', async () => {
      const record = aRecord(aConcept([]));
      const { receipt } = registering(record);
      const rejected: ConceptChange = {
        receipt: { ...receipt, outcome: 'rejected' },
        claims: [],
        releases: [],
        lexicons: [],
      };
      expect(await concepts.commit(rejected)).toEqual({ kind: 'committed' });
      expect(await concepts.commit(rejected)).toEqual({ kind: 'repeated' });
      expect(await concepts.commit(registering(record))).toEqual({ kind: 'repeated' });
      expect(await concepts.find(record.id)).toBeUndefined();
    });

    it('notes that the articles are settled, unless another commit came', async () => {
      const record = aRecord(aConcept([]), { unsettled: { renamed: [] } });
      await concepts.commit(registering(record));
      expect(await concepts.settle({ ...record, version: 2 })).toBe(false);
      expect(await concepts.find(record.id)).toEqual(record);
      expect(await concepts.settle(record)).toBe(true);
      const { unsettled: _, ...settled } = record;
      expect(await concepts.find(record.id)).toEqual(settled);
    });

    it('says its pronunciations in the editions’ lexicons, with the commit or not at all', async () => {
      const record = aRecord({ ...aConcept([]), pronunciation: { en: { ipa: 'a' }, ar: { alias: 'b' } } });
      const source = conceptSource(record.id);
      const said = async (edition: EditionCode) =>
        (await lexicons.sources(edition)).find((each) => each.source === source)?.entries;
      await concepts.commit(registering(record));
      expect(await said('en')).toEqual([{ term: record.id, say: { ipa: 'a' } }]);
      expect(await said('ar')).toEqual([{ term: record.id, say: { alias: 'b' } }]);
      expect(await said('es')).toBeUndefined();
      const next = aRecord(
        { ...aConcept([], record.id), pronunciation: { es: { alias: 'c' } } },
        { version: 2, sequencer: '02' },
      );
      expect(await concepts.commit(registering(next))).toEqual({ kind: 'outrun' });
      expect(await said('en')).toHaveLength(1);
      expect(await concepts.commit(registering(next, record))).toEqual({ kind: 'committed' });
      expect([await said('en'), await said('ar')]).toEqual([undefined, undefined]);
      expect(await said('es')).toEqual([{ term: record.id, say: { alias: 'c' } }]);
    });

    it('notes how far articles are with its pronunciations, unless another commit came', async () => {
      const renewal: Renewal = { edition: 'en', former: [], before: '~', articles: 0, left: 0, cost: 0 };
      const record = aRecord(aConcept([]), { renewals: [renewal] });
      await concepts.commit(registering(record));
      expect(await concepts.find(record.id)).toEqual(record);
      const progress = [{ ...renewal, before: 'x', articles: 3, cost: 0.25 }];
      expect(await concepts.renew({ ...record, version: 2 }, progress)).toBe(false);
      expect(await concepts.renew(record, progress)).toBe(true);
      expect(await concepts.find(record.id)).toEqual({ ...record, renewals: progress });
      const renewed = { at: '2026-11-24T12:00:00.000Z', articles: 3, left: 1, cost: 0.25 };
      expect(await concepts.renew({ ...record, version: 2 }, renewed)).toBe(false);
      expect((await articles.receipt(record.key))?.renewed).toBeUndefined();
      expect(await concepts.renew(record, renewed)).toBe(true);
      const { renewals: _, ...through } = record;
      expect(await concepts.find(record.id)).toEqual(through);
      expect((await articles.receipt(record.key))?.renewed).toEqual(renewed);
    });

    it('pages the articles of a tag, newest first', async () => {
      const tag = `paged-${serial++}`;
      for (const n of [2, 0, 4, 1, 3]) {
        const record = anArticle(tag, n);
        await articles.commit({ record, body: [], enter: placesOf(record.next.article!), leave: [] });
      }
      const seen: string[] = [];
      let before: string | undefined = '~';
      while (before !== undefined) {
        const page: Awaited<ReturnType<ConceptStore['tagged']>> = await concepts.tagged(`en/tag/${tag}`, before, 2);
        expect(page.cards.length).toBeLessThanOrEqual(2);
        seen.push(...page.cards.map(({ id }) => id));
        before = page.next;
      }
      expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => `en-${tag}-${n}`));
    });
  });
}

conceptStoreSuite('in memory', async () => {
  const table = fakeArticleTable();
  const lexicons = fakeLexiconStore(table);
  return {
    concepts: fakeConceptStore(table, lexicons),
    lexicons,
    articles: table,
    reading: table,
    close: async () => {},
  };
});

conceptStoreSuite('in DynamoDB', async () => {
  const { close } = await serveTable('articles');
  return {
    concepts: dynamodbConceptStore('articles'),
    lexicons: dynamodbLexiconStore('articles'),
    articles: dynamodbArticleStore('articles', sha256),
    reading: dynamodbArticleReading('articles'),
    close,
  };
});
