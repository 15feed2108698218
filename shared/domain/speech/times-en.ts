import { after } from './abbreviations.ts';
import { type Rule, saying } from './treatment.ts';

const half = ' ?[ap](?:m(?![\\p{L}\\p{N}])|\\.m\\.?)';
const hour = '(?:1[0-2]|[1-9])(?:[.:][0-5]\\d)?';
const clock = `(?:${hour}(?:${half})?|noon|midnight)`;

/** `6.30pm` → `6:30 p.m.` */
function timeOf(written: string): string {
  return written.replace(/(\d)[.:](?=\d)/, '$1:').replace(/ ?([ap])\.?m\.?$/, ' $1.m.');
}

/** Without the point that a sentence ends in, where it stands behind “pm”. */
function inSentence(said: string, found: RegExpExecArray): string {
  return after(found).startsWith('.') ? said.replace(/\.$/, '') : said;
}

export const englishTimes: readonly Rule[] = [
  // 9am-5pm, 6-8pm, 10am-noon; not 9am-5, which may go on as anything.
  saying(
    new RegExp(`(?<![\\p{L}\\p{N}.,:/$£€–-])(${clock}) ?[-–—] ?(${clock})(?![\\p{L}\\p{N}]|[-–:.]\\d)`, 'gu'),
    (found) => {
      const [, from = '', to = ''] = found;
      return /\d$/.test(to) ? undefined : inSentence(`${timeOf(from)} to ${timeOf(to)}`, found);
    },
  ),
  // 6.30pm, 6pm, 6:30 p.m.
  saying(new RegExp(`(?<![\\p{L}\\p{N}.,:/-])${hour}${half}(?![\\p{L}\\p{N}])`, 'gu'), (found) =>
    inSentence(timeOf(found[0]), found),
  ),
  saying(
    /(?<![\p{L}\p{N}.,:/-])([01]\d|2[0-3])([0-5]\d)(?= (?:GMT|UTC|BST|CET|EST|EDT|ET)(?!\p{L}))/gu,
    ([, hours, minutes]) => `${hours}:${minutes}`,
  ),
];
