import type { Receipt } from '../../shared/domain/receipt.ts';
import type { NewsroomReading, Original } from '../../shared/ports.ts';

/** What the newsroom reads, in memory, with what writes it. */
export function fakeNewsroomReading() {
  const receipts: Receipt[] = [];
  const originals: { id: string; original: Original; bytes: Uint8Array }[] = [];
  const reading: NewsroomReading = {
    async receipts(key) {
      return receipts
        .filter((receipt) => receipt.key === key)
        .toSorted((a, b) => (a.sequencer < b.sequencer ? 1 : -1))
        .slice(0, 50);
    },
    async originals(id) {
      return originals
        .filter((kept) => kept.id === id)
        .map(({ original }) => original)
        .toSorted((a, b) => b.revision - a.revision);
    },
    async original(id, revision) {
      const kept = originals.find((each) => each.id === id && each.original.revision === revision);
      return kept === undefined ? undefined : { original: kept.original, bytes: kept.bytes };
    },
  };
  return {
    ...reading,
    async writeReceipt(receipt: Receipt) {
      receipts.push(receipt);
    },
    async writeOriginal(id: string, original: Original, bytes: Uint8Array) {
      originals.push({ id, original, bytes });
    },
  };
}
