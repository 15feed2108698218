import type { Ports } from '../../shared/ports.ts';

/** What reading the API needs of the world; `hash` is for answers that are put together at reading time. */
export type Needs = Pick<Ports, 'reading' | 'readership' | 'now' | 'hash'> & {
  /** Where readers find us, `https://…` without a slash at its end, for what must name whole addresses. */
  site: string;
  gunzip: (bytes: Uint8Array) => string;
  gzip: (text: string) => Uint8Array;
};

/** How long the CDN may answer for us, in seconds: a correction is seen after at most this. */
export const fresh = 1;
