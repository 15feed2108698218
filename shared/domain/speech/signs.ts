import type { EditionCode } from '../newsroom.ts';
import { joined } from './grammar-ar.ts';
import { dropping, type Rule, saying } from './treatment.ts';

/**
 * Never spoken, and taken out character by character: control and zero-width characters, soft hyphens, direction marks,
 * tatweel, variation selectors, the frame of a keycap, lone surrogates, what XML forbids.
 */
const unspoken =
  /^(?:[\p{Cc}\p{Cs}\u00ad\u061c\u0640\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|\u034f|\u20e3|\ufe0e|\ufe0f)$/u;

/** How one character is said by itself: as it is, as a space, or not at all. */
export function spokenCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code > 0x20 && code < 0x7f) return character;
  if (code === 0x85 || /^\s$/.test(character)) return ' ';
  return unspoken.test(character) ? '' : character;
}

const mailAddress =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const webAddress = /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s<>«»“”]{1,4000}/giu;
/** `example.org/path`: what has a path is an address; `Booking.com` alone is a name. */
const bareAddress = /(?<![\p{L}\p{N}.-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}\/[a-z0-9_~%?#&=+./-]{1,1000}/giu;

/** An address without the punctuation of the sentence around it. */
function address(pattern: RegExp): Rule {
  return {
    pattern,
    treat: ({ 0: written, index }) => {
      let end = written.length;
      while (end > 0 && '.,;:!?)]}\'"…'.includes(written.charAt(end - 1))) end--;
      return { kind: 'drop', leaves: '', from: index, to: index + end };
    },
  };
}

/**
 * “PORT ELLERY, Nov 3 (Harbour Wire) — …”: the place is said, the agency's tag is not. One that opens the text must look
 * like a name: “(Harbour Wire) — …”.
 */
const agencyTag =
  /^(?:(?<place>[\p{Lu}\p{Lo}][^()\n]{1,60}?) ?\([^()\n\d]{1,40}\)|\([\p{Lu}\p{Lo}][\p{L}\p{M}.&'-]{0,20}(?: [\p{Lu}\p{Lo}&][\p{L}\p{M}.&'-]{0,20}){0,3}\)) ?[-–—]{1,2} ?/gu;
const agency: Rule = {
  pattern: agencyTag,
  treat: ({ 0: written, groups }, { dateline }) => {
    if (!dateline) return undefined;
    const from = groups?.place?.length ?? 0;
    return { kind: 'drop', leaves: from > 0 ? 'pause' : '', from, to: written.length };
  },
};

const pictograph =
  '(?:\\p{RI}\\p{RI}|\\p{Emoji_Presentation}|\\p{Extended_Pictographic}(?=\\ufe0f)|[\\u{1f000}-\\u{1faff}])';
const modifiers = '[\\ufe0f\\u20e3\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}]{0,8}';
const emoji = new RegExp(`${pictograph}${modifiers}(?:\\u200d(?:${pictograph}|[♂♀⚕⚖✈❤])${modifiers}){0,8}`, 'gu');

/** “rose.¹”, “rose[12]”, “rose*”: marks of notes. An exponent (m², x²) is none: before it stands no whole word. */
const noteMark = /(?<=\p{L}{3}|\p{L}[.,;:!?)"'”’»])(?:[¹²³⁴-⁹⁰]{1,3}|\[\d{1,3}\]|[*†‡]{1,3})(?![\p{L}\p{N}*])/gu;
/** A bullet that was typed, signs of trade. */
const ornaments =
  /[\u00ae\u2122\u2120]|(?<!\S)[\u2022\u2023\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u25c6\u25c7\u2605\u2606\u25ba\u25b6\u27a4\u2713\u2714\u2717\u2718*](?!\S)/gu;
/** What was left out of a quotation. */
const omission = /\[(?:…|\.{3})\]|\((?:…|\.{3})\)|(?<!\S)\.(?: \.){2,5}(?!\S)/gu;

/** `ClimateAction_2026` → `Climate Action 2026`. */
function wordsOfTag(tag: string): string {
  return tag
    .replaceAll('_', ' ')
    .replace(/(?<=[\p{Ll}\p{Lo}])(?=[\p{Lu}\d])|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\d)(?=\p{Lu}\p{Ll})/gu, ' ')
    .trim();
}

/**
 * The sign of a tag or an account is not said, its words are: they are part of the sentence. A single word is any word.
 * Arabic writes “and”, “in” or “for” together with it.
 */
const tags: Rule = {
  pattern: new RegExp(
    '(?<![\\p{L}\\p{N}\\p{M}&/@#._-])([وف]?[بلك]?\\u0640?)[#@](?=[\\p{N}_]{0,20}\\p{L})' +
      '([\\p{L}\\p{M}\\p{N}_]{1,60})(?![\\p{L}\\p{M}\\p{N}_])',
    'gu',
  ),
  treat: ({ 0: written, 1: letters = '', 2: tag = '', index: from }) => {
    const as = joined(letters.replace('\u0640', ''), wordsOfTag(tag));
    return as === tag
      ? { kind: 'drop', leaves: '', from, to: from + 1 }
      : { kind: 'say', as, from, to: from + written.length };
  },
};

/** What comes before the rules of any language: none of it is language. */
export const signsBefore: readonly Rule[] = [
  address(webAddress),
  address(mailAddress),
  address(bareAddress),
  agency,
  dropping(emoji, ''),
  dropping(noteMark, ''),
  dropping(ornaments, ''),
  dropping(omission, 'pause'),
  tags,
];

/** The words for signs in a language. */
const signWords: Record<EditionCode, { and: string; number: string; to: string }> = {
  en: { and: 'and', number: 'number', to: 'to' },
  es: { and: 'y', number: 'número', to: 'a' },
  ar: { and: 'و', number: 'رقم', to: 'إلى' },
};

/** What comes after the rules of a language: signs that are left between words and numbers. */
export const signsAfter: readonly Rule[] = [
  saying(
    /(?<![\p{L}\p{N}#&])#(\d{1,6})(?![\p{L}\p{N}])/gu,
    ([, digits], { edition }) => `${signWords[edition].number} ${digits}`,
  ),
  saying(/(?<= )&(?= )|(?<=[\p{L}\p{N}])&(?=[\p{L}\p{N}])/gu, ({ input, index }, { edition }) =>
    input[index - 1] === ' ' ? signWords[edition].and : ` ${signWords[edition].and} `,
  ),
  // “$5m-$10m”, “18:30-20:00”: between two amounts that were read.
  saying(
    /(?<=[\p{L}\p{N}%])[-–](?=(?:US)?[$€£¥]\d|\d{1,2}[:.]\d\d(?!\d))/gu,
    (_, { edition }) => ` ${signWords[edition].to} `,
  ),
  // “he/she”: Polly would say “slash”.
  dropping(/(?<=\p{L})\/(?=\p{L})|(?<= )\/(?= )/gu, ' '),
  // A dash that opens a paragraph (a dialogue, in Spanish) is silent, and so is one before other punctuation.
  dropping(/^[-–—―] ?(?=[\p{L}"'“«¿¡])|[—―](?=[.,;:!?…»”)])/gu, ''),
  dropping(/(?<=\S )[-–—―]{1,3}(?= \S)|[—―]{1,3}/gu, 'pause'),
  // Digits that not every voice knows.
  {
    pattern: /(?<!\d)\d{1,15}(?:[.,]\d{1,15}){0,5}(?!\d)/gu,
    treat: ({ 0: digits, index }, { text }) => {
      const to = index + digits.length;
      return text.slice(index, to) === digits ? undefined : { kind: 'say', as: digits, from: index, to };
    },
  },
];
