import { parseMp3 } from '../../shared/domain/mp3.ts';
import { bareSpeech, plainSpeech, soundOf } from '../../shared/domain/speech.ts';
import {
  flawOfTake,
  inItsBlock,
  readMarks,
  type Take,
  takeOf,
  takeWithoutMarks,
} from '../../shared/domain/speech-marks.ts';
import { HalfSpoken, type Uttered } from '../../shared/domain/uttered.ts';
import { usesFrames } from '../../shared/domain/voice.ts';
import type { Ports, Spoken } from '../../shared/ports.ts';
import { type Bill, pay, spare } from './bill.ts';
import type { Sound } from './sound.ts';

type Needs = Pick<Ports, 'narrator' | 'cache' | 'hash'> & {
  /** The version that is narrated: `<article>@<revision>`. */
  payer: string;
};

/** Why there is no recording yet: Polly fails or refuses, what it said sounds wrong, or the function's time is short. */
export type Stopped = { why: 'failed' | 'flawed'; reason: string } | { why: 'out-of-time' };

/** `isKept`: others find it under the key of its sound. */
type Kept = { take: Take; isKept: boolean } | Stopped;

/**
 * Says a unit as SSML; if Polly will not have that, as plain text; and at last in its own words alone, whose sound has a
 * key of its own: a strange sign or a long lexicon never costs the article its voice. `known` may be half of it.
 */
export async function sayUnit(sound: Sound, known: Uttered | undefined, bill: Bill, needs: Needs): Promise<Kept> {
  const ssml = await utter(sound, 'ssml', known, bill, needs);
  if (ssml.kind === 'spoken') return await keepTake(sound, ssml, bill, needs);
  const plain = { ...sound, speech: plainSpeech(sound.speech) };
  const text = await utter(plain, 'text', known, bill, needs);
  if (text.kind === 'spoken') return await keepTake(plain, text, bill, needs);
  const own = bareSpeech(sound.unit);
  const bare = { ...sound, key: needs.hash(soundOf(sound.unit, { ...own, ssml: own.plain })), speech: own };
  const knownBare = await needs.cache.find(bare.key);
  const found = reusedTake(bare, knownBare, bill, needs);
  if (found !== undefined) return { ...found, isKept: false };
  const words = await utter(bare, 'text', knownBare, bill, needs);
  if (words.kind === 'spoken') return { ...(await keepTake(bare, words, bill, needs)), isKept: false };
  return { why: 'failed', reason: `Polly refuses “${own.plain.slice(0, 60)}…”: ${words.why}` };
}

/** Has Polly say a unit, pays for it, and keeps it if it is only half, so that nobody pays for that half again. */
async function utter(
  { key, unit, speech }: Sound,
  type: 'ssml' | 'text',
  known: Uttered | undefined,
  bill: Bill,
  { narrator, cache, payer }: Needs,
): Promise<Spoken> {
  const isPlain = type === 'text';
  const half = known?.missing !== undefined && (known.plain === true) === isPlain ? known : undefined;
  const about = { payer, ...(isPlain ? { plain: true as const } : {}) };
  try {
    const said = await narrator.speak(isPlain ? speech.plain : speech.ssml, type, unit.voice, half);
    if (said.kind === 'refused') return said;
    pay(bill, unit, said.characters - (half?.characters ?? 0), 1);
    if (half?.payer === payer) pay(bill.before, unit, half.characters, 0);
    bill.keys.add(key);
    return { ...said, ...about };
  } catch (error) {
    if (error instanceof HalfSpoken) {
      pay(bill, unit, error.characters, 0);
      pay(bill.lost, unit, error.characters - (error.half?.characters ?? 0), 0);
      if (error.half !== undefined) await cache.keep(key, { ...error.half, ...about }).catch(no);
    }
    throw error;
  }
}

/** Keeps what was said, unless there is something wrong with it. */
async function keepTake(sound: Sound, said: Spoken & { kind: 'spoken' }, bill: Bill, { cache }: Needs): Promise<Kept> {
  const { kind: _, ...uttered } = said;
  const read = takeFrom(uttered, sound);
  if ('flaw' in read) {
    pay(bill.lost, sound.unit, said.characters, 0);
    // A half of it may lie there.
    await cache.forget(sound.key).catch(no);
    return { why: 'flawed', reason: `The narration sounds wrong: ${read.flaw}` };
  }
  // It is paid for: that it could not be kept for others is no reason to throw it away.
  return { ...read, isKept: await cache.keep(sound.key, uttered).then(yes, no) };
}

const yes = () => true;
const no = () => false;

/** What was uttered, or what is wrong with it. */
function takeFrom({ mp3, marks }: Uttered, { unit, speech }: Sound): { take: Take } | { flaw: string } {
  try {
    const audio = parseMp3(mp3);
    const take = usesFrames(unit.voice)
      ? takeWithoutMarks(audio, unit, speech)
      : takeOf(audio, readMarks(marks), speech);
    const flaw = flawOfTake(take, speech);
    return flaw === undefined ? { take: inItsBlock(take, unit) } : { flaw };
  } catch (error) {
    return { flaw: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The take of a unit that was in the cache, unless only half of it was, or there is something wrong with it. What an
 * earlier run has paid for this very version saves nothing.
 */
export function reusedTake(
  sound: Sound,
  known: Uttered | undefined,
  bill: Bill,
  { payer }: Pick<Needs, 'payer'>,
): { take: Take } | undefined {
  if (known === undefined || known.missing !== undefined) return undefined;
  const read = takeFrom(known, known.plain === true ? { ...sound, speech: plainSpeech(sound.speech) } : sound);
  if ('flaw' in read) return undefined;
  if (known.payer === payer && !bill.keys.has(sound.key)) pay(bill.before, sound.unit, known.characters, 1);
  else spare(bill, sound.unit, known.characters);
  bill.keys.add(sound.key);
  return read;
}
