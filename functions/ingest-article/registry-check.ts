import { longest } from '../../shared/domain/article-fields.ts';
import type { Pronunciation } from '../../shared/domain/concept.ts';
import { nearest } from '../../shared/domain/section.ts';
import { disguisedWord } from './clean-text.ts';
import type { Entry, Value } from './manuscript.ts';
import { ValueCheck } from './value-check.ts';

/** Checks what files of concepts and of lexicons have in common. */
export class RegistryCheck extends ValueCheck {
  /** Warns of names that are none of a group's, and refuses those that stand in it twice, as JSON allows. */
  unknown(what: string, group: string, entries: readonly Entry[], known: readonly string[]): void {
    const seen = new Set<string>();
    for (const { name, place } of entries) {
      if (seen.has(name)) {
        const message = `The field “${name}” stands there twice.`;
        this.problem('json', place, message, 'Keep one of the two.', name, { words: name });
      }
      seen.add(name);
      if (known.includes(name)) continue;
      const meant = nearest(known, name);
      const advice = meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      const message = `${what} has no field “${name}”; it is left out.`;
      const field = group === '' ? name : `${group}.${name}`;
      this.problem('field-unknown', place, message, advice, field, { severity: 'warning', words: name });
    }
  }

  /** A text of one line; nothing if it is empty. */
  text(value: Value, field: string): string | undefined {
    return this.textIn(value, field, longest.name) || undefined;
  }

  /** A text that is to be found in articles. */
  name(value: Value, field: string): string | undefined {
    const name = this.text(value, field);
    const disguised = name === undefined ? undefined : disguisedWord(name);
    if (disguised === undefined) return name;
    const message = `“${disguised}” in ${field} mixes letters of two scripts that look alike.`;
    const advice = 'Type the word anew in one script; no article will ever have it as it is.';
    return this.problem('text-confusable', value, message, advice, field, { words: disguised });
  }

  /** How something is said: `alias` or `ipa` of a group, exactly one of them. */
  pronunciation(what: string, group: string, value: Value & { kind: 'map' }): Pronunciation | undefined {
    const given = value.entries.filter(({ name, value }) => ['alias', 'ipa'].includes(name) && !isEmpty(value));
    const [first] = given;
    if (first === undefined || given.length > 1) {
      const message = `${what} has ${first === undefined ? 'neither alias nor ipa' : 'both alias and ipa'}.`;
      const field = group === '' ? 'ipa' : group;
      return this.problem('pronunciation', value, message, howToSay, field);
    }
    const field = group === '' ? first.name : `${group}.${first.name}`;
    const text = this.text(first.value, field);
    if (text === undefined) return undefined;
    if (first.name === 'ipa') return this.#ipa(text, first.value, field);
    if (/[<>]/.test(text)) {
      const message = `“${text}” in ${field} has a “${/[<>]/.exec(text)}”, which is said as it stands: an alias is words, not SSML.`;
      return this.problem('pronunciation', first.value, message, howToSay, field);
    }
    if (/[\p{L}\p{N}]/u.test(text)) return { alias: text };
    return this.problem('pronunciation', first.value, `“${text}” in ${field} is no word to be said.`, howToSay, field);
  }

  #ipa(text: string, value: Value, field: string): Pronunciation | undefined {
    // Dictionaries set it between slashes or brackets.
    const ipa = text.replace(/^[/[]|[/\]]$/g, '').trim();
    const strange = [...ipa.normalize('NFD')].find((sign) => !ipaSign.test(sign));
    if (strange === undefined && ipaLetter.test(ipa.normalize('NFD'))) return { ipa };
    const advice =
      'Use the signs of the IPA: “ˈ” before the stressed syllable, “ː” for length, “ʃ” not “sh”; or write an alias.';
    const message =
      strange === undefined ? `${field} says no sound.` : `“${strange}” in ${field} is no sign of the IPA.`;
    return this.problem('pronunciation', value, message, advice, field);
  }
}

export const howToSay = 'Write “{alias: …}” with words that are said so, or “{ipa: …}”.';

/**
 * The letters, marks and tones of the International Phonetic Alphabet (chart of 2020), by the blocks of Unicode that have
 * them: plain letters, IPA Extensions, Spacing Modifier Letters, combining marks, Phonetic Extensions, and single ones.
 */
const ipaLetter = /[a-zæðøħŋœǀ-ǃɐ-ʯβθχⱱᴀ-ᶿ]/u;
const ipaSign = /[a-zæðøħŋœǀ-ǃɐ-˿βθχⱱᴀ-ᶿⁿ.|‖‿↗↘ꜛꜜ ]|[\u0300-\u036f\u1dc4-\u1dff]/u;

export function isEmpty(value: Value): boolean {
  return value.kind === 'text' && value.text.trim() === '';
}
