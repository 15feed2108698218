import { spelled } from './acronyms.ts';
import type { Rule, Treatment } from './treatment.ts';

/** A few characters before what was found. */
export function before({ index, input }: RegExpExecArray, length = 24): string {
  return input.slice(Math.max(0, index - length), index);
}

/** A few characters behind what was found. */
export function after({ 0: written, index, input }: RegExpExecArray, length = 16): string {
  return input.slice(index + written.length, index + written.length + length);
}

export type Saying = (found: RegExpExecArray) => string | undefined;

/** Said so only before a name, before a number, or behind a word. */
export function beforeName(word: string): Saying {
  return (found) => (/^ ?\p{Lu}/u.test(after(found)) ? word : undefined);
}

export function beforeNumber(word: string): Saying {
  return (found) => (/^ ?\d/.test(after(found)) ? word : undefined);
}

export function afterName(word: string): Saying {
  return (found) => (/[\p{L}\d],? $/u.test(before(found)) ? word : undefined);
}

/** “U.N.”, “J.K.”: letters with points are spelled. `sentenceEnds` tells whether the last point also ends a sentence. */
export function dotted(
  sentenceEnds: (found: RegExpExecArray) => boolean,
  others: Readonly<Record<string, string>>,
): Rule {
  return {
    pattern: /(?<![\p{L}\p{N}\p{M}.])(?:\p{L}{1,2}\. ?){1,5}\p{L}{1,2}\.(?![\p{L}\p{N}\p{M}])/gu,
    treat: (found): Treatment | undefined => {
      const written = found[0];
      const known = others[written.replaceAll(' ', '')];
      if (known === undefined && !/^(?:\p{Lu}\.)+$/u.test(written)) return undefined;
      const as = known ?? spelled(written);
      return { kind: 'say', as, from: found.index, to: found.index + written.length - (sentenceEnds(found) ? 1 : 0) };
    },
  };
}

/** Abbreviations that end in a point, by what is written before it; a rule may look around. */
export type Abbreviations = Readonly<Record<string, string | Saying>>;

/** Titles end a sentence only where nothing follows; the point of any other stays outside where `sentenceEnds`. */
export function abbreviations(
  table: Abbreviations,
  titles: ReadonlySet<string>,
  sentenceEnds: (found: RegExpExecArray) => boolean,
): Rule {
  return {
    pattern: /(?<![\p{L}\p{N}\p{M}.'/@])(\p{L}{1,8})\.(?![\p{L}\p{N}\p{M}])/gu,
    treat: (found) => {
      const [written, word = ''] = found;
      const entry = Object.hasOwn(table, word) ? table[word] : undefined;
      const as = typeof entry === 'function' ? entry(found) : entry;
      if (as === undefined) return undefined;
      const isTitle = titles.has(word) && !/^(?:Street|Drive|Company)$/.test(as) && /\p{L}|\p{N}/u.test(after(found));
      const ends = !isTitle && sentenceEnds(found);
      return { kind: 'say', as, from: found.index, to: found.index + written.length - (ends ? 1 : 0) };
    },
  };
}
