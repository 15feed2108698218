/** What lives where in the two buckets. */

/** Uploads under this prefix are articles. Beside articles, concepts and lexicons, nothing in the bucket wakes anyone. */
export const articlesPrefix = 'articles/';

/** Uploads under this prefix are concepts. */
export const conceptsPrefix = 'concepts/';

/** Uploads under this prefix say how an edition pronounces words. */
export const lexiconsPrefix = 'lexicons/';

/** Everything that the CDN may serve from the media bucket. The path of an object on the site is its key. */
export const mediaPrefix = 'media/';

/** Under these prefixes lie all recordings and all pictures of an article, and of no other. */
export function mediaOf(id: string): [narrations: string, pictures: string] {
  return [`${mediaPrefix}narrations/${id}/`, `${mediaPrefix}images/${id}/`];
}

/** The objects of one recording, named by what is in them, so that they never change. */
export function narrationKeys(id: string, window: string, hash: string) {
  const [narrations] = mediaOf(id);
  const base = `${narrations}${window}/${hash}`;
  return { mp3: `${base}.mp3`, vtt: `${base}.vtt`, timings: `${base}.json`, chapters: `${base}-chapters.json` };
}

/** What Polly has said lies under this prefix of the media bucket, which the CDN does not serve. */
export const utteredPrefix = 'uttered/';

export function utteredKey(key: string): string {
  return `${utteredPrefix}${key.slice(0, 2)}/${key}`;
}

/** Pictures that articles may name lie under this prefix of the uploads bucket. */
export const picturesPrefix = 'images/';

/** Receipts lie under this prefix of the uploads bucket. */
export const receiptsPrefix = 'receipts/';

/** Where the receipt of an upload's key lies. A key may be as long as S3 allows, and this one longer still. */
export function receiptFile(key: string, hash: (data: string) => string): string {
  const file = `${receiptsPrefix}${key}.json`;
  return new TextEncoder().encode(file).length <= 1024 ? file : `${receiptsPrefix}${hash(key)}.json`;
}

/** The upload that a receipt answers, by where the receipt lies; of a name that is too long for S3, nobody can tell. */
export function uploadOfReceipt(file: string): string {
  return file.slice(receiptsPrefix.length, -'.json'.length);
}
