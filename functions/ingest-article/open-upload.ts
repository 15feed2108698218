import type { Problem } from '../../shared/domain/problem.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';

type Opened<Key> =
  | { kind: 'gone' }
  | { kind: 'faulty'; problems: Problem[] }
  | { kind: 'removed'; key: Key }
  | { kind: 'found'; key: Key; bytes: Uint8Array };

/**
 * Looks at what an event speaks of, as it is now: what has been replaced, or removed and put back, is gone. `key` is what
 * the upload's key was read as, or what is wrong with it.
 */
export async function openUpload<Key extends object>(
  upload: Upload,
  key: Key | Problem,
  { uploads }: Pick<Ports, 'uploads'>,
): Promise<Opened<Key>> {
  if ('code' in key) return upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] };
  if (upload.kind === 'removed') {
    // The bucket is the truth: a removal that comes late must not undo an upload whose own event was lost.
    return (await uploads.has(upload.key)) ? { kind: 'gone' } : { kind: 'removed', key };
  }
  const found = await uploads.read(upload);
  return found.kind === 'gone' ? { kind: 'gone' } : { kind: 'found', key, bytes: found.bytes };
}
