import type { Concept, Pronunciation } from '../../shared/domain/concept.ts';
import { type ConceptKey, mostAliases, type Written } from '../../shared/domain/concept-judgement.ts';
import { isEditionCode } from '../../shared/domain/edition.ts';
import { type EditionCode, editionCodes } from '../../shared/domain/newsroom.ts';
import { hasErrors, inOrder, type Place, type Problem, problemOf } from '../../shared/domain/problem.ts';
import { nearest, shelfNamed, shelfNames } from '../../shared/domain/section.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { readJson } from './formats/json-value.ts';
import { readYaml } from './formats/yaml.ts';
import { type Entry, placesIn, type Value } from './manuscript.ts';
import { decode } from './read-draft.ts';
import { howToSay, isEmpty, RegistryCheck } from './registry-check.ts';

/** A concept with the places of its names by their slugs; no concept if there are errors among the problems. */
export type ConceptRead = { concept?: Concept; written: Map<string, Written>; problems: Problem[] };

const fieldNames = ['name', 'names', 'aliases', 'region', 'wikidata', 'pronunciation'];
const top: Place = { line: 1, column: 1 };

/** Reads the file of a concept and reports everything that is wrong with it at once. */
export function readConcept(bytes: Uint8Array, { id, format }: ConceptKey): ConceptRead {
  const decoded = decode(bytes);
  if (typeof decoded !== 'string') return { written: new Map(), problems: [decoded] };
  const { fields, problems } = format === 'json' ? readFields(decoded) : readYaml(decoded, 1);
  if (fields === undefined) return { written: new Map(), problems: problems.map(forConcepts) };
  const check = new ConceptCheck(fields, problems);
  check.unknown('A concept', '', fields, fieldNames);
  const names = check.names();
  const aliases = check.aliases();
  const region = check.region();
  const wikidata = check.wikidata();
  const pronunciation = check.pronunciations();
  const found = inOrder(check.problems);
  if (names === undefined || hasErrors(found)) return { written: check.written, problems: found };
  const optional = { ...(region === undefined ? {} : { region }), ...(wikidata === undefined ? {} : { wikidata }) };
  return { concept: { id, names, aliases, ...optional, pronunciation }, written: check.written, problems: found };
}

function readFields(text: string): ReturnType<typeof readYaml> {
  const read = readJson(text, placesIn(text));
  if ('code' in read) return { fields: undefined, problems: [read] };
  if (read.kind === 'map') return { fields: read.entries, problems: [] };
  const problem = problemOf('json-shape', read.place, 'The file is not a JSON object.', 'Write {"name": "…", …}.');
  return { fields: undefined, problems: [problem] };
}

function forConcepts(problem: Problem): Problem {
  return problem.code === 'fields' ? { ...problem, advice: 'Write one field a line, for example “name: …”.' } : problem;
}

/** The fields of one file, and the problems found so far. */
class ConceptCheck extends RegistryCheck {
  readonly written = new Map<string, Written>();
  readonly #fields: Map<string, Entry>;

  constructor(fields: readonly Entry[], problems: readonly Problem[]) {
    super(problems);
    this.#fields = new Map(fields.map((entry) => [entry.name, entry]));
  }

