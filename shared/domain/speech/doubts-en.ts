import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { oneOf } from './treatment.ts';

/** Words of length and of races: near one, an m behind a number is metres. */
const long = words(
  `tall long wide deep high higher away thick race races sprint sprints swim final finals
  relay heat heats hurdles freestyle backstroke breaststroke butterfly medley dash athletics swam ran run sprinter
  runner champion length width height depth distance waves tower wall apart underwater offshore radius`,
);
const length = new RegExp(`(?<!\\p{L})(?:${oneOf(long)})(?!\\p{L})| [x×] (?:\\d|\\|)|\\d [x×] `, 'iu');
const raced = /^(?:[568]0|1[01]0|[23468]00|1,?500|3,?000|5,?000|10,?000)m/;
const one = /(?:(?:^|[^\p{L}'])(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir)|\p{L}'s) $/u;

/** Words of running: near one, 5k is a race. */
const running = /(?<!\p{L})(?:races?|raced|runs?|ran|running|runners?|parkrun|jog|jogged|marathons?)(?!\p{L})/u;
const race = /\p{Lu}[\p{L}']{1,15} $/u;

/** What stands around without a point or a comma between. */
function around(found: RegExpExecArray, length: number): string {
  const left = before(found, length).replace(/^.{0,80}[.,;:!?] /u, '');
  return `${left}|${after(found, length).replace(/[.,;:!?](?: .{0,80})?$/u, '')}`;
}

/** “the 100m”, but “the 300m who live there”. */
function isRace(found: RegExpExecArray): boolean {
  return (
    raced.test(found[0]) &&
    one.test(before(found)) &&
    !/^ (?:who|that|of|in(?! (?:\d|a |under)))(?!\p{L})/u.test(after(found))
  );
}

/**
 * Whether a number with a letter may be something else, so that it is read as it is written: 5m without a word of
 * length, 3B and 3M without money, the 10k that is run.
 */
export function isDoubtful(found: RegExpExecArray): boolean {
  const { before: sign, magnitude = '', unit } = found.groups ?? {};
  if (sign !== undefined || unit !== undefined) return false;
  if (/^[BTM]$/.test(magnitude)) return true;
  if (magnitude === 'm') return !/[ \u00a0]m$/.test(found[0]) && !isRace(found) && !length.test(around(found, 24));
  return magnitude === 'k' && (race.test(before(found)) || running.test(around(found, 24)));
}
