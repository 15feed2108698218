import { after, before } from './abbreviations.ts';
import { begin } from './grammar-ar.ts';
import { oneOf, saying } from './treatment.ts';

export const months = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');
const otherMonths = [
  ...['كانون الثاني', 'شباط', 'آذار', 'نيسان', 'أيار', 'حزيران', 'تموز', 'آب', 'أيلول', 'تشرين الأول'],
  ...['تشرين الثاني', 'كانون الأول', 'ابريل', 'إبريل', 'اغسطس', 'اكتوبر', 'أوت', 'غشت'],
];
const month = oneOf([...months, ...otherMonths]);
/** After a year or century: of our era, of the Hijra, before Christ. */
export const era = ' ?(?<era>م|ه\\u0640?|ق\\.? ?م)(?![\\p{L}\\p{N}\\p{M}]|\\.\\p{L})';

export function eraOf(sign: string | undefined): 'ميلادي' | 'هجري' {
  return sign?.startsWith('ه') === true ? 'هجري' : 'ميلادي';
}

const ofYear = '(?<!\\p{L})[وفبلك]?(?:ال|لل|ل)?(?:عام|عامي|أعوام|سنة|سنتي|سنوات)';
/** What makes a number a year: its word, a month, a year of the Hijra, a life. */
const yearBefore = new RegExp(
  `(?:${ofYear}|(?<!\\p{L})[وف]?(?:${month})|\\d{3,4} ?ه\\u0640?\\.?\\)?(?: ?[-–/،(]| الموافق)?` +
    '|(?<!\\p{L})[وف]?(?:ولد|توفي|مات)ت?(?: (?:في|نحو|حوالي))?) ?$',
  'u',
);
/** A word of time, or only of a place: “في 1258م”, “في 800م”. */
const perhapsYear = /(?<!\p{L})[وف]?(?:منذ|حتى|في) ?$/u;
const subject = '(?: [\\p{L}\\p{M}]{2,15}){0,4} ?\\(?$';
/** What happens in a year and is not measured in metres. */
const eventBefore = new RegExp(
  '(?<!\\p{L})[وف]?[بلك]?(?:ال)?(?:معرك[ةت]|غزو[ةت]?|وفاة|خلافة' +
    `|فتح (?:مكة|مصر|الشام|القدس|الأندلس|القسطنطينية))${subject}`,
  'u',
);
/** What may have a length too, which would be round. */
const buildingBefore = new RegExp(`(?<!\\p{L})[وف]?[بلك]?(?:سقوط|(?:بني|شيد|هدم|دمر|أسس|تأسس)ت?)${subject}`, 'u');
const heightBefore = /(?<!\p{L})(?:ال)?(?:جبل|جبال|قمة|هضبة|برج|شلال|بئر|مرتفع)(?!\p{L})/u;
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

/** Who measures says round numbers; after 1900 years are written much oftener than metres. */
function isRound(number: number): boolean {
  return number > 2100 || (number < 1900 && number % (number < 1000 ? 10 : 50) === 0);
}

/** “622م” is a year if words say so; “2024م”, without a space, if none speaks of a length. Else it is metres. */
function isYear(found: RegExpExecArray, first: string, second: string | undefined): boolean {
  const left = before(found, 64);
  const value = Number(first);
  if (lengthAfter.test(after(found))) return false;
  if (yearBefore.test(left)) return true;
  const between = /(?<!\p{L})[وف]?بين (?:(\d{2,4}) ?م و)?$/u.exec(left);
  if (between !== null) {
    const other = between[1] ?? /^ و(\d{2,4}) ?م/.exec(after(found))?.[1] ?? first;
    return !(isRound(value) && isRound(Number(other)));
  }
  if (listed.test(left) || (perhapsYear.test(left) && !isRound(value))) return true;
  if (lengthBefore.test(left.slice(-32))) return false;
  if (eventBefore.test(left) || (value % 10 !== 0 && buildingBefore.test(left))) return true;
  if (/ /.test(found[0])) return false;
  const recent = /^(?:19|20)(?!00)\d\d$/;
  const enclosed = /\($/.test(left);
  if (second === undefined) {
    // “سقوط غرناطة (1492م)”, but “جبل (1846م)”
    const alone = enclosed && after(found).startsWith(')') && !heightBefore.test(left.slice(-32));
    return recent.test(first) || (alone && value >= 1000 && !isRound(value));
  }
  // A life: (570-632م). Metres are round.
  return (recent.test(first) && recent.test(second)) || (enclosed && !second.endsWith('0'));
}

/** 2020م, 1445هـ, 2024-2025م. العام is masculine, السنة feminine. */
export const years = saying(
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
