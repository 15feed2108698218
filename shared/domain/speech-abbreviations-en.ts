import { type Abbreviations, after, afterName, before, beforeName, beforeNumber } from './speech-abbreviations.ts';
import { words } from './speech-acronyms.ts';

export const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const shortMonths: Record<string, string> = Object.fromEntries([
  ...months.map((month) => [month.slice(0, 3), month]),
  ['Sept', 'September'],
]);

/** Titles before a name; their point ends no sentence. */
export const englishTitles = words(
  'Mr Mrs Ms Dr Prof Gen Col Lt Sgt Cpl Capt Cmdr Adm Maj Brig Gov Sen Rep Rev Hon Fr St Mt Ft Supt Insp Pres No Nos vs approx Vol Fig',
);

const starters = words(
  'The He She It They We You In On At But A An And This That These Those There When While If As For After Before His Her Its Their Our I Some Many Most One Two No Not So Yet Now Then With By From To Since Until Although However Meanwhile Police Officials',
);

/** Whether the point at the end of what was found also ends its sentence. */
export function sentenceEnds({ 0: written, index, input }: RegExpExecArray): boolean {
  const after = input.slice(index + written.length, index + written.length + 24);
  if (/^["'”’)]*\s*$/.test(after) && after.length < 24) return true;
  const next = /^["'”’)]{0,3} ["'“‘(]{0,2}(\p{Lu}\p{L}{0,15})/u.exec(after)?.[1];
  return next !== undefined && starters.has(next);
}

/** “10 Downing St.”, but “St. Petersburg”. */
const saintOr = (saint: string, street: string) => (found: RegExpExecArray) =>
  /^ \p{Lu}/u.test(after(found)) && !(/\p{Lu}\p{L}{1,20} $/u.test(before(found)) && sentenceEnds(found))
    ? saint
    : afterName(street)(found);
const month = (short: string) => (found: RegExpExecArray) =>
  /\d(?:st|nd|rd|th)? $/.test(before(found)) || /^ \d/.test(after(found)) ? shortMonths[short] : undefined;
/** “Boston, Mass.” */
const state = (name: string) => (found: RegExpExecArray) => (/\p{L}, $/u.test(before(found)) ? name : undefined);

export const englishAbbreviations: Abbreviations = {
  Mr: 'Mister',
  Mrs: 'Missus',
  Ms: 'Miz',
  Prof: beforeName('Professor'),
  Gen: beforeName('General'),
  Dr: saintOr('Doctor', 'Drive'),
  St: saintOr('Saint', 'Street'),
  Col: beforeName('Colonel'),
  Lt: beforeName('Lieutenant'),
  Sgt: beforeName('Sergeant'),
  Cpl: beforeName('Corporal'),
  Capt: beforeName('Captain'),
  Cmdr: beforeName('Commander'),
  Adm: beforeName('Admiral'),
  Maj: beforeName('Major'),
  Brig: beforeName('Brigadier'),
  Gov: beforeName('Governor'),
  Sen: beforeName('Senator'),
  Sens: beforeName('Senators'),
  Rep: beforeName('Representative'),
  Reps: beforeName('Representatives'),
  Rev: beforeName('Reverend'),
  Hon: beforeName('Honourable'),
  Fr: beforeName('Father'),
  Supt: beforeName('Superintendent'),
  Insp: beforeName('Inspector'),
  Pres: beforeName('President'),
  Mt: beforeName('Mount'),
  Ft: beforeName('Fort'),
  Sr: afterName('Senior'),
  Jr: afterName('Junior'),
  Ave: afterName('Avenue'),
  Blvd: afterName('Boulevard'),
  Rd: afterName('Road'),
  Sq: afterName('Square'),
  Inc: afterName('Incorporated'),
  Corp: afterName('Corporation'),
  Ltd: afterName('Limited'),
  Co: afterName('Company'),
  Cos: afterName('Companies'),
  Bros: afterName('Brothers'),
  Assn: afterName('Association'),
  Univ: 'University',
  Dept: 'Department',
  dept: 'department',
  govt: 'government',
  No: beforeNumber('Number'),
  Nos: beforeNumber('Numbers'),
  no: beforeNumber('number'),
  nos: beforeNumber('numbers'),
  Vol: beforeNumber('Volume'),
  vol: beforeNumber('volume'),
  Fig: beforeNumber('Figure'),
  fig: beforeNumber('figure'),
  p: beforeNumber('page'),
  pp: beforeNumber('pages'),
  c: beforeNumber('circa'),
  ca: beforeNumber('circa'),
  vs: 'versus',
  v: (found) => (/\p{L} $/u.test(before(found)) ? beforeName('versus')(found) : undefined),
  approx: 'approximately',
  etc: 'et cetera',
  est: 'established',
  incl: 'including',
  cf: 'compare',
  al: (found) => (/\bet $/.test(before(found)) ? 'al' : undefined),
  Ala: state('Alabama'),
  Ariz: state('Arizona'),
  Ark: state('Arkansas'),
  Calif: state('California'),
  Colo: state('Colorado'),
  Conn: state('Connecticut'),
  Del: state('Delaware'),
  Fla: state('Florida'),
  Ga: state('Georgia'),
  Ill: state('Illinois'),
  Ind: state('Indiana'),
  Kan: state('Kansas'),
  Ky: state('Kentucky'),
  La: state('Louisiana'),
  Md: state('Maryland'),
  Mass: state('Massachusetts'),
  Mich: state('Michigan'),
  Minn: state('Minnesota'),
  Miss: state('Mississippi'),
  Mo: state('Missouri'),
  Mont: state('Montana'),
  Neb: state('Nebraska'),
  Nev: state('Nevada'),
  Okla: state('Oklahoma'),
  Ore: state('Oregon'),
  Pa: state('Pennsylvania'),
  Tenn: state('Tennessee'),
  Tex: state('Texas'),
  Va: state('Virginia'),
  Vt: state('Vermont'),
  Wash: state('Washington'),
  Wis: state('Wisconsin'),
  Wyo: state('Wyoming'),
  ...Object.fromEntries(
    Object.keys(shortMonths)
      .filter((short) => short !== 'May')
      .map((short) => [short, month(short)]),
  ),
};

/** With points inside. */
export const dottedWords = {
  'e.g.': 'for example',
  'i.e.': 'that is',
  'a.k.a.': 'also known as',
  'a.m.': 'a.m.',
  'p.m.': 'p.m.',
  'Ph.D.': 'P H D',
  'n.b.': 'note',
  'N.B.': 'note',
};
