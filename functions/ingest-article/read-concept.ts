import { longest } from '../../shared/domain/article-fields.ts';
import type { Concept, Pronunciation } from '../../shared/domain/concept.ts';
import { type ConceptKey, mostAliases, type Written } from '../../shared/domain/concept-judgement.ts';
import { isEditionCode } from '../../shared/domain/edition.ts';
import { type EditionCode, editionCodes } from '../../shared/domain/newsroom.ts';
import {
  hasErrors,
  inOrder,
  type Place,
  type Problem,
  type ProblemCode,
  problemOf,
} from '../../shared/domain/problem.ts';
import { nearest, shelfNamed, shelfNames } from '../../shared/domain/section.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { cleanText, disguisedWord, hidesSomething } from './clean-text.ts';
import { readJson } from './formats/json-value.ts';
import { readYaml } from './formats/yaml.ts';
import { type Entry, placesIn, type Value } from './manuscript.ts';
import { decode } from './read-draft.ts';

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
  check.unknown('', fields, fieldNames);
  const names = check.names();
  const aliases = check.aliases();
  const region = check.region();
  const wikidata = check.wikidata();
  const pronunciation = check.pronunciation();
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
class ConceptCheck {
  readonly problems: Problem[];
  readonly written = new Map<string, Written>();
  readonly #fields: Map<string, Entry>;

  constructor(fields: readonly Entry[], problems: readonly Problem[]) {
    this.problems = [...problems];
    this.#fields = new Map(fields.map((entry) => [entry.name, entry]));
  }

