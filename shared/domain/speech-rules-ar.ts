import { acronyms, words } from './speech-acronyms.ts';
import { type Count, dates, quantities } from './speech-quantities.ts';
import { oneOf, type Rule, romanValue, saying } from './treatment.ts';

const months = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');

const ordinals = [
  '',
  'الأول',
  'الثاني',
  'الثالث',
  'الرابع',
  'الخامس',
  'السادس',
  'السابع',
  'الثامن',
  'التاسع',
  'العاشر',
  'الحادي عشر',
  'الثاني عشر',
  'الثالث عشر',
  'الرابع عشر',
  'الخامس عشر',
  'السادس عشر',
  'السابع عشر',
  'الثامن عشر',
  'التاسع عشر',
  'العشرون',
  'الحادي والعشرون',
];

/** Nothing of a word before, except the letters that Arabic writes together with it. */
const start = '(?<![\\p{L}\\p{N}\\p{M}.])([وف]?[بلك]?)';
const end = '(?![\\p{L}\\p{N}\\p{M}])';
/** Tatweel and marks of direction may stand anywhere in what people type. */
const soft = '[\\u0640\\u200e\\u200f\\u061c]{0,2}';

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

const n = (one: string, several = one): Count => [one, several];
const units: Record<string, Count> = {
  '%': n('في المئة'),
  كم: n('كيلومتر', 'كيلومترا'),
  km: n('كيلومتر', 'كيلومترا'),
  'كم/س': n('كيلومتر في الساعة', 'كيلومترا في الساعة'),
  'كلم/س': n('كيلومتر في الساعة', 'كيلومترا في الساعة'),
  'km/h': n('كيلومتر في الساعة', 'كيلومترا في الساعة'),
  كلم: n('كيلومتر', 'كيلومترا'),
  mph: n('ميل في الساعة', 'ميلا في الساعة'),
  'م²': n('متر مربع', 'مترا مربعا'),
  م2: n('متر مربع', 'مترا مربعا'),
  'كم²': n('كيلومتر مربع', 'كيلومترا مربعا'),
  كم2: n('كيلومتر مربع', 'كيلومترا مربعا'),
  'm²': n('متر مربع', 'مترا مربعا'),
  'م³': n('متر مكعب', 'مترا مكعبا'),
  سم: n('سنتيمتر', 'سنتيمترا'),
  ملم: n('مليمتر', 'مليمترا'),
  مم: n('مليمتر', 'مليمترا'),
  كغ: n('كيلوغرام', 'كيلوغراما'),
  كغم: n('كيلوغرام', 'كيلوغراما'),
  كجم: n('كيلوغرام', 'كيلوغراما'),
  kg: n('كيلوغرام', 'كيلوغراما'),
  غ: n('غرام', 'غراما'),
  '°C': n('درجة مئوية'),
  ºC: n('درجة مئوية'),
  '°م': n('درجة مئوية'),
  مْ: n('درجة مئوية'),
  '°': n('درجة'),
  kW: n('كيلوواط'),
  MW: n('ميغاواط'),
  GW: n('غيغاواط'),
  MWh: n('ميغاواط ساعة'),
  م: n('متر', 'مترا'),
};
const currencies: Record<string, Count> = {
  $: n('دولار', 'دولار'),
  US$: n('دولار أميركي'),
  USD: n('دولار أميركي'),
  '€': n('يورو'),
  EUR: n('يورو'),
  '£': n('جنيه إسترليني'),
  '¥': n('ين'),
  '₪': n('شيكل'),
  '₺': n('ليرة تركية'),
  '₽': n('روبل'),
  '﷼': n('ريال'),
  SAR: n('ريال سعودي'),
  AED: n('درهم إماراتي'),
  EGP: n('جنيه مصري'),
  KWD: n('دينار كويتي'),
  QAR: n('ريال قطري'),
};
const size = {
  ألف: 'ألف',
  آلاف: 'آلاف',
  مليون: 'مليون',
  ملايين: 'ملايين',
  مليونا: 'مليونا',
  مليار: 'مليار',
  مليارات: 'مليارات',
  مليارا: 'مليارا',
  تريليون: 'تريليون',
  بليون: 'بليون',
  bn: 'مليار',
  m: 'مليون',
  M: 'مليون',
};

