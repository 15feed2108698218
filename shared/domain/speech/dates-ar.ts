import { before } from './abbreviations.ts';
import { begin, isOblique, ordinal } from './grammar-ar.ts';
import { dateOf } from './quantities.ts';
import { arabicTimes } from './times-ar.ts';
import { type Rule, romanValue, saying } from './treatment.ts';
import { era, eraOf, months, years } from './years-ar.ts';

const hijriMonths = [
  'محرم',
  'صفر',
  'ربيع الأول',
  'ربيع الآخر',
  'جمادى الأولى',
  'جمادى الآخرة',
  'رجب',
  'شعبان',
  'رمضان',
  'شوال',
  'ذي القعدة',
  'ذي الحجة',
];
const end = '(?![\\p{L}\\p{N}\\p{M}])';
/** “24/11/2026”, “2026-11-24”, “15/9/1445هـ”, with the sign of its era or without. */
function date(pattern: string): Rule {
  const dateEnd = `(?:${era})?(?![\\p{L}\\p{N}\\p{M}/-]|[.,]\\d)`;
  return saying(new RegExp(`${begin}${pattern}${dateEnd}`, 'gu'), ({ groups }) => {
    const { year = '', month = '', day = '', era } = groups ?? {};
    const hijri = era?.startsWith('ه') === true;
    if (era?.startsWith('ق') === true || !(hijri ? /^1[345]/ : /^(?:19|20)/).test(year)) return undefined;
    const found = dateOf(day, month, false);
    if (found === undefined) return undefined;
    const name = (hijri ? hijriMonths : months)[found.month - 1];
    return `${found.day} ${name} ${year}${era === undefined ? '' : ` ${eraOf(era)}`}`;
  });
}

const eras: Record<string, string> = { م: 'الميلادي', ه: 'الهجري', ق: 'قبل الميلاد' };
const numeral = '(?:\\d{1,2}|[IVX]{1,5})';
const article = '(?:ال[\\u0640\\u200e\\u200f\\u061c]{0,2} ?)?';

/** القرن الـ21, القرن 7م, القرنين 19 و20 */
const centuries = saying(
  new RegExp(`(?<=قر(?:ن|ون) |قرن(?:ين|ان) (?:${article}${numeral} و)?)${article}(${numeral})(?:${era})?${end}`, 'gu'),
  (found) => {
    const [, written = ''] = found;
    const left = before(found, 48);
    const word = /(?<!\p{L})((?:[وف]?[بك]?ال|[وف]?لل)قر(?:ن|ون|نين|نان)) (?:[^ ]{1,8} و)?$/u.exec(left);
    if (word === null) return undefined;
    const oblique =
      /ين$/.test(word[1] ?? '') || (!/ان$/.test(word[1] ?? '') && isOblique(`${left.slice(0, word.index)}${word[1]} `));
    const value = /\d/.test(written) ? Number(written) : (romanValue(written) ?? 0);
    const said = ordinal(value, false, oblique);
    const sign = found.groups?.era;
    return said === undefined || sign === undefined ? said : `${said} ${eras[sign.charAt(0)]}`;
  },
);

export const arabicDates: readonly Rule[] = [
  date(`(?<year>\\d{4})([/-])(?<month>0?[1-9]|1[0-2])\\2(?<day>\\d{1,2})`),
  date(`(?<day>\\d{1,2})([/.-])(?<month>\\d{1,2})\\2(?<year>\\d{4})`),
  centuries,
  years,
  ...arabicTimes,
];
