/**
 * Names made safe for a URL: `[a-z0-9-]` only, because HTTP API hands paths over decoded, so that `a%3Fb` and `a%23b`
 * would both arrive as `a`.
 */

/** Letters that no decomposition turns into ASCII. */
const spelledOut: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  ı: 'i',
};

/**
 * The slug of a name, at most `longest` characters. Latin letters lose their marks (`Álvarez` → `alvarez`). A name with
 * letters of another script, or a longer one, ends in a short fingerprint of the whole, so that two names never share a
 * slug by losing what told them apart (`الرمال` → `x-1k2j3h4`).
 */
export function slugOf(name: string, longest = 80): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const spelled = [...plain].map((letter) => spelledOut[letter] ?? letter).join('');
  const lost = /[\p{L}\p{N}]/u.test(spelled.replace(/\p{ASCII}/gu, ''));
  const slug = spelled
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (!lost && slug !== '' && slug.length <= longest) return slug;
  const mark = fingerprint(name.normalize('NFC'));
  const kept = slug.slice(0, longest - mark.length - 1).replace(/-$/, '');
  return `${kept === '' ? 'x' : kept}-${mark}`;
}

/** A 53-bit fingerprint in base 36 (cyrb53 by bryc, public domain): tells names apart, protects nothing. */
export function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
