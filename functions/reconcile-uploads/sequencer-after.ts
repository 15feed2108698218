import { compareSequencers } from '../../shared/domain/upload.ts';

/** Older than any sequencer of S3's, which have 18 digits, not all of them zero. */
const oldest = '0000000000000000000001';

/**
 * One step newer than the newest that is known of a key, and older than any event of S3's that is not known yet. What is
 * behind the end of a sequencer only decides between it and its equals (`compareSequencers`), so the step is put there.
 */
export function sequencerAfter(...known: (string | undefined)[]): string {
  const [newest] = known.filter((each) => each !== undefined).toSorted((a, b) => compareSequencers(b, a));
  return newest === undefined ? oldest : `${newest}0001`;
}
