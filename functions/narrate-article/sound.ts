import type { Unit } from '../../shared/domain/script.ts';
import { type Lexicon, type Speech, soundOf, speechOf } from '../../shared/domain/speech.ts';
import { billedWithMarks } from '../../shared/domain/voice.ts';
import type { Ports } from '../../shared/ports.ts';

/**
 * A unit with what Polly hears of it, and the keys of its sound and of its take: what is not said (an emoji, a note mark)
 * changes no sound, but the places of the words that are.
 */
export type Sound = { key: string; take: string; unit: Unit; speech: Speech };

export function soundsOf(script: readonly Unit[], lexicon: Lexicon, hash: Ports['hash']): Sound[] {
  return script.map((unit) => {
    const speech = speechOf(unit, lexicon);
    const key = hash(soundOf(unit, speech));
    return { key, take: hash(JSON.stringify([key, unit.text, ...(unit.places ?? [])])), unit, speech };
  });
}

/** Characters that Polly bills for a unit: its speech, and as many again for the marks of it. */
export function billedFor({ unit, speech }: Sound): number {
  return billedWithMarks(speech.billed, unit.voice);
}
