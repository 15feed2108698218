import { arabicAbbreviations } from './speech-abbreviations-ar.ts';
import { acronyms, words } from './speech-acronyms.ts';
import { arabicCurrencies, arabicUnits } from './speech-counts-ar.ts';
import { arabicDates } from './speech-dates-ar.ts';
import { articleBeforeSigns, attached } from './speech-grammar-ar.ts';
import { romanNumerals } from './speech-numerals-ar.ts';
import { quantities } from './speech-quantities.ts';
import { arabicPair, resultAfter, resultBefore } from './speech-scores-ar.ts';
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
