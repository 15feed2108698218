import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Reading } from '../../shared/domain/verdict.ts';
import type { Ports } from '../../shared/ports.ts';
import { readDraft } from './read-draft.ts';
import { type Pictures, readPictures } from './read-pictures.ts';

type Needs = Pick<Ports, 'uploads' | 'now' | 'hash'>;

/** What the bucket holds for an upload, and the pictures that it names. */
export type UploadRead = { reading: Reading; pictures: Pictures['bytes'] };

/** Reads what an event speaks of, as it is now: what has been replaced, or removed and put back, is gone. */
export async function readUpload(upload: Upload, needs: Needs): Promise<UploadRead> {
  const none = new Map<string, Uint8Array>();
  const key = readArticleKey(upload.key);
  if ('code' in key) {
    return {
      reading: upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] },
      pictures: none,
    };
  }
  if (upload.kind === 'removed') {
    // The bucket is the truth: a removal that comes late must not undo an upload whose own event was lost.
    const isBack = await needs.uploads.has(upload.key);
    return { reading: isBack ? { kind: 'gone' } : { kind: 'removed', key }, pictures: none };
  }
  const found = await needs.uploads.read(upload);
  if (found.kind === 'gone') return { reading: { kind: 'gone' }, pictures: none };
  const { draft, notice, problems } = readDraft(found.bytes, key, needs.now());
  const contentHash = needs.hash(found.bytes);
  if (notice !== undefined) return { reading: { kind: 'notice', key, notice, contentHash, problems }, pictures: none };
  if (draft === undefined) return { reading: { kind: 'faulty', problems }, pictures: none };
  const pictures = await readPictures(draft, found.bytes, needs);
  if (pictures.problems.length > 0) {
    return { reading: { kind: 'faulty', problems: [...problems, ...pictures.problems] }, pictures: none };
  }
  // The same words with another picture under the same key are another version.
  const hashes = [...pictures.found.values()].map(({ hash }) => hash);
  const whole = hashes.length === 0 ? contentHash : needs.hash([contentHash, ...hashes].join());
  const reading = { draft, key, problems, bytes: found.bytes, contentHash: whole, pictures: pictures.found };
  return { reading: { kind: 'draft', ...reading }, pictures: pictures.bytes };
}
