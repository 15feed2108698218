/** The environment variables of each function: what its construct must set and its handler may read. */
export const environments = {
  'ingest-article': [
    'UPLOADS_BUCKET',
    'UPLOADS_QUEUE',
    'ARTICLES_TABLE',
    'MEDIA_BUCKET',
    'ANNOUNCEMENTS_TOPIC',
    'NEWSROOM_TOPIC',
    'NARRATION_QUEUE',
    'SITE_URL',
  ],
  'narrate-article': [
    'ARTICLES_TABLE',
    'UPLOADS_BUCKET',
    'MEDIA_BUCKET',
    'ANNOUNCEMENTS_TOPIC',
    'NEWSROOM_TOPIC',
    'NARRATION_QUEUE',
    'SITE_URL',
  ],
  'release-due': ['ARTICLES_TABLE', 'MEDIA_BUCKET', 'ANNOUNCEMENTS_TOPIC', 'NARRATION_QUEUE', 'SITE_URL'],
  'reconcile-uploads': ['UPLOADS_BUCKET', 'UPLOADS_QUEUE', 'ARTICLES_TABLE', 'NEWSROOM_TOPIC'],
  'serve-api': ['ARTICLES_TABLE', 'READERSHIP_TABLE', 'SITE_URL'],
  'record-view': ['VIEWS_QUEUE', 'READERSHIP_TABLE'],
  'count-views': ['READERSHIP_TABLE'],
  'serve-newsroom': ['ARTICLES_TABLE'],
  'authorize-newsroom': ['NEWSROOM_KEYS_TABLE'],
  'rank-most-read': ['ARTICLES_TABLE', 'READERSHIP_TABLE'],
} as const;

export type FunctionName = keyof typeof environments;
export type Variable<Name extends FunctionName> = (typeof environments)[Name][number];
/** A function's environment; leaving one of its variables out does not compile. */
export type Environment<Name extends FunctionName> = Record<Variable<Name>, string>;

export const functionNames = Object.keys(environments) as FunctionName[];
