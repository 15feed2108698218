import { idOfKey, keyOfHeader, stateOfKey } from '../../shared/domain/newsroom-key.ts';
import type { Ports } from '../../shared/ports.ts';

/** `same` compares in a time that does not depend on where two texts differ. */
type Needs = Pick<Ports, 'keys' | 'now' | 'hash'> & { same: (a: string, b: string) => boolean };

export type Verdict =
  | { kind: 'allowed'; id: string; holder: string }
  /** `id` is that of a key we know or could know; the key itself is told to nobody. */
  | { kind: 'refused'; why: 'no-key' | 'unknown' | 'wrong' | 'revoked' | 'expired'; id?: string };

/**
 * Judges the `Authorization` header of a request to the newsroom's routes. What is no key is refused without a look at the
 * table; a table that cannot be asked throws, since a refusal would be remembered and the truth is not known.
 */
export async function authorizeNewsroom(header: unknown, needs: Needs): Promise<Verdict> {
  const key = typeof header === 'string' ? keyOfHeader(header) : undefined;
  const id = key === undefined ? undefined : idOfKey(key);
  if (key === undefined || id === undefined) return { kind: 'refused', why: 'no-key' };
  const known = await needs.keys.find(id);
  if (known === undefined) return { kind: 'refused', why: 'unknown', id };
  // First the secret, then its state: who only guesses an id does not learn whether it was revoked.
  if (!needs.same(needs.hash(key), known.hash)) return { kind: 'refused', why: 'wrong', id };
  const state = stateOfKey(known, needs.now());
  return state === 'valid' ? { kind: 'allowed', id, holder: known.holder } : { kind: 'refused', why: state, id };
}
