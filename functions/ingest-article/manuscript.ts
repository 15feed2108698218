import type { Block } from '../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../shared/domain/problem.ts';

/** A value as it stands in an uploaded file, whatever the file's format. Numbers and dates are the text that was written. */
export type Value = { place: Place } & (
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: Value[] }
  | { kind: 'map'; entries: Entry[] }
);

/** A field: its name, where the name stands, and its value. An empty value is an empty text. */
export type Entry = { name: string; place: Place; value: Value };

/**
 * What a reader of a format makes of a file: the article's fields under our own names (`checkFields` has the list), its
 * body as blocks, and what it found wrong on the way. A file that cannot be read at all has no fields.
 */
export type Manuscript = {
  /**
   * `own` was written for us, so an unknown field or section is a mistake of its author's; `wire` follows somebody else's
   * standard, so what does not fit is left out or given a sensible place.
   */
  origin: 'own' | 'wire';
  fields: Entry[] | undefined;
  blocks: Block[];
  problems: Problem[];
};

/** A manuscript that is nothing but what is wrong with it. */
export function unreadable(...problems: Problem[]): Manuscript {
  return { origin: 'own', fields: undefined, blocks: [], problems };
}

export function textValue(text: string, place: Place): Value {
  return { kind: 'text', text, place };
}

/** A field with a text for its value, both at one place: for formats that have no field names of ours in them. */
export function textField(name: string, text: string, place: Place): Entry {
  return { name, place, value: textValue(text, place) };
}

export function listField(name: string, items: Value[], place: Place): Entry {
  return { name, place, value: { kind: 'list', items, place } };
}

/** Lines and columns of the offsets of one text, found by halving. Line breaks are `\n`, `\r\n` and `\r`. */
export function placesIn(text: string): (offset: number) => Place {
  const begins = [0];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 10 || (unit === 13 && text.charCodeAt(index + 1) !== 10)) begins.push(index + 1);
  }
  return (offset) => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((begins[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (begins[low] ?? 0) + 1 };
  };
}
