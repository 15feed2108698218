import { hasErrors, inOrder, type Place, type Problem } from '../../shared/domain/problem.ts';
import type { LexiconEntry } from '../../shared/domain/speech.ts';
import { readYamlValue } from './formats/yaml.ts';
import type { Value } from './manuscript.ts';
import { decode } from './read-draft.ts';
import { isEmpty, RegistryCheck } from './registry-check.ts';

/** The entries of a lexicon in the order of its file; none if there are errors among the problems. */
export type LexiconRead = { entries?: LexiconEntry[]; problems: Problem[] };

const mostEntries = 1000;
/** The entries, and those that they replace while articles are read anew, are kept together in an item of 400 KB. */
const mostBytes = 180_000;

const top: Place = { line: 1, column: 1 };
const entryFields = ['term', 'alias', 'ipa', 'note'];
const example = 'Write one entry a line, for example “- { term: Port Ellery, alias: Port Ellary }”.';

/** Reads the file of a lexicon and reports everything that is wrong with it at once. */
export function readLexicon(bytes: Uint8Array): LexiconRead {
  const decoded = decode(bytes);
  if (typeof decoded !== 'string') return { problems: [decoded] };
  const { value, problems } = readYamlValue(decoded, 1);
  if (value === undefined) return { problems };
  const check = new LexiconCheck(problems);
  const entries = check.entries(value);
  const found = inOrder(check.problems);
  return hasErrors(found) ? { problems: found } : { entries, problems: found };
}

class LexiconCheck extends RegistryCheck {
  readonly #terms = new Map<string, Place>();

  entries(value: Value): LexiconEntry[] {
    const list = this.#list(value);
    if (list === undefined) return [];
    if (list.items.length > mostEntries) {
      const message = `The lexicon has ${list.items.length} entries; the limit is ${mostEntries}.`;
      this.problem('field-length', list, message, 'Keep those that are said wrong without it.', 'entries');
    }
    const entries = list.items.slice(0, mostEntries).flatMap((item) => this.#entry(item) ?? []);
    const bytes = new TextEncoder().encode(JSON.stringify(entries)).length;
    if (bytes > mostBytes) {
      const message = `The entries take ${bytes} bytes; the limit is ${mostBytes}.`;
      this.problem('file-size', top, message, 'Shorten the longest, or leave some out.', 'entries');
    }
    return entries;
  }

  /** The list is the whole file, or stands below `entries`. */
  #list(value: Value): (Value & { kind: 'list' }) | undefined {
    if (value.kind === 'list') return value;
    if (value.kind === 'text') return this.problem('fields', top, 'There are no entries here.', example, 'entries');
    this.unknown('A lexicon', '', value.entries, ['entries']);
    const entries = value.entries.find(({ name }) => name === 'entries');
    if (entries === undefined)
      return this.problem('field-missing', top, 'The lexicon has no entries.', example, 'entries');
    if (entries.value.kind === 'list') return entries.value;
    return this.problem('field-type', entries.value, 'entries must be a list.', example, 'entries');
  }

  #entry(item: Value): LexiconEntry | undefined {
    if (item.kind !== 'map')
      return this.problem('field-type', item, 'An entry must have a term and how it is said.', example, 'entries');
    this.unknown('An entry', '', item.entries, entryFields);
    const fieldOf = (field: string) => item.entries.find(({ name }) => name === field)?.value;
    const note = fieldOf('note');
    if (note !== undefined && note.kind !== 'text')
      this.problem('field-type', note, 'note must be a text.', 'Put it in quotation marks.', 'note');
    const term = this.#term(item, fieldOf('term'));
    const say = this.pronunciation(term === undefined ? 'The entry' : `“${term}”`, '', item);
    return term === undefined || say === undefined ? undefined : { term, say };
  }

  #term(item: Value, value: Value | undefined): string | undefined {
    if (value === undefined || isEmpty(value))
      return this.problem(
        'field-missing',
        item,
        'The entry has no term.',
        'Add “term: …”, as articles write it.',
        'term',
      );
    const term = this.name(value, 'term');
    if (term === undefined) return undefined;
    if (!/[\p{L}\p{N}]/u.test(term)) {
      const message = `“${term}” has no letter and no digit, so no article can be found to say it.`;
      return this.problem('pronunciation', value, message, 'Write a word, or leave the entry out.', 'term');
    }
    const first = this.#terms.get(term);
    if (first === undefined) this.#terms.set(term, value.place);
    else {
      const message = `“${term}” stands there twice; the first is in line ${first.line}.`;
      return this.problem('term-twice', value, message, 'Keep one of the two.', 'term');
    }
    return term;
  }
}
