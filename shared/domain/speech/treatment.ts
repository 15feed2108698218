import type { Unit } from '../script.ts';

/**
 * What becomes of a stretch of a unit's text (UTF-16 units): other words are said, or sounds by IPA, or in another language, or nothing (in its
 * place nothing, a space or a pause).
 */
export type Treatment = { from: number; to: number } & (
  | { kind: 'say'; as: string }
  | { kind: 'sound'; ipa: string }
  | { kind: 'foreign'; language: string }
  | { kind: 'drop'; leaves: '' | ' ' | 'pause' }
);

/**
 * A rule of reading. `pattern` (global, Unicode) runs over folded text: see `fold`. It must not be able to backtrack
 * without bound: a boundary before it, and bounds on every repetition.
 */
export type Rule = { pattern: RegExp; treat: (found: RegExpExecArray, unit: Unit) => Treatment | undefined };

/** A rule that says other words for all that its pattern finds; undefined leaves it to later rules and to Polly. */
export function saying(pattern: RegExp, words: (found: RegExpExecArray, unit: Unit) => string | undefined): Rule {
  return {
    pattern,
    treat: (found, unit) => {
      const as = words(found, unit);
      return as === undefined ? undefined : { kind: 'say', as, from: found.index, to: found.index + found[0].length };
    },
  };
}

/** A rule that leaves out all that its pattern finds. */
export function dropping(pattern: RegExp, leaves: '' | ' ' | 'pause'): Rule {
  return {
    pattern,
    treat: (found) => ({ kind: 'drop', leaves, from: found.index, to: found.index + found[0].length }),
  };
}

const signs: Record<string, string> = { '’': "'", ʼ: "'", '٫': '.', '٬': ',', '٪': '%', '−': '-' };

/**
 * Text as rules see it, of the same length: one kind of space and one that does not break, one apostrophe and one minus,
 * Arabic-Indic and Persian digits as 0 to 9.
 */
export function fold(text: string): string {
  return text.replace(/[\s\u0085’ʼ٫٬٪−٠-٩۰-۹]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0x6f0) return code <= 0x6f9 ? String(code - 0x6f0) : (signs[character] ?? spaceOf(character));
    if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
    return signs[character] ?? spaceOf(character);
  });
}

function spaceOf(character: string): string {
  return /[\u00a0\u2007\u2009\u202f]/.test(character) ? '\u00a0' : ' ';
}

/** A pattern's source that finds one of the words, the longest first. */
export function oneOf(words: Iterable<string>): string {
  return [...words]
    .sort((one, other) => other.length - one.length)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('|');
}

/** No letter, digit or mark before or after: the edges of whole words, for a pattern's source. */
export const edge = { before: '(?<![\\p{L}\\p{N}\\p{M}])', after: '(?![\\p{L}\\p{N}\\p{M}])' };

/** How a written number of up to 3,999 in Roman letters counts; undefined if it is none. */
export function romanValue(letters: string): number | undefined {
  if (!/^(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/.test(letters)) return undefined;
  const values: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  const each = [...letters].map((letter) => values[letter] ?? 0);
  return each.reduce((sum, value, index) => sum + (value < (each[index + 1] ?? 0) ? -value : value), 0);
}
