/** What lives where in the two buckets. */

/** Uploads under this prefix are articles; nothing else in the bucket wakes anyone. */
export const articlesPrefix = 'articles/';

/** Everything that the CDN may serve from the media bucket. The path of an object on the site is its key. */
export const mediaPrefix = 'media/';

/** Under this prefix lie all recordings of an article, and of no other. */
export function narrationsOf(id: string): string {
  return `${mediaPrefix}narrations/${id}/`;
}

/** The objects of one recording, named by what is in them, so that they never change. */
export function narrationKeys(id: string, hash: string): { mp3: string; vtt: string; timings: string } {
  const base = `${narrationsOf(id)}${hash}`;
  return { mp3: `${base}.mp3`, vtt: `${base}.vtt`, timings: `${base}.json` };
}
