import { safeLink } from '../../shared/domain/blocks.ts';

/** An https address, or a key under `images/` of the uploads bucket, as it will be stored; undefined for anything else. */
export function imageAddress(src: string): string | undefined {
  if (/^images\/[^\p{Cc}]+$/u.test(src)) return src.split('/').includes('..') ? undefined : src;
  const link = safeLink(src);
  return link?.startsWith('https://') ? link : undefined;
}
