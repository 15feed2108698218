import { isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Draft, Hero } from '../../shared/domain/article.ts';
import { safeLink } from '../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../shared/domain/problem.ts';
import { importances, kinds, nearest, oneOf, sections } from '../../shared/domain/section.ts';

/** The fields of an article, in front matter and in JSON alike. */
const knownFields = [
  'headline',
  'standfirst',
  'byline',
  'source',
  'section',
  'kind',
  'importance',
  'tags',
  'regions',
  'coverage',
  'hero',
  'slug',
  'publish-at',
  'embargoed-until',
  'expires',
] as const;
type Field = (typeof knownFields)[number];

export type Fields = Omit<Draft, 'blocks'>;
export type FieldsRead = { fields: Fields | undefined; problems: Problem[]; body?: { text: string; place: Place } };

const longest = { headline: 300, standfirst: 1000, name: 120, names: 24, authors: 8, regions: 8 };
const largestFrontMatter = 64 * 1024;

/**
 * Reads the fields of an article from YAML 1.2 (its core schema; JSON is part of it), with the place of everything.
 * Safe: no tags, no aliases, no merge keys, a bounded size; all problems are reported, not the first.
 *
 * @param firstLine the line of the file that the text begins at, from 1
 * @param now what `expires` must lie behind
 * @param withBody whether a field `body` is allowed (JSON)
 */
