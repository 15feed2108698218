import type { ArticleRecord } from '../../shared/domain/article.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { newestAudio } from '../../shared/domain/narration.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { type Lexicon, plainSpeech, type Speech, soundOf, speechOf } from '../../shared/domain/speech.ts';
import { readMarks, type Take, takeOf, takesOfRecording, takeWithoutMarks } from '../../shared/domain/speech-marks.ts';
import { costOf, usesFrames } from '../../shared/domain/voice.ts';
import type { Ports, Uttered } from '../../shared/ports.ts';
import type { Bill } from './bill.ts';

/** Takes in the script's order, with their keys. */
export type Spoken = { takes: Take[]; keys: string[] };

/** Why there is no recording yet: Polly fails or refuses, what it said sounds wrong, or the function's time is short. */
export type Stopped = { why: 'failed' | 'flawed'; reason: string } | { why: 'out-of-time' };

/** Units that are spoken at a time; each is two requests. Polly allows 18 in flight on the neural engine, for all narrators. */
const inFlight = 3;

/** What an earlier version of the article said, by key; nothing if it never had a voice or its audio is gone. */
export async function earlierTakes(record: ArticleRecord, needs: Pick<Ports, 'shelf'>): Promise<Map<string, Take>> {
  const earlier = newestAudio(record.narration);
  const found = earlier === undefined ? undefined : await needs.shelf.fetch(earlier);
  return found === undefined ? new Map() : takesOfRecording(parseMp3(found.mp3), found.timings);
}

type Needs = Pick<Ports, 'narrator' | 'cache' | 'hash'> & { isTimeShort: () => boolean };

/** A unit with what Polly hears of it, and the key of its sound. */
export type Sound = { key: string; unit: Unit; speech: Speech };

export function soundsOf(script: readonly Unit[], lexicon: Lexicon, hash: Ports['hash']): Sound[] {
  return script.map((unit) => {
    const speech = speechOf(unit, lexicon);
    return { key: hash(soundOf(unit, speech)), unit, speech };
  });
}

/** Characters that Polly bills for a unit: its speech, and as many again for the marks of it. */
export function billedFor({ unit, speech }: Sound): number {
  return speech.billed * (usesFrames(unit.voice) ? 1 : 2);
}

/**
 * Speaks what was not spoken before, by this article or by any other. Each unit is kept as soon as it is paid for, so
 * that whoever takes up after a failure, or a crash, pays for none of it again. A paragraph that occurs twice is one.
 */
export async function speakUnits(
  script: readonly Unit[],
  lexicon: Lexicon,
  earlier: ReadonlyMap<string, Take>,
  needs: Needs,
): Promise<{ bill: Bill } & ({ spoken: Spoken } | { stopped: Stopped })> {
  const sounds = soundsOf(script, lexicon, needs.hash);
  const keys = sounds.map(({ key }) => key);
  const takes = new Map(earlier);
  const missing = new Map<string, Sound>();
  const bill: Bill = { characters: 0, cost: 0, units: 0, reused: 0, saved: 0 };
  for (const sound of sounds) {
    if (takes.has(sound.key)) spare(bill, sound);
    else missing.set(sound.key, sound);
  }
  let stopped: Stopped | undefined;
  const queue = missing.values();
  const speaker = async () => {
    for (const sound of queue) {
      if (stopped !== undefined) return;
      if (needs.isTimeShort()) {
        stopped = { why: 'out-of-time' };
        return;
      }
      const said = await speakUnit(sound, bill, needs);
      if ('reason' in said) stopped ??= { why: 'failed', reason: said.reason };
      else takes.set(sound.key, said.take);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, speaker));
  if (stopped !== undefined) return { bill, stopped };
  const inOrder = keys.flatMap((key) => takes.get(key) ?? []);
  if (inOrder.length !== script.length) throw new Error('A unit of the script was not spoken');
  return { bill, spoken: { takes: inOrder, keys } };
}

function spare(bill: Bill, sound: Sound, characters = billedFor(sound)): void {
  bill.reused++;
  bill.saved += costOf(characters, sound.unit.voice.engine);
}

/** One unit as it was said before, or as SSML; if Polly will not have that, as plain text: a strange sign never costs the article its voice. */
async function speakUnit(sound: Sound, bill: Bill, needs: Needs): Promise<{ take: Take } | { reason: string }> {
  const { key, unit, speech } = sound;
  try {
    const known = await needs.cache.find(key);
    if (known !== undefined) {
      spare(bill, sound, known.characters);
      return { take: takeFrom(known, unit, known.plain === true ? plainSpeech(speech) : speech) };
    }
    const asSsml = await needs.narrator.speak(speech.ssml, 'ssml', unit.voice);
    const plain = asSsml.kind === 'refused' ? plainSpeech(speech) : undefined;
    const said = plain === undefined ? asSsml : await needs.narrator.speak(plain.plain, 'text', unit.voice);
    if (said.kind === 'refused') return { reason: `Polly refuses “${speech.plain.slice(0, 60)}…”: ${said.why}` };
    const { mp3, marks, characters } = said;
    bill.units++;
    bill.characters += characters;
    bill.cost += costOf(characters, unit.voice.engine);
    // What cannot be read is not kept.
    const take = takeFrom(said, unit, plain ?? speech);
    await needs.cache.keep(key, { mp3, marks, characters, ...(plain === undefined ? {} : { plain: true }) });
    return { take };
  } catch (error) {
    return { reason: `It cannot be read aloud now: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function takeFrom({ mp3, marks }: Uttered, unit: Unit, speech: Speech): Take {
  const audio = parseMp3(mp3);
  return usesFrames(unit.voice) ? takeWithoutMarks(audio, speech) : takeOf(audio, readMarks(marks), speech);
}
