import type { Unit } from '../script.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

/** What counts one of a thing, and what counts several. */
export type Pair = readonly [one: string, several: string];

/**
 * One of a thing and several of it, as they are said; or, in a language that has more forms, how an amount of it is
 * said: `said` is its number, `size` the word of its magnitude.
 */
export type Count = Pair | ((said: string, size: string | undefined, found: RegExpExecArray) => string);

/** How a language says amounts. Numbers themselves are said by Polly, as digits. */
export type Measures = {
  /** The sign before decimals in what an edition writes; the other one groups thousands. */
  decimal: (unit: Unit) => '.' | ',';
  minus: string;
  /** Letters that are written together with a number after them, for a pattern's source. */
  attached?: string;
  /** 10-15 people; what stands around them may choose the word. */
  range: (from: string, to: string, found: RegExpExecArray) => string;
  /** 3-1. */
  score: (one: string, other: string) => string;
  /** Words around a pair of numbers that rises and is a result all the same: “lost 1-3”. */
  resultBefore: RegExp;
  resultAfter: RegExp;
  /** Signs of magnitude beside a currency, and words of it. */
  magnitudes: Record<string, string>;
  units: Record<string, Count>;
  currencies: Record<string, Count>;
  /** `amount` with its magnitude, of a currency. */
  money: (amount: string, magnitude: string | undefined, currency: string) => string;
  /** Whether an amount goes before a noun with its unit as one: “a 5 km run”. */
  attributive?: (found: RegExpExecArray) => boolean;
};

const number = String.raw`\d{1,3}(?:[.,\u00a0]\d{3}){1,5}(?:[.,]\d{1,6})?(?!\d)|\d{1,15}(?:[.,]\d{1,6})?(?!\d)`;

/**
 * Amounts: numbers that Polly is known to get wrong (1,386.5 and, in Spanish, 2.500), ranges and results, percentages,
 * units, money with its magnitude. A plain number is left to Polly.
 */
export function quantities(measures: Measures): Rule {
  const start = '(?<![\\p{L}\\p{N}\\p{M}.,:/)#]|\\+(?=\\d))';
  // Arabic writes “and” and “with” together with the number.
  const begin = measures.attached === undefined ? start : `(?:${start}|(?<=${start}${measures.attached}))`;
  const currency = oneOf(Object.keys(measures.currencies));
  const magnitude = oneOf(Object.keys(measures.magnitudes));
  const unit = oneOf(Object.keys(measures.units));
  const pattern = new RegExp(
    `${begin}(?:(?<before>${currency})[ \\u00a0]?)?(?<sign>-)?` +
      `(?<first>${number})(?:(?<dash>[ \\u00a0]?[-–—][ \\u00a0]?)(?<second>${number}))?` +
      `(?:[ \\u00a0]?(?<magnitude>${magnitude})(?![\\p{L}\\p{N}\\p{M}]|\\.[A-Za-z]|/s(?!\\p{L})))?` +
      `(?:(?<gap>[ \\u00a0]?)(?<unit>${currency}|${unit})(?![\\p{L}\\p{N}\\p{M}²³/]|\\.[A-Za-z]))?` +
      '(?![\\p{L}\\p{N}\\p{M}º°ª%]|[.,:/]\\d|[-–—]\\d)',
    'gu',
  );
  return saying(pattern, (found, spoken) => amountOf(found, spoken, measures));
}

type Amount = { before?: string; sign?: string; first: string; second?: string; magnitude?: string; unit?: string };

function amountOf(found: RegExpExecArray, spoken: Unit, measures: Measures): string | undefined {
  const amount: Amount = { first: '', ...found.groups };
  if (!standsAlone(found, amount)) return undefined;
  const decimal = measures.decimal(spoken);
  const { before, sign, first, second } = amount;
  const { currency, measure, size } = measureOf(amount, measures);
  const measured = currency !== undefined || measure !== undefined || size !== undefined;
  const minus = sign === undefined ? '' : `${measures.minus} `;
  const said =
    second === undefined ? `${minus}${digitsOf(first, decimal)}` : pairOf(found, decimal, measures, measured);
  if (said === undefined) return undefined;
  // “$5 kg”: nobody writes that; what follows is left to Polly with the rest.
  if (currency !== undefined && before !== undefined && amount.unit !== undefined) return undefined;
  const one = first === '1' && second === undefined && size === undefined;
  const form = one || measures.attributive?.(found) ? 0 : 1;
  const thing = currency ?? measure;
  if (typeof thing === 'function') return thing(said, size, found);
  const sized = size === undefined ? said : `${said} ${size}`;
  if (thing !== undefined) {
    return currency === undefined ? `${sized} ${thing[form]}` : measures.money(said, size, thing[form]);
  }
  return sized === found[0].replaceAll('\u00a0', ' ') ? undefined : sized;
}

