import { mediaOf, narrationKeys } from '../../shared/contract/object-keys.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { MediaShelf, NarrationShelf } from '../../shared/ports.ts';

type Recording = { mp3: Uint8Array; vtt: string; timings: Timings; chapters?: string };

/** The media bucket in memory: recordings by the path of the MP3, pictures by their own. */
export function fakeMedia(now = () => new Date()) {
  const recordings = new Map<string, Recording>();
  const pictures = new Map<string, Uint8Array>();
  const since = new Map<string, Date>();
  const removeBelow = (prefix: string, until?: Date) => {
    const isOld = (path: string) => until === undefined || (since.get(path) ?? new Date(0)) <= until;
    for (const shelf of [recordings, pictures])
      for (const path of shelf.keys()) if (path.startsWith(`/${prefix}`) && isOld(path)) shelf.delete(path);
  };
  const shelf: NarrationShelf = {
    async keep(id, window, recording) {
      const { mp3, vtt, timings, chapters } = recording;
      const keys = narrationKeys(id, window, sha256(`${sha256(mp3)}\n${vtt}\n${JSON.stringify(timings)}`).slice(0, 16));
      recordings.set(`/${keys.mp3}`, structuredClone(recording));
      since.set(`/${keys.mp3}`, now());
      const paths = { mp3: `/${keys.mp3}`, vtt: `/${keys.vtt}`, timings: `/${keys.timings}` };
      return { ...paths, ...(chapters === undefined ? {} : { chapters: `/${keys.chapters}` }) };
    },
    async fetch({ mp3 }) {
      return structuredClone(recordings.get(mp3));
    },
    async removeAll(id) {
      removeBelow(mediaOf(id)[0]);
    },
    async timings({ mp3 }) {
      return structuredClone(recordings.get(mp3)?.timings);
    },
    async remove(paths) {
      for (const path of paths) recordings.delete(path);
    },
  };
  const media: MediaShelf = {
    async keepPicture(path, bytes) {
      pictures.set(path, bytes);
      since.set(path, now());
    },
    async removePictures(paths) {
      for (const path of paths) pictures.delete(path);
    },
    async copy(from, to) {
      if (!from.endsWith('.mp3')) return true;
      const recording = recordings.get(from);
      if (recording !== undefined) recordings.set(to, recording);
      since.set(to, now());
      return recording !== undefined;
    },
    async close(id, window, until) {
      for (const prefix of mediaOf(id)) removeBelow(`${prefix}${window}/`, until);
    },
    async removeAll(id) {
      for (const prefix of mediaOf(id)) removeBelow(prefix);
    },
  };
  return { shelf, media, recordings, pictures };
}
