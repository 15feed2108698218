import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import type { Entry, Value } from '../manuscript.ts';
import { jsonFault } from './json-faults.ts';

const deepest = 64;

/** JSON as a value with places, or what is wrong with it; `placeOf` gives an offset's place in the uploaded file. */
export function readJson(text: string, placeOf: (offset: number) => Place): Value | Problem {
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const message = `The JSON is nested more than ${deepest} levels deep.`;
    return problemOf('json-too-deep', placeOf(deep), message, 'No article needs more than a few.');
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (root !== undefined && first === undefined) return valueFrom(root, placeOf);
  return jsonFault(text, first, placeOf);
}

/** Recurses no deeper than `deepest`. */
function valueFrom(node: Node, placeOf: (offset: number) => Place): Value {
  const place = placeOf(node.offset);
  const { children = [] } = node;
  if (node.type === 'array') return { kind: 'list', items: children.map((item) => valueFrom(item, placeOf)), place };
  if (node.type !== 'object') return { kind: 'text', text: node.value === null ? '' : String(node.value), place };
  const entries = children.flatMap(({ children: [key, value] = [] }): Entry[] => {
    if (key === undefined || value === undefined) return [];
    return [{ name: String(key.value), place: placeOf(key.offset), value: valueFrom(value, placeOf) }];
  });
  return { kind: 'map', entries, place };
}

/** The offset at which brackets outside of texts are open too deeply; linear, and before any parser recurses. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (quoted) {
      if (sign === '\\') index++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > deepest) return index;
  }
  return undefined;
}
