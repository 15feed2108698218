import { type Abbreviations, abbreviations, acronyms, dotted, words } from './speech-acronyms.ts';
import { dates, quantities } from './speech-quantities.ts';
import { englishCurrencies, englishUnits } from './speech-units-en.ts';
import { edge, oneOf, type Rule, romanValue, saying } from './treatment.ts';

const months = 'January February March April May June July August September October November December'.split(' ');
const shortMonths: Record<string, string> = Object.fromEntries([
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
function sentenceEnds({ 0: written, index, input }: RegExpExecArray): boolean {
  const after = input.slice(index + written.length, index + written.length + 24);
  if (/^["'”’)]*\s*$/.test(after) && after.length < 24) return true;
  const next = /^["'”’)]{0,3} ["'“‘(]{0,2}(\p{Lu}\p{L}{0,15})/u.exec(after)?.[1];
  return next !== undefined && starters.has(next);
}

function before({ index, input }: RegExpExecArray, length = 24): string {
  return input.slice(Math.max(0, index - length), index);
}

function after({ 0: written, index, input }: RegExpExecArray, length = 16): string {
  return input.slice(index + written.length, index + written.length + length);
}

const beforeName = (word: string) => (found: RegExpExecArray) => (/^ ?\p{Lu}/u.test(after(found)) ? word : undefined);
const beforeNumber = (word: string) => (found: RegExpExecArray) => (/^ ?\d/.test(after(found)) ? word : undefined);
const afterName = (word: string) => (found: RegExpExecArray) =>
  /[\p{L}\d],? $/u.test(before(found)) ? word : undefined;
/** “10 Downing St.”, but “St. Petersburg”. */
const saintOr = (saint: string, street: string) => (found: RegExpExecArray) =>
  /^ \p{Lu}/u.test(after(found)) && !(/\p{Lu}\p{L}{1,20} $/u.test(before(found)) && sentenceEnds(found))
    ? saint
    : afterName(street)(found);
const month = (short: string) => (found: RegExpExecArray) =>
  /\d(?:st|nd|rd|th)? $/.test(before(found)) || /^ \d/.test(after(found)) ? shortMonths[short] : undefined;
/** “Boston, Mass.” */
const state = (name: string) => (found: RegExpExecArray) => (/\p{L}, $/u.test(before(found)) ? name : undefined);

const table: Abbreviations = {
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

const dottedWords = {
  'e.g.': 'for example',
  'i.e.': 'that is',
  'a.k.a.': 'also known as',
  'a.m.': 'a.m.',
  'p.m.': 'p.m.',
  'Ph.D.': 'P H D',
  'n.b.': 'note',
  'N.B.': 'note',
};

const spelledOut = words(
  `US UK UN EU UAE USA USSR DPRK DRC KCNA AFP AP BBC CNN NBC CBS ABC ITV NPR PBS CIA FBI NSA DEA DHS FDA EPA SEC FCC FTC IRS
  DOJ DOD GOP DNC RNC MP MEP PM PMQ CEO CFO COO CTO HR PR AI IT TV PC GDP GNP CPI IMF WTO WHO WFP ILO IPCC IAEA ICC ICJ ECB
  ECHR EEC UNHCR OECD NGO HIV DNA RNA MRI GPS LGBT LGBTQ NHS BMA GP RAF SNP DUP DVD CD SUV EV ATM ID GMT BST EST EDT
  PST UTC NFL NBA NHL MLB ATP WTA PGA IOC FA UFC ICE IDF IRGC PKK PLO TNT IED WMD ICBM AGM IPO ETF USB URL UFO HSBC IBM BMW BP`,
);
const saidAsWords = words(
  'NATO UNESCO UNICEF OPEC FIFA UEFA NASA ASEAN COVID AIDS SARS MERS BREXIT INTERPOL EUROPOL SWAT LASER NAFTA AUKUS BRICS FEMA UNRWA FARC PISA PIN SIM OSHA CAF CONCACAF WAGS',
);
const plainWords = words(
  `us who it ice a i an and the not no all yes you new we or if is do so to in on of at but by my me he she be any now out up our
  for was are has had can may his her its let get got off one two six ten old war say see set top try use way why how big day end ok
  did him man men own she too new red run sea sun tax win yet act age air art bad bag ban bar bid bit box boy bus buy car cut die eat
  far few fit fly fun gas god gun hit hot ice ill job key kid law lay led leg lie lot low mad map met mix nor oil pay per put raw
  rid row sad sat sex sit six sky son tea tip toy van via vow wet won am as go oh vs`,
);

/** Names that kings, queens and popes have: after them a Roman number is an ordinal. */
const regnal = oneOf(
  words(
    `Elizabeth Charles James George Henry William Edward Richard Mary John Paul Pius Leo Gregory Clement Innocent Urban Benedict
    Francis Louis Philip Felipe Alfonso Carlos Juan Napoleon Nicholas Alexander Peter Catherine Frederick Wilhelm Ferdinand Joseph
    Leopold Albert Baudouin Christian Margrethe Harald Gustaf Gustav Haakon Olav Umberto Victor Emmanuel Abdullah Hussein Hassan
    Mohammed Faisal Ramses Rama Tawadros Bartholomew Malcolm Robert Constantine Pedro Isabella`,
  ),
);
const crown = /(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Patriarch|Prince) (?:\p{Lu}\p{Ll}{1,14} ){1,2}$/u;

const roman: Rule = saying(
  new RegExp(`(?<=\\p{Lu}\\p{Ll}{1,14} )(?:[IVXL]{1,7})(?:'s)?${edge.after}`, 'gu'),
  (found) => {
    const [letters = '', tail] = found[0].split("'");
    const value = romanValue(letters);
    if (value === undefined || letters === 'L') return undefined;
    const left = before(found, 48);
    const reigns = new RegExp(`(?:^|[^\\p{L}])(?:${regnal}) $`, 'u').test(left) || crown.test(left);
    const possessive = tail === undefined ? '' : "'s";
    if (letters.length > 1) return `${reigns ? `the ${ordinal(value)}` : value}${possessive}`;
    // “Elizabeth I was”: I, or the First? Only a title before it, or no verb after it, makes a number of it.
    if (!reigns)
      return /(?:War|Part|Chapter|Phase|Act|Volume|Type|Class|Title|Article|Mark|Book|Section) $/.test(left) &&
        letters !== 'I'
        ? String(value)
        : undefined;
    if (letters === 'I' && !crown.test(left) && !/^(?:[,.;:)]|$)/.test(after(found))) return undefined;
    if (letters === 'X' && /Malcolm $/.test(left)) return undefined;
    return `the ${ordinal(value)}${possessive}`;
  },
);

function ordinal(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`;
}

const american = (unit: { voice: { language: string } }) => unit.voice.language === 'en-US';

export const englishRules: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}/])(24\/7|9\/11|50\/50|9-5|9-to-5)(?![\p{L}\p{N}/])/gu, ([written]) =>
    written === '9/11' ? '9 11' : written.startsWith('9') ? '9 to 5' : written.replace('/', ' '),
  ),
  ...dates((day, number, year) => `${months[number - 1]} ${day}, ${year}`, american),
  // 6.30pm, 6pm, 6:30 p.m.
  saying(
    /(?<![\p{L}\p{N}.,:/-])(1[0-2]|[1-9])(?:[.:]([0-5]\d))? ?([ap])(?:m(?![\p{L}\p{N}])|\.m\.?)(?![\p{L}\p{N}])/gu,
    (found) => {
      const [, hour, minutes, half] = found;
      return `${hour}${minutes === undefined ? '' : `:${minutes}`} ${half}.m.`;
    },
  ),
  saying(
    /(?<![\p{L}\p{N}.,:/-])([01]\d|2[0-3])([0-5]\d)(?= (?:GMT|UTC|BST|CET|EST|EDT|ET)(?!\p{L}))/gu,
    ([, hour, minutes]) => `${hour}:${minutes}`,
  ),
  // 5'10", six feet tall
  saying(/(?<![\p{L}\p{N}])([3-8])'(\d{1,2})(?:"|''|″)/gu, ([, feet, inches]) => `${feet} foot ${inches}`),
  // “5m people” counts millions, a “100m sprint” metres.
  saying(
    /(?<![\p{L}\p{N}.,])(\d{1,4}(?:\.\d{1,2})?)(m|bn|tn)(?= (?:people|users|tonnes|tons|barrels|doses|homes|households|children|jobs|voters|votes|viewers|customers|copies|visitors|workers|Americans|Britons|refugees|passengers|cases|shares|years)(?!\p{L}))/gu,
    ([, amount, size]) => `${amount} ${size === 'm' ? 'million' : size === 'bn' ? 'billion' : 'trillion'}`,
  ),
  quantities({
    decimal: () => '.',
    minus: 'minus',
    range: (from, to) => `${from} to ${to}`,
    score: (one, other) => `${one}, ${other}`,
    resultBefore:
      /(?:beat|beaten|beats|won|win|wins|lost|lose|loss|drew|draw|defeat|defeated|victory|score|scored|led|lead|trailed|trailing|down|behind|finished|penalties|aggregate|voted|vote)(?:[ ,]|$)/,
    resultAfter:
      /^(?:['"”’]?[.,;:!?)]|$| (?:to|against|at|on|in|after|with|win|victory|defeat|loss|draw|lead|and|over|by|thanks|away|home|down|behind|from|aggregate)(?:[^\p{L}]|$))/u,
    magnitudes: {
      k: 'thousand',
      m: 'million',
      mn: 'million',
      M: 'million',
      bn: 'billion',
      B: 'billion',
      tn: 'trillion',
      T: 'trillion',
      thousand: 'thousand',
      million: 'million',
      billion: 'billion',
      trillion: 'trillion',
    },
    units: englishUnits,
    currencies: englishCurrencies,
    money: (amount, magnitude, currency) => `${amount}${magnitude === undefined ? '' : ` ${magnitude}`} ${currency}`,
  }),
  dotted(sentenceEnds, dottedWords),
  abbreviations(table, englishTitles, sentenceEnds),
  // Without a point, as British papers write them.
  saying(
    new RegExp(`${edge.before}(Mr|Mrs|Ms|Dr|Prof|St|Lt|Col|Sgt|Rev|vs|v|approx)(?= \\p{Lu})${edge.after}`, 'gu'),
    (found) => {
      const word = found[1] ?? '';
      const entry = Object.hasOwn(table, word) ? table[word] : undefined;
      return typeof entry === 'function' ? entry(found) : entry;
    },
  ),
  saying(
    new RegExp(
      `(?<=\\d(?:st|nd|rd|th)?[ -])(${oneOf(Object.keys(shortMonths))})${edge.after}|${edge.before}(${oneOf(Object.keys(shortMonths))})(?= \\d)`,
      'gu',
    ),
    ([, one, other]) => {
      const short = one ?? other ?? '';
      return short === 'May' ? undefined : shortMonths[short];
    },
  ),
  roman,
  ...acronyms({ spelled: spelledOut, words: saidAsWords, others: {}, plain: plainWords }, 'and'),
];
