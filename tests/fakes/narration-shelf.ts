import { narrationKeys, narrationsOf } from '../../shared/contract/object-keys.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { NarrationShelf } from '../../shared/ports.ts';

type Recording = { mp3: Uint8Array; vtt: string; timings: Timings };

/** The media bucket in memory, by the path of the MP3. */
export function fakeNarrationShelf(): NarrationShelf & { recordings: Map<string, Recording> } {
  const recordings = new Map<string, Recording>();
  return {
    recordings,
    async keep(id, recording) {
      const { mp3, vtt, timings } = recording;
      const keys = narrationKeys(id, sha256(`${sha256(mp3)}\n${vtt}\n${JSON.stringify(timings)}`).slice(0, 16));
      recordings.set(`/${keys.mp3}`, structuredClone(recording));
      return { mp3: `/${keys.mp3}`, vtt: `/${keys.vtt}`, timings: `/${keys.timings}` };
    },
    async fetch({ mp3 }) {
      return structuredClone(recordings.get(mp3));
    },
    async remove({ mp3 }) {
      recordings.delete(mp3);
    },
    async removeAll(id) {
      for (const path of recordings.keys()) if (path.startsWith(`/${narrationsOf(id)}`)) recordings.delete(path);
    },
  };
}
