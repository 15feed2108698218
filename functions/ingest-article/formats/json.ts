import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Block } from '../../../shared/domain/blocks.ts';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, type Manuscript, placesIn, unreadable, type Value } from '../manuscript.ts';
import { readBlocks } from './json-blocks.ts';
import { readHtml } from './html-body.ts';
import { readMarkdown } from './markdown-body.ts';
import { isNinjs, readNinjs } from './ninjs.ts';

const deepest = 64;

/** JSON: an IPTC ninjs item, told by its shape, or the fields of our own schema with the text in `body`. */
export function readJsonFile(text: string, key: ArticleKey): Manuscript {
  const placeOf = placesIn(text);
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const message = `The file is nested more than ${deepest} levels deep.`;
    return unreadable(problemOf('json-too-deep', placeOf(deep), message, 'No article needs more than a few.'));
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (root === undefined || first !== undefined) {
    const at = first?.offset ?? text.length;
    const message = `The file is not JSON: ${first === undefined ? 'it is empty' : saidOf(first)}.`;
    const words = text.slice(at, at + 20);
    return unreadable(problemOf('json', placeOf(at), message, 'Mend it there; a JSON editor shows the place.', { words }));
  }
  const value = valueOf(root, placeOf);
  if (value.kind !== 'map') {
    const advice = 'Write {"headline": "…", "section": "…", "body": "…"}.';
    return unreadable(problemOf('json-shape', value.place, 'The file is not a JSON object.', advice));
  }
  return isNinjs(value) ? readNinjs(value, key) : readOwn(value);
}

/** The fields of our schema (docs/article.schema.json); `body` is Markdown, `{"html": …}` or a list of blocks. */
function readOwn({ entries, place }: Value & { kind: 'map' }): Manuscript {
  const problems: Problem[] = twice(entries);
  const body = entries.find(({ name }) => name === 'body');
  const read = body === undefined ? undefined : readBody(body.value);
  const fields = entries.filter(({ name }) => name !== 'body' && name !== '$schema');
  const status = fields.find(({ name }) => name === 'status')?.value;
  const isNotice = status?.kind === 'text' && status.text !== 'usable';
  if (body === undefined && !isNotice) {
    const advice = 'Add “"body": "…"” with the text as Markdown.';
    problems.push(problemOf('body-missing', place, 'The article has no body.', advice, { field: 'body' }));
  }
  return { origin: 'own', fields, blocks: read?.blocks ?? [], problems: [...problems, ...(read?.problems ?? [])] };
}

function readBody(body: Value): { blocks: Block[]; problems: Problem[] } {
  const here = () => body.place;
  if (body.kind === 'text') return readMarkdown(body.text, here);
  if (body.kind === 'list') return readBlocks(body);
  const [form] = body.entries;
  if (form?.value.kind === 'text' && body.entries.length === 1) {
    if (form.name === 'html') return readHtml(form.value.text, here);
    if (form.name === 'markdown') return readMarkdown(form.value.text, here);
  }
  const advice = 'Write it as Markdown in one text, as {"html": "…"}, or as a list of blocks.';
  return { blocks: [], problems: [problemOf('field-type', body.place, 'body has an unknown form.', advice, { field: 'body' })] };
}

/** Names that stand in an object twice: JSON allows it, and nobody can know which one was meant. */
function twice(entries: readonly Entry[]): Problem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ name, place }) => {
    const known = seen.has(name);
    seen.add(name);
    const message = `The field “${name}” stands there twice.`;
    return known ? [problemOf('json', place, message, 'Keep one of the two.', { field: name, words: name })] : [];
  });
}

function valueOf(node: Node, placeOf: (offset: number) => Place): Value {
  const place = placeOf(node.offset);
  if (node.type === 'array') return { kind: 'list', items: (node.children ?? []).map((item) => valueOf(item, placeOf)), place };
  if (node.type === 'object') {
    const entries = (node.children ?? []).flatMap(({ children = [] }): Entry[] => {
      const [key, value] = children;
      if (key === undefined || value === undefined) return [];
      return [{ name: String(key.value), place: placeOf(key.offset), value: valueOf(value, placeOf) }];
    });
    return { kind: 'map', entries, place };
  }
  return { kind: 'text', text: node.value === null ? '' : String(node.value), place };
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

/** `PropertyNameExpected` → “property name expected”. */
function saidOf({ error }: ParseError): string {
  return printParseErrorCode(error).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
