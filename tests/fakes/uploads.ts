import { receiptFile } from '../../shared/contract/object-keys.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { compareSequencers, type Upload } from '../../shared/domain/upload.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { ArticleUploads, StoredUpload, UploadsLedger } from '../../shared/ports.ts';

/** S3's pages have 1,000 objects. */
const pageSize = 3;

/** The uploads bucket in memory: it makes the events that S3 would send, and keeps only the newest object of a key. What is put on the uploads queue anew stays in `requeued`. */
export function fakeUploads(now: () => Date) {
  const objects = new Map<string, { bytes: Uint8Array; eTag: string; at: string }>();
  const filed = new Map<string, Receipt>();
  const requeued: Upload[] = [];
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
    async has(key) {
      return objects.has(key);
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
  const stored = (key: string): StoredUpload[] => {
    const object = objects.get(key);
    return object === undefined ? [] : [{ key, eTag: object.eTag, at: object.at }];
  };
  const ledger: UploadsLedger = {
    async *pages(prefix) {
      const receipts = [...filed].map(([key, { judgedAt: at }]) => ({
        key: receiptFile(key, sha256),
        eTag: sha256(key),
        at,
      }));
      const all = [...[...objects.keys()].flatMap(stored), ...receipts].filter(({ key }) => key.startsWith(prefix));
      all.sort((a, b) => compareUtf8(a.key, b.key));
      while (all.length > 0) yield all.splice(0, pageSize);
    },
    async find(key) {
      return stored(key)[0];
    },
    async requeue(upload) {
      requeued.push(structuredClone(upload));
    },
  };
  return {
    ...uploads,
    ledger,
    requeued,
    filed,
    put(key: string, content: string | Uint8Array): Upload {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const eTag = sha256(bytes).slice(0, 32);
      objects.set(key, { bytes, eTag, at: now().toISOString() });
      return { ...event(key), kind: 'stored', eTag };
    },
    remove(key: string): Upload {
      objects.delete(key);
      return { ...event(key), kind: 'removed' };
    },
  };
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
