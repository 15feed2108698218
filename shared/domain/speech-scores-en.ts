import { after, before } from './speech-abbreviations.ts';
import { starters } from './speech-abbreviations-en.ts';
import { words } from './speech-acronyms.ts';
import { months } from './speech-calendar-en.ts';
import { counted, peoples } from './speech-millions-en.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

const losses =
  /^ (?:defeat|loss|reverse|setback|scoreline|deficit|thrashing|drubbing|rout|mauling|hammering)(?!\p{L})/u;
const standing = new RegExp(
  '(?<!\\p{L})(?:(?:stands?|stood|locked|poised) at|trail|trails|trailed|trailing|led|leads|leading|' +
    'score(?:line)?(?: of| was| is)?|series)(?: by| the series)? $',
  'u',
);
const goesOn = /^(?:['"”’]?[.,;:!?)]|$| (?:in|after|at|on|with|before|and|against|to|from|by|down)(?!\p{L}))/u;
/** What is counted behind a range, though it opens with a capital letter: “3-5 May”, “3-5 Years” of a title. */
const noTeam = new RegExp(`^ (?:${peoples}|${months.map((month) => month.slice(0, 3)).join('|')})`, 'u');
const measures = words(
  'Years Months Weeks Days Hours Minutes Million Billion Percent Points Miles Inches Feet Seats Times',
);
/** What stands before numbers with a capital letter and is no team. */
const noName = words(
  `About Around Some Only Between Nearly Over Under Roughly Just Almost Perhaps Another Last Next First Up Than Of
  Or Chapter Chapters Verse Verses Page Pages Room Rooms Section Sections Part Parts Phase Phases Grade Grades
  Year Years Stage Stages Level Levels Week Weeks Article Articles Psalm Psalms Table Tables Figure Figures Act
  Acts Ages Aged Seasons Episodes Numbers Class Category Top`,
);

/** A pair that rises is a range (1-4 people) unless words of a match, or two teams, stand around it. */
function isScore(found: RegExpExecArray): boolean {
  const [left, right] = [before(found), after(found, 20)];
  if (losses.test(right) || (standing.test(left) && goesOn.test(right))) return true;
  const name = /(?<!\p{L})(\p{Lu}[\p{L}']{1,15}) $/u.exec(left)?.[1];
  if (name !== undefined && (name.endsWith('day') || noName.has(name) || starters.has(name) || months.includes(name)))
    return false;
  if (name !== undefined && found[1] === '0' && /^(?:[.,;:)]|$)/.test(right)) return true;
  const team = /^ (\p{Lu}\p{L}{1,15})(?!\p{L})/u.exec(right)?.[1];
  if (team === undefined || measures.has(team) || counted.has(team.toLowerCase()) || noTeam.test(right)) return false;
  return name !== undefined || (left === '' && found[1] === '0');
}

const deciding = words(
  `vote votes voted voting passed approved rejected ratified confirmed acquitted convicted impeached House Senate
  Commons Lords parliament lawmakers MPs`,
);
const votes = new RegExp(`(?<!\\p{L})(?:(?:${oneOf(deciding)})(?: [\\p{L}']{1,12}){0,3}|by) $`, 'u');

const pairs = (digits: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}\\p{M}.,:/+)#$£€–-])(\\d{${digits}})[-–](\\d{${digits}})` +
      '(?![\\p{L}\\p{N}\\p{M}%º°ª]|[-–—]\\d|[.,:/]\\d)',
    'gu',
  );

/** Pairs of numbers that are no range: results, votes, and what has a reading of its own. */
export const englishScores: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}/.,-])50[-/–]50(?![\p{L}\p{N}/-])/gu, () => 'fifty-fifty'),
  saying(
    /(?<![\p{L}\p{N}.,/+-])1-(800|833|844|855|866|877|888|900)(?=-\p{Lu}| (?:number|line|hotline)(?!\p{L}))/gu,
    ([, prefix]) => `1 ${prefix}`,
  ),
  saying(pairs('2,3'), (found) =>
    votes.test(before(found, 48)) || /^ (?:vote|majority|margin)(?!\p{L})/u.test(after(found))
      ? `${found[1]} to ${found[2]}`
      : undefined,
  ),
  saying(pairs('1,2'), (found) => (isScore(found) ? `${found[1]}, ${found[2]}` : undefined)),
];
