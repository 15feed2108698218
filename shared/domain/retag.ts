import type { ArticleRecord, Name } from './article.ts';
import type { Block } from './blocks.ts';
import { type Concept, namesOf } from './concept.ts';
import { placesOf } from './listing.ts';
import type { EditionCode } from './newsroom.ts';
import { placesLeft } from './places.ts';
import type { Change } from './verdict.ts';

/** The tags of an article, with the concept's own for each that is one of its names; undefined if they are so already. */
export function retagged(tags: readonly Name[], edition: EditionCode, concept: Concept): Name[] | undefined {
  const names = namesOf(concept);
  const own: Name = { slug: concept.id, name: concept.names[edition] };
  if (tags.every(({ slug, name }) => !names.includes(slug) || (slug === own.slug && name === own.name)))
    return undefined;
  return [...new Map(tags.map((tag) => (names.includes(tag.slug) ? own : tag)).map((tag) => [tag.slug, tag])).values()];
}

/**
 * The change that gives a live article the tag of a concept that it has by another name: record, answer, cards and
 * places, and nothing else. It is no new revision, nobody is told, and what the record owes it goes on owing. Undefined if
 * there is nothing to change. It has at most one place more than the article stands in, so one transaction takes it.
 */
export function retag(
  { record, blocks }: { record: ArticleRecord; blocks: Block[] },
  concept: Concept,
): Change | undefined {
  const { article: before, debts } = record;
  const tags = before === undefined ? undefined : retagged(before.tags, before.edition, concept);
  if (record.state !== 'live' || before === undefined || tags === undefined) return undefined;
  const article = { ...before, tags };
  const enter = placesOf(article);
  const entered = new Set(enter.map(({ list, place }) => `${list} ${place}`));
  const leaving = debts.leaving.filter(({ list, place }) => !entered.has(`${list} ${place}`));
  const next = {
    ...record,
    article,
    version: record.version + 1,
    commits: record.commits + 1,
    debts: { ...debts, leaving },
  };
  return { record: { next, expected: record }, body: blocks, enter, leave: placesLeft(before, enter) };
}
