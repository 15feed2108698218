import path from 'node:path';
import { conceptsPrefix, lexiconsPrefix } from '../shared/contract/object-keys.ts';

/**
 * The key of a file that lies in a folder `concepts` or `lexicons`: `samples/concepts/a.yaml` → `concepts/a.yaml`.
 * Undefined for others, and for a file that is said to be of an edition: that is an article.
 */
export function registryKeyOf(file: string, edition?: string): string | undefined {
  if (edition !== undefined) return undefined;
  const folder = `${path.basename(path.dirname(path.resolve(file)))}/`;
  return folder === conceptsPrefix || folder === lexiconsPrefix ? `${folder}${path.basename(file)}` : undefined;
}
