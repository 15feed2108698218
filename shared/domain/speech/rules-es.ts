import type { Unit } from '../script.ts';
import { abbreviations, after, before, dotted } from './abbreviations.ts';
import { months, phrase, pointOutside, sentenceEnds, spanishAbbreviations, spanishTitles } from './abbreviations-es.ts';
import { acronyms } from './acronyms.ts';
import { spanishAcronyms } from './acronyms-es.ts';
import { rememberedDays, surely } from './amounts-es.ts';
import { spanishDateline } from './dateline-es.ts';
import { ordinalNumbers, romanNumerals } from './ordinals-es.ts';
import { dates, quantities } from './quantities.ts';
import { spanishTimes } from './times-es.ts';
import { oneOf, type Rule, saying } from './treatment.ts';
import { spanishCurrencies, spanishUnits } from './units-es.ts';

/** Spain writes 1.386,5, Mexico and the United States 1,386.5. */
const decimal = ({ voice }: Unit) => (voice.language === 'es-ES' ? ',' : '.');

const anyMonth = new RegExp(`^ de (?:${oneOf(months)})(?!\\p{L})`, 'u');

/** “entre 5-10 €” is “y”, “del 10-15 de mayo” is “al”. */
function rangeOf(from: string, to: string, found: RegExpExecArray): string {
  const left = before(found);
  const next = after(found, 24);
  const [between, article = ''] = /(?<!\p{L})[Ee]ntre ((?:el|los|las|unos|unas) )?$/u.exec(left) ?? [];
  if (between !== undefined && !/^ y \d/.test(next)) return `${from} y ${article === 'el ' ? article : ''}${to}`;
  const isSpan = /(?<!\p{L})[Dd]el $/u.test(left) && (found.groups?.unit !== undefined || anyMonth.test(next));
  return `${from} ${isSpan ? 'al' : 'a'} ${to}`;
}

export const spanishRules: readonly Rule[] = [
  spanishDateline,
  ...dates(
    (day, number, year) => `${day} de ${months[number - 1]} de ${year}`,
    () => false,
  ),
  ...spanishTimes,
  ...ordinalNumbers,
  saying(/(?<![\p{L}\p{N}])(?:[Nn]\.?[º°]|№)(?= ?\d)/gu, (found) => `número${/^\d/.test(after(found)) ? ' ' : ''}`),
  saying(/(?<![\p{L}\p{N}])D\.ª(?= \p{Lu})/gu, () => 'doña'),
  saying(/(?<![\p{L}\p{N}])M\.?ª(?![\p{L}\p{N}])/gu, () => 'María'),
  saying(/(?<![\p{L}\p{N}/])[Cc]\/ ?(?=(?:(?:de|del|la|las|los) ){0,2}\p{Lu}\p{Ll})/gu, () => 'calle '),
  saying(/(?<![\p{L}\p{N}/])s\/n(?![\p{L}\p{N}/])/gu, () => 'sin número'),
  saying(/(?<![\p{L}\p{N}])P\.?º(?= (?:de |del )?(?:la )?\p{Lu})/gu, () => 'paseo'),
  rememberedDays,
  // £3m and $1.2bn are English; without a currency m are metres.
  saying(
    /(?<![\p{L}\p{N}])(US\$|[$£€])[ \u00a0]?(\d{1,4}(?:[.,]\d{1,2})?)(m|mn|bn|b|B)(?![\p{L}\p{N}\p{M}])/gu,
    ([, sign = '', amount = '', size = ''], unit) => {
      const millions = /^b/i.test(size) ? 'mil millones' : 'millones';
      return `${amount.replace(/[.,]/, decimal(unit))} ${millions} de ${spanishCurrencies[sign]?.[1]}`;
    },
  ),
  pointOutside(
    surely(
      quantities({
        decimal,
        minus: 'menos',
        range: rangeOf,
        score: (one, other) => `${one} a ${other}`,
        // A result that rises is said as a range is.
        resultBefore: /(?!)/,
        resultAfter: /(?!)/,
        magnitudes: {
          M: 'millones',
          mill: 'millones',
          'mill.': 'millones',
          'mill. de': 'millones de',
          k: 'mil',
          mil: 'mil',
          millón: 'millón',
          millones: 'millones',
          'mil millones': 'mil millones',
          billón: 'billón',
          billones: 'billones',
          'millones de': 'millones de',
          'mil millones de': 'mil millones de',
        },
        units: spanishUnits,
        currencies: spanishCurrencies,
        money: (amount, magnitude, currency) =>
          `${amount}${magnitude === undefined ? '' : ` ${magnitude.replace(/ll(?:ón|ones)$/, '$& de')}`} ${currency}`,
      }),
    ),
  ),
  phrase,
  abbreviations(spanishAbbreviations, spanishTitles, sentenceEnds),
  dotted(sentenceEnds, {}),
  ...romanNumerals,
  ...acronyms(spanishAcronyms, 'y'),
];
