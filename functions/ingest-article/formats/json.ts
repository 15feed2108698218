import type { Block } from '../../../shared/domain/blocks.ts';
import { type Problem, problemOf, shortened } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, type Manuscript, placesIn, unreadable, type Value } from '../manuscript.ts';
import { readHtml } from './html-body.ts';
import { readBlocks } from './json-blocks.ts';
import { readJson } from './json-value.ts';
import { readMarkdown } from './markdown-body.ts';
import { isNinjs, readNinjs } from './ninjs.ts';

/** JSON: an IPTC ninjs item, told by its shape, or the fields of our own schema with the text in `body`. */
export function readJsonFile(text: string, key: ArticleKey): Manuscript {
  const value = readJson(text, placesIn(text));
  if ('code' in value) return unreadable(value);
  if (value.kind !== 'map') {
    const isList = value.kind === 'list';
    const message = isList ? 'The file is a list, and an article is one object.' : 'The file is not a JSON object.';
    const advice = `${isList ? 'Put each article into a file of its own: ' : 'Write '}{"headline": "…", "section": "…", "body": "…"}.`;
    return unreadable(problemOf('json-shape', value.place, message, advice));
  }
  return isNinjs(value) ? readNinjs(value, key) : readOwn(value);
}

/** What other systems call the body. */
const standIns = ['content', 'text', 'article', 'story', 'body_html', 'bodyHtml', 'markdown', 'html'];

/** The fields of our schema (docs/article.schema.json); `body` is Markdown, `{"html": …}` or a list of blocks. */
function readOwn({ entries, place }: Value & { kind: 'map' }): Manuscript {
  const problems: Problem[] = twice(entries);
  const body = entries.find(({ name }) => name === 'body');
  const read = body === undefined ? undefined : readBody(body.value);
  const standIn = body === undefined ? entries.find(({ name }) => standIns.includes(name)) : undefined;
  const fields = entries.filter((entry) => entry.name !== 'body' && entry.name !== '$schema' && entry !== standIn);
  const status = fields.find(({ name }) => name === 'status')?.value;
  const isNotice = status?.kind === 'text' && status.text !== 'usable';
  if (body === undefined && !isNotice) {
    const message = `The article has no body${standIn === undefined ? '' : `, but “${standIn.name}”`}.`;
    const advice = standIn === undefined ? 'Add "body": "…" with the text as Markdown.' : 'Call it “body”.';
    problems.push(problemOf('body-missing', standIn?.place ?? place, message, advice, { field: 'body' }));
  }
  return { origin: 'own', fields, blocks: read?.blocks ?? [], problems: [...problems, ...(read?.problems ?? [])] };
}

function readBody(body: Value): { blocks: Block[]; problems: Problem[] } {
  if (body.kind === 'text') return readMarkdown(body.text, () => body.place);
  if (body.kind === 'list') return readBlocks(body);
  const [form] = body.entries;
  if (form?.value.kind === 'text' && body.entries.length === 1) {
    const here = () => form.value.place;
    if (form.name === 'html') return readHtml(form.value.text, here);
    if (form.name === 'markdown') return readMarkdown(form.value.text, here);
  }
  const advice = 'Write it as Markdown in one text, as {"html": "…"}, or as a list of blocks.';
  return {
    blocks: [],
    problems: [problemOf('field-type', body.place, 'body has an unknown form.', advice, { field: 'body' })],
  };
}

/** Names that stand in an object twice: JSON allows it, and nobody can know which one was meant. */
function twice(entries: readonly Entry[]): Problem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ name, place }) => {
    const known = seen.has(name);
    seen.add(name);
    const message = `The field “${shortened(name)}” stands there twice.`;
    return known ? [problemOf('json', place, message, 'Keep one of the two.', { field: name, words: name })] : [];
  });
}
