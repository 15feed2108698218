/** Hexadecimal digits of a sequencer: as many as AWS's own samples have. */
const digits = 18;

/**
 * The sequencer after `last`: nanoseconds since 1970, or one more than the last where the clock stands still or went
 * back. Fixed width and upper case, so that it compares as text.
 * @param last the largest one ever given out, or '' for none
 */
export function nextSequencer(last: string, now: Date): string {
  const clock = BigInt(Math.max(0, Math.trunc(now.getTime()))) * 1_000_000n;
  const after = last === '' ? 1n : BigInt(`0x${last}`) + 1n;
  return (clock > after ? clock : after).toString(16).toUpperCase().padStart(digits, '0');
}
