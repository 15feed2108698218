import type { Article, Correction, Hero, Name } from './article.ts';
import { type Block, runsOfBlock, textOfBlock } from './blocks.ts';
import { fingerprint } from './slug.ts';
import { hasStruck, standingText } from './stretch.ts';

/** What a version changed of the one before it. */
export type Changed =
  | { field: 'headline' | 'standfirst'; from: string; to: string }
  /** Blocks of the body that are there now and were not, and the other way round. */
  | { field: 'body'; added: number; removed: number }
  | { field: 'byline' | 'section' | 'tags' | 'regions' | 'hero' | 'address' | 'other' };

/** One published version of an article, as readers may know it. */
export type Version = {
  revision: number;
  /** When readers could first see it, ISO 8601. */
  at: string;
  headline: string;
  changed: Changed[];
  /** Corrections that came with it. */
  corrections: Correction[];
};

/** A mark for each block, to tell in a later version which are new; it proves nothing. */
export function passagesIn(blocks: readonly Block[]): string[] {
  return blocks.map((block) => {
    const struck = runsOfBlock(block).some(hasStruck);
    return fingerprint(`${block.type} ${textOfBlock(block)}${struck ? `\n${standingText(block)}` : ''}`);
  });
}

type Told = { article: Article; passages: readonly string[] };

/** The version that an article becomes, beside the one that readers saw before, if there was one. */
export function versionOf(revision: number, next: Told, before: Told | undefined, at: string): Version {
  const known = new Set(before?.article.corrections.map((correction) => JSON.stringify(correction)));
  return {
    revision,
    at,
    headline: next.article.headline,
    changed: before === undefined ? [] : changesBetween(before, next),
    corrections: next.article.corrections.filter((correction) => !known.has(JSON.stringify(correction))),
  };
}

function changesBetween(before: Told, next: Told): Changed[] {
  const was = before.article;
  const is = next.article;
  const texts = (['headline', 'standfirst'] as const).flatMap((field): Changed[] => {
    const from = was[field] ?? '';
    const to = is[field] ?? '';
    return from === to ? [] : [{ field, from, to }];
  });
  const added = leftOver(next.passages, before.passages);
  const removed = leftOver(before.passages, next.passages);
  const moved = added + removed === 0 && next.passages.join() !== before.passages.join();
  const body: Changed[] = added + removed > 0 || moved ? [{ field: 'body', added, removed }] : [];
  const named = (['byline', 'tags', 'regions'] as const).filter((field) => slugs(was[field]) !== slugs(is[field]));
  const others = [
    ...named,
    ...(was.section === is.section ? [] : (['section'] as const)),
    ...(pictureIn(was.hero) === pictureIn(is.hero) ? [] : (['hero'] as const)),
    ...(was.url === is.url ? [] : (['address'] as const)),
  ].map((field): Changed => ({ field }));
  const changed = [...texts, ...body, ...others];
  return changed.length === 0 ? [{ field: 'other' }] : changed;
}

/** How many of one list's members are not in the other; one that stands there twice counts twice. */
function leftOver(list: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const member of other) counts.set(member, (counts.get(member) ?? 0) + 1);
  return list.filter((member) => {
    const count = counts.get(member) ?? 0;
    counts.set(member, count - 1);
    return count <= 0;
  }).length;
}

function slugs(names: readonly Name[]): string {
  return names.map(({ slug }) => slug).join();
}

/** A picture by its content: the same file in another window is the same picture. */
function pictureIn(hero: Hero | undefined): string {
  return hero === undefined ? '' : JSON.stringify([hero.src.split('/').at(-1), hero.alt, hero.caption, hero.credit]);
}
