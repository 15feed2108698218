import type { Unit } from '../script.ts';
import { edge, type Rule, saying } from './treatment.ts';

/** How an acronym is said: letter by letter, as a word, or as other words. */
export type Acronyms = {
  spelled: ReadonlySet<string>;
  words: ReadonlySet<string>;
  others: Readonly<Record<string, string>>;
  /** Words, in small letters, that somebody may write in capitals for weight. */
  plain: ReadonlySet<string>;
};

/** Words of a list in a string, spaces between them. */
export function words(list: string): Set<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}

/** `KCNA` → `K C N A`; digits stay together: `H5N1` → `H 5 N 1`. */
export function spelled(acronym: string): string {
  return (acronym.match(/\p{L}\p{M}*|\d{1,9}|&/gu) ?? []).join(' ');
}

const vowels = /[AEIOUÁÉÍÓÚÜ]/u;

/**
 * Acronyms in capitals. Those of the lists are said as the lists have it; of the others two or three letters, or letters
 * without a vowel, are spelled, and the rest is left to Polly, which says words as words. Between other words in
 * capitals (a shouted headline, PORT ELLERY) and in the place of a dateline only the lists count. `start` is what must be
 * true before one.
 */
export function acronyms(lists: Acronyms, and: string, start = edge.before): Rule[] {
  const say = (written: string, loose: boolean): string | undefined => {
    const other = Object.hasOwn(lists.others, written) ? lists.others[written] : undefined;
    if (other !== undefined) return other;
    if (lists.words.has(written)) return `${written.charAt(0)}${written.slice(1).toLowerCase()}`;
    if (lists.spelled.has(written)) return spelled(written);
    if (loose || lists.plain.has(written.toLowerCase()) || /^[IVX]+$/.test(written)) return undefined;
    return written.length <= 3 || !vowels.test(written) ? spelled(written) : undefined;
  };
  /** COP30 is a word in every language. */
  const named = (written: string) =>
    written === 'COP' ? 'Cop' : ((lists.words.has(written) ? say(written, true) : undefined) ?? spelled(written));
  return [
    {
      pattern: new RegExp(`${start}(\\p{Lu}{2,8})('?s)?${edge.after}`, 'gu'),
      treat: (found, unit) => {
        const [whole, written = '', tail = ''] = found;
        const shouted = isShouted(found, unit, lists);
        // “US” and “WHO” are words too: in a line of capitals nobody can tell.
        if (shouted && lists.plain.has(written.toLowerCase())) return undefined;
        const as = say(written, shouted);
        if (as === undefined) return undefined;
        const said = tail === '' ? as : `${as}${lists.words.has(written) && tail === 's' ? 's' : "'s"}`;
        return { kind: 'say', as: said, from: found.index, to: found.index + whole.length };
      },
    },
    saying(new RegExp(`${start}\\p{Lu}{1,3}&\\p{Lu}{1,3}${edge.after}`, 'gu'), ([written]) =>
      spelled(written).replace('&', and),
    ),
    // MI6, H5N1, CO₂, BBC2; not A380 or G20, which Polly says rightly, nor COVID-19.
    saying(new RegExp(`${start}(\\p{Lu}{2,3})([\\d₂₃₄]{1,4})${edge.after}`, 'gu'), ([, letters = '', digits = '']) =>
      !/^[IVX]+$/.test(letters) ? `${named(letters)} ${digits.replace(/[₂₃₄]/g, subscript)}` : undefined,
    ),
  ];
}

function subscript(digit: string): string {
  return String(digit.charCodeAt(0) - 0x2080);
}

const capitals = /^\p{Lu}{2,}$/u;

function isShouted({ 0: written, index, input }: RegExpExecArray, { dateline }: Unit, lists: Acronyms): boolean {
  const before = input.slice(Math.max(0, index - 24), index);
  const after = input.slice(index + written.length, index + written.length + 41);
  // The dash of a dateline, not the hyphen of “US-UK”.
  if (dateline && index < 40 && /^[^-–—.]{0,40}(?:—|[-–](?!\p{L}))/u.test(after)) return true;
  const last = /(\p{L}{1,20})[ ,:-]{1,2}$/u.exec(before)?.[1];
  const next = /^[ ,:-]{1,2}(\p{L}{1,20})/u.exec(after)?.[1];
  return [last, next].some((word) => word !== undefined && capitals.test(word) && !isAcronym(word, written, lists));
}

/** What is in capitals wherever it stands tells nothing of the word beside it: “US-UK”, “US GDP”, “US ICE”. */
function isAcronym(word: string, beside: string, { spelled, words, plain }: Acronyms): boolean {
  if (plain.has(word.toLowerCase()))
    return (spelled.has(word) || words.has(word)) && (beside === 'US' || !plain.has(beside.toLowerCase()));
  return spelled.has(word) || words.has(word) || !/[AEIOUYÁÉÍÓÚÜ]/u.test(word);
}
