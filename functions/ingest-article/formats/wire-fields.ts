import type { Place } from '../../../shared/domain/problem.ts';
import { type Entry, listField, textField, textValue } from '../manuscript.ts';
import { wordsIn, wordsPlace, type XmlElement } from './xml-tree.ts';

/** A word or name of an agency's file, and where it stands. */
export type Named = { name: string; place: Place };

/** A field with one text, if there is one. */
export function textOf(field: string, named: Named | undefined): Entry[] {
  return named === undefined || named.name === '' ? [] : [textField(field, named.name, named.place)];
}

/** A field that lists names, each once in whatever case; none if there is no name. */
export function listOf(field: string, names: readonly Named[]): Entry[] {
  const distinct = new Map<string, Named>();
  for (const named of names) if (!distinct.has(named.name.toLowerCase())) distinct.set(named.name.toLowerCase(), named);
  const [first] = names;
  if (first === undefined) return [];
  const items = [...distinct.values()].map(({ name, place }) => textValue(name, place));
  return [listField(field, items, first.place)];
}

/** An element's words and where they begin; none if it says nothing. */
export function wordsOf(element: XmlElement): Named[] {
  const name = wordsIn(element);
  return name === '' ? [] : [{ name, place: wordsPlace(element) }];
}
