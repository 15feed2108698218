import { after, before } from './abbreviations.ts';
import type { Count } from './quantities.ts';

type Saying = Exclude<Count, readonly unknown[]>;

type Forms = { one: string; single: string; few: string; several: string; two: string; ofTwo: string };

/** A noun or adjective after 11 to 99, and its duals. */
function inflected(word: string): { several: string; two: string; ofTwo: string } {
  if (word === '') return { several: '', two: '', ofTwo: '' };
  const stem = word.endsWith('ة') ? `${word.slice(0, -1)}ت` : word;
  return { several: word.endsWith('ة') ? word : `${word}ا`, two: `${stem}ان`, ofTwo: `${stem}ين` };
}

/** A thing that is counted as Arabic does: a word, its plural, an adjective, and what never changes. */
function thing(one: string, few: string, adjective = '', tail = ''): Saying {
  const phrase = (...parts: string[]) => [...parts, tail].filter((part) => part !== '').join(' ');
  const [noun, other] = [inflected(one), inflected(adjective)];
  const feminine = one.endsWith('ة');
  const forms: Forms = {
    one: phrase(one, adjective),
    single: phrase(one, adjective, feminine ? 'واحدة' : 'واحد'),
    few: phrase(few, adjective === '' || feminine ? adjective : `${adjective}ة`),
    several: phrase(noun.several, other.several),
    two: phrase(noun.two, other.two),
    ofTwo: phrase(noun.ofTwo, other.ofTwo),
  };
  return (said, size, found) => amountOf(forms, said, size, found);
}

/** A thing whose word never changes. */
function same(word: string): Count {
  const forms: Forms = { one: word, single: word, few: word, several: word, two: '', ofTwo: '' };
  return (said, size, found) => amountOf(forms, said, size, found);
}

/** 3 to 10 of a thing are plural, 11 to 99 accusative, two a dual without a number; so it is behind hundreds too. */
function amountOf(forms: Forms, said: string, size: string | undefined, found: RegExpExecArray): string {
  if (size !== undefined) return `${sized(said, size, found)} ${forms.one}`;
  const [, sign = '', alone] = /^(\D{1,8} )?([12])$/.exec(said) ?? [];
  if (alone === '1' && forms.single !== forms.one) return `${sign}${forms.single}`;
  if (alone === '2' && forms.two !== '') return `${sign}${sign !== '' || isObject(found) ? forms.ofTwo : forms.two}`;
  const number = Number((/[\d.,]+$/.exec(said)?.[0] ?? '').replaceAll(',', ''));
  const rest = number % 100;
  if (!Number.isInteger(number) || rest < 3) return `${said} ${forms.one}`;
  return `${said} ${rest <= 10 ? forms.few : forms.several}`;
}

const plurals: Record<string, string> = { مليون: 'ملايين', مليار: 'مليارات' };

/** “$5m”: signs of magnitude are words that are counted themselves. Words are said as they are written. */
function sized(said: string, size: string, found: RegExpExecArray): string {
  const sign = /^[a-z]/i.test(found.groups?.magnitude ?? '');
  if (said === '1') return size;
  if (said === '2' && sign) return `${size}${isObject(found) ? 'ي' : 'ا'}`;
  return `${said} ${(sign && /(?<![\d.,])(?:[3-9]|10)$/.test(said) ? plurals[size] : undefined) ?? size}`;
}

const measures = 'طول|عرض|ارتفاع|عمق|وزن|قطر';
const measuresOfTa = 'سرع|مساف|مساح|قيم|درج|مد';
const measure = `ال(?:${measures}|(?:${measuresOfTa})ة)|(?:${measures}|(?:${measuresOfTa})ت)ها?`;
const subject = new RegExp(`(?:^|[^\\p{L}\\p{M} ] ?|(?<!\\p{L})و?(?:${measure}) )[وف]?$`, 'u');

/** Whether two of something are no subject (“on 2 km”): they are one first in a sentence, or said of a measure. */
function isObject(found: RegExpExecArray): boolean {
  return !subject.test(before(found));
}

const metre = (prefix: string, adjective = '', tail = '') =>
  thing(`${prefix}متر`, prefix === '' ? 'أمتار' : `${prefix}مترات`, adjective, tail);
