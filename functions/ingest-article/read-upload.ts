import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Reading } from '../../shared/domain/verdict.ts';
import type { Ports } from '../../shared/ports.ts';
import { readDraft } from './read-draft.ts';
import { readPictures } from './read-pictures.ts';

type Needs = Pick<Ports, 'uploads' | 'now' | 'hash'>;

/** Reads what an event speaks of, as it is now: what has been replaced, or removed and put back, is gone. */
export async function readUpload(upload: Upload, needs: Needs): Promise<Reading> {
  const key = readArticleKey(upload.key);
  if ('code' in key) {
    return upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] };
  }
  if (upload.kind === 'removed') {
    // The bucket is the truth: a removal that comes late must not undo an upload whose own event was lost.
    const isBack = await needs.uploads.has(upload.key);
    return isBack ? { kind: 'gone' } : { kind: 'removed', key };
  }
  const found = await needs.uploads.read(upload);
  if (found.kind === 'gone') return { kind: 'gone' };
  const { draft, notice, problems } = readDraft(found.bytes, key, needs.now());
  const contentHash = needs.hash(found.bytes);
  if (notice !== undefined) return { kind: 'notice', key, notice, contentHash, problems };
  if (draft === undefined) return { kind: 'faulty', problems };
  const pictures = await readPictures(draft, found.bytes, needs);
  if (pictures.problems.length > 0) {
    return { kind: 'faulty', problems: [...problems, ...pictures.problems] };
  }
  // The same words with another picture under the same key are another version.
  const hashes = [...pictures.found.values()].map(({ hash }) => hash);
  const whole = hashes.length === 0 ? contentHash : needs.hash([contentHash, ...hashes].join());
  return { kind: 'draft', draft, key, problems, bytes: found.bytes, contentHash: whole, pictures: pictures.found };
}
