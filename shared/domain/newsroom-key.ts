/**
 * What is kept of a key: never the key itself. `hash` is the SHA-256 of the whole key in hexadecimal, `holder` who has it;
 * times are ISO 8601.
 */
export type NewsroomKey = {
  id: string;
  hash: string;
  holder: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
};

const longestHolder = 80;

/** `bs_<id>_<secret>`: ten letters and digits, and 32 random bytes in base64url without padding (RFC 4648 §5). */
export function writeKey(id: string, secret: string): string {
  const key = `bs_${id}_${secret}`;
  if (idOfKey(key) !== id) throw new RangeError('A key is ten of a–z and 0–9, and a secret of 32 bytes in base64url.');
  return key;
}

/** The id of a key, or undefined for what is no key. */
export function idOfKey(key: string): string | undefined {
  return /^bs_([a-z0-9]{10})_[A-Za-z0-9_-]{43}$/.exec(key)?.[1];
}

/** The key of an `Authorization` header, or undefined; the scheme is in any case (RFC 9110 §11.1, RFC 6750 §2.1). */
export function keyOfHeader(header: string): string | undefined {
  const key = /^bearer ([\w-]{57})$/i.exec(header)?.[1];
  return key === undefined || idOfKey(key) === undefined ? undefined : key;
}

/** Whether a key opens anything at a time. From `expiresAt` and from `revokedAt` on it does not. */
export function stateOfKey({ expiresAt, revokedAt }: NewsroomKey, now: Date): 'valid' | 'revoked' | 'expired' {
  const isOver = (time: string | undefined) => time !== undefined && !(now.getTime() < Date.parse(time));
  if (isOver(revokedAt)) return 'revoked';
  return isOver(expiresAt) ? 'expired' : 'valid';
}

/** What is wrong with the name of a holder, or undefined: it is printed in logs, and whoever revokes must know it. */
export function problemOfHolder(holder: string): string | undefined {
  if (holder.trim() === '' || holder.trim() !== holder) return 'A key needs the name of who holds it.';
  if (holder.length > longestHolder) return `The holder’s name has at most ${longestHolder} characters.`;
  return /\p{C}/u.test(holder) ? 'The holder’s name has a control character in it.' : undefined;
}
