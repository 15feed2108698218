import type { Pronunciation } from './concept.ts';
import type { Unit } from './script.ts';
import { treatmentsOf } from './speech/rules.ts';
import { spokenCharacter } from './speech/signs.ts';
import type { Treatment } from './speech/treatment.ts';
import { escapeSsml, type Row, SpeechWriter } from './speech/writer.ts';
import { withoutStretches } from './stretch.ts';

/** How a term is said in one language; upper and lower case count. */
export type LexiconEntry = { term: string; say: Pronunciation };
export type Lexicon = readonly LexiconEntry[];

/**
 * A unit as Polly hears it. `map` tells for each spoken character which bytes of the SSML came from which place of the
 * unit's text: Polly's marks count UTF-8 bytes of the request. `plain` is the same without markup, other words in place
 * of those that they are said for; `plainMap` are its own rows. `billed` counts the characters outside tags, as Polly does.
 */
export type Speech = { ssml: string; plain: string; billed: number; map: Row[]; plainMap: Row[] };

/**
 * A unit made ready to be said: by the lexicon of its language, by its rules, and in SSML that its engine takes. What is
 * struck out is not there for any of them; places count in the whole text all the same.
 */
export function speechOf(unit: Unit, lexicon: Lexicon = []): Speech {
  return saidOf(unit, (standing) => treatmentsOf(standing, lexicon));
}

function saidOf(unit: Unit, treat: (standing: Unit) => readonly Treatment[]): Speech {
  if (unit.struck.length === 0) return treated(unit, treat(unit));
  const { text, places } = withoutStretches(unit.text, unit.struck);
  const indexOf = (place: number) => {
    const index = places.findIndex((each) => each >= place);
    return index < 0 ? text.length : index;
  };
  const foreign = unit.foreign.map(({ from, to, language }) => ({ from: indexOf(from), to: indexOf(to), language }));
  const standing = { ...unit, text, foreign, struck: [] };
  const speech = treated(standing, treat(standing));
  const back = (rows: Row[]) =>
    rows.map(([begin, end, from, to]): Row => [begin, end, places[from] ?? 0, (places[to - 1] ?? -1) + 1]);
  return { ...speech, map: back(speech.map), plainMap: back(speech.plainMap) };
}

function treated(unit: Unit, treatments: readonly Treatment[]): Speech {
  const { text } = unit;
  const ssml = new SpeechWriter(true);
  const plain = new SpeechWriter(false);
  const both = [ssml, plain];
  const wrap = (tag: string, attributes: string, from: number, to: number) => {
    ssml.tag(`<${tag} ${attributes}>`);
    ssml.copy(text, from, to);
    ssml.tag(`</${tag}>`);
  };
  ssml.tag('<speak>');
  let at = 0;
  for (const treatment of treatments) {
    const { from, to } = treatment;
    for (const each of both) each.copy(text, at, from);
    at = to;
    switch (treatment.kind) {
      case 'say': {
        const words = sayable(treatment.as);
        wrap('sub', `alias="${escapeSsml(words)}"`, from, to);
        plain.say(words, from, to);
        break;
      }
      case 'sound':
        // Of generative voices only some know phonemes.
        if (unit.voice.engine === 'generative') ssml.copy(text, from, to);
        else wrap('phoneme', `alphabet="ipa" ph="${escapeSsml(sayable(treatment.ipa))}"`, from, to);
        plain.copy(text, from, to);
        break;
      case 'foreign':
        wrap('lang', `xml:lang="${escapeSsml(treatment.language)}"`, from, to);
        plain.copy(text, from, to);
        break;
      case 'drop':
        for (const each of both) {
          if (treatment.leaves === 'pause') each.pause();
          else if (treatment.leaves === ' ') each.space();
        }
    }
  }
  // A space at its end is none: a sentence sounds the same before another one.
  for (const each of both) each.copy(text, at, text.trimEnd().length);
  const { characters: billed } = ssml;
  ssml.tag('</speak>');
  return { ssml: ssml.text, plain: plain.text, billed, map: ssml.rows, plainMap: plain.rows };
}

/** Words of an alias without characters that nobody says and XML forbids. */
function sayable(words: string): string {
  return [...words].map(spokenCharacter).join('');
}

/** The same speech without markup, for when Polly refuses it: bytes are counted in the plain text. */
export function plainSpeech(speech: Speech): Speech {
  const { plain, plainMap } = speech;
  return { ...speech, map: plainMap, billed: [...plain].length };
}

/**
 * The unit's own words and no others, as plain text, for when Polly refuses everything else: other words may be so long
 * that a unit outgrows Polly's limits; its own never are.
 */
export function bareSpeech(unit: Unit): Speech {
  return plainSpeech(saidOf(unit, (standing) => treatmentsOf(standing, []).filter(({ kind }) => kind === 'drop')));
}

/** Characters of a unit that are said; none if it is only signs, such as “* * *”. */
export function spokenLength(unit: Unit): number {
  const { plain, billed } = speechOf(unit);
  return /[\p{L}\p{N}]/u.test(plain) ? billed : 0;
}

/** What the key of one unit's audio is taken over: everything that changes its sound. */
export function soundOf({ voice }: Unit, { ssml }: Speech): string {
  return JSON.stringify([2, ssml, voice.id, voice.engine, voice.language, voice.marks ?? 'polly', 'mp3', 24000]);
}