/** Not so “F-16” and “555-1234-9”, whose hyphen belongs to what stands before it; Arabic's “and” touches a minus. */
function standsAlone({ input, index }: RegExpExecArray, { before, sign }: Amount): boolean {
  const previous = input[index - 1] ?? ' ';
  if (sign !== undefined && before === undefined) return /[\s("'“«\u00a0و]/u.test(previous);
  return before !== undefined || !/[-–—]/.test(previous) || !/\S/.test(input[index - 2] ?? ' ');
}

/** “5 m” is a length; beside a currency or another unit (“150m km”), or as a word, it counts millions. */
function measureOf({ before, magnitude = '', unit = '' }: Amount, measures: Measures) {
  const currency = measures.currencies[before ?? unit];
  const size = measures.magnitudes[magnitude];
  const length = currency === undefined && unit === '' ? measures.units[magnitude] : undefined;
  return length === undefined ? { currency, size, measure: measures.units[unit] } : { measure: length };
}

/**
 * Digits as Polly understands them. Thousands stay grouped where there are no decimals and a comma groups them: English
 * would say a bare 1386 as a year.
 */
function digitsOf(written: string, decimal: '.' | ','): string {
  const group = decimal === '.' ? ',' : '.';
  const grouped = new RegExp(`^[1-9]\\d{0,2}(?:\\${group}\\d{3})+$|^[1-9]\\d{0,2}(?:\\u00a0\\d{3})+$`);
  if (grouped.test(written)) {
    return decimal === '.' ? written.replaceAll('\u00a0', ',') : written.replace(/[.\u00a0]/g, '');
  }
  const last = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
  if (last < 0) return written.replaceAll('\u00a0', '');
  const whole = written.slice(0, last).replace(/[.,\u00a0]/g, '');
  // Both 1,386.5 and 1.386,5 mean their last sign; one sign that appears twice groups.
  if (written.indexOf(written.charAt(last)) < last) return written.replace(/[.,\u00a0]/g, '');
  return `${whole}${decimal}${written.slice(last + 1)}`;
}

/** “Boeing 737-800”, “ATR 72-600”: a model and what is made of it. */
const maker =
  /(?<!\p{L})(?:Boeing|Airbus|Embraer|Bombardier|Antonov|Tupolev|Fokker|بوينغ|إيرباص|إمبراير|ATR|CRJ|ERJ|MD) $/u;
/** “No. 22-451”: the number of a case. */
const caseNumber = /(?<!\p{L})(?:No\.|[Nn]\.º|[Nn]úm\.|رقم) $/u;

/** Whether two numbers with a hyphen between them are a name: of an aircraft, of a case at law. */
function isName({ input, index }: RegExpExecArray, first: string, second: string): boolean {
  const left = input.slice(Math.max(0, index - 16), index);
  if (caseNumber.test(left) || (first.length > 1 && second.length - first.length > 1)) return true;
  return /^\d00$/.test(second) && (/^7[0-8]7$/.test(first) || (first.length > 1 && maker.test(left)));
}

/**
 * Two numbers with a dash between them. They are a range if the second is more, and a result (“3, 1”) if it is less or
 * the same and both are below 200, or if words of a match stand around them. What may be a telephone number, or a name,
 * is left alone.
 */
function pairOf(found: RegExpExecArray, decimal: '.' | ',', measures: Measures, measured: boolean): string | undefined {
  const { first = '', second = '', dash = '-' } = found.groups ?? {};
  const one = digitsOf(first, decimal);
  const other = digitsOf(second, decimal);
  if (measured) return measures.range(one, other, found);
  const whole = /^\d+$/.test(first) && /^\d+$/.test(second);
  if (!whole) return dash.length > 1 ? undefined : measures.range(one, other, found);
  if (dash === '-' && isName(found, first, second)) return undefined;
  if (/^0\d/.test(second) && first.length !== 4) return undefined;
  const from = Number(first);
  const to = Number(second);
  if (first.length === 4 && second.length === 2) {
    return to > from % 100 ? measures.range(first, `${first.slice(0, 2)}${second}`, found) : undefined;
  }
  if (dash.includes('-') && first.length === 3 && second.length === 4) return undefined;
  if (from < 200 && to < 200 && (from >= to || isResult(found, measures))) return measures.score(one, other);
  return from < to ? measures.range(one, other, found) : undefined;
}

function isResult({ 0: written, index, input }: RegExpExecArray, measures: Measures): boolean {
  const end = index + written.length;
  return (
    measures.resultBefore.test(input.slice(Math.max(0, index - 48), index)) &&
    measures.resultAfter.test(input.slice(end, end + 16))
  );
}

/** A date as numbers, day before month except where `monthFirst`; undefined if there is no such day. */
export function dateOf(first: string, second: string, monthFirst: boolean): { day: number; month: number } | undefined {
  const [one, other] = [Number(first), Number(second)];
  const [day, month] = (monthFirst && one <= 12) || other > 12 ? [other, one] : [one, other];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { day, month } : undefined;
}

/** “24/11/2026”, “24.11.2026” and “2026-11-24”, said by `say`; `monthFirst` is American. */
export function dates(
  say: (day: number, month: number, year: string) => string,
  monthFirst: (unit: Unit) => boolean,
): Rule[] {
  return [
    saying(
      /(?<![\p{L}\p{N}./-])(\d{4})-(\d\d)-(\d\d)(?![\p{N}/-]|[.,]\d|\p{L})/gu,
      ([, year = '', month = '', day = '']) => {
        const date = Number(month) > 12 ? undefined : dateOf(day, month, false);
        return date && say(date.day, date.month, year);
      },
    ),
    saying(
      /(?<![\p{L}\p{N}./-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\p{N}/-]|[.,]\d|\p{L})/gu,
      ([, one = '', , other = '', year = ''], unit) => {
        const date = dateOf(one, other, monthFirst(unit));
        return date && say(date.day, date.month, year);
      },
    ),
  ];
}
