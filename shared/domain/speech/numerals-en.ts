import { after, before } from './abbreviations.ts';
import { starters } from './abbreviations-en.ts';
import { words } from './acronyms.ts';
import { edge, oneOf, type Rule, romanValue, saying } from './treatment.ts';

/** Names that kings, queens and popes have: after them a Roman number is an ordinal. */
const regnal = oneOf(
  words(
    `Elizabeth Charles James George Henry William Edward Richard Mary John Paul Pius Leo Gregory Clement Innocent
    Urban Benedict Francis Louis Philip Felipe Alfonso Carlos Juan Napoleon Nicholas Alexander Peter Catherine
    Frederick Wilhelm Ferdinand Joseph Leopold Albert Baudouin Christian Margrethe Harald Gustaf Gustav Haakon
    Olav Umberto Victor Emmanuel Abdullah Hussein Hassan Mohammed Faisal Ramses Rama Tawadros Bartholomew
    Malcolm Robert Constantine Pedro Isabella`,
  ),
);
const reign = new RegExp(`(?:^|[^\\p{L}])(?:${regnal}) $`, 'u');
const crown = /(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Patriarch|Prince) (?:\p{Lu}\p{Ll}{1,14} ){1,2}$/u;

const numbered = /(?:War|Group|Stage|Part|Chapter|Phase|Act|Volume|Type|Class|Title|Article|Mark|Book|Section) $/;

/** First names: behind one and a surname a Roman number is the second or third of the name. */
const given = oneOf(
  words(
    `Robert John William James George Henry Charles Thomas Joseph Edward Richard Michael David Daniel Samuel Benjamin
    Frank Walter Harry Arthur Albert Frederick Louis Ronald Larry Jeffrey Kenneth Steven Stephen Andrew Anthony
    Matthew Patrick Harold Howard Eugene Ralph Roy Russell Ernest Carl Raymond Marvin Dwight Alexander Francis Hugh`,
  ),
);
const person = new RegExp(`(?<!\\p{L})(?:${given}) (?:\\p{Lu}\\. ?){0,2}\\p{Lu}[\\p{L}']{2,14} $`, 'u');
/** What stands before a number that is otherwise a size, a league or a name: XL, LIV. */
const counting = /(?:Bowl|WrestleMania) $/;
const medical =
  '(?:fluids?|drips?|lines?|bags?|antibiotics|therapy|drugs?|infusions?|iron|treatments?|injections?|medications?|' +
  'needles?|morphine|vitamins?|access)(?!\\p{L})';

/** Whether letters before a name, or without the words that are counted, are none: “John V. Lindsay”, “Keystone XL”. */
function isNone(found: RegExpExecArray, left: string): boolean {
  if (found[0].includes('L')) return !numbered.test(left) && !counting.test(left);
  const name = /^[IVX]$/.test(found[0]) ? /^\. (\p{Lu}\p{L}{0,15})/u.exec(after(found, 24))?.[1] : undefined;
  return name !== undefined && !starters.has(name);
}

const roman: Rule = saying(
  new RegExp(`(?<=\\p{Lu}\\p{Ll}{1,14} )(?:[IVXL]{1,7})(?:'s)?${edge.after}`, 'gu'),
  (found) => {
    const [letters = '', tail] = found[0].split("'");
    const value = romanValue(letters);
    if (value === undefined || letters === 'L') return undefined;
    const left = before(found, 48);
    const named = reign.test(left);
    const crowned = crown.test(left);
    if (!crowned && !(named && letters.length > 1) && isNone(found, left)) return undefined;
    const possessive = tail === undefined ? '' : "'s";
    const reigns = named || crowned;
    if (letters.length > 1)
      return `${reigns || (value < 7 && person.test(left)) ? `the ${ordinal(value)}` : value}${possessive}`;
    const counts = reigns ? isMonarch(letters, crowned, found, left) : isNumbered(letters, found, left);
    return counts ? `${reigns ? `the ${ordinal(value)}` : value}${possessive}` : undefined;
  },
);

/** “Elizabeth I was”: I, or the First? Only a title before it, or no verb after it, makes a number of it. */
function isMonarch(letter: string, crowned: boolean, found: RegExpExecArray, left: string): boolean {
  if (letter === 'I' && !crowned && !/^(?:[,.;:)]|$)/.test(after(found))) return false;
  return letter !== 'X' || !/Malcolm $/.test(left);
}

function isNumbered(letter: string, found: RegExpExecArray, left: string): boolean {
  if (!numbered.test(left)) return false;
  return letter !== 'I' || /World War $/.test(left) || /^(?: of |[,;:)]|$)/.test(after(found));
}

function ordinal(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`;
}

export const romanNumerals: readonly Rule[] = [
  saying(new RegExp(`${edge.before}IV(?= ${medical})`, 'gu'), (found) =>
    numbered.test(before(found)) || reign.test(before(found)) ? undefined : 'I V',
  ),
  roman,
];
