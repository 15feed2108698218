import { arabicAbbreviations } from './abbreviations-ar.ts';
import { acronyms, words } from './acronyms.ts';
import { arabicCurrencies, arabicUnits } from './counts-ar.ts';
import { arabicDates } from './dates-ar.ts';
import { articleBeforeSigns, attached } from './grammar-ar.ts';
import { romanNumerals } from './numerals-ar.ts';
import { quantities } from './quantities.ts';
import { arabicPair, resultAfter, resultBefore } from './scores-ar.ts';
import { dropping, type Rule } from './treatment.ts';

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

export const arabicRules: readonly Rule[] = [
  ...arabicDates,
  dropping(articleBeforeSigns, ''),
  quantities({
    decimal: () => '.',
    minus: 'سالب',
    attached,
    range: arabicPair,
    score: (one, other) => `${one} مقابل ${other}`,
    resultBefore,
    resultAfter,
    magnitudes: size,
    units: arabicUnits,
    currencies: arabicCurrencies,
    money: (amount, _, sign) => `${amount} ${sign}`,
  }),
  ...arabicAbbreviations,
  romanNumerals,
  ...acronyms(
    {
      spelled: words(
        `BBC AFP AP CNN KCNA EU UN US USA UK UAE FBI CIA IMF WHO WTO IAEA GDP NBA TV AI PDF HIV DNA GPS CEO HSBC
        IBM BMW MBC NBC GCC`,
      ),
      words: words('NATO UNESCO UNICEF OPEC FIFA UEFA NASA COVID AIDS BRICS ASEAN'),
      others: {},
      plain: words(''),
    },
    'و',
    // Behind Arabic letters too: وBBC, الـNATO.
    '(?<![\\p{Script=Latin}\\p{N}\\p{M}])',
  ),
];
