/** Kept whole: the flag of England and its like, a black flag and invisible letters. */
const flagOrInvisible =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant by itself, combined with nothing.
  /(\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|[\p{Cc}\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/**
 * Text as it may be stored: composed (NFC), without control characters, lone surrogates and invisible tricks: zero-width
 * spaces, embedded and isolated directions, fillers, tags. Direction marks and joiners stay, for Arabic and emoji need
 * them; line breaks stay; marks piled on one letter end with the sixth.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\t/g, ' ')
    .replace(flagOrInvisible, (character, flag?: string) => flag ?? (character === '\n' ? '\n' : ''))
    .replace(/(\p{M}{6})\p{M}+/gu, '$1')
    .normalize('NFC');
}

/** Whether cleaning takes more out of a text than a reader could miss. */
export function hidesSomething(text: string): boolean {
  if (!text.isWellFormed()) return true;
  for (const [character, flag] of text.matchAll(flagOrInvisible)) {
    if (flag === undefined && !'\n\r\t\ufeff'.includes(character)) return true;
  }
  return false;
}

/** Cyrillic, Greek, Armenian and Cherokee letters that pass for Latin ones (Unicode TR 39, confusables). */
const latinLookalike =
  /[\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03c1\u03c5\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u051b\u051d\u0555\u0585\u13a0-\u13f4]/u;

/** The first word that mixes Latin letters with lookalikes of another script, as a fraud would (`Pоlice` with a Cyrillic о). */
export function disguisedWord(text: string): string | undefined {
  return text.match(/[\p{L}\p{M}]+/gu)?.find((word) => /\p{Script=Latin}/u.test(word) && latinLookalike.test(word));
}
