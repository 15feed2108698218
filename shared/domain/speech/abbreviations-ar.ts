import { after, before } from './abbreviations.ts';
import { arabicTitles, persons } from './titles-ar.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

/** Nothing of a word before, except the letters that Arabic writes together with it. */
const begin = '(?<![\\p{L}\\p{N}\\p{M}.])';
const end = '(?![\\p{L}\\p{N}\\p{M}]|\\.\\p{L}|\\.? \\p{L}\\.)';

/** Wherever they stand, points and spaces as people type them. */
const phrases: Record<string, string> = {
  'أ.ف.ب': 'فرانس برس',
  'أ ف ب': 'فرانس برس',
  'ا ف ب': 'فرانس برس',
  'د.ب.أ': 'وكالة الأنباء الألمانية',
  'د ب أ': 'وكالة الأنباء الألمانية',
  'ش.م.ع': 'شركة مساهمة عامة',
  إلخ: 'إلى آخره',
  الخ: 'إلى آخره',
  ﷺ: 'صلى الله عليه وسلم',
};

/** Behind a word of size; elsewhere two letters are a person's: المتهم (ل.س). Behind digits they are amounts. */
const currencies: Record<string, string> = {
  'ج.م': 'جنيه مصري',
  'د.إ': 'درهم إماراتي',
  'ر.س': 'ريال سعودي',
  'د.ك': 'دينار كويتي',
  'ر.ق': 'ريال قطري',
  'ل.ل': 'ليرة لبنانية',
  'ل.س': 'ليرة سورية',
};

/** The point stays outside at the end of the text: there it ends a sentence. */
function ended({ 0: written, index, input }: RegExpExecArray): number {
  const to = index + written.length;
  return written.endsWith('.') && /^["”»)]{0,3}\s*$/.test(input.slice(to, to + 8)) && input.length - to < 8
    ? to - 1
    : to;
}

/** Abbreviations of a table, behind what `behind` says. */
function phrasesOf(table: Record<string, string>, behind = ''): Rule {
  return {
    pattern: new RegExp(
      `${behind}${begin}([وف]?)(${oneOf(Object.keys(table)).replaceAll('\\.', '\\. ?')})\\.?${end}`,
      'gu',
    ),
    treat: (found) => {
      const [, letter = '', written = ''] = found;
      const as = table[written] ?? table[written.replaceAll(' ', '')];
      return as === undefined ? undefined : { kind: 'say', as: `${letter}${as}`, from: found.index, to: ended(found) };
    },
  };
}

/** Before a number, from which a missing space would not part it. */
function beforeDigits(pattern: string, word: string): Rule {
  return saying(new RegExp(`${begin}([وف]?)${pattern}`, 'gu'), (found) => {
    const [, letter = ''] = found;
    return `${letter}${word}${/^\d/.test(after(found)) ? ' ' : ''}`;
  });
}

/** Only behind his name: elsewhere it is a letter, as in المتهم (ص). */
const prophet =
  '(?:(?:ا|ل)ل(?:نبي|رسول|مصطفى)(?: (?:الأكرم|الكريم|الأعظم|محمد))?|رسول الله|نبي الله|نبينا|رسولنا|' +
  `(?<!(?:${persons}) )(?<!\\p{L})[وف]?[بلك]?محمد)`;

export const arabicAbbreviations: readonly Rule[] = [
  arabicTitles,
  phrasesOf(phrases),
  phrasesOf(currencies, '(?<=(?:ألف|ألفا|آلاف|مليون|مليونا|ملايين|مليار|مليارا|مليارات|تريليون) )'),
  phrasesOf({ 'ق.م': 'قبل الميلاد' }, '(?<=(?:\\d|(?:قرن|قرنين|قرون|ألف|ألفية|عام|سنة)(?: \\p{L}{2,10}){0,3}) ?)'),
  saying(new RegExp(`(?<=${prophet} ?)\\(ص\\)`, 'gu'), (found) =>
    / $/.test(before(found)) ? 'صلى الله عليه وسلم' : ' صلى الله عليه وسلم',
  ),
  beforeDigits('ص\\. ?ب\\.?(?=[ :]{0,2}(?:رقم )?\\d)', 'صندوق بريد'),
  // “المتهم ص. 35 عاما” is a person.
  beforeDigits('ص\\.(?= ?\\d{1,4}(?!\\d| (?:عام|سن)))', 'صفحة'),
  beforeDigits('ت\\.(?=[ :]{0,2}\\d[\\d -]{4})', 'هاتف'),
];
