import type { Unit } from './script.ts';
import { abbreviations, after, dotted } from './speech-abbreviations.ts';
import {
  months,
  phrase,
  sentenceEnds,
  shortMonths,
  spanishAbbreviations,
  spanishTitles,
} from './speech-abbreviations-es.ts';
import { acronyms } from './speech-acronyms.ts';
import { spanishAcronyms } from './speech-acronyms-es.ts';
import { ordinal, romanNumerals } from './speech-ordinals-es.ts';
import { dates, quantities } from './speech-quantities.ts';
import { spanishCurrencies, spanishUnits } from './speech-units-es.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

/** Spain writes 1.386,5, Mexico and the United States 1,386.5. */
const decimal = ({ voice }: Unit) => (voice.language === 'es-ES' ? ',' : '.');
const million = /mill|bill/;

export const spanishRules: readonly Rule[] = [
  ...dates(
    (day, number, year) => `${day} de ${months[number - 1]} de ${year}`,
    () => false,
  ),
  saying(
    new RegExp(
      `(?<![\\p{L}\\p{N}.,/-])(\\d{1,2})[ -](${oneOf(Object.keys(shortMonths))})\\.?(?:[ -](\\d{4}))?${edge.after}`,
      'gu',
    ),
    ([written, day, short = '', year]) => {
      const said = `${day} de ${shortMonths[short]}${year === undefined ? '' : ` de ${year}`}`;
      return short === 'mar' && year === undefined && !written.endsWith('.') ? undefined : said;
    },
  ),
  // 18:30, 18.30 h, 18:00 horas
  saying(
    /(?<![\p{L}\p{N}.,:/-])([01]?\d|2[0-3])(?::([0-5]\d)(?: ?(?:h|hs|hrs)\.?(?!\p{L}))?|\.([0-5]\d) ?(?:h|hs|hrs)\.?(?!\p{L})|[.]([0-5]\d)(?= horas))(?![\p{N}]|[.:,]\d)/gu,
    (found) => {
      const minutes = Number(found[2] ?? found[3] ?? found[4]);
      const hour = Number(found[1]);
      if (minutes > 0) return `${hour} y ${minutes}`;
      return /^ horas/.test(after(found)) ? String(hour) : `${hour} horas`;
    },
  ),
  saying(
    /(?<![\p{L}\p{N}.,:/-])(\d{1,3})(?:\.?(º|ª|er)|\.([oa]))(?![\p{L}\p{N}]|[CF]\b)/gu,
    ([, digits, sign, letter]) => ordinal(Number(digits), sign === 'ª' || letter === 'a', sign === 'er'),
  ),
  saying(/(?<![\p{L}\p{N}])(?:[Nn]\.?[º°]|N[º°]|№)(?= ?\d)/gu, () => 'número'),
  saying(/(?<![\p{L}\p{N}])D\.ª(?= \p{Lu})/gu, () => 'doña'),
  saying(/(?<![\p{L}\p{N}])c\/(?= ?\p{Lu})/gu, () => 'calle '),
  quantities({
    decimal,
    minus: 'menos',
    range: (from, to) => `${from} a ${to}`,
    score: (one, other) => `${one} a ${other}`,
    resultBefore: /$/,
    resultAfter: /^/,
    magnitudes: {
      M: 'millones',
      mill: 'millones',
      k: 'mil',
      mil: 'mil',
      millón: 'millón',
      millones: 'millones',
      'mil millones': 'mil millones',
      billón: 'billón',
      billones: 'billones',
      'millones de': 'millones',
      'mil millones de': 'mil millones',
    },
    units: spanishUnits,
    currencies: spanishCurrencies,
    money: (amount, magnitude, currency) =>
      `${amount}${magnitude === undefined ? '' : ` ${magnitude}${million.test(magnitude) ? ' de' : ''}`} ${currency}`,
  }),
  phrase,
  abbreviations(spanishAbbreviations, spanishTitles, sentenceEnds),
  dotted(sentenceEnds, {}),
  ...romanNumerals,
  ...acronyms(spanishAcronyms, 'y'),
];
