import { type Abbreviations, after, before, type Saying } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

export const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const shortMonths: Record<string, string> = Object.fromEntries([
  ...months.map((month) => [month.slice(0, 3), month]),
  ['Sept', 'September'],
]);

/** Short months that are nothing else; Jan. and Dec. may be people at the end of a sentence. */
const onlyMonths = words('Feb Apr Aug Sep Sept Oct Nov');
const shortMonth = oneOf(Object.keys(shortMonths));
const inMonth = new RegExp(
  '(?<!\\p{L})(?:(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ee]arly|[Ll]ate|[Mm]id|[Ll]ast|[Nn]ext)[ -]|' +
    `(?:${shortMonth})\\.?(?: (?:and|or|to|through) | ?[-–] ?))$`,
  'u',
);
const monthGoesOn = new RegExp(`^(?: \\d| (?:and|or|to|through) (?:${shortMonth})| ?[-–] ?(?:${shortMonth}))`);
const month =
  (short: string): Saying =>
  (found) => {
    const left = before(found);
    const isMonth = onlyMonths.has(short) || inMonth.test(left) || monthGoesOn.test(after(found));
    return isMonth || /\d(?:st|nd|rd|th)? $/.test(left) ? shortMonths[short] : undefined;
  };

const shortDays: Record<string, string> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Tues: 'Tuesday',
  Wed: 'Wednesday',
  Weds: 'Wednesday',
  Thu: 'Thursday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};
const shortDay = oneOf(Object.keys(shortDays));
const onDay = new RegExp(
  '(?<!\\p{L})(?:(?:[Oo]n|[Ll]ast|[Nn]ext|[Tt]his|[Ee]very|[Uu]ntil) |' +
    `(?:${shortDay})\\.?(?:,? (?:and|or|to) |, | ?[-–] ?))$`,
  'u',
);
const dayGoesOn = new RegExp(
  `^(?:,? (?:night|morning|afternoon|evening|\\d|${shortMonth})|(?:,? (?:and|or|to) |, | ?[-–] ?)(?:${shortDay})\\.)`,
);
/** “The Sun.” and “They wed.” are no days: a word of time, or another day, stands beside one. */
const weekday =
  (day: string): Saying =>
  (found) =>
    /^(?:Tues|Weds|Thurs)\.$/.test(found[0]) || onDay.test(before(found)) || dayGoesOn.test(after(found))
      ? day
      : undefined;

/** Months and days with a point, where they are none else. */
export const calendar: Abbreviations = {
  ...Object.fromEntries(
    Object.keys(shortMonths)
      .filter((short) => short !== 'May')
      .map((short) => [short, month(short)]),
  ),
  ...Object.fromEntries(Object.entries(shortDays).map(([short, day]) => [short, weekday(day)])),
};

/** “Mon-Fri”, “Oct-Dec”, without points; one behind the second is its own unless a sentence ends there. */
export const spans: Rule = saying(
  new RegExp(
    `${edge.before}(?:(${shortDay})[-–](${shortDay})|(${shortMonth})[-–](${shortMonth}))` +
      `(?:\\.(?= [\\p{Ll}\\d]))?${edge.after}(?![-–]\\p{L}| romance)`,
    'gu',
  ),
  ([, firstDay = '', lastDay = '', first = '', last = '']) =>
    firstDay === ''
      ? `${shortMonths[first]} to ${shortMonths[last]}`
      : `${shortDays[firstDay]} to ${shortDays[lastDay]}`,
);
