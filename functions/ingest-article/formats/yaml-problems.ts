import type { YAMLError } from 'yaml';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';

type Said = { at: number; message: string; advice: string };

/** Lines with a mistake that an editor is told of. */
const most = 20;
const quote = 'Put the whole value in quotation marks.';

/**
 * What the parser found, in an editor's words, and where its cause is: one problem a line, for what else is found there
 * mostly follows from it.
 *
 * @param text the whole YAML, in which the errors' offsets count
 */
export function yamlProblems(
  errors: readonly YAMLError[],
  text: string,
  placeOf: (offset: number) => Place,
): Problem[] {
  const found = onePerLine(withoutEcho(errors, text), ({ pos: [at] }) => placeOf(at).line).slice(0, most);
  const multiline = new Set(errors.flatMap(({ code, pos }) => (code === 'MULTILINE_IMPLICIT_KEY' ? [pos[0]] : [])));
  const told = found.map((error) => saidOf(error, text, multiline)).toSorted((a, b) => a.at - b.at);
  return onePerLine(told, ({ at }) => placeOf(at).line).map(({ at, message, advice }) =>
    problemOf('yaml', placeOf(at), message, advice, /\s/.test(text[at] ?? ' ') ? {} : { words: restOfLine(text, at) }),
  );
}

/** Once a document has broken off, each word after it is an error, and none of them the editor's. */
function withoutEcho(errors: readonly YAMLError[], text: string): YAMLError[] {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const end = sorted.findIndex(({ code, pos: [at] }) => code === 'UNEXPECTED_TOKEN' && text[at] !== '\n') + 1;
  const echoes = ['UNEXPECTED_TOKEN', 'MISSING_CHAR'];
  return end === 0
    ? sorted
    : [...sorted.slice(0, end), ...sorted.slice(end).filter(({ code }) => !echoes.includes(code))];
}

function onePerLine<T>(items: readonly T[], lineOf: (item: T) => number): T[] {
  const lines = new Map<number, T>();
  for (const item of items) if (!lines.has(lineOf(item))) lines.set(lineOf(item), item);
  return [...lines.values()];
}

function saidOf({ code, pos: [at, end] }: YAMLError, text: string, multiline: ReadonlySet<number>): Said {
  const sign = text[at] ?? '';
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return multiline.has(at) ? indented(text, at) : colon(at);
    case 'MULTILINE_IMPLICIT_KEY':
      return isAfterColon(text, at) ? indented(text, at) : noField(text, at);
    case 'TAB_AS_INDENT':
      return { at, message: 'The line is indented with a tab.', advice: 'Indent it with spaces.' };
    case 'TAG_RESOLVE_FAILED':
      return {
        at,
        message: `“${text.slice(at, Math.min(end, at + 40))}” is taken for a YAML tag, and tags are not read.`,
        advice: quote,
      };
    case 'BAD_DQ_ESCAPE': {
      const advice = 'Write \\\\ for a backslash, or put the value in single quotation marks.';
      return { at, message: `“${text.slice(at, at + 2)}” means nothing within double quotation marks.`, advice };
    }
    case 'BAD_SCALAR_START':
    case 'BAD_ALIAS':
      return { at, message: `A value cannot begin with “${sign}”.`, advice: quote };
    case 'BAD_INDENT':
      return unclosed(text, at) ?? unevenly(text, at);
    case 'MULTIPLE_DOCS':
      return { at, message: 'A second document begins here.', advice: 'Take out the line “---” or “...” before it.' };
    case 'BAD_DIRECTIVE':
      return { at, message: 'A line that begins with “%” is no field.', advice: 'Take it out.' };
    case 'KEY_OVER_1024_CHARS':
      return { at, message: 'What stands before the colon is too long for a name.', advice: quote };
    default:
      return unexpected(text, at);
  }
}

