import { sentenceEnds } from './abbreviations-en.ts';
import { dottedStates, pointedStates, postalStates } from './states-en.ts';
import { edge, oneOf, type Rule } from './treatment.ts';

const states: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(pointedStates).map(([short, name]) => [`${short}.`, name])),
  ...dottedStates,
  ...postalStates,
  ...Object.fromEntries(Object.values(postalStates).map((name) => [name, name])),
};
const parties: Readonly<Record<string, string>> = { D: 'Democrat', R: 'Republican', I: 'Independent' };

/** A rule whose point at the end stays outside where it also ends the sentence. */
function pointed(pattern: RegExp, words: (found: RegExpExecArray) => string): Rule {
  return {
    pattern,
    treat: (found) => {
      const length = found[0].length - (found[0].endsWith('.') && sentenceEnds(found) ? 1 : 0);
      return { kind: 'say', as: words(found), from: found.index, to: found.index + length };
    },
  };
}

/** “R-S.D.”, “(D-Ariz.)”; “Albany, N.Y.” */
export const usPolitics: readonly Rule[] = [
  pointed(
    new RegExp(`(?<![\\p{L}\\p{N}\\p{M}.-])([DRI])-(${oneOf(Object.keys(states))})${edge.after}(?![-'])`, 'gu'),
    ([, party = '', state = '']) => `${parties[party]}, ${states[state]}`,
  ),
  pointed(
    new RegExp(`(?<=\\p{L}, )(?:${oneOf(Object.keys(dottedStates))})${edge.after}`, 'gu'),
    ([state]) => states[state] ?? state,
  ),
];
