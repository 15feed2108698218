import { type Place, type Problem, type ProblemCode, problemOf } from '../../../shared/domain/problem.ts';
import { nearest } from '../../../shared/domain/section.ts';
import { cleanText } from '../clean-text.ts';
import type { Value } from '../manuscript.ts';

/** An object's members by name. */
export type Members = ReadonlyMap<string, Value>;

/** One unknown name of a kind is told once, and no more names than an editor reads. */
const mostUnknown = 20;
const largestPicture = 100_000;

/** Of errors, and of warnings: a file of nothing but mistakes must not become a list as long. */
const most = 100;

/** Reads the members of the objects of a body, and keeps what is wrong with them. */
export class MemberReader {
  readonly problems: Problem[] = [];
  /** What the members at hand belong to, as an editor would say it: “Block 3 (table)”. */
  within = '';
  readonly #unknown = new Set<string>();
  readonly #told = { error: 0, warning: 0 };

  problem(code: ProblemCode, place: Place, message: string, advice: string, words?: string): undefined {
    this.#tell(problemOf(code, place, message, advice, { field: 'body', ...(words === undefined ? {} : { words }) }));
    return undefined;
  }

  warn(code: ProblemCode, value: Value | undefined, message: string, advice: string, words: string): void {
    const place = value?.place ?? { line: 1, column: 1 };
    this.#tell(problemOf(code, place, message, advice, { severity: 'warning', field: 'body', words }));
  }

  #tell(problem: Problem): void {
    this.#told[problem.severity]++;
    if (this.#told[problem.severity] <= most) this.problems.push(problem);
  }

  members(value: Value, shape: string): Members | undefined {
    if (value.kind !== 'map')
      return this.problem('field-type', value.place, `${this.within} must be ${shape}.`, 'Write it so.');
    const members = new Map<string, Value>();
    for (const { name, place, value: member } of value.entries) {
      if (members.has(name)) {
        this.problem('json', place, `${this.within} has “${name}” twice.`, 'Keep one of the two.', name);
        return undefined;
      }
      members.set(name, member);
    }
    return members;
  }

  /** Warns of members that an object of its kind does not have. */
  known(members: Members, known: readonly string[], kind: string): void {
    for (const [name, value] of members) {
      if (known.includes(name)) continue;
      if (this.#unknown.size >= mostUnknown) return;
      const unknown = `${kind} ${name}`;
      if (this.#unknown.has(unknown)) continue;
      this.#unknown.add(unknown);
      const meant = nearest(known, name);
      const advice = meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      const owner = kind === 'run' ? `A run of ${this.within.replace(/^B/, 'b')}` : this.within;
      this.warn('field-unknown', value, `${owner} has no member “${name.slice(0, 80)}”; it is left out.`, advice, name);
    }
  }

  /** A text, clean; `length` in characters. */
  text(value: Value, name: string, length: number): string | undefined {
    if (value.kind !== 'text') {
      return this.problem(
        'field-type',
        value.place,
        `${this.within}: ${name} must be a text.`,
        'Write it as one text.',
      );
    }
    const text = cleanText(value.text);
    const count = Number.isFinite(length) ? [...text].length : 0;
    if (count <= length) return text;
    const message = `${this.within}: ${name} is ${count} characters long; the limit is ${length}.`;
    return this.problem('field-length', value.place, message, 'Shorten it.', text);
  }

  optional(members: Members, name: string, length: number): string | undefined {
    const value = members.get(name);
    return (value === undefined ? undefined : this.text(value, name, length)?.trim()) || undefined;
  }

  required(item: Value, members: Members, name: string, length: number): string | undefined {
    const value = members.get(name);
    if (value !== undefined) return this.text(value, name, length);
    return this.problem('field-missing', item.place, `${this.within} has no ${name}.`, `Add "${name}": "…".`);
  }

  list(item: Value, members: Members, name: string): Value[] | undefined {
    const value = members.get(name);
    if (value !== undefined) return this.items(value, name, 'a list');
    return this.problem('field-missing', item.place, `${this.within} has no ${name}.`, `Add "${name}": […].`);
  }

  items(value: Value, name: string, shape: string): Value[] | undefined {
    if (value.kind === 'list') return value.items;
    return this.problem(
      'field-type',
      value.place,
      `${this.within}: ${name} must be ${shape}.`,
      shape === 'a list' ? 'Put it in [ and ].' : 'Write it so.',
    );
  }

  oneOf(item: Value, members: Members, name: string, list: readonly string[]): string | undefined {
    const value = members.get(name);
    const text = value?.kind === 'text' ? value.text : undefined;
    if (text !== undefined && list.includes(text)) return text;
    const message = `${this.within}: ${name} must be ${list.join(' or ')}.`;
    const code = value === undefined ? 'field-missing' : 'field-choice';
    return this.problem(code, value?.place ?? item.place, message, `Write "${name}": ${list[0]}.`, text);
  }

  /** True, or false; false also if it is not there. */
  flag(members: Members, name: string): boolean {
    const value = members.get(name);
    if (value === undefined) return false;
    const text = value.kind === 'text' ? value.text : undefined;
    if (text !== undefined && ['true', 'false', ''].includes(text)) return text === 'true';
    const code = text === undefined ? 'field-type' : 'field-choice';
    const message = `${this.within}: ${name} must be true or false.`;
    this.problem(code, value.place, message, `Write "${name}": true, or leave it out.`, text);
    return false;
  }

  /** A whole number from 1. */
  count(members: Members, name: string): number | undefined {
    return this.#number(members, name, Number.MAX_SAFE_INTEGER);
  }

  pixels(members: Members, name: string): number | undefined {
    return this.#number(members, name, largestPicture);
  }

  #number(members: Members, name: string, largest: number): number | undefined {
    const value = members.get(name);
    if (value === undefined || (value.kind === 'text' && value.text === '')) return undefined;
    const number = value.kind === 'text' && /^\d{1,15}$/.test(value.text) ? Number(value.text) : 0;
    if (number >= 1 && number <= largest) return number;
    const message = `${this.within}: ${name} must be a whole number from 1.`;
    return this.problem('field-type', value.place, message, `Write for example "${name}": 1.`);
  }
}
