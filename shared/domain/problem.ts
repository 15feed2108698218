/** Where in the uploaded file something stands; line and column count from 1, the column in UTF-16 units. */
export type Place = { line: number; column: number };

/** Every code that a problem can have; docs/article-format.md says of each what it means and how to mend it. */
export const problemCodes = [
  'body-length',
  'body-missing',
  'concept-taken',
  'embed-unknown',
  'encoding',
  'expires-early',
  'field-choice',
  'field-length',
  'field-missing',
  'field-time',
  'field-type',
  'field-unknown',
  'fields',
  'file-size',
  'front-matter-missing',
  'front-matter-open',
  'front-matter-size',
  'hero-src',
  'comment-left-out',
  'html-as-text',
  'html-dropped',
  'body-too-deep',
  'id-taken',
  'image-alt',
  'image-file',
  'image-missing',
  'image-src',
  'json',
  'json-shape',
  'json-too-deep',
  'key-edition',
  'key-ending',
  'key-path',
  'language-other',
  'link-unsafe',
  'pronunciation',
  'region-unknown',
  'section-assumed',
  'status-reason',
  'table-size',
  'term-twice',
  'text-confusable',
  'text-invisible',
  'translation-of',
  'url-taken',
  'wikidata',
  'xml',
  'xml-dtd',
  'xml-shape',
  'xml-too-deep',
  'yaml',
  'yaml-alias',
  'yaml-too-deep',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/**
 * What is wrong with an upload, written for an editor: what, where, and how to mend it. `code` is stable; nothing is ever
 * decided by reading `message`.
 */
export type Problem = {
  code: ProblemCode;
  /** An error rejects the upload, a warning passes with the receipt. */
  severity: 'error' | 'warning';
  message: string;
  /** How to mend it. */
  advice: string;
  field?: string;
  /** The words at fault, as they stand in the file, shortened. */
  words?: string;
  place: Place;
};

type More = { severity?: Problem['severity']; field?: string; words?: string };

export function problemOf(
  code: ProblemCode,
  place: Place,
  message: string,
  advice: string,
  { severity = 'error', field, words }: More = {},
): Problem {
  return {
    code,
    severity,
    message,
    advice,
    ...(field === undefined ? {} : { field: shortened(field) }),
    ...(words === undefined ? {} : { words: shortened(words) }),
    place,
  };
}

/** At most 80 characters, on one line. */
export function shortened(words: string): string {
  const line = words.slice(0, 400).replace(/\s+/g, ' ').trim();
  return line.length <= 80 ? line.toWellFormed() : `${line.slice(0, 79).toWellFormed()}…`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** Of errors, and of warnings; a file of nothing but mistakes must not make a receipt as long as itself. */
const mostTold = 100;

/** Problems in the order of the file, the first 100 errors and the first 100 warnings. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const told = { error: 0, warning: 0 };
  return problems
    .toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .filter(({ severity }) => ++told[severity] <= mostTold);
}

/** One problem as a compiler prints it: `file:line:column: error: message [code]`, and the advice below. */
export function printProblem(file: string, problem: Problem): string {
  const { line, column } = problem.place;
  return `${file}:${line}:${column}: ${problem.severity}: ${problem.message} [${problem.code}]\n    ${problem.advice}`;
}
