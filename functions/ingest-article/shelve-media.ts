import type { Media } from '../../shared/domain/verdict.ts';
import type { Ports } from '../../shared/ports.ts';
import { largestPicture } from './read-pictures.ts';

type Needs = Pick<Ports, 'uploads' | 'articles' | 'media' | 'hash'>;

/**
 * Puts media where a change says that they are, pictures one at a time, so that many large ones never are in memory
 * together. Adds the pictures' paths to `shelved`. Answers whether all audio that the change counts on was there.
 *
 * @throws Error if a picture has been replaced or removed since it was looked at; read anew, it is judged as it is now.
 */
export async function shelveMedia({ shelving, copies }: Media, shelved: Set<string>, needs: Needs): Promise<boolean> {
  for (const { from, to, picture } of shelving) {
    const bytes = await needs.uploads.picture(from, largestPicture);
    if (!(bytes instanceof Uint8Array) || needs.hash(bytes) !== picture.hash) {
      throw new Error(`${from} has changed since it was looked at; the queue will bring the article again`);
    }
    shelved.add(to);
    await needs.media.keepPicture(to, bytes, picture.mediaType);
  }
  const copied = await Promise.all(copies.map(({ from, to }) => needs.media.copy(from, to)));
  return !copied.includes(false);
}

/** Takes pictures away again that were put down for a version that was not committed, unless the article has them. */
export async function clearPictures(id: string, paths: ReadonlySet<string>, needs: Needs): Promise<void> {
  if (paths.size === 0) return;
  const { record, blocks = [] } = (await needs.articles.open(id)) ?? {};
  const used = [record?.article?.hero, ...blocks.filter(({ type }) => type === 'image')];
  const sources = new Set(used.flatMap((image) => (image !== undefined && 'src' in image ? [image.src] : [])));
  await needs.media.removePictures([...paths].filter((path) => !sources.has(path)));
}
