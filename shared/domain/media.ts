import type { Showing } from './article.ts';

/**
 * The part of a media object's address that says when it opens and closes, in milliseconds of the epoch: audio and
 * pictures are made ahead of an embargo, and the gate at the CDN (infra/media-gate.js) reads here whether their time has
 * come. Open from the first millisecond on, until the second.
 */
export function mediaWindow({ publishedAt, expiresAt }: Pick<Showing, 'publishedAt' | 'expiresAt'>): string {
  return `${milliseconds(publishedAt)}-${expiresAt === undefined ? 'ever' : milliseconds(expiresAt)}`;
}

/**
 * What opened before 1970 is open from then on.
 *
 * @throws RangeError for what is no time: a wrong window would never open.
 */
function milliseconds(time: string): number {
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw new RangeError(`“${time}” is no time.`);
  return Math.max(0, at);
}

/** How late what is retired may go, and leave the caches, in milliseconds. */
const latest = 15 * 60_000;

/**
 * Whether what lies in a former window may be had until a time (milliseconds of the epoch): readers can see the article
 * now, and as long as the window is open. Whoever is listening then goes on.
 */
export function mayStayOpen(
  former: string,
  until: number,
  article: Parameters<typeof mediaWindow>[0],
  now: Date,
): boolean {
  const [from, to] = timesOf(former);
  const [opens, closes] = timesOf(mediaWindow(article));
  return Math.max(from, opens) <= now.getTime() && (to <= closes || closes >= until + latest);
}

function timesOf(window: string): [number, number] {
  const [from, to] = window.split('-');
  return [Number(from), to === 'ever' ? Number.POSITIVE_INFINITY : Number(to)];
}

/** A picture of the uploads bucket as it was found there. `hash` is of its bytes, in hexadecimal. */
export type Picture = { mediaType: string; width: number; height: number; hash: string };

const endings: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
};

/** The path on the site that a picture of an article is served at. */
export function picturePath(id: string, window: string, { hash, mediaType }: Picture): string {
  return `/media/images/${id}/${window}/${hash.slice(0, 32)}.${endings[mediaType] ?? 'bin'}`;
}

/** The window that a media object lies in. */
export function windowIn(path: string): string | undefined {
  return path.split('/')[4];
}

/** The same media object in another window. */
export function inWindow(path: string, window: string): string {
  return path.replace(/^(\/media\/[^/]+\/[^/]+\/)[^/]+(\/[^/]+)$/, `$1${window}$2`);
}
