import type { HourlyReaders, MostRead, View } from '../../shared/domain/most-read.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { Readership, ViewQueue } from '../../shared/ports.ts';

/** The readership table in memory. */
export function fakeReadership(): Readership {
  const readers = new Map<string, { article: string; hour: string; readers: Set<string> }>();
  const lists = new Map<string, MostRead>();
  return {
    async add({ article, hour, readers: added }: HourlyReaders) {
      const key = `${hour} ${article}`;
      const known = readers.get(key)?.readers ?? new Set();
      readers.set(key, { article, hour, readers: known.union(new Set(added)) });
    },
    async tallies(hour) {
      return [...readers.values()]
        .filter((tally) => tally.hour === hour)
        .map((tally) => ({ ...tally, readers: [...tally.readers] }));
    },
    async salt(day) {
      return sha256(`salt of ${day}`);
    },
    async saveMostRead(list, mostRead) {
      lists.set(list, structuredClone(mostRead));
    },
    async mostRead(list) {
      return structuredClone(lists.get(list));
    },
  };
}

/** The views queue in memory. */
export function fakeViewQueue(): ViewQueue & { views: View[] } {
  const views: View[] = [];
  return {
    views,
    async send(view) {
      views.push(view);
    },
  };
}