export function readFields(text: string, firstLine: number, withBody: boolean, now: Date): FieldsRead {
  const reader = new FieldReader(firstLine);
  if (!withBody && text.length > largestFrontMatter) {
    reader.problem(
      'front-matter-size',
      0,
      'The front matter is longer than 64 KB.',
      'Move the text below the second ---.',
    );
    return { fields: undefined, problems: reader.problems };
  }
  const root = reader.parse(text);
  if (root === undefined) return { fields: undefined, problems: reader.problems };
  reader.checkNames(withBody ? [...knownFields, 'body'] : knownFields);
  const headline = reader.required('headline', longest.headline);
  const section = reader.choice('section', sections);
  if (section === undefined && !reader.has('section'))
    reader.missing('section', `Add “section:” with one of ${sections.join(', ')}.`);
  const standfirst = reader.text('standfirst', longest.standfirst);
  const source = reader.text('source', longest.name);
  const coverage = reader.text('coverage', longest.name);
  const slug = reader.text('slug', longest.name);
  const hero = reader.hero();
  const publishAt = reader.time('publish-at');
  const embargoedUntil = reader.time('embargoed-until');
  const expires = reader.time('expires');
  reader.checkEnd(expires, [publishAt, embargoedUntil], now);
  const fields = {
    byline: reader.texts('byline', longest.authors),
    kind: reader.choice('kind', kinds) ?? 'news',
    importance: reader.choice('importance', importances) ?? 'major',
    tags: reader.texts('tags', longest.names),
    regions: reader.texts('regions', longest.regions),
    ...(standfirst === undefined ? {} : { standfirst }),
    ...(source === undefined ? {} : { source }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(slug === undefined ? {} : { slug }),
    ...(hero === undefined ? {} : { hero }),
    ...(publishAt === undefined ? {} : { publishAt }),
    ...(embargoedUntil === undefined ? {} : { embargoedUntil }),
    ...(expires === undefined ? {} : { expires }),
  };
  const body = withBody ? reader.body() : undefined;
  return {
    fields: headline === undefined || section === undefined ? undefined : { headline, section, ...fields },
    problems: reader.problems,
    ...(body === undefined ? {} : { body }),
  };
}

/** One document being read: its fields by name, and the problems found so far. */
class FieldReader {
  readonly problems: Problem[] = [];
  readonly #fields = new Map<string, { key: Node; value: Node | undefined }>();
  readonly #lines = new LineCounter();
  readonly #firstLine: number;

  constructor(firstLine: number) {
    this.#firstLine = firstLine;
  }

  /** The fields of the document, or undefined if it cannot be read; then there is a problem that says why. */
  parse(text: string): true | undefined {
    const document = parseYaml(text, this.#lines);
    if (document === undefined) {
      this.problem('yaml-too-deep', 0, 'The fields are nested too deeply.', 'No field needs more than two levels.');
      return undefined;
    }
    for (const fault of [...document.errors, ...document.warnings]) {
      this.problem('yaml', fault.pos[0], firstSentence(fault.message), adviceFor(fault.code));
    }
    visit(document, {
      Alias: (_, node) => {
        this.problem('yaml-alias', offsetOf(node), 'Aliases (*name) are not allowed.', 'Write the value out.');
      },
    });
    if (this.problems.length > 0) return undefined;
    if (!isMap(document.contents)) {
      this.problem('fields', 0, 'There are no fields here.', 'Write one field a line, for example “headline: …”.');
      return undefined;
    }
    for (const pair of document.contents.items) {
      const key = pair.key as Node;
      const value = (pair.value ?? undefined) as Node | undefined;
      if (isScalar(key)) this.#fields.set(String(key.value), { key, value });
      else this.problem('fields', offsetOf(key), 'A field’s name must be a word.', 'Write “name: value”.');
    }
    return true;
  }

  problem(code: string, offset: number, message: string, advice: string, field?: string): undefined {
    const { line, col } = this.#lines.linePos(offset);
    const place = { line: Math.max(line, 1) + this.#firstLine - 1, column: Math.max(col, 1) };
    this.problems.push({ code, severity: 'error', message, advice, place, ...(field === undefined ? {} : { field }) });
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  checkNames(known: readonly string[]): void {
    for (const [name, { key }] of this.#fields) {
      if (known.includes(name)) continue;
      const meant = nearest(known, name.replace(/_/g, '-'));
      const advice = meant === undefined ? `The fields are ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      this.problem('field-unknown', offsetOf(key), `There is no field “${name}”.`, advice, name);
      const problem = this.problems.at(-1);
      if (problem !== undefined) problem.severity = 'warning';
    }
  }

  missing(field: Field, advice: string): undefined {
    this.problem('field-missing', 0, `The article has no ${field}.`, advice, field);
  }

  required(field: Field, length: number): string | undefined {
    if (!this.has(field)) return this.missing(field, `Add “${field}: …” to the fields at the top.`);
    const text = this.text(field, length);
    if (text === undefined && this.#valueOf(field) === undefined)
      this.missing(field, `Write a ${field} behind the colon.`);
    return text;
  }

  /** The value of a field that is there and not empty. */
  #valueOf(field: Field | 'body'): Node | undefined {
    const value = this.#fields.get(field)?.value;
    if (value === undefined || (isScalar(value) && (value.value === null || value.value === ''))) return undefined;
    return value;
  }

  text(field: Field, length: number): string | undefined {
    const value = this.#valueOf(field);
    return value === undefined ? undefined : this.#textIn(value, field, length);
  }

  #textIn(node: Node, field: string, length: number): string | undefined {
    if (!isScalar(node) || isCollection(node)) {
      return this.problem('field-type', offsetOf(node), `${field} must be a text.`, 'Write it on one line.', field);
    }
    const written = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    const text = cleanText(written).replace(/\s+/g, ' ').trim();
    if (text.length > length) {
      const message = `${field} is ${text.length} characters long; the limit is ${length}.`;
      return this.problem('field-length', offsetOf(node), message, 'Shorten it.', field);
    }
    return text === '' ? undefined : text;
  }

  /** A list of texts, or one text. */
  texts(field: Field, most: number): string[] {
    const value = this.#valueOf(field);
    if (value === undefined) return [];
    const nodes = isSeq(value) ? (value.items as Node[]) : [value];
    if (nodes.length > most) {
      const message = `${field} lists ${nodes.length} names; the limit is ${most}.`;
      this.problem('field-length', offsetOf(value), message, 'Keep the most important ones.', field);
      return [];
    }
    return nodes.flatMap((node) => this.#textIn(node, field, longest.name) ?? []);
  }

  choice<T extends string>(field: Field, list: readonly T[]): T | undefined {
    const value = this.#valueOf(field);
    if (value === undefined) {
      if (field === 'section' && this.has(field)) this.missing(field, `Write one of ${list.join(', ')}.`);
      return undefined;
    }
    const text = this.#textIn(value, field, longest.name);
    if (text === undefined) return undefined;
    const found = oneOf(list, text);
    if (found !== undefined) return found;
    const meant = nearest(list, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}It is one of ${list.join(', ')}.`;
    return this.problem('field-choice', offsetOf(value), `There is no ${field} “${text}”.`, advice, field);
  }

  /** A time with its zone, as UTC. */
  time(field: Field): string | undefined {
    const value = this.#valueOf(field);
    if (value === undefined) return undefined;
    const text = this.#textIn(value, field, longest.name);
    if (text === undefined) return undefined;
    const shape = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
    const [, day = ''] = shape.exec(text) ?? [];
    // Date.parse takes 30 February for 2 March.
    const exists = day !== '' && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
    const at = exists ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
    if (Number.isNaN(at)) {
      const advice = 'Write date, time and zone, for example 2026-11-24T18:30:00Z or 2026-11-24T19:30+01:00.';
      return this.problem(
        'field-time',
        offsetOf(value),
        `${field} “${text}” is not a time with a zone.`,
        advice,
        field,
      );
    }
    return new Date(at).toISOString();
  }

  /** An article that ends before it begins, or has ended already, would be announced and never be seen. */
  checkEnd(expires: string | undefined, begins: readonly (string | undefined)[], now: Date): void {
    const value = this.#valueOf('expires');
    if (expires === undefined || value === undefined) return;
    const late = [...begins, now.toISOString()].some((begin) => begin !== undefined && begin >= expires);
    if (!late) return;
    const advice = 'Give a later time, or leave “expires” out.';
    this.problem(
      'expires-early',
      offsetOf(value),
      `expires ${expires} is over before anybody could read the article.`,
      advice,
      'expires',
    );
  }

  hero(): Hero | undefined {
    const value = this.#valueOf('hero');
    if (value === undefined) return undefined;
    if (!isMap(value)) {
      const advice = 'Write src, alt, caption and credit below “hero:”.';
      return this.problem('field-type', offsetOf(value), 'hero must have fields of its own.', advice, 'hero');
    }
    const part = (name: string, length: number): string | undefined => {
      const node = value.get(name, true) as Node | undefined;
      return node === undefined || (isScalar(node) && node.value === null)
        ? undefined
        : this.#textIn(node, `hero.${name}`, length);
    };
    const src = part('src', 2000);
    const link = src === undefined ? undefined : safeLink(src);
    if (link === undefined || !link.startsWith('https://')) {
      return this.problem(
        'hero-src',
        offsetOf(value),
        'hero.src is not an https address.',
        'Give the image’s full address.',
        'hero.src',
      );
    }
    if (!value.has('alt')) {
      const advice = 'Describe the image in “alt: …”, or mark it as decorative with “alt: ""”.';
      return this.problem('image-alt', offsetOf(value), 'The hero image has no alternative text.', advice, 'hero.alt');
    }
    const caption = part('caption', 1000);
    const credit = part('credit', longest.name);
    return {
      src: link,
      alt: part('alt', 1000) ?? '',
      ...(caption === undefined ? {} : { caption }),
      ...(credit === undefined ? {} : { credit }),
    };
  }

  /** The Markdown of a JSON article; its lines are the lines of the string, not of the file. */
  body(): { text: string; place: Place } | undefined {
    const value = this.#valueOf('body');
    if (value === undefined) {
      this.problem(
        'body-missing',
        0,
        'The article has no body.',
        'Add “"body": "…"” with the text as Markdown.',
        'body',
      );
      return undefined;
    }
    if (!isScalar(value) || typeof value.value !== 'string') {
      return this.problem(
        'field-type',
        offsetOf(value),
        'body must be a text.',
        'Write it as one Markdown string.',
        'body',
      );
    }
    const { line, col } = this.#lines.linePos(offsetOf(value));
    return { text: value.value, place: { line: line + this.#firstLine - 1, column: col } };
  }
}

function parseYaml(text: string, lineCounter: LineCounter) {
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

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Text as it may be stored: composed, without control characters, lone surrogates and invisible tricks. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, (character) =>
      character === '\n' ? '\n' : '',
    );
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
