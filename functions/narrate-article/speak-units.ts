import type { ArticleRecord } from '../../shared/domain/article.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { newestAudio } from '../../shared/domain/narration.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { bareSpeech, type Lexicon, plainSpeech, type Speech, soundOf, speechOf } from '../../shared/domain/speech.ts';
import { HalfSpoken } from '../../shared/domain/speech-failure.ts';
import {
  flawOfTake,
  readMarks,
  type Take,
  takeOf,
  takesOfRecording,
  takeWithoutMarks,
} from '../../shared/domain/speech-marks.ts';
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

type Needs = Pick<Ports, 'narrator' | 'cache' | 'studio' | 'hash' | 'now'> & {
  isTimeShort: () => boolean;
  run: string;
  /** Lets so many milliseconds pass. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

/** So long others leave a unit to whoever has begun to speak it, in milliseconds, and so often they look whether it is done. */
const unitClaimMs = 60_000;
const mostLooks = 30;
const lookEveryMs = 1000;

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
  let flawed: Stopped | undefined;
  const queue = missing.values();
  const speaker = async () => {
    for (const sound of queue) {
      if (stopped !== undefined) return;
      if (needs.isTimeShort()) {
        stopped = { why: 'out-of-time' };
        return;
      }
      const said = await speakUnit(sound, bill, needs);
      if ('take' in said) takes.set(sound.key, said.take);
      // The others are said all the same, so that only this one is said again.
      else if (said.why === 'flawed') flawed ??= said;
      else stopped ??= said;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, speaker));
  // A flaw counts more than a failure: it is paid for again, so it is tried less often.
  stopped = flawed ?? stopped;
  if (stopped !== undefined) return { bill, stopped };
  const inOrder = keys.flatMap((key) => takes.get(key) ?? []);
  if (inOrder.length !== script.length) throw new Error('A unit of the script was not spoken');
  return { bill, spoken: { takes: inOrder, keys } };
}

function spare(bill: Bill, sound: Sound, characters = billedFor(sound)): void {
  bill.reused++;
  bill.saved += costOf(characters, sound.unit.voice.engine);
}

function pay(bill: Bill, { unit }: Sound, characters: number): void {
  bill.characters += characters;
  bill.cost += costOf(characters, unit.voice.engine);
}

/** One unit as it was said before, by another at this moment, or anew. */
async function speakUnit(sound: Sound, bill: Bill, needs: Needs): Promise<{ take: Take } | Stopped> {
  const claims = [`unit/${sound.key}`];
  try {
    const known = (await findTake(sound, bill, needs)) ?? (await awaitTake(sound, claims, bill, needs));
    if (known !== undefined) return { take: known };
    const said = await sayUnit(sound, bill, needs);
    // Whoever waits for what is kept finds it, so that its claim can end by itself.
    if ('why' in said || !said.isKept) await needs.studio.free(claims, needs.run).catch(() => undefined);
    return said;
  } catch (error) {
    if (error instanceof HalfSpoken) pay(bill, sound, error.characters);
    await needs.studio.free(claims, needs.run).catch(() => undefined);
    return {
      why: 'failed',
      reason: `It cannot be read aloud now: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** The take of a unit that is in the cache, unless there is something wrong with it. */
async function findTake(sound: Sound, bill: Bill, { cache }: Needs, bare?: Bare): Promise<Take | undefined> {
  const known = await cache.find(bare?.key ?? sound.key);
  if (known === undefined) return undefined;
  const { speech } = sound;
  const read = takeFrom(known, sound.unit, bare?.speech ?? (known.plain === true ? plainSpeech(speech) : speech));
  if ('flaw' in read) return undefined;
  spare(bill, sound, known.characters);
  return read.take;
}

/** What another narrator is about to say is waited for a while, since two that say it are paid twice. */
async function awaitTake(sound: Sound, claims: string[], bill: Bill, needs: Needs): Promise<Take | undefined> {
  const { wait = pause } = needs;
  for (let looks = 0; looks < mostLooks && !needs.isTimeShort(); looks++) {
    const now = needs.now();
    if (await needs.studio.claim(claims, needs.run, new Date(now.getTime() + unitClaimMs), now)) return undefined;
    await wait(lookEveryMs);
    const known = await findTake(sound, bill, needs);
    if (known !== undefined) return known;
  }
  return undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A unit in its own words, and the key that its sound is kept under: it is another than that of the unit as it should be said. */
type Bare = { key: string; speech: Speech };

/** `isKept`: others find it under the key of its sound. */
type Said = { take: Take; isKept: boolean } | Stopped;

/**
 * Says a unit as SSML; if Polly will not have that, as plain text; and at last in its own words alone: a strange sign or a
 * long lexicon never costs the article its voice.
 */
async function sayUnit(sound: Sound, bill: Bill, needs: Needs): Promise<Said> {
  const { key, unit, speech } = sound;
  const { narrator } = needs;
  let said = await narrator.speak(speech.ssml, 'ssml', unit.voice);
  if (said.kind === 'spoken') return await keepTake(sound, said, key, speech, bill, needs);
  const plain = plainSpeech(speech);
  said = await narrator.speak(plain.plain, 'text', unit.voice);
  if (said.kind === 'spoken') return await keepTake(sound, { ...said, plain: true }, key, plain, bill, needs);
  const own = bareSpeech(unit);
  const bare = { key: needs.hash(soundOf(unit, { ...own, ssml: own.plain })), speech: own };
  const known = await findTake(sound, bill, needs, bare);
  if (known !== undefined) return { take: known, isKept: false };
  said = await narrator.speak(own.plain, 'text', unit.voice);
  if (said.kind === 'spoken') {
    return { ...(await keepTake(sound, said, bare.key, own, bill, needs)), isKept: false };
  }
  return { why: 'failed', reason: `Polly refuses “${speech.plain.slice(0, 60)}…”: ${said.why}` };
}

/** Pays for what was said, and keeps it unless there is something wrong with it. */
async function keepTake(
  sound: Sound,
  uttered: Uttered,
  key: string,
  speech: Speech,
  bill: Bill,
  { cache }: Needs,
): Promise<Said> {
  const { mp3, marks, characters, plain } = uttered;
  bill.units++;
  pay(bill, sound, characters);
  const read = takeFrom(uttered, sound.unit, speech);
  if ('flaw' in read) return { why: 'flawed', reason: `The narration sounds wrong: ${read.flaw}` };
  // It is paid for: that it could not be kept for others is no reason to throw it away.
  const kept = cache.keep(key, { mp3, marks, characters, ...(plain === undefined ? {} : { plain }) });
  return { ...read, isKept: await kept.then(yes, no) };
}

const yes = () => true;
const no = () => false;

/** What was uttered, or what is wrong with it. */
function takeFrom({ mp3, marks }: Uttered, unit: Unit, speech: Speech): { take: Take } | { flaw: string } {
  try {
    const audio = parseMp3(mp3);
    const take = usesFrames(unit.voice)
      ? takeWithoutMarks(audio, unit, speech)
      : takeOf(audio, readMarks(marks), speech);
    const flaw = flawOfTake(take, speech);
    return flaw === undefined ? { take } : { flaw };
  } catch (error) {
    return { flaw: error instanceof Error ? error.message : String(error) };
  }
}
