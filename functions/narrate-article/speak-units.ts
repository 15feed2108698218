import { setTimeout as pause } from 'node:timers/promises';
import type { ArticleRecord } from '../../shared/domain/article.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { newestAudio } from '../../shared/domain/narration.ts';
import type { Unit } from '../../shared/domain/script.ts';
import type { Lexicon } from '../../shared/domain/speech.ts';
import { type Take, takesOfRecording } from '../../shared/domain/speech-marks.ts';
import type { Uttered } from '../../shared/domain/uttered.ts';
import type { Ports } from '../../shared/ports.ts';
import { type Bill, spare } from './bill.ts';
import { reusedTake, type Stopped, sayUnit } from './say-unit.ts';
import { billedFor, type Sound, soundsOf } from './sound.ts';

/** Takes in the script's order, and their keys. */
export type Spoken = { takes: Take[]; keys: string[] };

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
  /** The version that is narrated: `<article>@<revision>`. */
  payer: string;
  /** Called after each unit. */
  goOn: () => Promise<void>;
  /** Lets so many milliseconds pass. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

/**
 * So long others leave a unit to whoever has begun to speak it, in milliseconds: Polly may be asked for it in three ways.
 * So often they look whether it is done.
 */
const unitClaimMs = 180_000;
const lookEveryMs = 1000;

/**
 * Speaks what was not spoken before, by this article or by any other. Each unit is kept as soon as it is paid for, so
 * that whoever takes up after a failure, or a crash, pays for none of it again. A paragraph that occurs twice is one. What
 * it costs is added to the bill.
 */
export async function speakUnits(
  script: readonly Unit[],
  lexicon: Lexicon,
  earlier: ReadonlyMap<string, Take>,
  bill: Bill,
  needs: Needs,
): Promise<{ spoken: Spoken } | { stopped: Stopped }> {
  const sounds = soundsOf(script, lexicon, needs.hash);
  const keys = sounds.map(({ take }) => take);
  const takes = new Map(earlier);
  const missing = new Map<string, Sound>();
  for (const sound of sounds) {
    if (takes.has(sound.take)) spare(bill, sound.unit, billedFor(sound));
    else missing.set(sound.take, sound);
  }
  let stopped: Stopped | undefined;
  let flawed: Stopped | undefined;
  const speakAlike = async (alike: readonly Sound[]) => {
    for (const sound of alike) {
      if (stopped === undefined && needs.isTimeShort()) stopped = { why: 'out-of-time' };
      if (stopped !== undefined) return;
      const said = await speakUnit(sound, bill, needs);
      await needs.goOn();
      if ('take' in said) takes.set(sound.take, said.take);
      // The others are said all the same, so that only this one is said again.
      else if (said.why === 'flawed') flawed ??= said;
      else stopped ??= said;
    }
  };
  // What sounds alike is said one after the other, so that all but the first are found.
  const queue = Map.groupBy(missing.values(), ({ key }) => key).values();
  const speaker = async () => {
    for (const alike of queue) await speakAlike(alike);
  };
  await Promise.all(Array.from({ length: inFlight }, speaker));
  // A flaw counts more than a failure: it is paid for again, so it is tried less often.
  stopped = flawed ?? stopped;
  if (stopped !== undefined) return { stopped };
  const inOrder = keys.flatMap((key) => takes.get(key) ?? []);
  if (inOrder.length !== script.length) throw new Error('A unit of the script was not spoken');
  return { spoken: { takes: inOrder, keys } };
}

/** One unit as it was said before, by another at this moment, or anew. */
async function speakUnit(sound: Sound, bill: Bill, needs: Needs): Promise<{ take: Take } | Stopped> {
  const claims = [`unit/${sound.key}`];
  try {
    const known = await needs.cache.find(sound.key);
    const found = reusedTake(sound, known, bill, needs) ?? (await awaitTake(sound, known, claims, bill, needs));
    if (!('ours' in found)) return found;
    const said = await sayUnit(sound, found.ours, bill, needs);
    // Whoever waits for what is kept finds it, so that its claim can end by itself.
    if ('why' in said || !said.isKept) await needs.studio.free(claims, needs.run).catch(() => undefined);
    return said;
  } catch (error) {
    await needs.studio.free(claims, needs.run).catch(() => undefined);
    return {
      why: 'failed',
      reason: `It cannot be read aloud now: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/**
 * What another narrator is about to say is waited for, since two that say it are paid twice. Once it is `ours` to say, that
 * is what is known of it, which may be half.
 */
async function awaitTake(
  sound: Sound,
  known: Uttered | undefined,
  claims: string[],
  bill: Bill,
  needs: Needs,
): Promise<{ take: Take } | { ours: Uttered | undefined } | Stopped> {
  const { wait = pause } = needs;
  let ours = known;
  while (!needs.isTimeShort()) {
    const now = needs.now();
    if (await needs.studio.claim(claims, needs.run, new Date(now.getTime() + unitClaimMs), now)) return { ours };
    await wait(lookEveryMs);
    ours = await needs.cache.find(sound.key);
    const found = reusedTake(sound, ours, bill, needs);
    if (found !== undefined) return found;
  }
  return { why: 'out-of-time' };
}
