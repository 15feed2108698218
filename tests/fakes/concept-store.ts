import { type Concept, namesOf } from '../../shared/domain/concept.ts';
import type { ConceptRecord } from '../../shared/domain/concept-judgement.ts';
import { conceptSource } from '../../shared/domain/lexicon.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { ArticleReading, ConceptStore } from '../../shared/ports.ts';
import { type FakeLexicons, isAnswered, renewed } from './lexicon-store.ts';

type Table = { concepts: Map<string, Concept>; receipts: Receipt[] } & Pick<ArticleReading, 'list'>;

/** The registry of concepts in memory; it shares names, receipts and lists with a table of articles, as in DynamoDB. */
export function fakeConceptStore({ concepts, receipts, list }: Table, { say }: FakeLexicons): ConceptStore {
  const records = new Map<string, ConceptRecord>();

  return {
    async find(id) {
      return structuredClone(records.get(id));
    },

    async commit({ receipt, record, claims, releases, lexicons }) {
      if (record !== undefined && records.get(record.next.id)?.version !== record.expected?.version)
        return { kind: 'outrun' };
      if (isAnswered(receipt, receipts)) return { kind: 'repeated' };
      const concept = record?.next.concept;
      const names = claims.flatMap((name) => {
        const owner = concepts.get(name)?.id;
        return owner === undefined || owner === record?.next.id ? [] : [{ name, owner }];
      });
      if (names.length > 0) return { kind: 'taken', names };
      receipts.push(structuredClone(receipt));
      if (record !== undefined) records.set(record.next.id, structuredClone(record.next));
      if (record !== undefined) {
        const source = conceptSource(record.next.id);
        for (const { edition, entries } of lexicons) say(edition, source, entries);
      }
      for (const name of releases) concepts.delete(name);
      for (const name of claims) if (concept !== undefined) concepts.set(name, structuredClone(concept));
      return { kind: 'committed' };
    },

    tagged: list,

    async settle({ id, version }) {
      const known = records.get(id);
      if (known === undefined || known.version !== version) return false;
      const { unsettled: _, ...settled } = known;
      records.set(id, settled);
      return true;
    },

    async renew(record, progress) {
      const known = records.get(record.id);
      if (known === undefined || known.version !== record.version) return false;
      records.set(record.id, renewed(known, progress, receipts));
      return true;
    },
  };
}

/** All names that a registry's records claim, with their concepts' ids. */
export function namesIn(records: readonly (ConceptRecord | undefined)[]): Map<string, string> {
  return new Map(
    records.flatMap((record) =>
      record?.concept === undefined ? [] : namesOf(record.concept).map((name): [string, string] => [name, record.id]),
    ),
  );
}
