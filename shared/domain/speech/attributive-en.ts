import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { oneOf } from './treatment.ts';

/** Nouns that an amount belongs to wherever it stands before them: “in £300m takeover”. */
const heads = words(
  `fine fee deal takeover note notes bill bills coin coins bond bonds bid buyout offer contract contracts loan
  loans grant package fund project plan scheme programme program budget bailout lawsuit settlement investment
  mansion house home homes signing transfer move striker midfielder defender winger goalkeeper ransom jackpot
  penalty stake upgrade refurbishment redevelopment facility factory merger acquisition donation payout bonus
  bounty fraud scam robbery voucher vouchers bag bags run race walk hike swim sprint hurdles relay freestyle
  backstroke breaststroke butterfly medley dash stretch tunnel wall fence radius zone limit gust gusts wind winds
  tailback trek pool bomb warhead turbine reactor pipeline wave waves cliff cliffs walls tower towers`,
);

/** Of those, what people and trains do: “firms worth £1bn plan to”. */
const verbs = words('plan run race walk hike swim sprint dash move offer');
const noun = /(?<!\p{L})(?:at|on|worth|than|earning|making|of) $/u;
const drinks = /(?:ml|cl|oz)$/;

/** “BP's £5bn profit”, not “It's £5 extra”. */
const owner = /(?<![\p{L}\p{N}'])(?!(?:It|That|This|He|She|Here|There|What|Who|Where|How|Let)')\p{Lu}\p{L}{1,20}'s? $/u;

/** What goes on with the sentence behind an amount: “the $5m was paid”. */
export const others = words(
  `a an the this that these those it he she they we you i who which what of in on at to for from by with without
  within between into onto over under above below about around across along against among after before behind
  beyond during until since through towards toward up down off out away back apart ahead inland offshore north
  south east west northeast northwest southeast southwest and or but nor so as than if when while where because
  though although is are was were be been being has have had do does did will would can could may might must shall
  should not also only still just even now then there here each every per more less extra last next yesterday
  today tomorrow annually overnight later earlier ago worth plus odd spent paid made won lost given taken sought
  set lent sent brought bought sold cut put kept left held found got stolen hit cost drawn gone go come make help
  mean came went fell rose grew meant became took gave`,
);

const one = /(?<![\p{L}\p{N}'])[Aa]n? $/u;
const adjectives = words(
  `record new massive huge giant mere proposed planned further whopping staggering second first final single major
  initial additional landmark`,
);
const definite = new RegExp(
  `(?<![\\p{L}\\p{N}'])(?:the|this|its|his|their|our|your|my|(?:an?|the|its|his|her|their) (?:${oneOf(adjectives)})) $`,
  'iu',
);

/**
 * Whether an amount goes before a noun as an adjective does, with its unit as one: “a $5m fine” is five million dollar.
 * Behind “the” there may also be a verb (“the £20 buys”), so there what could be one makes it an amount by itself.
 */
export function isAttributive(found: RegExpExecArray): boolean {
  const [, joint, word = ''] = /^([ \u00a0-])(\p{L}[\p{L}']{0,30})/u.exec(after(found, 32)) ?? [];
  if (joint === undefined) return false;
  const left = before(found, 32);
  if (word === 'can') return drinks.test(found[0]) && one.test(left);
  if (others.has(word)) return false;
  if (joint === '-') return /^\p{Ll}/u.test(word);
  if (verbs.has(word) && noun.test(left)) return false;
  if (heads.has(word) || one.test(left)) return true;
  return (definite.test(left) || owner.test(left)) && /^\p{Ll}/u.test(word) && !/(?:[^s]s|ed|ly|ing)$/.test(word);
}