/** What stands where it cannot, told by what it is and by what is before it. */
function unexpected(text: string, at: number): Said {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if (at >= text.trimEnd().length) return unclosed(text, at) ?? noField(text, at);
  if (before.trim() === '') return unevenly(text, at);
  if (/[>|][-+\d]{0,2}\s*$/.test(before.slice(-10))) {
    return {
      at,
      message: 'After “>” or “|” the text begins on the next line.',
      advice: `${quote} They begin a text of several lines.`,
    };
  }
  const sign = text[at] ?? '';
  if (sign === ',' && /[[{,]\s*$/.test(before))
    return { at, message: 'A comma stands here with nothing before it.', advice: 'Take it out.' };
  if (']}'.includes(sign))
    return { at, message: `“${sign}” closes nothing.`, advice: `Take it out. ${quote.replace('Put', 'Or put')}` };
  if (/^- /.test(text.slice(at, at + 2)))
    return { at, message: 'A value cannot begin with “- ”.', advice: `${quote} A list begins on the next line.` };
  const message = `The value has ended before “${restOfLine(text, at).slice(0, 40)}”.`;
  const advice = `What begins with a quotation mark or a bracket ends where that is closed. Put the whole value in ${marksFor(text, at)}.`;
  return { at, message, advice };
}

/** Quotation marks that do not stand in the value already. */
function marksFor(text: string, at: number): string {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(begin, begin + 2000).split('\n')[0] ?? '';
  if (!line.includes('"')) return 'double quotation marks';
  return line.includes("'") ? 'double quotation marks, with \\ before each within it' : 'single quotation marks';
}

function colon(at: number): Said {
  return { at, message: 'The value holds a colon followed by a space, as a field does.', advice: quote };
}

/** A line that looks like a field and is indented as if it belonged to the value before. */
function indented(text: string, at: number): Said {
  const begin = text.indexOf('\n', at) + 1;
  const spaces = /^[ \t]*/.exec(text.slice(begin, begin + 200))?.[0].length ?? 0;
  const advice =
    'Begin the line where the fields beside it begin. If it goes on with the value, put that in quotation marks.';
  return { at: begin + spaces, message: 'The line is indented as if it belonged to the value before it.', advice };
}

function noField(text: string, at: number): Said {
  const advice =
    'Write “name: value”, or “- item” in a list, with a space after the sign. Indent a line that goes on with the one before.';
  return { at, message: `“${restOfLine(text, at).slice(0, 60)}” is no field and no item of a list.`, advice };
}

function unevenly(text: string, from: number): Said {
  const at = from + (/^ {0,200}/.exec(text.slice(from, from + 200))?.[0].length ?? 0);
  const advice = 'Begin all fields in the first column, and those of one group below each other.';
  return { at, message: 'The line does not begin where the lines that it belongs to begin.', advice };
}

/** A bracket or a quotation mark that is still open where the parser gave up. */
function unclosed(text: string, at: number): Said | undefined {
  const open: number[] = [];
  for (let index = 0; index < at; index++) {
    const sign = text[index] ?? '';
    const isMark = '"\''.includes(sign) && /[\s[{,]/.test(text[index - 1] ?? ' ');
    const end = isMark ? endOfQuoted(text, index) : index;
    if (end >= at) return neverClosed(index, `The quotation mark ${sign}`, `another ${sign}`);
    if ('[{'.includes(sign)) open.push(index);
    else if (']}'.includes(sign)) open.pop();
    index = end;
  }
  const last = open.at(-1);
  const sign = text[last ?? 0] ?? '';
  return last === undefined ? undefined : neverClosed(last, `“${sign}”`, sign === '[' ? '“]”' : '“}”');
}

function endOfQuoted(text: string, begin: number): number {
  const mark = text[begin];
  let index = begin + 1;
  while (index < text.length && text[index] !== mark) index += text[index] === '\\' && mark === '"' ? 2 : 1;
  return index;
}

function neverClosed(at: number, what: string, missing: string): Said {
  const advice = `Write ${missing} where it ends, or put the whole value in quotation marks.`;
  return { at, message: `${what} is never closed.`, advice };
}

/** Whether something stands behind the colon of a field on its line. */
function isAfterColon(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).includes(':');
}

function restOfLine(text: string, at: number): string {
  return (
    text
      .slice(at, at + 200)
      .split('\n')[0]
      ?.trim() ?? ''
  );
}
