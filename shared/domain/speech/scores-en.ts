import { after, before } from './abbreviations.ts';
import { starters } from './abbreviations-en.ts';
import { words } from './acronyms.ts';
import { months, shortMonths } from './calendar-en.ts';
import { counted, peoples } from './millions-en.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

const losses =
  /^ (?:defeat|loss|reverse|setback|scoreline|deficit|thrashing|drubbing|rout|mauling|hammering)(?!\p{L})/u;
const standing = new RegExp(
  '(?<!\\p{L})(?:(?:stands?|stood|locked|poised) at|trail|trails|trailed|trailing|led|leads|leading|' +
    '(?<!(?:pain|credit|test|risk|exam) )score(?:line)?(?: of| was| is)?|the series)(?: by| the series)? $',
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
  Acts Ages Aged Seasons Episodes Numbers Class Category Top Zone Zones Band Bands Group Groups Junction Junctions
  Gate Gates Platform Platforms Lane Lanes Row Rows Round Rounds Tier Tiers Unit Units Step Steps Question Questions
  Item Items Lesson Lessons Block Blocks Key Keys Rule Rules Ward Wards Game Games Volume Volumes`,
);
/** “3-6 6-4”: sets, each beside another. With a comma they may be pages, unless one falls. */
const setBehind = /^(,?) (\d{1,2})[-–](\d{1,2})(?![\p{L}\p{N}-])/u;
const setBefore = /(?<![\p{N}.,-])(\d{1,2})[-–](\d{1,2})(,?) $/u;

function isSet(left: string, right: string): boolean {
  const [, commaBefore, from, to] = setBehind.exec(right) ?? [];
  const [, high, low, commaBehind] = setBefore.exec(left) ?? [];
  return commaBefore === '' || commaBehind === '' || Number(from) > Number(to) || Number(high) > Number(low);
}

function isMonth(name: string): boolean {
  return Object.hasOwn(shortMonths, name) || months.includes(name);
}

/** A pair that rises is a range (1-4 people) unless words of a match, or two teams, stand around it. */
function isScore(found: RegExpExecArray): boolean {
  const [left, right] = [before(found), after(found, 20)];
  if (isSet(left, right) || losses.test(right) || (standing.test(left) && goesOn.test(right))) return true;
  const name = /(?<!\p{L})(\p{Lu}[\p{L}']{1,15}) $/u.exec(left)?.[1];
  if (name !== undefined && (/days?$/.test(name) || noName.has(name) || starters.has(name) || isMonth(name)))
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
const oddsBefore =
  /(?<!\p{L})(?:[Oo]dds(?: of| at| are| were)?|(?:won|wins?|winner|winning|priced|returned|tipped|backed) at) $/u;
const oddsBehind =
  /^ (?:(?:joint |co-|second )?favou?rites?|outsiders?|shots?|long ?shots?|chances?|odds|underdogs?)(?!\p{L})/u;

export const englishScores: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}/.,-])50[-/–]50(?![\p{L}\p{N}/-])/gu, () => 'fifty-fifty'),
  saying(
    /(?<![\p{L}\p{N}.,/+-])1-(800|833|844|855|866|877|888|900)(?=-\p{Lu}| (?:number|line|hotline)(?!\p{L}))/gu,
    ([, prefix]) => `1 ${prefix}`,
  ),
  saying(pairs('1,3'), (found) =>
    oddsBefore.test(before(found)) || oddsBehind.test(after(found)) ? `${found[1]} to ${found[2]}` : undefined,
  ),
  saying(pairs('2,3'), (found) =>
    votes.test(before(found, 48)) || /^ (?:vote|majority|margin)(?!\p{L})/u.test(after(found))
      ? `${found[1]} to ${found[2]}`
      : undefined,
  ),
  saying(pairs('1,2'), (found) => (isScore(found) ? `${found[1]}, ${found[2]}` : undefined)),
];
