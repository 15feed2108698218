/** What sort of article it is, whatever its section. */
export const kinds = [
  'news',
  'opinion',
  'analysis',
  'blog',
  'feature',
  'video',
  'infographic',
  'gallery',
  'flash',
] as const;
export type Kind = (typeof kinds)[number];
