import type { Pronunciation } from '../concept.ts';
import type { Lexicon } from '../speech.ts';
import { fold, type Treatment } from './treatment.ts';

/** Longer ones are no names: they are not looked for, so that a unit always fits into Polly's limits. */
const longestTerm = 200;

type Entry = { term: string; before: number; say: Pronunciation };
type Index = ReadonlyMap<string, readonly Entry[]>;

const word = /[\p{L}\p{N}\p{M}]+/gu;
/** What a term may not stand beside without a space: `US$ 5` and `$2026` are money. */
const inWord = /^[\p{L}\p{N}\p{M}$€£¥]/u;
const endsInWord = /[\p{L}\p{N}\p{M}]$/u;
/** What Arabic writes together with the word after it: and, so; with, for, as; the. */
const attached = /^(?:[وف]?لل|[وف]?[بلك]?(?:ال)?)(?=\p{L})/u;

/** Tatweel and the signs of vowels, which Arabic may leave out, and all but them. */
const vowelSign = /[\u0640\u064b-\u0652\u0670]/;
const unvowelled = /[^\u0640\u064b-\u0652\u0670]/g;

const indexes = new WeakMap<Lexicon, Index>();

/** The lexicon's terms by their first word, the longest first. */
function indexOf(lexicon: Lexicon): Index {
  const known = indexes.get(lexicon);
  if (known !== undefined) return known;
  const index = new Map<string, Entry[]>();
  for (const { term, say } of lexicon) {
    const said = 'alias' in say ? say.alias : say.ipa;
    if (said.trim() === '' || said.length > longestTerm || term.length > longestTerm) continue;
    for (const form of new Set([term.normalize('NFC'), term.normalize('NFD')])) {
      const folded = spaced(form.trim());
      const first = folded.match(/[\p{L}\p{N}\p{M}]+/u);
      if (first === null) continue;
      const entries = index.get(first[0]) ?? [];
      entries.push({ term: folded, before: first.index ?? 0, say });
      index.set(first[0], entries);
    }
  }
  for (const entries of index.values()) entries.sort((one, other) => other.term.length - one.term.length);
  indexes.set(lexicon, index);
  return index;
}

/**
 * The places of a folded text where a term of the lexicon stands as a whole word, also behind Arabic's attached
 * letters: first as it is written, then (these may overlap those) with tatweel and vowel signs that it does not have.
 */
export function lexiconTreatments(folded: string, lexicon: Lexicon): Treatment[] {
  if (lexicon.length === 0) return [];
  const index = indexOf(lexicon);
  const text = folded.replaceAll('\u00a0', ' ');
  const found = treatmentsIn(text, index);
  if (!vowelSign.test(text)) return found;
  const places = [...text.matchAll(unvowelled)].map(({ index }) => index);
  const bare = treatmentsIn(places.map((at) => text.charAt(at)).join(''), index);
  const placeOf = (at: number) => places[at] ?? text.length;
  return [...found, ...bare.map((each) => ({ ...each, from: placeOf(each.from), to: placeOf(each.to) }))];
}

function treatmentsIn(text: string, index: Index): Treatment[] {
  const found: Treatment[] = [];
  let end = 0;
  for (const { 0: token, index: at } of text.matchAll(word)) {
    if (at < end || isAmount(text, at)) continue;
    const treatment = treatmentAt(text, at, token, index);
    if (treatment === undefined || treatment.from < end) continue;
    found.push(treatment);
    end = treatment.to;
  }
  return found;
}

function isAmount(text: string, at: number): boolean {
  return /^[$€£¥]\d/.test(text.slice(Math.max(0, at - 1), at + 1));
}

function spaced(term: string): string {
  return fold(term).replaceAll('\u00a0', ' ');
}

function treatmentAt(text: string, at: number, token: string, index: Index): Treatment | undefined {
  const exact = entryAt(text, at, index.get(token));
  if (exact !== undefined) return treatmentOf(text, at - exact.before, at - exact.before, exact, '');
  const letters = attached.exec(token)?.[0] ?? '';
  for (let length = letters.length; length > 0; length--) {
    const prefix = letters.slice(0, length);
    const rest = token.slice(length);
    // A term with the article loses its alif behind the letter lam: الأمم, للأمم.
    if (prefix.endsWith('ل') && rest.startsWith('ل')) {
      const term = `ا${rest}`;
      const entry = index
        .get(term)
        ?.find((each) => each.before === 0 && text.startsWith(each.term.slice(1), at + length));
      if (entry !== undefined && isWhole(text, at + length + entry.term.length - 1)) {
        return articled(at, length, entry, prefix);
      }
    }
    // Of two letters what is left is too short to be sure that it is a name.
    const entry = rest.length < 3 ? undefined : entryAt(text, at + length, index.get(rest), true);
    if (entry !== undefined) return treatmentOf(text, at, at + length, entry, prefix);
  }
  return undefined;
}

function entryAt(text: string, at: number, entries: readonly Entry[] = [], prefixed = false): Entry | undefined {
  return entries.find(({ term, before }) => {
    const from = at - before;
    if (prefixed && before > 0) return false;
    return from >= 0 && text.startsWith(term, from) && (!endsInWord.test(term) || isWhole(text, from + term.length));
  });
}

function isWhole(text: string, end: number): boolean {
  return !inWord.test(text.slice(end, end + 2));
}

/** Other words are said for the whole word with its attached letters; sounds only for the term itself. */
function treatmentOf(text: string, from: number, at: number, { term, say }: Entry, prefix: string): Treatment {
  const to = at + term.length;
  if ('ipa' in say) return { kind: 'sound', ipa: say.ipa, from: at, to };
  // “KCNA's”: what hangs on a name is said with it.
  const tail = /^'s(?![\p{L}\p{N}\p{M}])/u.test(text.slice(to, to + 4)) ? "'s" : '';
  return { kind: 'say', as: `${prefix}${say.alias}${tail}`, from, to: to + tail.length };
}

function articled(at: number, length: number, { term, say }: Entry, prefix: string): Treatment {
  const to = at + length + term.length - 1;
  if ('ipa' in say) return { kind: 'sound', ipa: say.ipa, from: at + length, to };
  const as = say.alias.startsWith('ال') ? `${prefix}${say.alias.slice(1)}` : `${prefix}${say.alias}`;
  return { kind: 'say', as, from: at, to };
}
