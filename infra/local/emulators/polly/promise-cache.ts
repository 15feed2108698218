/** Results by what they were made from; those asked for longest ago are dropped first. */
export type PromiseCache<Value> = {
  /** The value of `key`. One that is being made is waited for; one whose making failed is made again. */
  get(key: string, make: () => Promise<Value>): Promise<Value>;
};

/** Opens a cache that keeps up to `limit` bytes, as `sizeOf` counts them. */
export function openPromiseCache<Value>(limit: number, sizeOf: (value: Value) => number): PromiseCache<Value> {
  const kept = new Map<string, { value: Promise<Value>; size: number }>();
  let total = 0;
  const drop = (key: string) => {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  const settle = async (key: string, entry: { value: Promise<Value>; size: number }) => {
    try {
      const size = sizeOf(await entry.value);
      if (kept.get(key) !== entry) return;
      entry.size = size;
      total += size;
      for (const [oldest, { size }] of kept) {
        if (total <= limit) break;
        if (size > 0) drop(oldest);
      }
    } catch {
      // Whoever asked hears of it through the promise itself.
      if (kept.get(key) === entry) drop(key);
    }
  };
  return {
    get(key, make) {
      const entry = kept.get(key) ?? { value: make(), size: 0 };
      const isNew = !kept.has(key);
      // Set anew, so that it becomes the youngest.
      kept.delete(key);
      kept.set(key, entry);
      if (isNew) void settle(key, entry);
      return entry.value;
    },
  };
}
