import { abbreviations, after, before, dotted } from './abbreviations.ts';
import { counties, dottedWords, englishAbbreviations, englishTitles, sentenceEnds } from './abbreviations-en.ts';
import { acronyms } from './acronyms.ts';
import { englishAcronyms } from './acronyms-en.ts';
import { englishAmounts } from './amounts-en.ts';
import { months, shortMonths, spans } from './calendar-en.ts';
import { romanNumerals } from './numerals-en.ts';
import { usPolitics } from './politics-en.ts';
import { dates } from './quantities.ts';
import { englishScores } from './scores-en.ts';
import { englishTimes } from './times-en.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

const american = (unit: { voice: { language: string } }) => unit.voice.language === 'en-US';

/** 9-5 is also a result. */
function officeHours(found: RegExpExecArray): boolean {
  const hours =
    /^,? (?:Mon(?:day)?|jobs?|grind|work|workers?|working|shifts?|office|routine|culture|hours|schedule|life)(?!\p{L})/u;
  return (
    hours.test(after(found)) || /(?:[Ww]ork(?:s|ed|ing)?|[Oo]pen|Mon(?:day)?[-–]Fri(?:day)?,?) $/.test(before(found))
  );
}

export const englishRules: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}/])(24\/7|9\/11|9-5|9-to-5)(?![\p{L}\p{N}/])/gu, (found) => {
    const [written] = found;
    if (written.includes('/')) return written.replace('/', ' ');
    return written !== '9-5' || officeHours(found) ? '9 to 5' : undefined;
  }),
  ...dates((day, number, year) => `${months[number - 1]} ${day}, ${year}`, american),
  ...englishTimes,
  spans,
  // 5'10", six feet tall
  saying(/(?<![\p{L}\p{N}])([3-8])'(\d{1,2})(?:"|''|″)/gu, ([, feet, inches]) => `${feet} foot ${inches}`),
  ...englishScores,
  ...englishAmounts,
  ...usPolitics,
  dotted(sentenceEnds, dottedWords),
  abbreviations(englishAbbreviations, englishTitles, sentenceEnds),
  // Without a point, as British papers write them.
  saying(/(?<=[ (])(?:eg|ie)(?= \p{L})/gu, ([short]) => (short === 'eg' ? 'for example' : 'that is')),
  saying(/(?<![\p{L}\p{N}])([Aa])pprox(?= \d)/gu, ([, first]) => `${first}pproximately`),
  saying(/(?<![\p{L}\p{N}])Rt (Hon|Rev)(?= \p{Lu})/gu, ([, rank]) =>
    rank === 'Hon' ? 'Right Honourable' : 'Right Reverend',
  ),
  saying(new RegExp(`(?<=(?<!\\p{L})\\p{Ll}{1,15} |, )Co(?= (?:${counties})${edge.after})`, 'gu'), () => 'County'),
  saying(
    new RegExp(`${edge.before}(Mr|Mrs|Ms|Dr|Prof|St|Lt|Col|Sgt|Rev|vs|v|approx)(?= \\p{Lu})${edge.after}`, 'gu'),
    (found) => {
      const word = found[1] ?? '';
      const entry = Object.hasOwn(englishAbbreviations, word) ? englishAbbreviations[word] : undefined;
      return typeof entry === 'function' ? entry(found) : entry;
    },
  ),
  saying(
    new RegExp(
      `(?<=\\d(?:st|nd|rd|th)?[ -])(${oneOf(Object.keys(shortMonths))})${edge.after}|${edge.before}(${oneOf(Object.keys(shortMonths))})(?= \\d)`,
      'gu',
    ),
    ([, one, other]) => {
      const short = one ?? other ?? '';
      return short === 'May' ? undefined : shortMonths[short];
    },
  ),
  ...romanNumerals,
  saying(
    new RegExp(`${edge.before}WW(II|I|[12])${edge.after}`, 'gu'),
    ([, war = '']) => `World War ${war.length === 2 || war === '2' ? 2 : 1}`,
  ),
  ...acronyms(englishAcronyms, 'and'),
];