  #valueOf(field: string): Value | undefined {
    const value = this.#fields.get(field)?.value;
    return value?.kind === 'text' && value.text.trim() === '' ? undefined : value;
  }

  /** A text that articles may be tagged with. */
  #tag(value: Value, field: string): string | undefined {
    const name = this.name(value, field);
    if (name === undefined) return undefined;
    const slug = slugOf(name);
    if (!this.written.has(slug)) this.written.set(slug, { name, field, place: value.place });
    return name;
  }

  /** The entries of a map by editions, each with its edition. */
  #byEdition(field: string): { edition: EditionCode; value: Value }[] {
    const value = this.#valueOf(field);
    if (value === undefined) return [];
    if (value.kind !== 'map') {
      const advice = `Write one edition a line below “${field}:”, for example “en: …”.`;
      return this.problem('field-type', value, `${field} must have a line for each edition.`, advice, field) ?? [];
    }
    this.unknown(field, field, value.entries, editionCodes);
    return value.entries.flatMap(({ name, value }) => (isEditionCode(name) ? [{ edition: name, value }] : []));
  }

  /** What each edition calls it; `name` is for those that `names` leaves out. */
  names(): Record<EditionCode, string> | undefined {
    const everywhere = this.#valueOf('name');
    const name = everywhere === undefined ? undefined : this.#tag(everywhere, 'name');
    const entries = this.#byEdition('names');
    const own = new Map(entries.map(({ edition, value }) => [edition, this.#tag(value, `names.${edition}`)]));
    const named = editionCodes.map((code): [EditionCode, string | undefined] => [code, own.get(code) ?? name]);
    const missing = named.flatMap(([code, name]) => (name === undefined ? [code] : []));
    const there = new Set(entries.flatMap(({ edition, value }) => (isEmpty(value) ? [] : [edition])));
    const unsaid = missing.filter((code) => !there.has(code));
    const names = this.#valueOf('names');
    // What is faulty has been told already.
    if (unsaid.length > 0 && everywhere === undefined && (names === undefined || names.kind === 'map')) {
      const place = this.#fields.get('names')?.place ?? top;
      const advice = `Add ${unsaid.map((code) => `“${code}: …”`).join(', ')} below “names:”, or write “name: …” for all editions.`;
      this.problem('field-missing', place, `The concept has no name in ${unsaid.join(', ')}.`, advice, 'names');
    }
    return missing.length > 0 ? undefined : (Object.fromEntries(named) as Record<EditionCode, string>);
  }

  aliases(): string[] {
    const value = this.#valueOf('aliases');
    if (value === undefined) return [];
    const items = value.kind === 'list' ? value.items : [value];
    if (items.length > mostAliases) {
      const message = `aliases lists ${items.length}; the limit is ${mostAliases}.`;
      this.problem('field-length', value, message, 'Keep those that articles are tagged with.', 'aliases');
    }
    const names = items.slice(0, mostAliases).flatMap((item) => this.#tag(item, 'aliases') ?? []);
    return [...new Set(names)];
  }

  region(): string | undefined {
    const value = this.#valueOf('region');
    const text = value === undefined ? undefined : this.text(value, 'region');
    if (value === undefined || text === undefined) return undefined;
    const found = shelfNamed('region', text)?.slug;
    if (found !== undefined) return found;
    const names = editionCodes.flatMap((code) => shelfNames('region', code));
    const meant = nearest(names, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The regions are ${shelfNames('region', 'en').join(', ')}.`;
    const message = `There is no region “${text}”; it is left out.`;
    return this.problem('region-unknown', value, message, advice, 'region', { severity: 'warning' });
  }

  wikidata(): string | undefined {
    const value = this.#valueOf('wikidata');
    const text = value === undefined ? undefined : this.text(value, 'wikidata');
    if (value === undefined || text === undefined) return undefined;
    if (/^Q[1-9]\d{0,11}$/i.test(text)) return text.toUpperCase();
    const advice = 'Write its Q and number as wikidata.org shows them beside the heading, for example Q423.';
    return this.problem('wikidata', value, `“${text}” is not the id of a Wikidata item.`, advice, 'wikidata');
  }

  pronunciations(): Concept['pronunciation'] {
    const said = this.#byEdition('pronunciation').map(({ edition, value }) => [edition, this.#said(edition, value)]);
    return Object.fromEntries(said.filter(([, value]) => value !== undefined));
  }

  #said(edition: EditionCode, value: Value): Pronunciation | undefined {
    const field = `pronunciation.${edition}`;
    if (value.kind !== 'map')
      return this.problem('field-type', value, `${field} must have alias or ipa.`, howToSay, field);
    this.unknown(field, field, value.entries, ['alias', 'ipa']);
    return this.pronunciation(field, field, value);
  }
}
