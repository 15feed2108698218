import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import type { Entry, Value } from '../manuscript.ts';

/** No field of ours needs more than three levels; what is deeper costs stack and time. */
const deepest = 16;

/**
 * The fields of a YAML 1.2 document (its core schema), with the place of everything. Safe: no tags, no aliases, no merge
 * keys, bounded nesting; all problems are reported, not the first.
 *
 * @param firstLine the line of the file that the text begins at, from 1
 */
export function readYaml(text: string, firstLine: number): { fields: Entry[] | undefined; problems: Problem[] } {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  const refuse = (...problems: Problem[]) => ({ fields: undefined, problems });
  const deep = tooDeep(text);
  const document = deep === undefined ? parse(text, lines) : undefined;
  if (document === undefined) {
    const place = { line: firstLine + (deep ?? 0), column: 1 };
    return refuse(
      problemOf('yaml-too-deep', place, 'The fields are nested too deeply.', 'No field needs more than three levels.'),
    );
  }
  const problems = [...document.errors, ...document.warnings].map(({ pos, message, code }) =>
    problemOf('yaml', placeOf(pos[0]), firstSentence(message), adviceFor(code), { words: text.slice(pos[0], pos[1]) }),
  );
  visit(document, {
    Alias: (_, node) => {
      const place = placeOf(node.range?.[0] ?? 0);
      problems.push(problemOf('yaml-alias', place, 'Aliases (*name) are not allowed.', 'Write the value out.'));
    },
  });
  if (problems.length > 0) return refuse(...problems);
  const { contents } = document;
  if (!isMap(contents)) {
    const advice = 'Write one field a line, for example “headline: …”.';
    return refuse(problemOf('fields', placeOf(0), 'There are no fields here.', advice));
  }
  const value = valueOf(contents as Node, placeOf, problems);
  return value.kind === 'map' ? { fields: value.entries, problems } : refuse(...problems);
}

function valueOf(node: Node | null | undefined, placeOf: (offset: number) => Place, problems: Problem[]): Value {
  const place = placeOf(node?.range?.[0] ?? 0);
  if (isMap(node)) {
    const entries = node.items.flatMap(({ key, value }): Entry[] => {
      const at = placeOf((key as Node).range?.[0] ?? 0);
      if (isScalar(key))
        return [{ name: String(key.value), place: at, value: valueOf(value as Node | null, placeOf, problems) }];
      problems.push(problemOf('fields', at, 'A field’s name must be a word.', 'Write “name: value”.'));
      return [];
    });
    return { kind: 'map', entries, place };
  }
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => valueOf(item as Node, placeOf, problems)), place };
  if (!isScalar(node) || node.value === null) return { kind: 'text', text: '', place };
  return { kind: 'text', text: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)), place };
}

/** The line, from 0, at which brackets or indents are nested too deeply to be read; linear. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  let line = 0;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (sign === '\n') line++;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    // Brackets within quoted texts count too: sixty-four open ones are no headline.
    if (depth > deepest * 4) return line;
  }
  const compact = text.split('\n').findIndex((each) => /^\s*(?:[-?:]\s+){16}/.test(each));
  return compact < 0 ? undefined : compact;
}

function parse(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      strict: true,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function firstSentence(message: string): string {
  return message.split('\n')[0]?.trim() ?? message;
}

function adviceFor(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'Keep one of the two fields.';
    case 'TAB_AS_INDENT':
      return 'Indent with spaces.';
    case 'TAG_RESOLVE_FAILED':
      return 'Remove the word that begins with “!”.';
    default:
      return 'Put the value in quotation marks if it holds a colon, a # or begins with a special sign.';
  }
}
