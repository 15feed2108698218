import { type Place, type Problem, type ProblemCode, problemOf } from '../../shared/domain/problem.ts';
import { cleanText, hidesSomething } from './clean-text.ts';
import type { Value } from './manuscript.ts';

/** Checks values of any file, and keeps the problems found so far. */
export class ValueCheck {
  readonly problems: Problem[];

  constructor(problems: readonly Problem[] = []) {
    this.problems = [...problems];
  }

  problem(code: ProblemCode, at: Value | Place, message: string, advice: string, field: string, more: object = {}) {
    const place = 'place' in at ? at.place : at;
    const words = 'kind' in at && at.kind === 'text' && at.text !== '' ? { words: at.text } : {};
    this.problems.push(problemOf(code, place, message, advice, { field, ...words, ...more }));
    return undefined;
  }

  /** A text of one line, which may be empty. */
  textIn(value: Value, field: string, length: number): string | undefined {
    if (value.kind !== 'text') {
      const advice = 'Write it as one text.';
      return this.problem('field-type', value, `${field} must be a text.`, advice, field);
    }
    const text = cleanText(value.text).replace(/\s+/g, ' ').trim();
    if (hidesSomething(value.text)) {
      const message = `${field} holds invisible characters; they are taken out.`;
      const advice = 'Type the words anew if they came from elsewhere.';
      this.problem('text-invisible', value, message, advice, field, { severity: 'warning' });
    }
    const count = [...text].length;
    if (count > length) {
      const message = `${field} is ${count} characters long; the limit is ${length}.`;
      return this.problem('field-length', value, message, 'Shorten it.', field);
    }
    return text;
  }
}
