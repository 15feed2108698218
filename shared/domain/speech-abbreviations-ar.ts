import { joined } from './speech-grammar-ar.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

/** Nothing of a word before, except the letters that Arabic writes together with it. */
const start = '(?<![\\p{L}\\p{N}\\p{M}.])([وف]?[بلك]?)';
const end = '(?![\\p{L}\\p{N}\\p{M}])';

/** Before a name. */
const titles: Record<string, string> = {
  'أ.د.': 'الأستاذ الدكتور',
  'ا.د.': 'الأستاذ الدكتور',
  'د.': 'الدكتور',
  'أ.': 'الأستاذ',
  'م.': 'المهندس',
  'ش.': 'الشيخ',
  'ج.': 'الجنرال',
};

/** A title or an initial at the end: its point ends no sentence. “5 م.” is no title. */
const titleEnd = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}.]|\\d ?)(?:[وف]?[بلك]?(?:${oneOf(Object.keys(titles))}|\\p{Lu}\\.)|\\p{Lo}\\.)$`,
  'u',
);

export function endsInArabicTitle(sentence: string): boolean {
  return titleEnd.test(sentence);
}

/** Wherever they stand, points and spaces as people type them. */
const phrases: Record<string, string> = {
  'ق.م': 'قبل الميلاد',
  'ص.ب': 'صندوق بريد',
  'ج.م': 'جنيه مصري',
  'د.إ': 'درهم إماراتي',
  'ر.س': 'ريال سعودي',
  'د.ك': 'دينار كويتي',
  'أ.ف.ب': 'فرانس برس',
  'أ ف ب': 'فرانس برس',
  'ا ف ب': 'فرانس برس',
  'د.ب.أ': 'وكالة الأنباء الألمانية',
  'د ب أ': 'وكالة الأنباء الألمانية',
  'ش.م.ع': 'شركة مساهمة عامة',
  إلخ: 'إلى آخره',
  الخ: 'إلى آخره',
  ﷺ: 'صلى الله عليه وسلم',
  '(ص)': 'صلى الله عليه وسلم',
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

export const arabicAbbreviations: readonly Rule[] = [
  saying(
    new RegExp(`${start}(${oneOf(Object.keys(titles))})(?= [\\p{Lo}«"“]|\\p{Lo}{2})`, 'gu'),
    ([, letters = '', title = '']) => joined(letters, titles[title] ?? ''),
  ),
  {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}\\p{M}.])([وف]?)(${oneOf(Object.keys(phrases)).replaceAll('\\.', '\\. ?')})\\.?${end}`,
      'gu',
    ),
    treat: (found) => {
      const [, letter = '', written = ''] = found;
      const as = phrases[written] ?? phrases[written.replaceAll(' ', '')];
      return as === undefined ? undefined : { kind: 'say', as: `${letter}${as}`, from: found.index, to: ended(found) };
    },
  },
  saying(/(?<![\p{L}\p{N}\p{M}.])([وف]?)ص\.(?= ?\d)/gu, ([, letter = '']) => `${letter}صفحة`),
  saying(/(?<![\p{L}\p{N}\p{M}.])([وف]?)ت\.(?= ?\d)/gu, ([, letter = '']) => `${letter}هاتف`),
];
