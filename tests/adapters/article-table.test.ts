import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbArticleReading } from '../../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { type Article, type ArticleRecord, noDebts } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import { cardOf, placesOf } from '../../shared/domain/listing.ts';
import type { Change } from '../../shared/domain/verdict.ts';
import { withdraw } from '../../shared/domain/withdraw.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleReading, ArticleStore } from '../../shared/ports.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { serveTable } from './local-aws.ts';

const blocks: Block[] = [{ type: 'paragraph', runs: [{ text: 'Café “ñ” العربية 😀' }] }];
let serial = 0;

function anArticle(id: string, more: Partial<Article> = {}): Article {
  return {
    id,
    edition: 'en',
    kind: 'news',
    section: 'politics',
    headline: 'A headline',
    byline: [{ slug: 'ana', name: 'Ana' }],
    importance: 'major',
    tags: [{ slug: 'harbour', name: 'Harbour' }],
    regions: [],
    corrections: [],
    url: `/en/politics/${id}`,
    publishedAt: '2026-11-24T12:00:00.000Z',
    words: 3,
    readingMinutes: 1,
    ...more,
  };
}

function aRecord(more: Partial<ArticleRecord> = {}, article: Partial<Article> = {}): ArticleRecord {
  const id = more.id ?? `en-story-${serial++}`;
  return {
    id,
    key: `articles/en/${id}.md`,
    state: 'live',
    version: 1,
    revision: 1,
    sequencer: '01',
    contentHash: 'a',
    article: anArticle(id, article),
    commits: 1,
    uploadedAt: '2026-11-24T12:00:00.000Z',
    debts: noDebts,
    ...more,
  };
}

function publishing(next: ArticleRecord, expected?: ArticleRecord): Change {
  const places = next.article === undefined ? [] : placesOf(next.article);
  const receipt = {
    key: next.key,
    sequencer: next.sequencer,
    outcome: 'published' as const,
    uploadedAt: '2026-11-24T12:00:00.000Z',
    judgedAt: '2026-11-24T12:00:00.000Z',
    problems: [],
  };
  return {
    receipt,
    record: { next, expected },
    body: blocks,
    claim: next.article?.url ?? '',
    enter: places,
    leave: [],
  };
}

