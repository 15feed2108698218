import { words } from './speech-acronyms.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

/** What is counted in millions: “5m people”. Not what is measured (“10m waves”), nor who runs or swims 100 metres. */
export const counted = words(
  `people users tonnes tons barrels doses homes households children jobs voters votes viewers customers copies
  visitors workers refugees passengers cases shares years civilians migrants immigrants students pupils patients
  adults families victims subscribers followers fans members residents citizens pensioners employees drivers
  tourists farmers soldiers troops readers listeners teenagers babies births deaths hectares acres litres gallons
  views downloads tickets vaccines phones accounts documents records emails tweets posts messages`,
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

const plenty = [
  ` (?:(?:${kinds}|\\p{Lu}\\p{Ll}{2,14}) )?(?:${oneOf(counted)}|(?:women|men|girls|boys)(?!')|${peoples})`,
  ` (?:\\p{Lu}\\p{Ll}{2,14} )?(?:${moneys})`,
  ' of (?:them|us|whom|those|these)',
  '-(?:strong|year)',
].join('|');

/** “5m people” counts millions, a “100m sprint” metres. */
export const millions: Rule = saying(
  new RegExp(`(?<![\\p{L}\\p{N}.,])(\\d{1,4}(?:\\.\\d{1,2})?)m(?=(?:${plenty})${edge.after})`, 'gu'),
  ([, amount]) => `${amount} million`,
);
