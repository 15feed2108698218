import path from 'node:path';
import { articlesPrefix } from '../shared/contract/object-keys.ts';
import { editionCodes } from '../shared/domain/newsroom.ts';

/**
 * The key that a file is uploaded under: `samples/en/politics/a.md` → `articles/en/politics/a.md`. The last folder in its
 * path that is called as an edition says which; `edition` says it whatever the path is. Undefined if nothing does.
 */
export function keyOf(file: string, edition?: string): string | undefined {
  if (edition !== undefined) return `${articlesPrefix}${edition}/${path.basename(file)}`;
  const parts = path.normalize(file).split(path.sep);
  const folder = parts.findLastIndex(
    (part, index) => index < parts.length - 1 && editionCodes.some((code) => code === part.toLowerCase()),
  );
  return folder < 0 ? undefined : `${articlesPrefix}${parts.slice(folder).join('/')}`;
}
