/** Where in the uploaded file something stands; line and column count from 1, the column in UTF-16 units. */
export type Place = { line: number; column: number };

/**
 * What is wrong with an upload, written for an editor: what, where, and how to mend it. `code` is stable and listed in
 * docs/article-format.md; nothing is ever decided by reading `message`.
 */
export type Problem = {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  /** How to mend it. */
  advice: string;
  field?: string;
  place: Place;
};

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** One problem as a compiler prints it: `file:line:column: error: message [code]`, and the advice below. */
export function printProblem(file: string, problem: Problem): string {
  const { line, column } = problem.place;
  return `${file}:${line}:${column}: ${problem.severity}: ${problem.message} [${problem.code}]\n    ${problem.advice}`;
}
