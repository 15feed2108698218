/** The fields of an article, in every format of our own; other formats are brought to these. */
export const fieldNames = [
  'headline',
  'standfirst',
  'byline',
  'source',
  'section',
  'kind',
  'importance',
  'tags',
  'regions',
  'coverage',
  'hero',
  'slug',
  'publish-at',
  'embargoed-until',
  'expires',
  'status',
  'reason',
  'corrections',
  'translation-of',
  'narration',
] as const;

/** Characters of texts, numbers of names. */
export const longest = {
  headline: 300,
  standfirst: 1000,
  name: 120,
  address: 2000,
  caption: 1000,
  correction: 1000,
  tags: 64,
  regions: 8,
  byline: 8,
  corrections: 20,
} as const;

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

export const importances = ['minor', 'major', 'breaking'] as const;
export type Importance = (typeof importances)[number];

export const statuses = ['usable', 'withheld', 'withdrawn'] as const;
export const correctionKinds = ['correction', 'clarification', 'update'] as const;
