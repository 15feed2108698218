import { after, before } from './speech-abbreviations.ts';
import { begin, isOblique, ordinal } from './speech-grammar-ar.ts';
import { dateOf } from './speech-quantities.ts';
import { oneOf, type Rule, romanValue, saying } from './treatment.ts';

const months = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');
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
const otherMonths = [
  ...['كانون الثاني', 'شباط', 'آذار', 'نيسان', 'أيار', 'حزيران', 'تموز', 'آب', 'أيلول', 'تشرين الأول'],
  ...['تشرين الثاني', 'كانون الأول', 'ابريل', 'إبريل', 'اغسطس', 'اكتوبر', 'أوت', 'غشت'],
];
const month = oneOf([...months, ...otherMonths]);
const end = '(?![\\p{L}\\p{N}\\p{M}])';
/** After a year or century: of our era, of the Hijra, before Christ. */
const era = ' ?(?<era>م|ه\\u0640?|ق\\.? ?م)(?![\\p{L}\\p{N}\\p{M}]|\\.\\p{L})';

function eraOf(sign: string | undefined): 'ميلادي' | 'هجري' {
  return sign?.startsWith('ه') === true ? 'هجري' : 'ميلادي';
}

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

const ofYear = '(?<!\\p{L})[وفبلك]?(?:ال|لل|ل)?(?:عام|عامي|أعوام|سنة|سنتي|سنوات)';
/** What makes a number a year: its word, a month, a year of the Hijra, or at least a word of time. */
const yearBefore = new RegExp(
  `(?:${ofYear}|(?<!\\p{L})[وف]?(?:${month}|منذ|حتى|في|بين)|\\d{3,4} ?ه\\u0640?\\.?\\)?(?: ?[-–/،(]| الموافق)?) ?$`,
  'u',
);
const listed = new RegExp(
  `(?:${ofYear}|(?<!\\p{L})[وف]?بين) (?:\\d{3,4} ?(?:م|ه\\u0640?)?(?: ?[-–،,] ?| و| أو | إلى | حتى |، ?و)){1,6}$`,
  'u',
);
const lengthBefore = new RegExp(
  '(?<!\\p{L})(?:[وفبل]?(?:ال)?(?:ارتفاع|عمق|طول|عرض|علو|منسوب|سباق|تتابع|جري|(?:مساف|مساح)[ةت])(?:ها?|ا)?|على بعد' +
    '|[يت]?(?:بلغ|رتفع) |[يت]بعد |كم|متر)(?!\\p{L})',
  'u',
);
const lengthAfter =
  /^ (?:حواجز|حرة|موانع|تتابع|سباحة|فراشة|(?:فوق|تحت|عن) (?:سطح|مست)|ارتفاعا|طولا|عرضا|عمقا|مربع|مكعب)/;

/** “622م” is a year if words say so; “2024م”, without a space, if none speaks of a length. Else it is metres. */
function isYear(found: RegExpExecArray, first: string, second: string | undefined): boolean {
  const left = before(found, 64);
  if (lengthAfter.test(after(found))) return false;
  // “بين 300 م و500 م”: who measures says round numbers.
  if (Number(first) < 1900 && Number(first) % 50 === 0 && /(?<!\p{L})[وف]?بين (?:\d{2,4} ?م و)?$/u.test(left))
    return false;
  if (yearBefore.test(left) || listed.test(left)) return true;
  if (/ /.test(found[0]) || lengthBefore.test(left.slice(-32))) return false;
  const recent = /^(?:19|20)(?!00)\d\d$/;
  if (second === undefined) return recent.test(first);
  // A life: (570-632م). Metres are round.
  return (recent.test(first) && recent.test(second)) || (/\($/.test(left) && !second.endsWith('0'));
}

/** 2020م, 1445هـ, 2024-2025م. العام is masculine, السنة feminine. */
const years = saying(
  new RegExp(
    `(?:${begin}|(?<=\\d ?[مه]\\u0640? ?[-–/] ?))(\\d{3,4})(?: ?([-–/]) ?(\\d{2}|\\d{3,4}))?${era}(?! ?[²³])`,
    'gu',
  ),
  (found) => {
    const [, first = '', dash, written] = found;
    const sign = found.groups?.era;
    if (sign === undefined || sign.startsWith('ق')) return undefined;
    const second = written?.length === 2 ? `${first.slice(0, -2)}${written}` : written;
    const [from, to] = [Number(first), Number(second ?? Infinity)];
    if (to <= from || (dash === '/' && to !== from + 1)) return undefined;
    if (sign === 'م' && !isYear(found, first, second)) return undefined;
    const feminine = /سن(?:ة|تي|وات) $/.test(before(found)) ? 'ة' : '';
    return `${first}${second === undefined ? '' : ` إلى ${second}`} ${eraOf(sign)}${feminine}`;
  },
);

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

const clock = '([01]?\\d|2[0-3])';
const half: Record<string, string> = { ص: ' صباحا', م: ' مساء' };

function timeOf(hour: string, minutes: number, sign = ''): string {
  const rest = minutes === 1 ? 'دقيقة' : minutes === 2 ? 'دقيقتين' : `${minutes} ${minutes <= 10 ? 'دقائق' : 'دقيقة'}`;
  return `${Number(hour)}${minutes === 0 ? '' : ` و${rest}`}${half[sign] ?? ''}`;
}

export const arabicDates: readonly Rule[] = [
  date(`(?<year>\\d{4})([/-])(?<month>0?[1-9]|1[0-2])\\2(?<day>\\d{1,2})`),
  date(`(?<day>\\d{1,2})([/.-])(?<month>\\d{1,2})\\2(?<year>\\d{4})`),
  centuries,
  years,
  // 18:30, 6:30 م, 6.30 مساء; 18:30-20:00
  saying(
    new RegExp(
      `(?:${begin}|(?<=\\d:\\d\\d ?[-–] ?))${clock}(?::([0-5]\\d)|\\.([0-5]\\d)(?= (?:صباحا|مساء|ظهرا|بتوقيت)))` +
        `(?: ?(ص|م)${end})?(?!\\p{N}|[.:,]\\d)`,
      'gu',
    ),
    ([, hour = '', one, other, sign]) => timeOf(hour, Number(one ?? other), sign),
  ),
  saying(/(?<=\d:\d\d )[-–](?= \d{1,2}:\d\d)/gu, () => 'إلى'),
  // الساعة 8 م
  saying(new RegExp(`(?<=الساعة )${clock} ?(ص|م)${end}`, 'gu'), ([, hour = '', sign]) => timeOf(hour, 0, sign)),
];
