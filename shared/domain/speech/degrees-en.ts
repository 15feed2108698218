import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

const nouns = words(
  `heat limit target threshold goal ceiling rise increase temperature temperatures warming day days weather
  heatwave mark barrier summer world pathway`,
);
const heat = new RegExp(`^ (?:${oneOf(nouns)})(?!\\p{L})`, 'u');
/** Behind what is no adjective: “2C warmer”, “104F (40C)”. */
const compared = /^ (?:(?:hotter|warmer|cooler|colder|above|below)(?!\p{L})|\(\d{1,3}(?:\.\d)?[CF]\))/u;
const lead = words(
  `above about almost around as at average averaged below beyond between by exceed exceeded exceeding from From
  high highs hit hits hitting is just low lows
  least limit minus most nearly near of over past reach reached reaches reaching
  recorded rise rose roughly than to topped topping touched under was were`,
);
const beforeHeat = new RegExp(`(?:(?<!\\p{L})(?:${oneOf(lead)})|\\d[CF],? (?:and|or|to)) $`, 'u');

/** Behind these words alone anything may stand: “at 35C” is also a door. */
const weakLead = /(?<!\p{L})(?:and|or|around|as|at|between|by|from|From|is|just|near|of|past|than|to|under|was|were)$/u;
const weather = new RegExp(
  '(?<!\\p{L})(?:temperatures?|thermometers?|mercury|heat|heatwave|hot|hotter|cold|colder|cool|cooler|warm|warmer|' +
    'warming|weather|forecast|freezing|frost|highs?|lows?|sun|sunny|sunshine|summer|winter|water|sea|air|' +
    'baked?|oven|cooked|boil|stored?|kept|records?|recorded|' +
    'reached|rose|rise|risen|fell|dropped|averaged?)(?!\\p{L})|' +
    '\\d[CF](?!\\p{L})|°',
  'u',
);
const doors = /(?<!\p{L})(?:seats?|flats?|rooms?|rows?|gates?|class|pupils|year|form|lives|lived|moved)(?!\p{L})/iu;

/** “35C” may be a seat, a flat or a size: only words of heat around it make degrees of it. */
function isHeat(found: RegExpExecArray): boolean {
  const [left, right] = [before(found), after(found)];
  if (heat.test(right) || compared.test(right) || /[\d°][CF] \($/.test(left)) return true;
  if (/^ \p{Lu}(?!\p{Ll}{2,7}day)/u.test(right)) return false;
  if (left === '' || /^[-+]/.test(found[0])) return true;
  if (!beforeHeat.test(left)) return false;
  if (!weakLead.test(left.trimEnd())) return true;
  const near = `${before(found, 48)}|${after(found, 32)}`;
  return weather.test(near) && !doors.test(before(found));
}

const number = '\\d{1,4}(?:\\.\\d{1,2})?';

export const degrees: Rule = saying(
  new RegExp(
    `(?<![\\p{L}\\p{N}\\p{M}.,:/+)#–-])([-+]?)(${number})(?:[CF]?[-–](${number}))?([CF])` +
      '(?![\\p{L}\\p{N}\\p{M}]|[-–]\\p{Lu}|\\.\\p{L})',
    'gu',
  ),
  (found) => {
    if (!isHeat(found)) return undefined;
    const [, sign, first = '', second, scale] = found;
    const sense = sign === '-' ? 'minus ' : sign === '+' ? 'plus ' : '';
    const one = (first === '1' && second === undefined) || heat.test(after(found));
    const number = second === undefined ? first : `${first} to ${second}`;
    return `${sense}${number} degree${one ? '' : 's'} ${scale === 'C' ? 'Celsius' : 'Fahrenheit'}`;
  },
);
