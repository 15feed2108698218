import type { ForeignStretch } from '../foreign.ts';
import type { EditionCode } from '../newsroom.ts';
import type { Unit } from '../script.ts';
import type { Lexicon } from '../speech.ts';
import { englishTitles } from './abbreviations-en.ts';
import { spanishTitles } from './abbreviations-es.ts';
import { lexiconTreatments } from './lexicon-treatments.ts';
import { arabicRules } from './rules-ar.ts';
import { englishRules } from './rules-en.ts';
import { spanishRules } from './rules-es.ts';
import { signsAfter, signsBefore } from './signs.ts';
import { endsInArabicTitle } from './titles-ar.ts';
import { fold, type Rule, type Treatment } from './treatment.ts';

const languageRules: Record<EditionCode, readonly Rule[]> = { en: englishRules, es: spanishRules, ar: arabicRules };

/**
 * What becomes of a unit's text, in order and without overlap: first what is no language (addresses, an agency's tag, emoji,
 * note marks), then the lexicon, runs in other languages, the rules of the edition's language, and signs at last. What was
 * taken by one is closed to all later. Everything between is said as it is written.
 */
export function treatmentsOf(unit: Unit, lexicon: Lexicon): Treatment[] {
  const text = fold(unit.text);
  const page: Page = { text: unit.text, taken: new Uint8Array(unit.text.length), kept: [] };
  for (const rule of signsBefore) apply(rule, text, unit, page);
  for (const treatment of lexiconTreatments(text, lexicon)) take(page, treatment);
  for (const stretch of unit.foreign) takeForeign(page, stretch);
  for (const rule of languageRules[unit.edition]) apply(rule, text, unit, page);
  for (const rule of signsAfter) apply(rule, text, unit, page);
  return page.kept.sort((one, other) => one.from - other.from);
}

type Page = { text: string; taken: Uint8Array; kept: Treatment[] };

function apply({ pattern, treat }: Rule, text: string, unit: Unit, page: Page): void {
  for (const found of text.matchAll(pattern)) {
    if (page.taken[found.index] === 1) continue;
    const treatment = treat(found, unit);
    if (treatment !== undefined) take(page, treatment);
  }
}

/** Keeps a treatment, unless some of its text is taken or it would cut a character in two. */
function take({ text, taken, kept }: Page, treatment: Treatment): void {
  const { from, to } = treatment;
  if (to <= from || isInside(text, from) || isInside(text, to)) return;
  for (let at = from; at < to; at++) if (taken[at] === 1) return;
  taken.fill(1, from, to);
  kept.push(treatment);
}

/** What is marked as in another language, around what is taken already. */
function takeForeign(page: Page, { from, to, language }: ForeignStretch): void {
  let start = from;
  for (let at = from; at <= to; at++) {
    if (at < to && page.taken[at] !== 1) continue;
    if (/[\p{L}\p{N}]/u.test(page.text.slice(start, at)))
      take(page, { kind: 'foreign', language, from: start, to: at });
    start = at + 1;
  }
}

const continues = /^(?:\p{M}|\u200d|\p{Emoji_Modifier})/u;

/** Whether a place lies within what a reader sees as one character. */
function isInside(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return false;
  const code = text.charCodeAt(at);
  if (code >= 0xdc00 && code <= 0xdfff) return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
  return code >= 0x300 && continues.test(text.slice(at, at + 2));
}

const titles = { en: englishTitles, es: spanishTitles };

/** Whether what looks like the end of a sentence is that of a title or of an initial: “Dr. ”, “J. ”. */
export function abbreviated(sentence: string, edition: EditionCode): boolean {
  const end = sentence.slice(-16).trimEnd();
  if (edition === 'ar') return endsInArabicTitle(end);
  const word = /(?:^|[\s.(])(\p{L}{1,8})\.$/u.exec(end)?.[1];
  return word !== undefined && (/^\p{Lu}$/u.test(word) || titles[edition].has(word));
}
