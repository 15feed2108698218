import { type EditionCode, newsroom, type Shelf } from './newsroom.ts';
import { slugOf } from './slug.ts';

/** The slugs of the newsroom's sections and regions, in the order of newsroom.json. */
export const sections: readonly string[] = newsroom.sections.map(({ slug }) => slug);
const shelves = { section: newsroom.sections, region: newsroom.regions };

/** The section or region that someone names by its slug, or by its name in any edition, in any case and with or without marks. */
export function shelfNamed(kind: keyof typeof shelves, name: string): Shelf | undefined {
  const wanted = slugOf(name);
  return shelves[kind].find(
    ({ slug, names }) => slug === wanted || Object.values(names).some((each) => slugOf(each) === wanted),
  );
}

/** What an edition calls its sections or regions. */
export function shelfNames(kind: keyof typeof shelves, edition: EditionCode): string[] {
  return shelves[kind].map(({ names }) => names[edition]);
}

/** What an edition calls the section or region of a slug; undefined for a slug that is none, or not any more. */
export function shelfName(kind: keyof typeof shelves, slug: string, edition: EditionCode): string | undefined {
  return shelves[kind].find((shelf) => shelf.slug === slug)?.names[edition];
}

/** The member of a closed list that `text` names, whatever its case; undefined if there is none. */
export function oneOf<T extends string>(list: readonly T[], text: string): T | undefined {
  const wanted = text.trim().toLowerCase();
  return list.find((member) => member === wanted);
}

/**
 * The member of a list that someone probably meant: at most two edits away (Levenshtein), nearest first.
 * Words of over 40 characters are not compared: nobody meant them.
 */
export function nearest(list: readonly string[], text: string): string | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted.length > 40) return undefined;
  const ranked = list
    .map((member) => ({ member, edits: editsBetween(member, wanted) }))
    .filter(({ member, edits }) => edits <= Math.min(2, Math.floor(member.length / 2)))
    .toSorted((a, b) => a.edits - b.edits);
  return ranked[0]?.member;
}

function editsBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
