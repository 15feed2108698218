import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import { type Entry, placesIn, type Value } from '../manuscript.ts';
import { yamlProblems } from './yaml-problems.ts';

/** No field of ours needs more than three levels; what is deeper costs stack and time. */
const deepest = 16;

/** UTF-16 units. A parsed text takes some 700 times its size of memory; articles and lexicons have closer limits. */
const longestText = 512 * 1024;

/** Of aliases and anchors, and of names that stand there twice. */
const mostAlike = 20;

/** The fields of a YAML document that is a map of them. */
export function readYaml(text: string, firstLine: number): { fields: Entry[] | undefined; problems: Problem[] } {
  const { value, problems } = readYamlValue(text, firstLine);
  if (value === undefined) return { fields: undefined, problems };
  if (value.kind === 'map') return { fields: value.entries, problems };
  const advice = 'Write one field a line with a space after its colon, for example “headline: …”.';
  const place = { line: firstLine, column: 1 };
  return { fields: undefined, problems: [problemOf('fields', place, 'There are no fields here.', advice)] };
}

/**
 * What a YAML 1.2 document (its core schema) says, with the place of everything. Safe: no tags, no aliases, no merge keys,
 * bounded nesting; all problems are reported, not the first.
 *
 * @param firstLine the line of the file that the text begins at, from 1
 */
export function readYamlValue(text: string, firstLine: number): { value: Value | undefined; problems: Problem[] } {
  const placeIn = placesIn(text);
  const placeOf = (offset: number): Place => {
    const { line, column } = placeIn(offset);
    return { line: line + firstLine - 1, column };
  };
  const refuse = (...problems: Problem[]) => ({ value: undefined, problems });
  if (text.length > longestText) {
    return refuse(problemOf('file-size', placeOf(0), 'The fields are longer than 512 KB.', 'Shorten them.'));
  }
  const deep = tooDeep(text);
  const document = deep === undefined ? parse(text) : undefined;
  if (document === undefined) {
    const advice = 'No field needs more than three levels. Put a text that is full of brackets in “|”, below the name.';
    return refuse(problemOf('yaml-too-deep', placeOf(deep ?? 0), 'The fields are nested too deeply.', advice));
  }
  const aliases = aliasProblems(document, text, placeOf);
  const lines = new Set(aliases.map(({ place }) => place.line));
  const errors = yamlProblems([...document.errors, ...document.warnings], text, placeOf);
  const problems = [...aliases, ...errors.filter(({ place }) => !lines.has(place.line))];
  if (problems.length > 0) return refuse(...problems);
  return { value: valueFrom(document.contents as Node | null, placeOf, problems), problems };
}

/** Aliases, and the anchors that they would lead to: both would take words out of a value that begins with a sign. */
function aliasProblems(document: Document, text: string, placeOf: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  const tell = (at: number) => {
    const words = /^\S+/.exec(text.slice(at, at + 80))?.[0] ?? '';
    const message = `“${words}” is taken for a YAML ${words.startsWith('*') ? 'alias' : 'anchor'}, and these are not read.`;
    const advice = 'Put the whole value in quotation marks, or write it out if it stands elsewhere.';
    problems.push(problemOf('yaml-alias', placeOf(at), message, advice, { words }));
    return problems.length < mostAlike ? undefined : visit.BREAK;
  };
  visit(document, {
    Alias: (_, { range }) => tell(range?.[0] ?? 0),
    Value: (_, { anchor, range }) => {
      return anchor === undefined ? undefined : tell(Math.max(0, text.lastIndexOf(`&${anchor}`, range?.[0] ?? 0)));
    },
  });
  return problems;
}

function valueFrom(node: Node | null | undefined, placeOf: (offset: number) => Place, problems: Problem[]): Value {
  const place = placeOf(node?.range?.[0] ?? 0);
  if (isMap(node)) {
    const names = new Set<string>();
    const entries = node.items.flatMap(({ key, value }): Entry[] => {
      const at = placeOf((key as Node).range?.[0] ?? 0);
      const entry = isScalar(key) ? { name: String(key.value), place: at } : undefined;
      const isTwice = entry !== undefined && names.has(entry.name);
      if (problems.length < mostAlike && entry === undefined) {
        problems.push(problemOf('fields', at, 'A field’s name must be a word.', 'Write “name: value”.'));
      }
      if (problems.length < mostAlike && isTwice) {
        const message = `The field “${entry.name}” stands there twice.`;
        problems.push(problemOf('yaml', at, message, 'Keep one of the two.', { field: entry.name, words: entry.name }));
      }
      if (entry === undefined || isTwice) return [];
      names.add(entry.name);
      return [{ ...entry, value: valueFrom(value as Node | null, placeOf, problems) }];
    });
    return { kind: 'map', entries, place };
  }
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => valueFrom(item as Node, placeOf, problems)), place };
  if (!isScalar(node) || node.value === null) return { kind: 'text', text: '', place };
  return {
    kind: 'text',
    text: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)),
    place,
  };
}

/** The offset at which brackets or indents are nested too deeply to be read; linear. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    // Brackets within quoted texts count too: sixty-four open ones are no headline.
    if (depth > deepest * 4) return index;
  }
  const compact = /^([^\S\n]*)(?:[-?:][^\S\n]+){16}/m.exec(text);
  return compact === null ? undefined : compact.index + (compact[1]?.length ?? 0);
}

function parse(text: string) {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      // The parser compares each name with each one before it.
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
