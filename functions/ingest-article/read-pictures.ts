import { disableTypes, imageSize, types } from 'image-size';
import type { Draft } from '../../shared/domain/article.ts';
import type { Picture } from '../../shared/domain/media.ts';
import { type Problem, problemOf } from '../../shared/domain/problem.ts';
import type { Ports } from '../../shared/ports.ts';
import { placesIn } from './manuscript.ts';

/** What a draft's pictures are, by their keys in the uploads bucket. Their bytes are read again where they are needed. */
export type Pictures = { found: Map<string, Picture>; problems: Problem[] };

/** Bytes. */
export const largestPicture = 10 * 1024 * 1024;
const mostPictures = 20;
const longestSide = 16_384;

/** Types by what the file holds, whatever it is called. */
const mediaTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
};

// Nothing else is looked for in what strangers upload.
disableTypes(types.filter((type) => !['jpg', 'png', 'webp', 'heif'].includes(type)));

/** Reads the pictures that a draft names under `images/` of the uploads bucket: type and size are told by their content. */
export async function readPictures(
  draft: Draft,
  file: Uint8Array,
  needs: Pick<Ports, 'uploads' | 'hash'>,
): Promise<Pictures> {
  const images = [
    ...(draft.hero === undefined ? [] : [{ src: draft.hero.src, field: 'hero.src' }]),
    ...draft.blocks.flatMap((block) => (block.type === 'image' ? [{ src: block.src, field: 'body' }] : [])),
  ];
  const named = new Map(images.filter(({ src }) => src.startsWith('images/')).map(({ src, field }) => [src, field]));
  if (named.size === 0) return { found: new Map(), problems: [] };
  const text = new TextDecoder().decode(file);
  const placeOf = placesIn(text);
  const pictures: Pictures = { found: new Map(), problems: [] };
  if (named.size > mostPictures) {
    const message = `The article names ${named.size} pictures of the bucket; the limit is ${mostPictures}.`;
    const advice = 'Make a gallery of several articles.';
    pictures.problems.push(problemOf('image-file', { line: 1, column: 1 }, message, advice, { field: 'body' }));
    return pictures;
  }
  for (const [src, field] of named) {
    const wrong = await readPicture(src, pictures, needs);
    if (wrong === undefined) continue;
    const place = placeOf(Math.max(0, text.indexOf(src)));
    pictures.problems.push(problemOf(wrong.code, place, wrong.message, wrong.advice, { field, words: src }));
  }
  return pictures;
}

type Wrong = { code: 'image-file' | 'image-missing'; message: string; advice: string };

async function readPicture(
  src: string,
  { found }: Pictures,
  needs: Pick<Ports, 'uploads' | 'hash'>,
): Promise<Wrong | undefined> {
  const file = await needs.uploads.picture(src, largestPicture);
  if (file === undefined) {
    const message = `There is no picture “${src}” in the uploads bucket.`;
    return { code: 'image-missing', message, advice: 'Upload the picture first, then the article again.' };
  }
  if (!(file instanceof Uint8Array)) {
    const message = `The picture “${src}” has ${file.bytes} bytes; the limit is 10 MiB.`;
    return { code: 'image-file', message, advice: 'Save it smaller, or with stronger compression.' };
  }
  const size = sizeOf(file);
  if (size === undefined) {
    const advice = 'Save it as JPEG, PNG, WebP or AVIF, with sides of at most 16,384 pixels.';
    return { code: 'image-file', message: `“${src}” is no picture that can be shown.`, advice };
  }
  found.set(src, { ...size, hash: needs.hash(file) });
  return undefined;
}

/** Type, width and height as they will be seen, or undefined for what is no such picture. */
function sizeOf(bytes: Uint8Array): Omit<Picture, 'hash'> | undefined {
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes);
    // AVIF is a HEIF of its own brand.
    const brand = new TextDecoder('latin1').decode(bytes.subarray(4, 32));
    const mediaType = mediaTypes[type === 'heif' && /^ftyp.*avi[fs]/s.test(brand) ? 'avif' : type];
    if (mediaType === undefined || width < 1 || height < 1 || Math.max(width, height) > longestSide) return undefined;
    // EXIF's orientations from 5 on lie on their side.
    return orientation >= 5 ? { mediaType, width: height, height: width } : { mediaType, width, height };
  } catch {
    return undefined;
  }
}
