import { abbreviations, after, before, dotted } from './speech-abbreviations.ts';
import { counties, dottedWords, englishAbbreviations, englishTitles, sentenceEnds } from './speech-abbreviations-en.ts';
import { acronyms, words } from './speech-acronyms.ts';
import { englishAcronyms } from './speech-acronyms-en.ts';
import { englishAmounts } from './speech-amounts-en.ts';
import { months, shortMonths } from './speech-calendar-en.ts';
import { usPolitics } from './speech-politics-en.ts';
import { dates } from './speech-quantities.ts';
import { englishScores } from './speech-scores-en.ts';
import { englishTimes } from './speech-times-en.ts';
import { edge, oneOf, type Rule, romanValue, saying } from './treatment.ts';

/** Names that kings, queens and popes have: after them a Roman number is an ordinal. */
const regnal = oneOf(
  words(
    `Elizabeth Charles James George Henry William Edward Richard Mary John Paul Pius Leo Gregory Clement Innocent Urban Benedict
    Francis Louis Philip Felipe Alfonso Carlos Juan Napoleon Nicholas Alexander Peter Catherine Frederick Wilhelm Ferdinand Joseph
    Leopold Albert Baudouin Christian Margrethe Harald Gustaf Gustav Haakon Olav Umberto Victor Emmanuel Abdullah Hussein Hassan
    Mohammed Faisal Ramses Rama Tawadros Bartholomew Malcolm Robert Constantine Pedro Isabella`,
  ),
);
const crown = /(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Patriarch|Prince) (?:\p{Lu}\p{Ll}{1,14} ){1,2}$/u;

const numbered = /(?:War|Part|Chapter|Phase|Act|Volume|Type|Class|Title|Article|Mark|Book|Section) $/;

const roman: Rule = saying(
  new RegExp(`(?<=\\p{Lu}\\p{Ll}{1,14} )(?:[IVXL]{1,7})(?:'s)?${edge.after}`, 'gu'),
  (found) => {
    const [letters = '', tail] = found[0].split("'");
    const value = romanValue(letters);
    if (value === undefined || letters === 'L') return undefined;
    const left = before(found, 48);
    const reigns = new RegExp(`(?:^|[^\\p{L}])(?:${regnal}) $`, 'u').test(left) || crown.test(left);
    const possessive = tail === undefined ? '' : "'s";
    if (letters.length > 1) return `${reigns ? `the ${ordinal(value)}` : value}${possessive}`;
    // “Elizabeth I was”: I, or the First? Only a title before it, or no verb after it, makes a number of it.
    if (!reigns)
      return numbered.test(left) &&
        (letters !== 'I' || /World War $/.test(left) || /^(?: of |[,;:)]|$)/.test(after(found)))
        ? `${value}${possessive}`
        : undefined;
    if (letters === 'I' && !crown.test(left) && !/^(?:[,.;:)]|$)/.test(after(found))) return undefined;
    if (letters === 'X' && /Malcolm $/.test(left)) return undefined;
    return `the ${ordinal(value)}${possessive}`;
  },
);

function ordinal(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`;
}

const american = (unit: { voice: { language: string } }) => unit.voice.language === 'en-US';

export const englishRules: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}/])(24\/7|9\/11|9-5|9-to-5)(?![\p{L}\p{N}/])/gu, ([written]) =>
    written.includes('/') ? written.replace('/', ' ') : '9 to 5',
  ),
  ...dates((day, number, year) => `${months[number - 1]} ${day}, ${year}`, american),
  ...englishTimes,
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
  roman,
  saying(
    new RegExp(`${edge.before}WW(II|I|[12])${edge.after}`, 'gu'),
    ([, war = '']) => `World War ${war.length === 2 || war === '2' ? 2 : 1}`,
  ),
  ...acronyms(englishAcronyms, 'and'),
];