/** What the articles table promises, whoever keeps it. */
function articleTableSuite(
  name: string,
  open: () => Promise<{ table: ArticleStore & ArticleReading; close(): Promise<void> }>,
) {
  describe(`the articles table, ${name}`, () => {
    let table: ArticleStore & ArticleReading;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ table, close } = await open());
    });
    afterAll(() => close());

    it('commits a new article whole: record, body, answer, places and receipt', async () => {
      const record = aRecord();
      expect(await table.commit(publishing(record))).toEqual({ kind: 'committed' });
      expect(await table.find(record.id)).toEqual(record);
      expect(await table.open(record.id)).toEqual({ record, blocks });
      const answer = await table.answer(record.id);
      expect(answer?.showing).toEqual({ state: 'live', publishedAt: record.article?.publishedAt });
      expect(JSON.parse(gunzipSync(answer?.gzip ?? new Uint8Array()).toString())).toMatchObject({
        id: record.id,
        body: { blocks },
      });
      expect((await table.list('en/tag/harbour', '9', 100)).cards.map((card) => card.id)).toContain(record.id);
      expect(await table.receipt(record.key)).toMatchObject({ outcome: 'published' });
      expect(await table.cards([record.id, 'en-unknown'])).toMatchObject([
        { card: { id: record.id }, showing: { state: 'live' } },
      ]);
    });

    it('refuses a commit that was decided on an older record, and tells what there is', async () => {
      const record = aRecord();
      await table.commit(publishing(record));
      const late = { ...record, sequencer: '02', revision: 2 };
      expect(await table.commit(publishing(late))).toEqual({ kind: 'outrun', known: record });
      const next = { ...late, version: 2 };
      expect(await table.commit(publishing(next, record))).toEqual({ kind: 'committed' });
      expect(await table.commit(publishing({ ...next, sequencer: '03', version: 2 }, record))).toEqual({
        kind: 'outrun',
        known: next,
      });
    });

    it('lets one of many simultaneous commits win', async () => {
      const record = aRecord();
      const commits = await Promise.all(
        Array.from({ length: 8 }, (_, n) => table.commit(publishing({ ...record, sequencer: `1${n}` }))),
      );
      expect(commits.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      expect(commits.filter(({ kind }) => kind === 'outrun')).toHaveLength(7);
    });

    it('gives a public path to one article, and nothing of a refused commit stays', async () => {
      const first = aRecord({}, { url: '/en/politics/shared' });
      const second = aRecord({}, { url: '/en/politics/shared' });
      await table.commit(publishing(first));
      expect(await table.commit(publishing(second))).toEqual({ kind: 'path-taken', owner: first.id });
      expect(await table.find(second.id)).toBeUndefined();
      expect(await table.receipt(second.key)).toBeUndefined();
      expect(await table.answer(second.id)).toBeUndefined();
    });

    it('writes the receipt of an upload once', async () => {
      const { receipt } = publishing(aRecord());
      const rejected: Change = { receipt: { ...receipt!, outcome: 'rejected' }, enter: [], leave: [] };
      expect(await table.commit(rejected)).toEqual({ kind: 'committed' });
      expect(await table.commit(rejected)).toEqual({ kind: 'repeated' });
    });

    it('answers the newest receipt of a key', async () => {
      const record = aRecord();
      const { receipt } = publishing(record);
      for (const sequencer of ['0A', '0C', '0B']) {
        await table.commit({ receipt: { ...receipt!, sequencer }, enter: [], leave: [] });
      }
      expect((await table.receipt(record.key))?.sequencer).toBe('0C');
    });

    it('forgets body and places of what is withdrawn, and keeps its record', async () => {
      const record = aRecord({}, { regions: [{ slug: `region-${serial}`, name: 'R' }] });
      await table.commit(publishing(record));
      const change = withdraw({ ...record, sequencer: '02' }, record, new Date('2026-11-24T13:00:00Z'), {
        isOriginal: false,
      });
      expect(await table.commit(change)).toEqual({ kind: 'committed' });
      expect(await table.open(record.id)).toBeUndefined();
      expect(await table.find(record.id)).toMatchObject({ state: 'withdrawn' });
      expect((await table.answer(record.id))?.showing.state).toBe('withdrawn');
      expect((await table.list(`en/region/${record.article?.regions[0]?.slug}`, '9', 9)).cards).toEqual([]);
    });

    it('gives a card its corrections, and its audio while there is some of its very text', async () => {
      const corrections = [{ at: '2026-11-24T12:00:00.000Z', kind: 'correction' as const, text: 'Not so.' }];
      const record = aRecord({}, { corrections });
      await table.commit(publishing(record));
      expect((await table.cards([record.id]))[0]).toEqual({
        card: cardOf(anArticle(record.id)),
        showing: { state: 'live', publishedAt: '2026-11-24T12:00:00.000Z' },
        corrections,
      });
      const narration = {
        state: 'ready' as const,
        revision: 1,
        madeAt: '2026-11-24T12:00:01.000Z',
        speechHash: 'x',
        mp3: '/media/a.mp3',
        vtt: '/media/a.vtt',
        timings: '/media/a.json',
        durationSeconds: 1.5,
        bytes: 9000,
        voice: { id: 'Joanna', engine: 'neural' as const, language: 'en-US' },
        characters: 20,
        cost: 0.01,
        chunks: 1,
        chunksReused: 0,
      };
      const ready = { ...record, version: 2, narration };
      await table.attach(ready, record, blocks);
      expect((await table.cards([record.id]))[0]?.narration).toEqual(narration);
      const pending = { state: 'pending' as const, speechHash: 'y', earlier: narration };
      await table.attach({ ...ready, version: 3, narration: pending }, ready, blocks);
      expect((await table.cards([record.id]))[0]).not.toHaveProperty('narration');
    });

    it('attaches to the record that was read and to no other', async () => {
      const record = aRecord();
      await table.commit(publishing(record));
      const next: ArticleRecord = { ...record, version: 2, narration: { state: 'pending', speechHash: 'x' } };
      expect(await table.attach(next, record, blocks)).toBe(true);
      expect(await table.attach({ ...next, version: 2 }, record, blocks)).toBe(false);
      const { narration, ...silent } = next;
      expect(await table.attach({ ...silent, version: 3 }, next, blocks)).toBe(true);
      expect((await table.find(record.id))?.narration).toBeUndefined();
    });

    it('attaches and settles side by side, but commits over neither unseen', async () => {
      const owed = [{ type: 'article.published' as const, revision: 1, at: '2026-11-24T12:00:00.000Z' }];
      const record = aRecord({ debts: { ...noDebts, owed } });
      await table.commit(publishing(record));
      const attached: ArticleRecord = { ...record, version: 2, narration: { state: 'pending', speechHash: 'x' } };
      expect(await table.attach(attached, record, blocks)).toBe(true);
      const announced = { at: '2026-11-24T12:00:01.000Z', ids: [`${record.id}@1`], to: 'announcements' as const };
      const settled: ArticleRecord = { ...record, debts: noDebts };
      expect(await table.settle(settled, record, announced)).toBe(true);
      const both = { ...attached, debts: noDebts };
      expect(await table.find(record.id)).toEqual(both);
      expect(await table.receipt(record.key, record.sequencer)).toMatchObject({ outcome: 'published', announced });
      const next = { ...record, sequencer: '02', version: 3, commits: 2, revision: 2 };
      expect(await table.commit(publishing(next, attached))).toEqual({ kind: 'outrun', known: both });
      expect(await table.commit(publishing(next, both))).toEqual({ kind: 'committed' });
      expect(await table.settle(settled, record)).toBe(false);
    });

    it('keeps what is retired through a settlement, with the time at which it is due', async () => {
      const owed = [{ type: 'article.updated' as const, revision: 1, at: '2026-11-24T12:00:00.000Z' }];
      const retired = [{ window: '0-ever', at: '2026-11-24T13:00:00.000Z' }];
      const record = aRecord({ debts: { ...noDebts, owed, retired } });
      await table.commit(publishing(record));
      const told: ArticleRecord = { ...record, debts: { ...noDebts, retired }, dueAt: '2026-11-24T13:00:00.000Z' };
      expect(await table.settle(told, record)).toBe(true);
      expect(await table.find(record.id)).toEqual(told);
      const { dueAt: _, ...closed }: ArticleRecord = { ...told, debts: noDebts };
      expect(await table.settle(closed, told)).toBe(true);
      expect(await table.find(record.id)).toEqual(closed);
    });

    it('neither commits nor settles over another time at which the record is due', async () => {
      const retired = [{ window: '0-ever', at: '2026-11-24T13:00:00.000Z' }];
      const record = aRecord({ debts: { ...noDebts, retired }, dueAt: '2026-11-24T13:00:00.000Z' });
      await table.commit(publishing(record));
      const closed: ArticleRecord = { ...record, debts: noDebts, dueAt: '2026-11-24T20:00:00.000Z' };
      expect(await table.settle(closed, record)).toBe(true);
      expect(await table.settle(closed, record)).toBe(false);
      const next = { ...record, sequencer: '02', version: 2, commits: 2, revision: 2 };
      expect(await table.commit(publishing(next, record))).toEqual({ kind: 'outrun', known: closed });
      expect(await table.commit(publishing(next, closed))).toEqual({ kind: 'committed' });
      const { dueAt: _, ...undated } = next;
      expect(await table.settle(undated, undated)).toBe(false);
    });

    it('notes a narration on the receipt of its upload', async () => {
      const record = aRecord();
      await table.commit(publishing(record));
      const note = { at: 'now', minutes: 1, voice: 'Joanna', characters: 9, cost: 0.1, chunks: 1, chunksReused: 0 };
      await table.attach({ ...record, version: 2 }, record, blocks, note);
      expect(await table.receipt(record.key)).toMatchObject({ narration: note });
    });

    it('takes an article from places that it has left, but not from one that it has come back to', async () => {
      const places = ['left', 'kept'].map((list) => ({ list: `en/tag/${list}-${serial}`, place: '2026#x' }));
      const record = aRecord({ debts: { ...noDebts, leaving: places } });
      await table.commit({ ...publishing(record), enter: places });
      const [, kept] = places;
      const next = { ...record, version: 2, commits: 2, sequencer: '02' };
      await table.commit({ ...publishing(next, record), enter: kept === undefined ? [] : [kept] });
      await table.leave(next);
      const listed = await Promise.all(places.map(async ({ list }) => (await table.list(list, '9', 9)).cards.length));
      expect(listed).toEqual([0, 1]);
    });

    it('remembers whom a public path leads to, and led to before', async () => {
      const record = aRecord();
      await table.commit(publishing(record));
      const old = record.article?.url ?? '';
      const next = {
        ...record,
        version: 2,
        commits: 2,
        sequencer: '02',
        article: anArticle(record.id, { url: `${old}-new` }),
      };
      await table.commit(publishing(next, record));
      expect(await table.owner(old)).toBe(record.id);
      expect(await table.owner(`${old}-new`)).toBe(record.id);
      expect(await table.owner('/en/politics/never')).toBeUndefined();
    });

    it('keeps the published versions, newest first, and forgets one that nobody saw', async () => {
      const record = aRecord();
      const version = (revision: number) => ({
        version: { revision, at: '2026-11-24T12:00:00.000Z', headline: `H${revision}`, changed: [], corrections: [] },
        original: new TextEncoder().encode(`file ${revision}`),
      });
      await table.commit({ ...publishing(record), version: version(1) });
      const second = { ...record, version: 2, commits: 2, revision: 2, sequencer: '02' };
      await table.commit({ ...publishing(second, record), version: version(2) });
      expect((await table.history(record.id)).versions.map(({ headline }) => headline)).toEqual(['H2', 'H1']);
      const third = { ...second, version: 3, commits: 3, revision: 3, sequencer: '03' };
      await table.commit({ ...publishing(third, second), version: version(3), forget: 2 });
      const { versions, showing } = await table.history(record.id);
      expect(versions.map(({ revision }) => revision)).toEqual([3, 1]);
      expect(showing).toMatchObject({ state: 'live' });
    });

    it('tells every member of a family of the others, whoever gathers last', async () => {
      const original = aRecord();
      const translation = aRecord({}, { edition: 'es', translationOf: original.id });
      await table.commit({ ...publishing(translation), joins: original.id });
      expect(await table.lookUp(original.id, [])).toMatchObject({ isOriginal: true });
      expect(await table.lookUp(translation.id, ['harbour'])).toMatchObject({ isOriginal: false });
      await table.commit(publishing(original));
      await table.gather(original.id);
      for (const { id } of [original, translation]) {
        expect((await table.answer(id))?.family?.map((relative) => relative.id).toSorted()).toEqual(
          [original.id, translation.id].toSorted(),
        );
      }
    });

    it('says what is due, the longest due first, and no more once its date is gone or another', async () => {
      const early = aRecord({ dueAt: '2020-01-01T00:00:00.000Z' });
      const late = aRecord({ dueAt: '2020-01-02T00:00:00.000Z' });
      for (const record of [late, early]) await table.commit(publishing(record));
      const at = async (time: string) => (await table.due(new Date(time), 10)).map(({ id }) => id);
      expect(await at('2019-12-31T23:59:59.999Z')).toEqual([]);
      expect(await at('2020-01-01T00:00:00.000Z')).toEqual([early.id]);
      expect(await at('2020-01-03T00:00:00.000Z')).toEqual([early.id, late.id]);
      const { dueAt, ...undated } = early;
      await table.settle(undated, early);
      await table.settle({ ...late, dueAt: '2030-01-01T00:00:00.000Z' }, late);
      expect(await at('2020-01-03T00:00:00.000Z')).toEqual([]);
    });

    it('forgets a date that no record has any more', async () => {
      const record = aRecord({ dueAt: '2019-01-01T00:00:00.000Z' });
      await table.commit(publishing(record));
      const now = new Date('2019-01-01T00:00:00.000Z');
      const [due] = await table.due(now, 10);
      expect(due).toEqual({ id: record.id, at: record.dueAt });
      if (due !== undefined) await table.forgetDue(due);
      expect(await table.due(now, 10)).toEqual([]);
    });

    it('pages a list, newest first', async () => {
      const regions = [{ slug: `paged-${serial}`, name: 'P' }];
      const ids: string[] = [];
      for (let n = 0; n < 7; n++) {
        const record = aRecord({}, { regions, publishedAt: `2026-11-0${n + 1}T00:00:00.000Z` });
        await table.commit(publishing(record));
        ids.unshift(record.id);
      }
      const seen: string[] = [];
      let before: string | undefined = '2026-12';
      while (before !== undefined) {
        const page: Awaited<ReturnType<ArticleReading['list']>> = await table.list(
          `en/region/${regions[0]?.slug}`,
          before,
          3,
        );
        seen.push(...page.cards.map((card) => card.id));
        before = page.next;
      }
      expect(seen).toEqual(ids);
    });
  });
}

articleTableSuite('in memory', async () => ({ table: fakeArticleTable(), close: async () => {} }));

articleTableSuite('in DynamoDB', async () => {
  const { close } = await serveTable('articles');
  const table = { ...dynamodbArticleStore('articles', sha256), ...dynamodbArticleReading('articles') };
  return { table, close };
});
