import type { Receipt } from '../../shared/domain/receipt.ts';
import { compareSequencers, type Upload } from '../../shared/domain/upload.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleUploads } from '../../shared/ports.ts';

/** The uploads bucket in memory: it makes the events that S3 would send, and keeps only the newest object of a key. */
export function fakeUploads(now: () => Date) {
  const objects = new Map<string, { bytes: Uint8Array; eTag: string }>();
  const filed = new Map<string, Receipt>();
  let sequence = 0;
  const event = (key: string) => {
    sequence += 1;
    return { key, sequencer: sequence.toString(16).toUpperCase().padStart(18, '0'), at: now().toISOString() };
  };
  const uploads: ArticleUploads = {
    async read({ key, eTag }) {
      const object = objects.get(key);
      return object?.eTag === eTag ? { kind: 'bytes', bytes: object.bytes } : { kind: 'gone' };
    },
    async picture(key, most) {
      const bytes = objects.get(key)?.bytes;
      return bytes !== undefined && bytes.length > most ? { bytes: bytes.length } : bytes;
    },
    async file(receipt) {
      const there = filed.get(receipt.key);
      if (there !== undefined && compareSequencers(there.sequencer, receipt.sequencer) > 0) return;
      filed.set(receipt.key, structuredClone(receipt));
    },
  };
  return {
    ...uploads,
    filed,
    put(key: string, content: string | Uint8Array): Upload {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const eTag = sha256(bytes).slice(0, 32);
      objects.set(key, { bytes, eTag });
      return { ...event(key), kind: 'stored', eTag };
    },
    remove(key: string): Upload {
      objects.delete(key);
      return { ...event(key), kind: 'removed' };
    },
  };
}
