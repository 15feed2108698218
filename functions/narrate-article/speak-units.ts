import type { ArticleRecord } from '../../shared/domain/article.ts';
import type { Voice } from '../../shared/domain/newsroom.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { newestAudio, type Speech, soundOf, speechOf, type Unit } from '../../shared/domain/narration.ts';
import { readMarks, type Take, takeOf, takesOfRecording } from '../../shared/domain/speech-marks.ts';
import type { Ports } from '../../shared/ports.ts';

/** Takes in the script's order, with their keys, and what they cost. */
export type Spent = { takes: Take[]; keys: string[]; characters: number; reused: number };

/** Units that are spoken at a time; each is two requests. Polly allows 18 requests in flight on the neural engine. */
const inFlight = 4;

/** What an earlier version of the article said, by key; nothing if it never had a voice or its audio is gone. */
export async function earlierTakes(record: ArticleRecord, needs: Pick<Ports, 'shelf'>): Promise<Map<string, Take>> {
  const earlier = newestAudio(record.narration);
  const found = earlier === undefined ? undefined : await needs.shelf.fetch(earlier);
  return found === undefined ? new Map() : takesOfRecording(parseMp3(found.mp3), found.timings);
}

/** Speaks what was not spoken before. A paragraph that occurs twice is paid for once. */
export async function speakUnits(
  script: readonly Unit[],
  voice: Voice,
  earlier: ReadonlyMap<string, Take>,
  needs: Pick<Ports, 'narrator' | 'hash'>,
): Promise<Spent> {
  const keys = script.map((unit) => needs.hash(soundOf(unit, voice)));
  const takes = new Map(earlier);
  const missing = new Map<string, Unit>();
  for (const [index, unit] of script.entries()) {
    const key = keys[index];
    if (key !== undefined && !takes.has(key)) missing.set(key, unit);
  }
  let characters = 0;
  const queue = missing.entries();
  const speaker = async () => {
    for (const [key, unit] of queue) {
      const { take, billed } = await speakUnit(unit, voice, needs);
      takes.set(key, take);
      characters += billed;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, speaker));
  return {
    keys,
    characters,
    reused: keys.filter((key) => earlier.has(key)).length,
    takes: keys.map((key) => {
      const take = takes.get(key);
      if (take === undefined) throw new Error('A unit of the script was not spoken');
      return take;
    }),
  };
}

/** One unit as SSML; if Polly will not have it, as plain text: a strange sign never costs the article its voice. */
async function speakUnit(
  unit: Unit,
  voice: Voice,
  needs: Pick<Ports, 'narrator'>,
): Promise<{ take: Take; billed: number }> {
  const speech = speechOf(unit);
  const spoken = await needs.narrator.speak(speech.ssml, 'ssml', voice);
  if (spoken.kind === 'spoken') return { take: takeFrom(spoken, speech), billed: spoken.characters };
  const plain = plainSpeech(speech);
  const again = await needs.narrator.speak(plain.plain, 'text', voice);
  if (again.kind === 'refused') throw new Error(`Polly refuses “${plain.plain.slice(0, 60)}…”: ${again.why}`);
  return { take: takeFrom(again, plain), billed: again.characters };
}

function takeFrom({ mp3, marks }: { mp3: Uint8Array; marks: string }, speech: Speech): Take {
  return takeOf(parseMp3(mp3), readMarks(marks), speech);
}

/** The same speech without markup: bytes are counted in the plain text. */
function plainSpeech(speech: Speech): Speech {
  const encoder = new TextEncoder();
  const characters = [...speech.plain];
  let bytes = 0;
  const map = speech.map.map(([, , from, to], index): [number, number, number, number] => {
    const begin = bytes;
    bytes += encoder.encode(characters[index] ?? '').length;
    return [begin, bytes, from, to];
  });
  return { ...speech, map };
}
