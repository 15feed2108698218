import type { Pronunciation } from './concept.ts';
import type { Unit } from './script.ts';
import { treatmentsOf } from './speech/rules.ts';
import { spokenCharacter } from './speech/signs.ts';
import type { Treatment } from './speech/treatment.ts';
import { escapeSsml, type Row, SpeechWriter } from './speech/writer.ts';

/** How a term is said in one language; upper and lower case count. */
export type LexiconEntry = { term: string; say: Pronunciation };
export type Lexicon = readonly LexiconEntry[];

/**
 * A unit as Polly hears it. `map` tells for each spoken character which bytes of the SSML came from which place of the
 * unit's text: Polly's marks count UTF-8 bytes of the request. `plain` is the same without markup, other words in place
 * of those that they are said for; `plainMap` are its own rows. `billed` counts the characters outside tags, as Polly does.
 */
export type Speech = { ssml: string; plain: string; billed: number; map: Row[]; plainMap: Row[] };

/** A unit made ready to be said: by the lexicon of its language, by its rules, and in SSML that its engine takes. */
export function speechOf(unit: Unit, lexicon: Lexicon = []): Speech {
  return treated(unit, treatmentsOf(unit, lexicon));
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
  return plainSpeech(
    treated(
      unit,
      treatmentsOf(unit, []).filter(({ kind }) => kind === 'drop'),
    ),
  );
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
