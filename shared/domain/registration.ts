import type { Outcome } from './receipt.ts';
import type { Renewal } from './renewal.ts';
import { compareSequencers, type Upload } from './upload.ts';

/**
 * What is known of a file that registers something for all articles, a concept or a lexicon. It stays after a removal (a
 * tombstone), so that a late event never undoes a newer one.
 */
export type Registration = {
  key: string;
  state: 'registered' | 'removed';
  /** Counts commits; one goes through only over the version that it was decided on. */
  version: number;
  sequencer: string;
  /** Hash of the uploaded bytes; only what is registered has one. */
  contentHash?: string;
  /** How far articles are with its last change of a pronunciation; none if all is done. */
  renewals?: Renewal[];
};

/** How an upload stands to what is known under its name; `taken` is a name that another file has. */
export type Standing = 'next' | 'repeated' | 'superseded' | 'taken';

/** Whatever the order, number and delay of events, the newest upload of a key wins. */
export function standingOf({ key, kind, sequencer }: Upload, known: Registration | undefined): Standing {
  if (known === undefined) return 'next';
  if (known.key === key) {
    const order = compareSequencers(sequencer, known.sequencer);
    if (order === 0) return 'repeated';
    return order < 0 ? 'superseded' : 'next';
  }
  if (kind === 'removed') return 'superseded';
  return known.state === 'registered' ? 'taken' : 'next';
}

/** The registration that an upload leads to; without a hash, the removal. */
export function nextRegistration(
  { key, sequencer }: Upload,
  known: Registration | undefined,
  contentHash?: string,
): Omit<Registration, 'renewals'> {
  const version = (known?.version ?? 0) + 1;
  if (contentHash === undefined) return { key, state: 'removed', version, sequencer };
  return { key, state: 'registered', version, sequencer, contentHash };
}

export function outcomeOf(known: Registration | undefined, contentHash: string): Outcome {
  if (known?.state !== 'registered') return 'registered';
  return known.contentHash === contentHash ? 'unchanged' : 'updated';
}
