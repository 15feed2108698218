import { mergedLexicon } from '../../shared/domain/lexicon.ts';
import type { NarrationCall, Spending } from '../../shared/domain/narration.ts';
import type { Uttered } from '../../shared/domain/uttered.ts';
import type { LexiconStore, NarrationQueue, NarrationStudio, SpeechCache } from '../../shared/ports.ts';

/** Claims and the ledger in memory; lexicons are another's. */
export function fakeNarrationStudio(lexicons: Pick<LexiconStore, 'sources'> = { sources: async () => [] }) {
  const claims = new Map<string, { holder: string; until: number }>();
  const ledger = new Map<string, Spending>();
  const studio: NarrationStudio = {
    async claim(names, holder, until, now) {
      const isFree = names.every((name) => {
        const claim = claims.get(name);
        return claim === undefined || claim.until < now.getTime() || claim.holder === holder;
      });
      if (isFree) for (const name of names) claims.set(name, { holder, until: until.getTime() });
      return isFree;
    },
    async free(names, holder) {
      if (names.every((name) => claims.get(name)?.holder === holder)) for (const name of names) claims.delete(name);
    },
    async lexicon(edition) {
      return mergedLexicon(await lexicons.sources(edition));
    },
    async note(spending) {
      const key = `${spending.day} ${spending.article}`;
      const known = ledger.get(key);
      // Whole numbers, and money in whole millionths, as in the table.
      const sum = (field: 'characters' | 'cost' | 'units' | 'reused' | 'saved') =>
        exact((known?.[field] ?? 0) + spending[field]);
      ledger.set(key, {
        ...spending,
        characters: sum('characters'),
        cost: sum('cost'),
        units: sum('units'),
        reused: sum('reused'),
        saved: sum('saved'),
      });
    },
    async spentOn(day) {
      return exact([...ledger.values()].filter((row) => row.day === day).reduce((sum, { cost }) => sum + cost, 0));
    },
    async spending(day) {
      return structuredClone([...ledger.values()].filter((row) => row.day === day));
    },
  };
  return { studio, claims };
}

function exact(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}

/** What Polly has said, in memory. */
export function fakeSpeechCache(): SpeechCache & { uttered: Map<string, Uttered> } {
  const uttered = new Map<string, Uttered>();
  return {
    uttered,
    async find(key) {
      return structuredClone(uttered.get(key));
    },
    async has(key) {
      const known = uttered.get(key);
      return known !== undefined && known.missing === undefined;
    },
    async keep(key, said) {
      uttered.set(key, structuredClone(said));
    },
    async forget(key) {
      uttered.delete(key);
    },
  };
}

type Asked = NarrationCall & { delaySeconds?: number };

/** The narration queue in memory: what was asked, and how long it is held back; `take` is SQS, which hands it out. */
export function fakeNarrationQueue(now: () => Date) {
  const asked: Asked[] = [];
  const waiting: { at: number; call: NarrationCall }[] = [];
  const queue: NarrationQueue = {
    async ask(call, delaySeconds) {
      // As SQS does.
      if (delaySeconds !== undefined && !(Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= 900))
        throw new RangeError(`A message cannot be held back for ${delaySeconds} s`);
      asked.push({ ...structuredClone(call), ...(delaySeconds === undefined ? {} : { delaySeconds }) });
      waiting.push({ at: now().getTime() + (delaySeconds ?? 0) * 1000, call: structuredClone(call) });
    },
  };
  return {
    ...queue,
    asked,
    /** What comes onto the queue by itself, as announcements do. */
    send(call: NarrationCall) {
      waiting.push({ at: now().getTime(), call });
    },
    /** The call that is due first, by `until` (milliseconds). */
    take(until: number) {
      waiting.sort((a, b) => a.at - b.at);
      const [first] = waiting;
      return first === undefined || first.at > until ? undefined : waiting.shift();
    },
  };
}
