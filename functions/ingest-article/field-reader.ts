import { fieldNames, longest } from '../../shared/domain/article-fields.ts';
import { type Place, shortened } from '../../shared/domain/problem.ts';
import { nearest, oneOf } from '../../shared/domain/section.ts';
import type { ArticleKey } from '../../shared/domain/upload.ts';
import { cleanText, hidesSomething } from './clean-text.ts';
import { howToWrite, otherNames } from './how-to-write.ts';
import type { Entry, Value } from './manuscript.ts';
import { ValueCheck } from './value-check.ts';

type Field = (typeof fieldNames)[number];

const top: Place = { line: 1, column: 1 };

/** Unknown names that an editor is told of; each is compared with all that are known. */
const mostUnknown = 20;

/** One manuscript's fields by name, and the problems found so far. */
export class FieldReader extends ValueCheck {
  readonly #fields: Map<string, Entry>;
  readonly key: ArticleKey;
  readonly isOwn: boolean;
  /** Names that stand in place of fields that must be there. */
  readonly #misnamed = new Map<string, Entry>();
  /** Where what is missing would stand. */
  readonly begin: Place;

  constructor(fields: readonly Entry[], key: ArticleKey, strict: boolean) {
    super();
    this.#fields = new Map(fields.map((entry) => [entry.name, entry]));
    this.key = key;
    this.isOwn = strict;
    this.begin = fields[0]?.place ?? top;
  }

  names(): void {
    const unknown = [...this.#fields.values()].filter(({ name }) => fieldNames.every((known) => known !== name));
    for (const entry of unknown.slice(0, mostUnknown)) {
      const { name, place } = entry;
      const plain = cleanText(name).replace(/_/g, '-');
      const meant = oneOf(fieldNames, plain) ?? otherNames.get(plain.toLowerCase()) ?? nearest(fieldNames, plain);
      if (this.isOwn && (meant === 'headline' || meant === 'section') && !this.#fields.has(meant)) {
        this.#misnamed.set(meant, entry);
        continue;
      }
      const advice = meant === undefined ? `The fields are ${fieldNames.join(', ')}.` : `Did you mean “${meant}”?`;
      this.problem('field-unknown', place, `There is no field “${shortened(name)}”; it is left out.`, advice, name, {
        severity: 'warning',
        words: name,
      });
    }
  }

  /** The value of a field that is there and not empty. */
  find(field: Field): Value | undefined {
    const value = this.#fields.get(field)?.value;
    return value === undefined || (value.kind === 'text' && value.text.trim() === '') ? undefined : value;
  }

  missing(field: Field, advice: string): undefined {
    const misnamed = this.#misnamed.get(field);
    if (misnamed !== undefined) {
      const { name: words, place } = misnamed;
      const message = `The article has no ${field}, but “${shortened(words)}”.`;
      const hidden = hidesSomething(words) ? '; type it anew, for it holds invisible characters' : '';
      return this.problem('field-missing', place, message, `Call it “${field}”${hidden}.`, field, { words });
    }
    const place = this.#fields.get(field)?.place ?? this.begin;
    return this.problem('field-missing', place, `The article has no ${field}.`, advice, field);
  }

  howToWrite(field: string): string {
    return howToWrite(field, this.key.format, this.isOwn ? 'own' : 'wire');
  }

  required(field: Field, length: number): string | undefined {
    const value = this.find(field);
    const text = value === undefined ? '' : this.textIn(value, field, length);
    return text === '' ? this.missing(field, this.howToWrite(field)) : text;
  }

  /** A text of a field; undefined if there is none or it is faulty. */
  text(field: Field, length: number): string | undefined {
    const value = this.find(field);
    return (value === undefined ? undefined : this.textIn(value, field, length)) || undefined;
  }

  /** A list of texts, or one text. */
  texts(field: 'byline' | 'tags'): string[] {
    return this.itemsOf(field).flatMap((item) => this.textIn(item, field, longest.name) || []);
  }

  itemsOf(field: 'byline' | 'tags' | 'regions' | 'corrections'): Value[] {
    const value = this.find(field);
    if (value === undefined) return [];
    const items = value.kind === 'list' ? value.items : [value];
    const most = longest[field];
    if (items.length <= most) return items;
    const message = `${field} lists ${items.length}; the limit is ${most}.`;
    if (this.isOwn) this.problem('field-length', value, message, 'Keep the most important ones.', field);
    else {
      const advice = `The first ${most} are kept.`;
      this.problem('field-length', value, message, advice, field, { severity: 'warning' });
    }
    return items.slice(0, most);
  }

  choice<T extends string>(field: Field, list: readonly T[]): T | undefined {
    const value = this.find(field);
    const text = value === undefined ? undefined : this.textIn(value, field, longest.name);
    if (value === undefined || text === undefined) return undefined;
    return oneOf(list, text) ?? this.noSuch(value, field, list, text);
  }

  noSuch(value: Value, field: string, list: readonly string[], text: string): undefined {
    const meant = nearest(list, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}It is one of ${list.join(', ')}.`;
    return this.problem('field-choice', value, `There is no ${field} “${text}”.`, advice, field);
  }

  /** A time with its zone, as UTC. */
  time(field: Field): string | undefined {
    const value = this.find(field);
    return value === undefined ? undefined : this.timeIn(value, field);
  }

  timeIn(value: Value, field: string): string | undefined {
    const text = this.textIn(value, field, longest.name);
    if (text === undefined) return undefined;
    const shape = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
    const [, day = ''] = shape.exec(text) ?? [];
    // Date.parse takes 30 February for 2 March.
    const exists = day !== '' && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
    const at = exists ? Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    const advice = 'Write date, time and zone, for example 2026-11-24T18:30:00Z or 2026-11-24T19:30+01:00.';
    return this.problem('field-time', value, `${field} “${text}” is not a time with a zone.`, advice, field);
  }

  /** Reads the texts of a group of fields, and warns of a name that is none of it. */
  partsOf(group: Value & { kind: 'map' }, field: string, known: readonly string[]) {
    for (const { name, place } of group.entries) {
      if (known.includes(name)) continue;
      const meant = nearest(known, name);
      const advice = meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      const message = `${field} has no field “${name}”; it is left out.`;
      this.problem('field-unknown', place, message, advice, `${field}.${name}`, { severity: 'warning', words: name });
    }
    return (name: string, length: number): string | undefined => {
      const value = entryOf(group, name)?.value;
      return value === undefined ? undefined : this.textIn(value, `${field}.${name}`, length) || undefined;
    };
  }
}

export function entryOf(group: Value & { kind: 'map' }, name: string): Entry | undefined {
  return group.entries.find((entry) => entry.name === name);
}