  #problem(code: ProblemCode, at: Value | Place, message: string, advice: string, field: string, more: object = {}) {
    const words = 'kind' in at && at.kind === 'text' && at.text !== '' ? { words: at.text } : {};
    const place = 'place' in at ? at.place : at;
    this.problems.push(problemOf(code, place, message, advice, { field, ...words, ...more }));
    return undefined;
  }

  #valueOf(field: string): Value | undefined {
    const value = this.#fields.get(field)?.value;
    return value?.kind === 'text' && value.text.trim() === '' ? undefined : value;
  }

  /** Warns of names that are none of a group's, and refuses those that stand in it twice, as JSON allows. */
  unknown(group: string, entries: readonly Entry[], known: readonly string[]): void {
    const seen = new Set<string>();
    for (const { name, place } of entries) {
      if (seen.has(name)) {
        const message = `The field “${name}” stands there twice.`;
        this.#problem('json', place, message, 'Keep one of the two.', name, { words: name });
      }
      seen.add(name);
      if (known.includes(name)) continue;
      const meant = nearest(known, name);
      const advice = meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      const message = `${group === '' ? 'A concept' : group} has no field “${name}”; it is left out.`;
      const field = group === '' ? name : `${group}.${name}`;
      this.#problem('field-unknown', place, message, advice, field, { severity: 'warning', words: name });
    }
  }

  #text(value: Value, field: string): string | undefined {
    if (value.kind !== 'text')
      return this.#problem('field-type', value, `${field} must be a text.`, 'Write it as one text.', field);
    const text = cleanText(value.text).replace(/\s+/g, ' ').trim();
    if (hidesSomething(value.text)) {
      const message = `${field} holds invisible characters; they are taken out.`;
      const advice = 'Type the words anew if they came from elsewhere.';
      this.#problem('text-invisible', value, message, advice, field, { severity: 'warning' });
    }
    const count = [...text].length;
    if (count > longest.name) {
      const message = `${field} is ${count} characters long; the limit is ${longest.name}.`;
      return this.#problem('field-length', value, message, 'Shorten it.', field);
    }
    return text === '' ? undefined : text;
  }

  /** A text that articles may be tagged with. */
  #name(value: Value, field: string): string | undefined {
    const name = this.#text(value, field);
    if (name === undefined) return undefined;
    const disguised = disguisedWord(name);
    if (disguised !== undefined) {
      const message = `“${disguised}” in ${field} mixes letters of two scripts that look alike.`;
      const advice = 'Type the word anew in one script; no article will ever be tagged with it as it is.';
      return this.#problem('text-confusable', value, message, advice, field, { words: disguised });
    }
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
      return this.#problem('field-type', value, `${field} must have a line for each edition.`, advice, field) ?? [];
    }
    this.unknown(field, value.entries, editionCodes);
    return value.entries.flatMap(({ name, value }) => (isEditionCode(name) ? [{ edition: name, value }] : []));
  }

  /** What each edition calls it; `name` is for those that `names` leaves out. */
  names(): Record<EditionCode, string> | undefined {
    const everywhere = this.#valueOf('name');
    const name = everywhere === undefined ? undefined : this.#name(everywhere, 'name');
    const entries = this.#byEdition('names');
    const own = new Map(entries.map(({ edition, value }) => [edition, this.#name(value, `names.${edition}`)]));
    const named = editionCodes.map((code): [EditionCode, string | undefined] => [code, own.get(code) ?? name]);
    const missing = named.flatMap(([code, name]) => (name === undefined ? [code] : []));
    const there = new Set(entries.flatMap(({ edition, value }) => (isEmpty(value) ? [] : [edition])));
    const unsaid = missing.filter((code) => !there.has(code));
    const names = this.#valueOf('names');
    // What is faulty has been told already.
    if (unsaid.length > 0 && everywhere === undefined && (names === undefined || names.kind === 'map')) {
      const place = this.#fields.get('names')?.place ?? top;
      const advice = `Add ${unsaid.map((code) => `“${code}: …”`).join(', ')} below “names:”, or write “name: …” for all editions.`;
      this.#problem('field-missing', place, `The concept has no name in ${unsaid.join(', ')}.`, advice, 'names');
    }
    return missing.length > 0 ? undefined : (Object.fromEntries(named) as Record<EditionCode, string>);
  }

  aliases(): string[] {
    const value = this.#valueOf('aliases');
    if (value === undefined) return [];
    const items = value.kind === 'list' ? value.items : [value];
    if (items.length > mostAliases) {
      const message = `aliases lists ${items.length}; the limit is ${mostAliases}.`;
      this.#problem('field-length', value, message, 'Keep those that articles are tagged with.', 'aliases');
    }
    const names = items.slice(0, mostAliases).flatMap((item) => this.#name(item, 'aliases') ?? []);
    return [...new Set(names)];
  }

  region(): string | undefined {
    const value = this.#valueOf('region');
    const text = value === undefined ? undefined : this.#text(value, 'region');
    if (value === undefined || text === undefined) return undefined;
    const found = shelfNamed('region', text)?.slug;
    if (found !== undefined) return found;
    const names = editionCodes.flatMap((code) => shelfNames('region', code));
    const meant = nearest(names, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The regions are ${shelfNames('region', 'en').join(', ')}.`;
    const message = `There is no region “${text}”; it is left out.`;
    return this.#problem('region-unknown', value, message, advice, 'region', { severity: 'warning' });
  }

  wikidata(): string | undefined {
    const value = this.#valueOf('wikidata');
    const text = value === undefined ? undefined : this.#text(value, 'wikidata');
    if (value === undefined || text === undefined) return undefined;
    if (/^Q[1-9]\d{0,11}$/i.test(text)) return text.toUpperCase();
    const advice = 'Write its Q and number as wikidata.org shows them beside the heading, for example Q423.';
    return this.#problem('wikidata', value, `“${text}” is not the id of a Wikidata item.`, advice, 'wikidata');
  }

  pronunciation(): Concept['pronunciation'] {
    const said = this.#byEdition('pronunciation').map(({ edition, value }) => [edition, this.#said(edition, value)]);
    return Object.fromEntries(said.filter(([, value]) => value !== undefined));
  }

  #said(edition: EditionCode, value: Value): Pronunciation | undefined {
    const field = `pronunciation.${edition}`;
    const advice = 'Write “{alias: …}” with words that are said so, or “{ipa: …}”.';
    if (value.kind !== 'map')
      return this.#problem('field-type', value, `${field} must have alias or ipa.`, advice, field);
    this.unknown(field, value.entries, ['alias', 'ipa']);
    const given = value.entries.filter(({ name, value }) => ['alias', 'ipa'].includes(name) && !isEmpty(value));
    const [first] = given;
    if (first === undefined || given.length > 1) {
      const message = `${field} has ${first === undefined ? 'neither alias nor ipa' : 'both alias and ipa'}.`;
      return this.#problem('pronunciation', value, message, advice, field);
    }
    const text = this.#text(first.value, `${field}.${first.name}`);
    if (text === undefined) return undefined;
    return first.name === 'alias' ? { alias: text } : this.#ipa(text, first.value, `${field}.ipa`);
  }

  #ipa(text: string, value: Value, field: string): Pronunciation | undefined {
    // Dictionaries set it between slashes or brackets.
    const ipa = text.replace(/^[/[]|[/\]]$/g, '').trim();
    const strange = [...ipa.normalize('NFD')].find((sign) => !ipaSign.test(sign));
    if (strange === undefined && ipaLetter.test(ipa.normalize('NFD'))) return { ipa };
    const advice =
      'Use the signs of the IPA: “ˈ” before the stressed syllable, “ː” for length, “ʃ” not “sh”; or write an alias.';
    const message =
      strange === undefined ? `${field} says no sound.` : `“${strange}” in ${field} is no sign of the IPA.`;
    return this.#problem('pronunciation', value, message, advice, field);
  }
}

/**
 * The letters, marks and tones of the International Phonetic Alphabet (chart of 2020), by the blocks of Unicode that have
 * them: plain letters, IPA Extensions, Spacing Modifier Letters, combining marks, Phonetic Extensions, and single ones.
 */
const ipaLetter = /[a-zæðøħŋœǀ-ǃɐ-ʯβθχⱱᴀ-ᶿ]/u;
const ipaSign = /[a-zæðøħŋœǀ-ǃɐ-˿βθχⱱᴀ-ᶿⁿ.|‖‿↗↘ꜛꜜ ]|[\u0300-\u036f\u1dc4-\u1dff]/u;

function isEmpty(value: Value): boolean {
  return value.kind === 'text' && value.text.trim() === '';
}
