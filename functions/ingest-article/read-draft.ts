import type { Draft, Notice } from '../../shared/domain/article.ts';
import { countWords } from '../../shared/domain/blocks.ts';
import { withoutOwnLanguage } from '../../shared/domain/foreign.ts';
import { hasErrors, inOrder, type Place, type Problem, problemOf } from '../../shared/domain/problem.ts';
import type { ArticleFormat, ArticleKey } from '../../shared/domain/upload.ts';
import { checkFields } from './check-fields.ts';
import { readHtmlFile } from './formats/html.ts';
import { readJsonFile } from './formats/json.ts';
import { readMarkdownFile } from './formats/markdown.ts';
import { readXmlFile } from './formats/xml.ts';
import { whereTextBelongs } from './how-to-write.ts';
import { type Manuscript, placesIn } from './manuscript.ts';
import { checkPackedSize } from './packed-size.ts';

/** An article, or a notice that there is none for now; neither if there are errors among the problems. */
export type DraftRead = { draft?: Draft; notice?: Notice; problems: Problem[] };

const largestFile = 1024 * 1024;
const mostWords = 20_000;

const readers: Record<ArticleFormat, (text: string, key: ArticleKey) => Manuscript> = {
  markdown: readMarkdownFile,
  json: readJsonFile,
  xml: readXmlFile,
  html: readHtmlFile,
};

/** Nobody mends more at a time; the errors among them come first. */
const mostProblems = 100;

/** The problems that are told, in the order of the file. */
function told(problems: readonly Problem[]): Problem[] {
  if (problems.length <= mostProblems) return inOrder(problems);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  return inOrder([...inOrder(errors), ...inOrder(warnings)].slice(0, mostProblems));
}

/** Reads an uploaded file as its key says, and reports everything that is wrong with it at once. */
export function readDraft(bytes: Uint8Array, key: ArticleKey, now: Date): DraftRead {
  const decoded = decode(bytes);
  if (typeof decoded !== 'string') return { problems: [decoded] };
  const manuscript = readers[key.format](decoded, key);
  if (manuscript.fields === undefined) return { problems: told(manuscript.problems) };
  const { fields, notice, problems: fieldProblems } = checkFields(manuscript, key, now);
  if (notice !== undefined) return { notice, problems: told(fieldProblems) };
  const problems = [...manuscript.problems, ...fieldProblems, ...checkBody(manuscript, key, bytes.length)];
  if (fields === undefined || hasErrors(problems)) return { problems: told(problems) };
  return { draft: { ...fields, blocks: withoutOwnLanguage(manuscript.blocks, key.edition) }, problems: told(problems) };
}

function checkBody({ blocks, problems }: Manuscript, { edition, format }: ArticleKey, fileSize: number): Problem[] {
  if (problems.some(({ code }) => code === 'body-missing')) return [];
  const top = { line: 1, column: 1 };
  const field = { field: 'body' };
  if (blocks.length === 0 && !hasErrors(problems)) {
    return [problemOf('body-missing', top, 'The article has no text.', whereTextBelongs[format], field)];
  }
  const words = countWords(blocks, edition);
  if (words <= mostWords) return hasErrors(problems) ? [] : checkPackedSize(blocks, fileSize);
  const message = `The article has ${words} words; the limit is ${mostWords}.`;
  return [problemOf('body-length', top, message, 'Split it into parts.', field)];
}

/** A file's text, without a byte order mark, or why it has none. */
export function decode(bytes: Uint8Array): string | Problem {
  if (bytes.length > largestFile) {
    const message = `The file has ${bytes.length} bytes; the limit is 1 MiB (${largestFile}).`;
    return problemOf('file-size', { line: 1, column: 1 }, message, 'Shorten it, or split the story.');
  }
  const offset = firstInvalidByte(bytes);
  if (offset === undefined) return new TextDecoder().decode(bytes);
  const hex = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const message = `The file is not UTF-8${utf16 ? ' but UTF-16' : ''}: byte ${offset} is 0x${hex}.`;
  return problemOf('encoding', placeOf(bytes, offset), message, 'Save it with the encoding UTF-8.', {
    words: `0x${hex}`,
  });
}

/** Where UTF-8 breaks off, by halving: decoding a prefix fails exactly if it holds the fault. */
function firstInvalidByte(bytes: Uint8Array): number | undefined {
  const valid = (end: number, stream: boolean) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream });
      return true;
    } catch {
      return false;
    }
  };
  if (valid(bytes.length, false)) return undefined;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (valid(middle, true)) good = middle;
    else bad = middle;
  }
  // The bytes before the fault may begin a character that it breaks off.
  while (!valid(good, false)) good--;
  return good;
}

function placeOf(bytes: Uint8Array, offset: number): Place {
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  return placesIn(before)(before.length);
}
