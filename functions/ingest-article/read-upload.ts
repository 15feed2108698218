import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Reading } from '../../shared/domain/verdict.ts';
import type { Ports } from '../../shared/ports.ts';
import { openUpload } from './open-upload.ts';
import { readDraft } from './read-draft.ts';
import { readPictures } from './read-pictures.ts';

type Needs = Pick<Ports, 'uploads' | 'now' | 'hash'>;

/** Reads what an event speaks of, as it is now: what has been replaced, or removed and put back, is gone. */
export async function readUpload(upload: Upload, needs: Needs): Promise<Reading> {
  const opened = await openUpload(upload, readArticleKey(upload.key), needs);
  if (opened.kind !== 'found') return opened;
  const { key, bytes } = opened;
  const { draft, notice, problems } = readDraft(bytes, key, needs.now());
  const contentHash = needs.hash(bytes);
  if (notice !== undefined) return { kind: 'notice', key, notice, contentHash, problems };
  if (draft === undefined) return { kind: 'faulty', problems };
  const pictures = await readPictures(draft, bytes, needs);
  if (pictures.problems.length > 0) {
    return { kind: 'faulty', problems: [...problems, ...pictures.problems] };
  }
  // The same words with another picture under the same key are another version.
  const hashes = [...pictures.found.values()].map(({ hash }) => hash);
  const whole = hashes.length === 0 ? contentHash : needs.hash([contentHash, ...hashes].join());
  return { kind: 'draft', draft, key, problems, bytes, contentHash: whole, pictures: pictures.found };
}
