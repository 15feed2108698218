import { after, before } from './abbreviations.ts';
import { isAttributive } from './attributive-en.ts';
import { degrees } from './degrees-en.ts';
import { isDoubtful } from './doubts-en.ts';
import { millions } from './millions-en.ts';
import { type Pair, quantities } from './quantities.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';
import { englishCurrencies, englishUnits } from './units-en.ts';

const cents: Pair = ['cent', 'cents'];
const coins: Record<string, Pair> = {
  $: cents,
  US$: cents,
  C$: cents,
  CA$: cents,
  A$: cents,
  AU$: cents,
  NZ$: cents,
  HK$: cents,
  S$: cents,
  '€': cents,
  '£': ['penny', 'pence'],
};

/** £1.50 is said as a price, £1.50m as a number. */
const prices = saying(
  new RegExp(
    `(?<![\\p{L}\\p{N}\\p{M}.,:/)#])(${oneOf(Object.keys(coins))})(\\d{1,3}(?:,\\d{3}){1,3}|\\d{1,6})\\.(\\d\\d)` +
      '(?![\\p{L}\\p{N}\\p{M}%]|[.,]\\d|[-–—]\\d|/[$£€\\d]|' +
      '[ \\u00a0]?(?:k|mn?|M|bn|B|tn|T|thousand|million|billion|trillion)(?!\\p{L}))',
    'gu',
  ),
  (found) => {
    const [, sign = '', whole = '', small = ''] = found;
    const attributive = isAttributive(found);
    const coin = Number(small);
    const coinName = coins[sign]?.[coin === 1 || (attributive && sign !== '£') ? 0 : 1];
    if (Number(whole) === 0 && coin > 0) return `${coin} ${coinName}`;
    const amount = `${whole} ${englishCurrencies[sign]?.[whole === '1' || attributive ? 0 : 1]}`;
    if (coin === 0) return amount;
    return coin < 10 ? `${amount} ${coin} ${coinName}` : `${amount} ${coin}`;
  },
);

const each: Record<string, string> = {
  bbl: 'a barrel',
  barrel: 'a barrel',
  gal: 'a gallon',
  gallon: 'a gallon',
  l: 'a litre',
  litre: 'a litre',
  kg: 'a kilogram',
  lb: 'a pound',
  oz: 'an ounce',
  ton: 'a ton',
  tonne: 'a tonne',
  t: 'a tonne',
  MWh: 'a megawatt hour',
  kWh: 'a kilowatt hour',
  hour: 'an hour',
  hr: 'an hour',
  day: 'a day',
  night: 'a night',
  week: 'a week',
  wk: 'a week',
  month: 'a month',
  mo: 'a month',
  year: 'a year',
  yr: 'a year',
  season: 'a season',
  share: 'a share',
  person: 'a person',
  head: 'a head',
};

const illness = 'cases?|deaths?|patients?|infections?|vaccines?|tests?|drugs?|treatments?|outbreaks?';
const squad = 'squad|team|side|athletes?|coach|captain|medals?|swimmers?|rowers?|cyclists?|women|men';

