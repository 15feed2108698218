import type { Article, Draft, Hero, Name } from './article.ts';
import { type Block, countWords, type Image } from './blocks.ts';
import { type ConceptsByName, tagOf } from './concept.ts';
import { editionOf, readingMinutes } from './edition.ts';
import { mediaWindow, type Picture, picturePath } from './media.ts';
import { shelfName } from './section.ts';
import { slugOf } from './slug.ts';
import type { ArticleKey, Upload } from './upload.ts';

/** Where a picture of the uploads bucket is to be served. */
export type Shelving = { from: string; to: string; picture: Picture };

export type Made = { article: Article; blocks: Block[]; shelving: Shelving[] };

/** What an accepted draft is made an article with. */
export type Making = {
  now: Date;
  concepts: ConceptsByName;
  /** The pictures that it names by their keys in the uploads bucket. */
  pictures: ReadonlyMap<string, Picture>;
  /** The version that readers saw before, if any. */
  before: Article | undefined;
};

/** The article that an accepted draft becomes: dated, addressed, its tags and regions named, its pictures in their places. */
export function makeArticle(upload: Upload, key: ArticleKey, draft: Draft, making: Making): Made {
  const { now, before } = making;
  const edition = editionOf(key.edition);
  const uploaded = Math.min(Date.parse(upload.at), now.getTime());
  const asked = [draft.publishAt, draft.embargoedUntil].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  const published = asked.length > 0 ? Math.max(...asked) : before ? Date.parse(before.publishedAt) : uploaded;
  const publishedAt = new Date(published).toISOString();
  const { standfirst, source, expires, translationOf } = draft;
  const window = mediaWindow({ publishedAt, ...(expires === undefined ? {} : { expiresAt: expires }) });
  const shelving = new Map<string, Shelving>();
  const placed = <T extends Image>(image: T): T => {
    const picture = making.pictures.get(image.src);
    if (picture === undefined) return image;
    const { mediaType, width, height } = picture;
    const to = picturePath(key.id, window, picture);
    shelving.set(image.src, { from: image.src, to, picture });
    return { ...image, src: to, width, height, mediaType };
  };
  const blocks = draft.blocks.map((block) => (block.type === 'image' ? placed(block) : block));
  const hero: Hero | undefined = draft.hero === undefined ? undefined : placed(draft.hero);
  const words = countWords(blocks, edition.code);
  const correctedAt = correctionTime(draft, before, uploaded);
  const article: Article = {
    id: key.id,
    edition: key.edition,
    kind: draft.kind,
    section: draft.section,
    headline: draft.headline,
    ...(standfirst === undefined ? {} : { standfirst }),
    byline: draft.byline.map((name) => ({ slug: slugOf(name), name })),
    ...(source === undefined ? {} : { source }),
    importance: draft.importance,
    tags: distinct(draft.tags.map((tag) => tagOf(tag, key.edition, making.concepts))),
    regions: draft.regions.map((slug) => ({ slug, name: regionName(slug, key) })),
    ...(draft.coverage === undefined ? {} : { coverage: { slug: slugOf(draft.coverage), name: draft.coverage } }),
    ...(hero === undefined ? {} : { hero }),
    corrections: draft.corrections,
    ...(correctedAt === undefined ? {} : { correctedAt }),
    ...(translationOf === undefined ? {} : { translationOf }),
    url: `/${key.edition}/${draft.section}/${slugOf(draft.slug ?? key.name)}`,
    publishedAt,
    ...(before === undefined ? {} : { updatedAt: new Date(uploaded).toISOString() }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    words,
    readingMinutes: readingMinutes(words, edition),
  };
  return { article, blocks, shelving: [...shelving.values()] };
}

/** Corrections are dated by their upload, not by what their author wrote: translations are measured by it. */
function correctionTime({ corrections }: Draft, before: Article | undefined, uploaded: number): string | undefined {
  const known = new Set(before?.corrections.map(({ text }) => text));
  if (corrections.every(({ text }) => known.has(text))) return before?.correctedAt;
  return before === undefined ? corrections.at(-1)?.at : new Date(uploaded).toISOString();
}

function regionName(slug: string, { edition }: ArticleKey): string {
  return shelfName('region', slug, edition) ?? slug;
}

function distinct(names: readonly Name[]): Name[] {
  return [...new Map(names.map((name) => [name.slug, name])).values()];
}
