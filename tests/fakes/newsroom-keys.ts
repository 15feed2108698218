import type { NewsroomKey } from '../../shared/domain/newsroom-key.ts';
import type { NewsroomKeys } from '../../shared/ports.ts';

/** The table of the newsroom's keys in memory. */
export function fakeNewsroomKeys(): NewsroomKeys {
  const keys = new Map<string, NewsroomKey>();
  return {
    async find(id) {
      return structuredClone(keys.get(id));
    },
    async put(key) {
      if (keys.has(key.id)) throw new Error(`The id ${key.id} is taken.`);
      keys.set(key.id, structuredClone(key));
    },
    async list() {
      return [...keys.values()].toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },
    async revoke(id, at) {
      const known = keys.get(id);
      if (known !== undefined) keys.set(id, { revokedAt: at, ...known });
      return known !== undefined;
    },
  };
}
