import { gzipSync } from 'node:zlib';
import { type ArticleRecord, showingOf } from '../../shared/domain/article.ts';
import { articleAnswer } from '../../shared/domain/article-answer.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import type { Change } from '../../shared/domain/judgement.ts';
import { type Card, cardOf } from '../../shared/domain/listing.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleReading, ArticleStore, Commit, StoredAnswer } from '../../shared/ports.ts';

/** The articles table in memory, for writers and for readers. Everything goes in and comes out as a copy. */
export function fakeArticleTable(): ArticleStore & ArticleReading & { receipts: Receipt[] } {
  const records = new Map<string, ArticleRecord>();
  const bodies = new Map<string, Block[]>();
  const answers = new Map<string, StoredAnswer>();
  const paths = new Map<string, string>();
  const lists = new Map<string, Map<string, Card>>();
  const receipts: Receipt[] = [];

  const isCurrent = (expected: ArticleRecord | undefined, id: string) => records.get(id)?.version === expected?.version;
  const hasReceipt = ({ key, sequencer }: Receipt) =>
    receipts.some((known) => known.key === key && known.sequencer.toUpperCase() === sequencer.toUpperCase());

  function finish(record: ArticleRecord, blocks: Block[]): void {
    const showing = showingOf(record);
    const answer = articleAnswer(record, blocks);
    if (showing === undefined || answer === undefined) return;
    const gzip = record.state === 'live' ? gzipSync(JSON.stringify(answer)) : new Uint8Array();
    answers.set(record.id, { showing, gzip, etag: `"${sha256(gzip).slice(0, 24)}"` });
  }

  function write({ receipt, record, body, claim, release, enter, leave }: Change): void {
    if (receipt !== undefined) receipts.push(structuredClone(receipt));
    if (record === undefined) return;
    const { next } = record;
    records.set(next.id, structuredClone(next));
    if (claim !== undefined) paths.set(claim, next.id);
    if (release !== undefined) paths.delete(release);
    if (body === null) bodies.delete(next.id);
    if (body) bodies.set(next.id, structuredClone(body));
    if (body !== undefined) finish(next, body ?? []);
    for (const { list, place } of leave) lists.get(list)?.delete(place);
    for (const { list, place } of enter) {
      if (next.article === undefined) continue;
      const places = lists.get(list) ?? new Map<string, Card>();
      lists.set(list, places.set(place, structuredClone(cardOf(next.article))));
    }
  }

  return {
    receipts,

    async commit(change): Promise<Commit> {
      const { record, receipt, claim } = change;
      if (record !== undefined) {
        if (!isCurrent(record.expected, record.next.id)) {
          return { kind: 'outrun', known: structuredClone(records.get(record.next.id)) };
        }
        const owner = claim === undefined ? undefined : paths.get(claim);
        if (owner !== undefined && owner !== record.next.id) return { kind: 'path-taken', owner };
      }
      if (receipt !== undefined && hasReceipt(receipt)) return { kind: 'repeated' };
      write(change);
      return { kind: 'committed' };
    },

    async find(id) {
      return structuredClone(records.get(id));
    },

    async open(id) {
      const record = records.get(id);
      const blocks = bodies.get(id);
      return record === undefined || blocks === undefined ? undefined : structuredClone({ record, blocks });
    },

    async attach(next, expected, blocks) {
      if (!isCurrent(expected, next.id)) return false;
      records.set(next.id, structuredClone(next));
      finish(next, blocks);
      return true;
    },

    async settle(next, expected) {
      if (!isCurrent(expected, next.id)) return false;
      records.set(next.id, structuredClone(next));
      return true;
    },

    async due(now, limit) {
      return [...records.values()]
        .flatMap(({ id, dueAt }) => (dueAt === undefined || Date.parse(dueAt) > now.getTime() ? [] : [{ id, dueAt }]))
        .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id);
    },

    async receipt(key) {
      const ofKey = receipts.filter((receipt) => receipt.key === key);
      return structuredClone(ofKey.toSorted((a, b) => (a.sequencer > b.sequencer ? -1 : 1))[0]);
    },

    async answer(id) {
      return structuredClone(answers.get(id));
    },

    async list(name, before, limit) {
      const places = [...(lists.get(name) ?? new Map<string, Card>())]
        .filter(([place]) => place < before)
        .toSorted(([a], [b]) => (a > b ? -1 : 1));
      const page = places.slice(0, limit);
      return {
        cards: structuredClone(page.map(([, card]) => card)),
        next: page.length === limit ? page.at(-1)?.[0] : undefined,
      };
    },

    async cards(ids) {
      return ids.flatMap((id) => {
        const record = records.get(id);
        const showing = record === undefined ? undefined : showingOf(record);
        if (record?.article === undefined || showing === undefined) return [];
        return [structuredClone({ card: cardOf(record.article), showing })];
      });
    },
  };
}