/** The point stays outside at the end of the text: there it ends a sentence. */
function ended({ 0: written, index, input }: RegExpExecArray): number {
  const to = index + written.length;
  return written.endsWith('.') && /^["”»)]{0,3}\s*$/.test(input.slice(to, to + 8)) && input.length - to < 8
    ? to - 1
    : to;
}

export const arabicRules: readonly Rule[] = [
  ...dates(
    (day, number, year) => `${day} ${months[number - 1]} ${year}`,
    () => false,
  ),
  saying(
    new RegExp(`(?<=(?:القرن|القرون|للقرن|والقرن|بالقرن) )(?:ال${soft})?(\\d{1,2}|[IVX]{1,5})${end}`, 'gu'),
    ([, written = '']) => ordinals[/\d/.test(written) ? Number(written) : (romanValue(written) ?? 0)] || undefined,
  ),
  // “الذكرى الـ15”: the number is said; the article cannot be said before digits.
  saying(
    new RegExp(`${start}ال\\u0640?${soft}(\\d{1,4})${end}`, 'gu'),
    ([, letters = '', digits]) => `${letters === '' ? '' : `${letters} `}${digits}`,
  ),
  // 2020م, 1445هـ
  {
    pattern: /(?<![\p{N}\p{M}.,/-]|\p{L}{2})(\d{3,4}) ?(م|ه)\u0640?\.?(?![\p{L}\p{N}\p{M}])(?! ?[²³])/gu,
    treat: (found) => {
      const [, year, sign] = found;
      const left = found.input.slice(Math.max(0, found.index - 8), found.index);
      if (sign === 'م' && !/(?:عام|سنة|العام|لعام|السنة|منذ|حتى|في|بين) $/.test(left)) return undefined;
      return { kind: 'say', as: `${year} ${sign === 'م' ? 'ميلادية' : 'هجرية'}`, from: found.index, to: ended(found) };
    },
  },
  // 18:30, 6.30 مساء
  saying(
    /(?<![\p{L}\p{N}.,:/-])([01]?\d|2[0-3])(?::([0-5]\d)|\.([0-5]\d)(?= (?:صباحا|مساء|ظهرا|بتوقيت)))(?![\p{N}]|[.:,]\d)/gu,
    ([, hour, one, other]) => {
      const minutes = Number(one ?? other);
      return minutes === 0 ? String(Number(hour)) : `${Number(hour)} و${minutes} دقيقة`;
    },
  ),
  quantities({
    decimal: () => '.',
    minus: 'سالب',
    attached: '[وفبلك]',
    range: (from, to) => `${from} إلى ${to}`,
    score: (one, other) => `${one} مقابل ${other}`,
    resultBefore: /(?:فاز|فوز|خسر|خسارة|تعادل|هزم|هزيمة|تغلب|نتيجة|بنتيجة|انتصر|تقدم|أهداف|مباراة|سجل)/,
    resultAfter: /^(?:["”»]?[.,،؛;:!?؟)]|$| (?:على|أمام|في|مع|بعد|ضد|لصالح|خلال|بفضل|ليتأهل)(?!\p{L}))/u,
    magnitudes: size,
    units,
    currencies,
    money: (amount, magnitude, currency) => `${amount}${magnitude === undefined ? '' : ` ${magnitude}`} ${currency}`,
  }),
  {
    pattern: new RegExp(`${start}(${oneOf(Object.keys(titles))})(?= [\\p{Lo}«"“]|\\p{Lo}{2})`, 'gu'),
    treat: (found) => {
      const [written, letters = '', title = ''] = found;
      const name = titles[title] ?? '';
      const as = letters.endsWith('ل') ? `${letters}${name.slice(1)}` : `${letters}${name}`;
      return { kind: 'say', as, from: found.index, to: found.index + written.length };
    },
  },
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
  ...acronyms(
    {
      spelled: words(
        'BBC AFP AP CNN KCNA EU UN US USA UK UAE FBI CIA IMF WHO WTO IAEA GDP NBA TV AI PDF HIV DNA GPS CEO HSBC IBM BMW MBC NBC GCC',
      ),
      words: words('NATO UNESCO UNICEF OPEC FIFA UEFA NASA COVID AIDS BRICS ASEAN'),
      others: {},
      plain: words(''),
    },
    'و',
  ),
];