const gram = (prefix: string) => thing(`${prefix}غرام`, `${prefix}غرامات`);
const kilometre = metre('كيلو');
/** “في 2024 كم كان عدد السكان؟” asks how many. */
const kilometreOrHowMany: Count = (said, size, found) =>
  /^(?:19|20)\d\d$/.test(said) && /^ (?:كان|كانت|بلغ|بلغت|يبلغ|تبلغ|عدد|نسبة|سعر)(?!\p{L})/u.test(after(found))
    ? found[0]
    : kilometre(said, size, found);
const kilometreAnHour = metre('كيلو', '', 'في الساعة');
const squareKilometre = metre('كيلو', 'مربع');
const squareMetre = metre('', 'مربع');
const cubicMetre = metre('', 'مكعب');
const celsius = thing('درجة', 'درجات', 'مئوية');

export const arabicUnits: Record<string, Count> = {
  كم: kilometreOrHowMany,
  كلم: kilometre,
  km: kilometre,
  'كم/س': kilometreAnHour,
  'كلم/س': kilometreAnHour,
  'كم/ساعة': kilometreAnHour,
  'كلم/ساعة': kilometreAnHour,
  'km/h': kilometreAnHour,
  mph: thing('ميل', 'أميال', '', 'في الساعة'),
  'كم²': squareKilometre,
  كم2: squareKilometre,
  'كم مربع': squareKilometre,
  'كلم مربع': squareKilometre,
  'km²': squareKilometre,
  'م²': squareMetre,
  م2: squareMetre,
  'م مربع': squareMetre,
  'm²': squareMetre,
  'م³': cubicMetre,
  م3: cubicMetre,
  'م مكعب': cubicMetre,
  'm³': cubicMetre,
  م: metre(''),
  m: metre(''),
  سم: metre('سنتي'),
  cm: metre('سنتي'),
  ملم: metre('ملي'),
  مم: metre('ملي'),
  mm: metre('ملي'),
  كغ: gram('كيلو'),
  كغم: gram('كيلو'),
  كجم: gram('كيلو'),
  kg: gram('كيلو'),
  غ: gram(''),
  ملغ: gram('ملي'),
  ملغم: gram('ملي'),
  mg: gram('ملي'),
  مل: thing('مليلتر', 'مليلترات'),
  '°C': celsius,
  ºC: celsius,
  '°م': celsius,
  مْ: celsius,
  '°': thing('درجة', 'درجات'),
  kW: same('كيلوواط'),
  MW: same('ميغاواط'),
  GW: same('غيغاواط'),
  MWh: same('ميغاواط ساعة'),
};

const americanDollar = thing('دولار', 'دولارات', 'أميركي');
const sterling = thing('جنيه', 'جنيهات', 'إسترليني');
const egyptianPound = thing('جنيه', 'جنيهات', 'مصري');
const saudiRiyal = thing('ريال', 'ريالات', 'سعودي');
const qatariRiyal = thing('ريال', 'ريالات', 'قطري');
const emiratiDirham = thing('درهم', 'دراهم', 'إماراتي');
const kuwaitiDinar = thing('دينار', 'دنانير', 'كويتي');

/** What may stand before its number; the percent sign does so too: ٪٥. */
export const arabicCurrencies: Record<string, Count> = {
  '%': ['في المئة', 'في المئة'],
  $: thing('دولار', 'دولارات'),
  US$: americanDollar,
  USD: americanDollar,
  '€': same('يورو'),
  EUR: same('يورو'),
  '£': sterling,
  '¥': same('ين'),
  '₪': thing('شيكل', 'شواكل'),
  '₺': thing('ليرة', 'ليرات', 'تركية'),
  '₽': thing('روبل', 'روبلات'),
  '﷼': thing('ريال', 'ريالات'),
  SAR: saudiRiyal,
  'ر.س': saudiRiyal,
  AED: emiratiDirham,
  'د.إ': emiratiDirham,
  EGP: egyptianPound,
  'ج.م': egyptianPound,
  KWD: kuwaitiDinar,
  'د.ك': kuwaitiDinar,
  QAR: qatariRiyal,
  'ر.ق': qatariRiyal,
  'ل.ل': thing('ليرة', 'ليرات', 'لبنانية'),
  'ل.س': thing('ليرة', 'ليرات', 'سورية'),
};
