import { fileSource } from '../../shared/domain/lexicon.ts';
import type { LexiconRecord } from '../../shared/domain/lexicon-judgement.ts';
import type { EditionCode } from '../../shared/domain/newsroom.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Registration } from '../../shared/domain/registration.ts';
import type { Renewal, Renewed } from '../../shared/domain/renewal.ts';
import type { LexiconEntry } from '../../shared/domain/speech.ts';
import type { LexiconStore } from '../../shared/ports.ts';

export type FakeLexicons = LexiconStore & {
  /** What a source says in an edition from now on; of none it says nothing. */
  say(edition: EditionCode, source: string, entries: readonly LexiconEntry[]): void;
};

/** The editions' lexicons in memory; the receipts are those of the table of articles. */
export function fakeLexiconStore({ receipts }: { receipts: Receipt[] }): FakeLexicons {
  const records = new Map<EditionCode, LexiconRecord>();
  const said = new Map<EditionCode, Map<string, LexiconEntry[]>>();

  function say(edition: EditionCode, source: string, entries: readonly LexiconEntry[]): void {
    const sources = said.get(edition) ?? new Map<string, LexiconEntry[]>();
    said.set(edition, sources);
    if (entries.length === 0) sources.delete(source);
    else sources.set(source, structuredClone([...entries]));
  }

  return {
    say,

    async find(edition) {
      return structuredClone(records.get(edition));
    },

    async commit({ receipt, record }) {
      if (record !== undefined && records.get(record.next.edition)?.version !== record.expected?.version)
        return { kind: 'outrun' };
      if (isAnswered(receipt, receipts)) return { kind: 'repeated' };
      receipts.push(structuredClone(receipt));
      if (record !== undefined) {
        const { next } = record;
        records.set(next.edition, structuredClone(next));
        say(next.edition, fileSource, next.entries ?? []);
      }
      return { kind: 'committed' };
    },

    async sources(edition) {
      return structuredClone([...(said.get(edition) ?? [])].map(([source, entries]) => ({ source, entries })));
    },

    async renew(record, progress) {
      const known = records.get(record.edition);
      if (known === undefined || known.version !== record.version) return false;
      records.set(record.edition, renewed(known, progress, receipts));
      return true;
    },
  };
}

export function isAnswered({ key, sequencer }: Receipt, receipts: readonly Receipt[]): boolean {
  return receipts.some((known) => known.key === key && known.sequencer.toUpperCase() === sequencer.toUpperCase());
}

/** A record as it is after a note of how far articles are; the last goes to its receipt too. */
export function renewed<R extends Registration>(known: R, progress: Renewal[] | Renewed, receipts: Receipt[]): R {
  const { renewals: _, ...rest } = known;
  if (Array.isArray(progress)) return { ...known, renewals: structuredClone(progress) };
  const receipt = receipts.find(({ key, sequencer }) => key === known.key && sequencer === known.sequencer);
  if (receipt !== undefined) receipt.renewed = structuredClone(progress);
  return rest as R;
}