/** Stretches of amounts that are no plain number with a unit. */
const peculiar: readonly Rule[] = [
  // Tuberculosis and Great Britain, no bytes.
  saying(
    new RegExp(`${edge.before}(?:TB(?= (?:${illness})(?!\\p{L}))|GB(?= (?:${squad})(?!\\p{L})))`, 'gu'),
    ([written]) => written.split('').join(' '),
  ),
  ...millions,
  degrees,
  prices,
  // £10/£12
  saying(
    /(?<![\p{L}\p{N}\p{M}.,:/)#])([$£€])(\d{1,6}(?:\.\d\d)?)\/\1(\d{1,6}(?:\.\d\d)?)(?![\p{L}\p{N}/]|[.,]\d)/gu,
    ([, sign = '', first, second]) => `${first} or ${second} ${englishCurrencies[sign]?.[1]}`,
  ),
  // 6ft 2in; inches alone only where they are written with the number.
  saying(
    new RegExp(
      `${edge.before}(?<![.,])(\\d{1,2}) ?ft ?(\\d{1,2})(?:ins?${edge.after}|` +
        ' ins?(?=[.,;:)]|$| (?:tall|long|high|wide)))',
      'gu',
    ),
    (found) => {
      const [, feet, inches] = found;
      return after(found).startsWith(' of ') ? `${feet} feet ${inches} inches` : `${feet} foot ${inches}`;
    },
  ),
  saying(
    new RegExp(`${edge.before}(?<![.,:/-])(\\d{1,3}(?:\\.\\d)?)ins?${edge.after}`, 'gu'),
    (found) => `${found[1]} inch${found[1] === '1' || isAttributive(found) ? '' : 'es'}`,
  ),
  // 12st 4lb; alone, 1st and 21st are none.
  saying(
    new RegExp(`${edge.before}(?<![.,])(?:(\\d{1,2})st ?(\\d{1,2}) ?lbs?|(11|\\d?[02-9])st)${edge.after}`, 'gu'),
    ([, stone, pounds, alone]) => (alone === undefined ? `${stone} stone ${pounds}` : `${alone} stone`),
  ),
  // a 10-km run
  saying(
    new RegExp(`${edge.before}(?<![.,:/-])(\\d{1,4}(?:\\.\\d)?)-(km|m|cm|mm|ft|kg|lb|mph|kph|MW|GW)(?= \\p{L})`, 'gu'),
    ([, amount, unit = '']) => `${amount} ${englishUnits[unit]?.[0]}`,
  ),
  // 52%-48%
  saying(
    new RegExp(
      `${edge.before}(?<![.,+-])(\\d{1,3}(?:\\.\\d{1,2})?)%[-–](\\d{1,3}(?:\\.\\d{1,2})?)%${edge.after}`,
      'gu',
    ),
    ([, from, to]) => `${from} to ${to} percent`,
  ),
  // The sign of a rise; that of +44 opens a telephone number.
  saying(/(?<![^\s(])\+(\d{1,4}(?:\.\d{1,3})?)[ \u00a0]?%(?![\p{L}\p{N}])/gu, ([, amount]) => `plus ${amount} percent`),
];

const amounts = quantities({
  decimal: () => '.',
  minus: 'minus',
  range: (from, to, found) => `${from} ${/(?<!\p{L})[Bb]etween $/u.test(before(found)) ? 'and' : 'to'} ${to}`,
  score: (one, other) => `${one}, ${other}`,
  resultBefore:
    /(?:beat|beaten|beats|won|win|wins|lost|lose|loss|drew|draw|defeat|defeated|victory|(?<!(?:pain|credit|test|risk|exam) )score|scored|led|lead|trailed|trailing|down|behind|finished|penalties|aggregate|voted|vote)(?:[ ,]|$)/,
  resultAfter:
    /^(?:['"”’]?[.,;:!?)]|$| (?:to|against|at|on|in|after|with|win|victory|defeat|loss|draw|lead|and|over|by|thanks|away|home|down|behind|from|aggregate)(?:[^\p{L}]|$))/u,
  magnitudes: {
    k: 'thousand',
    m: 'million',
    mn: 'million',
    M: 'million',
    bn: 'billion',
    B: 'billion',
    tn: 'trillion',
    T: 'trillion',
    thousand: 'thousand',
    million: 'million',
    billion: 'billion',
    trillion: 'trillion',
  },
  units: englishUnits,
  currencies: englishCurrencies,
  money: (amount, magnitude, currency) => `${amount}${magnitude === undefined ? '' : ` ${magnitude}`} ${currency}`,
  attributive: isAttributive,
});

export const englishAmounts: readonly Rule[] = [
  ...peculiar,
  { ...amounts, treat: (found, unit) => (isDoubtful(found) ? undefined : amounts.treat(found, unit)) },
  saying(/(?<![^\s(]|[$£€¥]\S{1,8} )[-+](?=(?:US|CA?|AU?|NZ|HK|S)?[$£€¥]\d)/gu, ([sign]) =>
    sign === '-' ? 'minus ' : 'plus ',
  ),
  // £5m-a-year, $85/bbl
  saying(
    /(?<=[\p{L}\d])-(an?)-(day|night|week|month|year|hour|head|person|game|barrel|litre|share|ticket)(?!\p{L})/gu,
    ([, article, unit]) => ` ${article} ${unit}`,
  ),
  saying(
    new RegExp(
      '(?<=[$£€¥]\\d{1,6}(?:[.,]\\d{1,3}){0,4}(?:m|bn|k)?)/' +
        `(${oneOf(Object.keys(each))})(?:\\.(?= \\p{Ll}))?${edge.after}`,
      'gu',
    ),
    ([, unit = '']) => ` ${each[unit]}`,
  ),
];
