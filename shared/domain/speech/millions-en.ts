import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { others } from './attributive-en.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

/** What is counted in millions: “5m people”. Not what is measured (“10m waves”), nor who runs or swims 100 metres. */
export const counted = words(
  `people users tonnes tons barrels doses homes households children jobs voters votes viewers customers copies
  visitors workers refugees passengers cases shares years civilians migrants immigrants students pupils patients
  adults families victims subscribers followers fans members residents citizens pensioners employees drivers
  tourists farmers soldiers troops readers listeners teenagers babies births deaths hectares acres litres gallons
  views downloads tickets vaccines phones accounts documents records emails tweets posts messages
  vehicles cars seekers houses properties businesses firms birds animals trees signatures streams meals`,
);
const named = words(
  `Cubans Kenyans Libyans Ugandans Rwandans Kosovans Filipinos Thais Germans Britons Muslims Jews Hindus Sikhs
  Catholics Protestants Kurds Turks Poles Danes Swedes Finns Greeks Arabs Spaniards Israelis Iraqis Yemenis Saudis
  Somalis Bangladeshis`,
);
/** Peoples and believers, in the plural. */
export const peoples = `(?:\\p{Lu}\\p{Ll}{2,12}(?:ians|icans|eans|ghans|istanis|ists)|${oneOf(named)})`;
const moneys = oneOf(
  words(
    `euro euros pound pounds dollar dollars yen yuan renminbi peso pesos rupee rupees rouble roubles ruble rubles
    franc francs lira reais rand kroner kronor shekels dirham dirhams riyal riyals naira baht rupiah zloty zlotys
    hryvnia hryvnias`,
  ),
);
const kinds = oneOf(
  words(
    `more fewer new other extra additional young older elderly poor displaced registered undocumented vulnerable
    hungry active foreign paying US American British Chinese Indian European African`,
  ),
);

/** Any word between, “10m vaccine doses”, but what is run and what goes on: “100m sprint fans”, “5m from homes”. */
const race = words('sprint relay hurdles freestyle backstroke breaststroke butterfly medley dash final race swim run');
const sizes = words('high tall long wide deep thick');
const between = `(?!(?:${oneOf([...race, ...sizes, ...others])})(?!\\p{L}))\\p{Ll}{2,14}(?:-\\p{Ll}{2,10})?`;
const kind = `${kinds}|\\p{Lu}\\p{Ll}{2,14}|TB|HIV|${between}`;
/** What is counted with its size before it (“10m waves”), or is run; and what ends in s and is no noun. */
const large = words(
  `waves walls cliffs poles fences snakes sharks whales crocodiles towers masts statues turbines blades banners
  flames craters pits tunnels drops drifts swells pools boats ships yachts vessels sprints races hurdles finals
  heats swims runs relays times intervals lengths levels stretches gaps planks ropes pipes strips drones platforms
  holes trenches depths heights distances lanes queues beams cables lines bars rods logs jumps dives falls climbs
  separates remains lies stands makes comes goes takes gets means seems needs starts ends begins awaits
  is was has does as its his us this thus plus less across always perhaps towards besides afterwards`,
);
/** “2.3m cars”, but the “100m hurdles” and “it cost 5m less”. */
const several = `(?!(?:${oneOf(large)})(?!\\p{L}))\\p{Ll}{2,14}[^\\P{Ll}su]s`;

const plenty = [
  ` (?:(?:${kind}) )?(?:${oneOf(counted)}|(?:women|men|girls|boys)(?!')|${peoples})`,
  ' (?:population|audience|readership|waiting list|backlog|New Yorkers|cubic|square)',
  ' (?!Hurdlers|Masters|Winners|Runners|Sprinters|Swimmers)\\p{Lu}\\p{Ll}{3,12}ers',
  ` (?:\\p{Lu}\\p{Ll}{2,14} )?(?:${moneys})`,
  ' of (?:them|us|whom|those|these)',
  '-(?:strong|year)',
].join('|');

const amount = '(?<![\\p{L}\\p{N}.,:/$£€–-])(\\d{1,4}(?:\\.\\d{1,2})?)';
const behindOne = /(?:^|[^\p{L}'])(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Tt]heir) $|\p{L}'s $/u;
const crowd = new RegExp(
  '(?<!\\p{L})(?:population|waiting lists?|backlog|audience|readership|circulation|membership|turnout)' +
    '(?: \\p{Ll}{1,12}){0,4} $',
  'u',
);
const views = new RegExp(
  '(?<!\\p{L})(?:watched|viewed|streamed|played|downloaded|shared|seen|visited|liked|read)' +
    '(?: (?:more than|over|about|around|nearly|almost|some))? $',
  'u',
);

/** “5m people” counts millions, a “100m sprint” metres. */
export const millions: readonly Rule[] = [
  saying(
    new RegExp(`${amount}(?:m|(?<!\\D3)M)(?=(?:${plenty})${edge.after})`, 'gu'),
    ([, amount]) => `${amount} million`,
  ),
  saying(new RegExp(`${amount}m(?= ${several}${edge.after}(?!'))`, 'gu'), (found) =>
    behindOne.test(before(found)) ? undefined : `${found[1]} million`,
  ),
  saying(new RegExp(`${amount}m${edge.after}`, 'gu'), (found) => {
    const left = before(found, 48);
    const isViews = views.test(left) && after(found).startsWith(' times');
    return isViews || crowd.test(left) ? `${found[1]} million` : undefined;
  }),
];
