import { gzipSync } from 'node:zlib';
import { type ArticleRecord, isOwing, showingOf } from '../../shared/domain/article.ts';
import { articleAnswer } from '../../shared/domain/article-answer.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import { type Concept, namesOf } from '../../shared/domain/concept.ts';
import { familyOf, type Relative } from '../../shared/domain/family.ts';
import type { Version } from '../../shared/domain/history.ts';
import { type Card, cardOf } from '../../shared/domain/listing.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Change } from '../../shared/domain/verdict.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleReading, ArticleStore, Commit, StoredAnswer } from '../../shared/ports.ts';

type Place = { card: Card; commits: number };

/** The articles table in memory, for writers and for readers. Everything goes in and comes out as a copy. */
export function fakeArticleTable() {
  const records = new Map<string, ArticleRecord>();
  const bodies = new Map<string, Block[]>();
  const answers = new Map<string, Omit<StoredAnswer, 'family'>>();
  const families = new Map<string, Relative[]>();
  const members = new Map<string, Set<string>>();
  const versions = new Map<string, Map<number, { version: Version; original: Uint8Array }>>();
  const concepts = new Map<string, Concept>();
  const paths = new Map<string, { article: string; free: boolean }>();
  const lists = new Map<string, Map<string, Place>>();
  const receipts: Receipt[] = [];
  /** Entries of what is due, `<time> <id>`; they are moved by who changes the time, as in DynamoDB. */
  const dues = new Set<string>();
  const moveDue = (next: ArticleRecord, expected: ArticleRecord | undefined) => {
    if (next.dueAt === expected?.dueAt) return;
    if (expected?.dueAt !== undefined) dues.delete(`${expected.dueAt} ${expected.id}`);
    if (next.dueAt !== undefined) dues.add(`${next.dueAt} ${next.id}`);
  };

  const isCurrent = (expected: ArticleRecord | undefined, id: string) => {
    const known = records.get(id);
    if (known === undefined || expected === undefined) return known === expected;
    const isSame = known.version === expected.version && known.dueAt === expected.dueAt;
    return isSame && isOwing(known.debts) === isOwing(expected.debts);
  };
  const receiptOf = (key: string, sequencer: string) =>
    receipts.find((known) => known.key === key && known.sequencer.toUpperCase() === sequencer.toUpperCase());

  function finish(record: ArticleRecord, blocks: Block[]): void {
    const showing = showingOf(record);
    const answer = articleAnswer(record, blocks);
    if (showing === undefined || answer === undefined) return;
    const gzip = record.state === 'live' ? gzipSync(JSON.stringify(answer)) : new Uint8Array();
    answers.set(record.id, { showing, gzip, etag: `"${sha256(gzip).slice(0, 24)}"` });
  }

  function write({ receipt, record, body, claim, release, enter, leave, version, forget, joins }: Change): void {
    if (receipt !== undefined) receipts.push(structuredClone(receipt));
    if (record === undefined) return;
    const { next } = record;
    records.set(next.id, structuredClone(next));
    moveDue(next, record.expected);
    if (claim !== undefined) paths.set(claim, { article: next.id, free: false });
    for (const path of release ?? []) paths.set(path, { article: next.id, free: true });
    if (body === null) bodies.delete(next.id);
    if (body) bodies.set(next.id, structuredClone(body));
    if (body !== undefined) finish(next, body ?? []);
    const known = versions.get(next.id) ?? new Map();
    if (version !== undefined) versions.set(next.id, known.set(next.revision, structuredClone(version)));
    if (forget !== undefined) known.delete(forget);
    if (joins !== undefined) members.set(joins, (members.get(joins) ?? new Set()).add(next.id));
    for (const { list, place } of leave) lists.get(list)?.delete(place);
    for (const { list, place } of enter) {
      if (next.article === undefined) continue;
      const places = lists.get(list) ?? new Map<string, Place>();
      lists.set(list, places.set(place, structuredClone({ card: cardOf(next.article), commits: next.commits })));
    }
  }

  const table: ArticleStore & ArticleReading = {
    async commit(change): Promise<Commit> {
      const { record, receipt, claim } = change;
      if (record !== undefined) {
        if (!isCurrent(record.expected, record.next.id)) {
          return { kind: 'outrun', known: structuredClone(records.get(record.next.id)) };
        }
        const owner = claim === undefined ? undefined : paths.get(claim);
        if (owner !== undefined && !owner.free && owner.article !== record.next.id) {
          return { kind: 'path-taken', owner: owner.article };
        }
      }
      if (receipt !== undefined && receiptOf(receipt.key, receipt.sequencer) !== undefined) return { kind: 'repeated' };
      write(change);
      return { kind: 'committed' };
    },

    async find(id) {
      return structuredClone(records.get(id));
    },

    async lookUp(id, names) {
      const found = names.flatMap((name): [string, Concept][] => {
        const concept = concepts.get(name);
        return concept === undefined ? [] : [[name, structuredClone(concept)]];
      });
      return { concepts: new Map(found), isOriginal: members.has(id) };
    },

    async open(id) {
      const record = records.get(id);
      const blocks = bodies.get(id);
      return record === undefined || blocks === undefined ? undefined : structuredClone({ record, blocks });
    },

    async attach(next, expected, blocks, note) {
      const known = records.get(next.id);
      if (known === undefined || known.version !== expected.version) return false;
      const { narration: _, ...rest } = known;
      const { version, narration } = structuredClone(next);
      records.set(next.id, { ...rest, version, ...(narration === undefined ? {} : { narration }) });
      finish(next, blocks);
      const receipt = receiptOf(known.key, known.sequencer);
      if (receipt !== undefined && note !== undefined) receipt.narration = structuredClone(note);
      return true;
    },

    async settle(next, expected, announced) {
      const known = records.get(next.id);
      if (known === undefined || known.commits !== expected.commits || known.dueAt !== expected.dueAt) return false;
      const { dueAt: _, ...rest } = known;
      const { debts, dueAt } = structuredClone(next);
      records.set(next.id, { ...rest, debts, ...(dueAt === undefined ? {} : { dueAt }) });
      moveDue(next, expected);
      const receipt = receiptOf(next.key, next.sequencer);
      if (receipt !== undefined && announced !== undefined) receipt.announced = structuredClone(announced);
      return true;
    },

    async leave({ debts, commits }) {
      for (const { list, place } of debts.leaving) {
        const there = lists.get(list)?.get(place);
        if (there !== undefined && there.commits < commits) lists.get(list)?.delete(place);
      }
    },

    async gather(original) {
      const ids = [original, ...(members.get(original) ?? [])];
      const relatives = familyOf(
        original,
        ids.flatMap((id) => records.get(id) ?? []),
      );
      for (const id of ids) families.set(id, structuredClone(relatives));
    },

    async forgetDue({ id, at }) {
      dues.delete(`${at} ${id}`);
    },

    async due(now, limit) {
      return [...dues]
        .map((entry) => ({ at: entry.split(' ')[0] ?? '', id: entry.split(' ')[1] ?? '' }))
        .filter(({ at }) => Date.parse(at) <= now.getTime())
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, limit);
    },

    async receipt(key, sequencer) {
      if (sequencer !== undefined) return structuredClone(receiptOf(key, sequencer));
      const ofKey = receipts.filter((receipt) => receipt.key === key);
      return structuredClone(ofKey.toSorted((a, b) => (a.sequencer > b.sequencer ? -1 : 1))[0]);
    },

    async answer(id) {
      const answer = answers.get(id);
      const family = families.get(id);
      return answer === undefined
        ? undefined
        : structuredClone({ ...answer, ...(family === undefined ? {} : { family }) });
    },

    async owner(path) {
      return paths.get(path)?.article;
    },

    async history(id) {
      const known = records.get(id);
      const ofArticle = [...(versions.get(id) ?? new Map<number, { version: Version }>()).values()];
      return structuredClone({
        versions: ofArticle.map(({ version }) => version).toSorted((a, b) => b.revision - a.revision),
        showing: known === undefined ? undefined : showingOf(known),
      });
    },

    async concept(slug) {
      return structuredClone(concepts.get(slug));
    },

    async list(name, before, limit) {
      const places = [...(lists.get(name) ?? new Map<string, Place>())]
        .filter(([place]) => place < before)
        .toSorted(([a], [b]) => (a > b ? -1 : 1));
      const page = places.slice(0, limit);
      return {
        cards: structuredClone(page.map(([, { card }]) => card)),
        next: page.length === limit ? page.at(-1)?.[0] : undefined,
      };
    },

    async cards(ids) {
      return ids.flatMap((id) => {
        const record = records.get(id);
        const showing = record === undefined ? undefined : showingOf(record);
        if (record?.article === undefined || showing === undefined) return [];
        const { article, narration } = record;
        const shown = { card: cardOf(article), showing, corrections: article.corrections };
        return [structuredClone(narration?.state === 'ready' ? { ...shown, narration } : shown)];
      });
    },
  };

  return {
    ...table,
    receipts,
    concepts,
    register(concept: Concept) {
      for (const name of namesOf(concept)) concepts.set(name, concept);
    },
    original: (id: string, revision: number) => versions.get(id)?.get(revision)?.original,
  };
}
