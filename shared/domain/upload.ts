import { isEditionCode } from './edition.ts';
import { type EditionCode, editionCodes } from './newsroom.ts';
import { type Problem, type ProblemCode, problemOf } from './problem.ts';
import { slugOf } from './slug.ts';

/** What S3 told us: an object was stored or removed under a key. */
export type Upload = {
  key: string;
  /** Orders the events of one key; hexadecimal, of no fixed length. */
  sequencer: string;
  /** When S3 says that it happened, ISO 8601. */
  at: string;
} & ({ kind: 'stored'; eTag: string } | { kind: 'removed' });

/**
 * Which of two uploads of one key is newer: negative if `a` is older than `b`, 0 if they are the same event.
 * The shorter is padded with zeros on the right, then they compare as text
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html). Never as numbers:
 * a sequencer has more bits than a number holds.
 */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const left = a.toUpperCase().padEnd(length, '0');
  const right = b.toUpperCase().padEnd(length, '0');
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** How a file is to be read; what kind of JSON or XML it holds is told by its shape. */
export type ArticleFormat = 'markdown' | 'json' | 'xml' | 'html';

/** What an upload's key says of the article: its id, edition, format, the folders it lies in, and its name for the URL. */
export type ArticleKey = { id: string; edition: EditionCode; format: ArticleFormat; folders: string[]; name: string };

const formats: Record<string, ArticleFormat> = {
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
  xml: 'xml',
  html: 'html',
  htm: 'html',
};

/**
 * Reads `articles/<edition>/<any/path>/<name>.(md|markdown|json|xml|html|htm)`; edition and ending in any case. The id is the key
 * without prefix and ending, made safe for URLs; it never changes while the key stays.
 */
export function readArticleKey(key: string): ArticleKey | Problem {
  const parts = key.split('/');
  const file = parts.at(-1) ?? '';
  const edition = (parts[1] ?? '').toLowerCase();
  if (parts[0] !== 'articles' || parts.length < 3 || file === '') {
    return keyProblem(
      'key-path',
      `“${key}” does not say which article it is.`,
      'Upload to articles/<edition>/<path>/<name>.md, for example articles/en/politics/summit.md.',
    );
  }
  if (!isEditionCode(edition)) {
    return keyProblem(
      'key-edition',
      `There is no edition “${parts[1]}”.`,
      `Upload to articles/<edition>/…; the editions are ${editionCodes.join(', ')}.`,
    );
  }
  const dot = file.lastIndexOf('.');
  const format = dot < 1 ? undefined : formats[file.slice(dot + 1).toLowerCase()];
  if (format === undefined) {
    return keyProblem(
      'key-ending',
      `“${file}” is not a kind of file that an article can be.`,
      `Name the file with one of the endings ${Object.keys(formats).join(', ')}.`,
    );
  }
  const name = file.slice(0, dot);
  const folders = parts.slice(2, -1);
  return { id: `${edition}-${slugOf([...folders, name].join('/'), 120)}`, edition, format, folders, name };
}

function keyProblem(code: ProblemCode, message: string, advice: string): Problem {
  return problemOf(code, { line: 1, column: 1 }, message, advice, { field: 'key' });
}
