import type { EditionCode } from '../../../shared/domain/newsroom.ts';
import type { Place } from '../../../shared/domain/problem.ts';
import { type Entry, textValue, type Value } from '../manuscript.ts';

export type Words = { text: string; place: Place };

/** A text of which an item may have several: headlines, descriptions, bodies. */
export type Wording = Words & { role: string; contentType: string };

/** Of subjects, places, pictures and the like; beyond this it is no description of a story. */
const mostItems = 500;

/**
 * An object in a ninjs file, by its members' names in small letters: 1.x and 2.x write `versioncreated` what 3.x writes
 * `versionCreated`. Where 1.x has one thing or an object of things by name, the later ones have a list; both are read.
 */
export class NinjsItem {
  readonly place: Place;
  readonly #edition: EditionCode;
  readonly #members = new Map<string, Entry>();
  /** Members whose name stands there already. */
  readonly #twice: Entry[] = [];

  constructor({ entries, place }: Value & { kind: 'map' }, edition: EditionCode) {
    this.place = place;
    this.#edition = edition;
    for (const entry of entries) {
      const name = entry.name.toLowerCase();
      if (this.#members.has(name)) this.#twice.push(entry);
      else this.#members.set(name, entry);
    }
  }

  get twice(): readonly Entry[] {
    return this.#twice;
  }

  has(...names: string[]): boolean {
    return names.some((name) => this.#members.has(name));
  }

  /** The first of some members that is a text with something in it. */
  text(...names: string[]): Words | undefined {
    for (const name of names) {
      const value = this.#members.get(name)?.value;
      if (value?.kind === 'text' && value.text.trim() !== '') return { text: value.text.trim(), place: value.place };
    }
    return undefined;
  }

  /** All members that are lists of objects, objects, or texts, which stand for an object with that name. */
  items(...names: string[]): NinjsItem[] {
    return names.flatMap((name) => {
      const value = this.#members.get(name)?.value;
      const values = value?.kind === 'list' ? value.items.slice(0, mostItems) : value === undefined ? [] : [value];
      return values.flatMap((each) => asItem(each, this.#edition));
    });
  }

  /** Items by name: of a list, each with its member `name`, or the members of one object. */
  namedItems(name: string): { name: string; item: NinjsItem }[] {
    const value = this.#members.get(name)?.value;
    if (value?.kind === 'map') {
      return value.entries.slice(0, mostItems).flatMap((entry) => {
        return entry.value.kind === 'map'
          ? [{ name: entry.name, item: new NinjsItem(entry.value, this.#edition) }]
          : [];
      });
    }
    return this.items(name).map((item) => ({ name: item.text('name')?.text ?? '', item }));
  }

  /**
   * Texts in several wordings: `headlines: [{role, contentType, value}]` of 2.x and 3.x, `headline` and `headline_role` of
   * 1.x, in this order. Of several languages, which some agencies put into one list, those that are not the edition's are
   * left out if there are others.
   */
  wordings(single: string, list: string): Wording[] {
    const items = this.items(list);
    const inEdition = items.filter((item) => this.#isOfEdition(item));
    const listed = (inEdition.length > 0 ? inEdition : items).flatMap((item): Wording[] => {
      const words = item.text('value', 'name');
      const role = item.text('role')?.text.toLowerCase() ?? '';
      const contentType = item.text('contenttype', 'mimetype')?.text.toLowerCase() ?? '';
      return words === undefined ? [] : [{ ...words, role, contentType }];
    });
    const plain = this.text(single);
    const suffixed = [...this.#members.keys()].flatMap((name): Wording[] => {
      const words = name.startsWith(`${single}_`) ? this.text(name) : undefined;
      return words === undefined ? [] : [{ ...words, role: name.slice(single.length + 1), contentType: '' }];
    });
    return [...listed, ...(plain === undefined ? [] : [{ ...plain, role: '', contentType: '' }]), ...suffixed];
  }

  #isOfEdition(item: NinjsItem): boolean {
    const language = item.text('language', 'lang')?.text.toLowerCase();
    return language === undefined || language.split(/[-_]/, 1)[0] === this.#edition;
  }
}

function asItem(value: Value, edition: EditionCode): NinjsItem[] {
  if (value.kind === 'map') return [new NinjsItem(value, edition)];
  if (value.kind === 'list') return [];
  const { place, text } = value;
  return [
    new NinjsItem({ kind: 'map', place, entries: [{ name: 'name', place, value: textValue(text, place) }] }, edition),
  ];
}
