/** Tatweel and marks of direction, which may stand anywhere in what people type. */
const soft = '[\\u0640\\u200e\\u200f\\u061c]{0,2}';

/** What Arabic writes together with a number after it (and, so, with, for, as; the), for a pattern's source. */
export const attached = `[وف]?[بلك]?(?:ا?ل)?${soft}`;

/** Before a number or date begins, for a pattern's source: nothing of a word or number except attached letters. */
export const begin = `(?<=(?<![\\p{L}\\p{N}\\p{M}.,:/-])${attached})`;

/** The article where it cannot be said: before digits, signs and Latin letters. After ل it is another ل: للـ15. */
export const articleBeforeSigns = new RegExp(
  `(?<=(?<![\\p{L}\\p{N}\\p{M}.])(?:[وف]?[بك]?(?=ا)|[وف]?ل(?=ل)))ا?ل${soft} ?(?=[\\d$€£¥%]|\\p{Script=Latin})`,
  'gu',
);

/** Letters written together with a word: after ل its article loses the alif. */
export function joined(letters: string, word: string): string {
  return letters.endsWith('ل') && word.startsWith('ال') ? `${letters}${word.slice(1)}` : `${letters}${word}`;
}

const ones = ['', 'الحادي', 'الثاني', 'الثالث', 'الرابع', 'الخامس', 'السادس', 'السابع', 'الثامن', 'التاسع'];
const tens = ['', '', 'العشر', 'الثلاث', 'الأربع', 'الخمس', 'الست', 'السبع', 'الثمان', 'التسع'];

/** `21` → الحادي والعشرون; in the genitive and accusative والعشرين; undefined but from 1 to 99. */
export function ordinal(value: number, feminine: boolean, oblique: boolean): string | undefined {
  if (!(value >= 1 && value <= 99)) return undefined;
  if (value === 1) return feminine ? 'الأولى' : 'الأول';
  const ending = feminine ? 'ة' : '';
  if (value === 10) return `العاشر${ending}`;
  const one = `${ones[value % 10]}${ending}`;
  if (value < 20) return value < 10 ? one : `${one} عشر${ending}`;
  const ten = `${tens[Math.floor(value / 10)]}${oblique ? 'ين' : 'ون'}`;
  return value % 10 === 0 ? ten : `${one} و${ten}`;
}

const verbs =
  'شهد|يشهد|سيشهد|كان|سيكون|يكون|بدأ|يبدأ|انتهى|ينتهي|جاء|حل|مضى|انقضى|يعد|أصبح|كانت|تكون|نصت|تنص|تقول|تقضي|تمنع|تحظر';
const subject = new RegExp(`(?:^|[^\\p{L}\\p{M}\\p{N} ] ?|(?<!\\p{L})[وف]?(?:${verbs}) )$`, 'u');

/**
 * Whether a noun with its article, which ends `left`, stands in the genitive or accusative: the most do. First in its
 * sentence and behind a verb it is the subject.
 */
export function isOblique(left: string): boolean {
  const noun = /([^ ]{1,20}) $/.exec(left)?.[1] ?? '';
  return /^[وف]?(?:[بك]ا?ل|لل)/.test(noun) || !subject.test(left.slice(0, left.length - noun.length - 1));
}
