import type { Name } from './article.ts';
import type { EditionCode } from './newsroom.ts';
import { slugOf } from './slug.ts';

/** How a name is said in a language: as other words (`alias`), or by IPA. */
export type Pronunciation = { alias: string } | { ipa: string };

/**
 * One thing that articles are tagged with, whatever they call it: its name in each edition, everything else it is called,
 * and how it is said. Its id is the slug of its tag page in every edition.
 */
export type Concept = {
  id: string;
  names: Record<EditionCode, string>;
  aliases: string[];
  /** A region of newsroom.json that it belongs to. */
  region?: string;
  /** `Q…` */
  wikidata?: string;
  pronunciation: Partial<Record<EditionCode, Pronunciation>>;
};

/** Concepts by the slug of what they are called. */
export type ConceptsByName = ReadonlyMap<string, Concept>;

/** The slugs under which a concept is found: its id, its names and its aliases, each once. */
export function namesOf({ id, names, aliases }: Concept): string[] {
  return [...new Set([id, ...[...Object.values(names), ...aliases].map((name) => slugOf(name))])];
}

/** A tag as an article of an edition carries it: the concept's name and page if it is one, else what was written. */
export function tagOf(written: string, edition: EditionCode, concepts: ConceptsByName): Name {
  const slug = slugOf(written);
  const concept = concepts.get(slug);
  return concept === undefined ? { slug, name: written } : { slug: concept.id, name: concept.names[edition] };
}
