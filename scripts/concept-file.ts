import path from 'node:path';
import { conceptsPrefix } from '../shared/contract/object-keys.ts';

/** The key of a file that lies in a folder `concepts`: `samples/concepts/a.yaml` → `concepts/a.yaml`. Undefined for others. */
export function conceptKeyOf(file: string): string | undefined {
  const folder = path.basename(path.dirname(path.resolve(file)));
  return folder === 'concepts' ? `${conceptsPrefix}${path.basename(file)}` : undefined;
}
