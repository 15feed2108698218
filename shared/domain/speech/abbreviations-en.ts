import {
  type Abbreviations,
  after,
  afterName,
  before,
  beforeName,
  beforeNumber,
  type Saying,
} from './abbreviations.ts';
import { words } from './acronyms.ts';
import { calendar } from './calendar-en.ts';
import { pointedStates } from './states-en.ts';
import { oneOf } from './treatment.ts';

/** Titles before a name; their point ends no sentence. */
export const englishTitles = words(
  'Mr Mrs Ms Dr Prof Gen Col Lt Sgt Cpl Capt Cmdr Adm Maj Brig Gov Sen Rep Rev Rt Hon Fr St Mt Ft Supt Insp Pres Co No Nos vs approx Vol Fig',
);

export const starters = words(
  'The He She It They We You In On At But A An And This That These Those There When While If As For After Before His Her Its Their Our I Some Many Most One Two No Not So Yet Now Then With By From To Since Until Although However Meanwhile Police Officials',
);

/** Behind these any name opens a sentence: “Apple Inc. Analysts said”. Only an office does not, “Apple Inc. CEO”,
 * nor “Park Ave. South”. */
const closing = /^(?:Inc|Ltd|Corp|Ave|Blvd|Rd|etc|Feb|Apr|Aug|Sept?|Oct|Nov)\.$|^[DRI]-/u;
const offices = words(`CEO CFO COO Chief President Chairman Chairwoman Chair Executive Vice Director Founder Managing
  North South East West`);

/** Whether the point at the end of what was found also ends its sentence. */
export function sentenceEnds({ 0: written, index, input }: RegExpExecArray): boolean {
  const after = input.slice(index + written.length, index + written.length + 24);
  if (/^["'”’)]*\s*$/.test(after) && after.length < 24) return true;
  const next = /^["'”’)]{0,3} ["'“‘(]{0,2}(\p{Lu}\p{L}{0,15})/u.exec(after)?.[1];
  return (
    next !== undefined &&
    (starters.has(next) || (next.length > 1 && closing.test(written) && !offices.has(next) && !/^ \(/.test(after)))
  );
}

/** Streets that a sentence also goes on behind: “on Wall St. Banks fell”. */
const knownStreet = new RegExp(
  '(?<!\\p{L})(?:Wall|Downing|Fleet|Harley|Threadneedle|\\d(?:st|nd|rd|th)|' +
    '\\d{1,5}[A-Z]? (?!Fort|Mount|Port|Lake|Bay|Sault|Bury|North |South |East |West )\\p{Lu}\\p{Ll}{1,15}|' +
    '[Oo]n (?:Main|High|Elm|Oak|Maple|Market|Broad|Church|State|Canal|Water|Pine|Front|Oxford|Regent|Baker|Bourbon)) $',
  'u',
);
/** Saints of places, days and races. */
const saints = new RegExp(
  `^ (?:${oneOf(
    words(
      `Louis Paul John James Mary Petersburg Andrew Andrews George Patrick Helen Helens Leger Lucia Lucie Peter Joseph
      Clair Kitts Vincent Martin Moritz Francis`,
    ),
  )}|\\p{Lu}\\p{Ll}{2,15}'s)(?!\\p{L})`,
  'u',
);
/** “10 Downing St.”, but “St. Petersburg”. */
const saintOr = (saint: string, street: string) => (found: RegExpExecArray) => {
  const left = before(found);
  const isStreet =
    (knownStreet.test(left) && !saints.test(after(found))) ||
    (/\p{Lu}[\p{L}']{1,20} $/u.test(left) && sentenceEnds(found));
  return /^ \p{Lu}/u.test(after(found)) && !isStreet ? saint : afterName(street)(found);
};

export const counties = oneOf(
  words(
    `Durham Antrim Armagh Carlow Cavan Clare Cork Derry Donegal Down Dublin Fermanagh Galway Kerry Kildare Kilkenny
    Laois Leitrim Limerick Londonderry Longford Louth Mayo Meath Monaghan Offaly Roscommon Sligo Tipperary Tyrone
    Waterford Westmeath Wexford Wicklow`,
  ),
);
/** “in Co. Durham”, but “Motor Co. Dublin”. */
const countyBehind = new RegExp(`^ (?:${counties})(?!\\p{L})`, 'u');
const countyOr: Saying = (found) => {
  if (!/[\p{Lu}&][\p{L}']{0,20} $/u.test(before(found)) && countyBehind.test(after(found))) return 'County';
  return /[\p{L}\d&],? $/u.test(before(found)) ? 'Company' : undefined;
};

/** “Boston, Mass.” */
const state = (name: string) => (found: RegExpExecArray) => {
  const place = /(?<!\p{L})(\p{Lu}[\p{L}'-]{1,20}), $/u.exec(before(found))?.[1];
  return place === undefined || spokenTo.has(place) || starters.has(place) ? undefined : name;
};
/** “Yes, Miss.” */
const spokenTo = words('Yes Thanks Please Sorry Hello Hi Oh Well Sure Right OK Okay Morning Goodbye Dear');

/** “The answer is no. 10 people left.” */
const refusal = new RegExp(
  '(?<!\\p{L})(?:[Ss]aid|[Ss]ays?|[Ss]aying|[Vv]ot(?:e|es|ed|ing)|[Aa]nswered|[Rr]eplied|[Mm]eans?|[Mm]eant|' +
    '(?:answer|reply|response|verdict|message) (?:is|was)|(?:yes|Yes) (?:or|and)|(?:firm|flat|resounding|clear)) $',
  'u',
);

const yearBehind = /^ (?:in )?(?:1\d|20)\d\d(?!\d|[.,]\d)/;

export const englishAbbreviations: Abbreviations = {
  Mr: 'Mister',
  Mrs: 'Missus',
  Ms: 'Miz',
  Prof: beforeName('Professor'),
  Gen: (found) => (/^ (?:[XYZ](?![\p{L}.])|Alpha|Beta)/u.test(after(found)) ? 'Gen' : beforeName('General')(found)),
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
  Rt: (found) => (/^ (?:Hon|Rev)/.test(after(found)) ? 'Right' : undefined),
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
  Co: countyOr,
  Cos: afterName('Companies'),
  Bros: afterName('Brothers'),
  Assn: afterName('Association'),
  Univ: 'University',
  Dept: 'Department',
  dept: 'department',
  govt: 'government',
  No: beforeNumber('Number'),
  Nos: beforeNumber('Numbers'),
  no: (found) => (refusal.test(before(found)) ? undefined : beforeNumber('number')(found)),
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
  Approx: 'Approximately',
  etc: 'et cetera',
  est: (found) => (yearBehind.test(after(found)) ? 'established' : 'estimated'),
  Est: (found) => (yearBehind.test(after(found)) ? 'Established' : undefined),
  incl: 'including',
  cf: 'compare',
  al: (found) => (/\bet $/.test(before(found)) ? 'al' : undefined),
  ...Object.fromEntries(Object.entries(pointedStates).map(([short, name]) => [short, state(name)])),
  ...calendar,
};

/** With points inside. */
export const dottedWords = {
  'e.g.': 'for example',
  'i.e.': 'that is',
  'E.g.': 'For example',
  'I.e.': 'That is',
  'm.p.h.': 'miles an hour',
  'a.k.a.': 'also known as',
  'a.m.': 'a.m.',
  'p.m.': 'p.m.',
  'Ph.D.': 'P H D',
  'n.b.': 'note',
  'N.B.': 'note',
};
