import type { Article, Name } from './article.ts';
import type { EditionCode } from './newsroom.ts';

/** What a list shows of an article. */
export type Card = Pick<
  Article,
  | 'id'
  | 'edition'
  | 'kind'
  | 'section'
  | 'headline'
  | 'standfirst'
  | 'byline'
  | 'source'
  | 'importance'
  | 'tags'
  | 'regions'
  | 'hero'
  | 'correctedAt'
  | 'url'
  | 'publishedAt'
  | 'updatedAt'
  | 'expiresAt'
  | 'readingMinutes'
>;

export function cardOf(article: Article): Card {
  const { coverage, words, corrections, translationOf, ...card } = article;
  return card;
}

/** One place in one list: the list it stands in, and its place there (newest first when read backwards). */
export type ListingPlace = { list: string; place: string };

/** The facets that a list can be asked by, beside the edition that every list has. */
export const facets = ['section', 'kind', 'tag', 'region', 'author', 'coverage'] as const;
export type Facet = (typeof facets)[number];

export type ListName = { edition: EditionCode; facet?: Facet | 'breaking'; value?: string };

/** The name of a list: `en`, `en/section/politics`, `en/breaking`. */
export function listNamed({ edition, facet, value }: ListName): string {
  return [edition, facet, value].filter((part) => part !== undefined).join('/');
}

/** Every list that an article stands in, each once. */
function listsOf(article: Article): string[] {
  const { edition } = article;
  const under = (facet: Facet, names: readonly Name[]) =>
    names.map(({ slug }) => listNamed({ edition, facet, value: slug }));
  return [
    ...new Set([
      listNamed({ edition }),
      listNamed({ edition, facet: 'section', value: article.section }),
      listNamed({ edition, facet: 'kind', value: article.kind }),
      ...under('tag', article.tags),
      ...under('region', article.regions),
      ...under('author', article.byline),
      ...under('coverage', article.coverage === undefined ? [] : [article.coverage]),
      ...(article.importance === 'breaking' ? [listNamed({ edition, facet: 'breaking' })] : []),
    ]),
  ];
}

/** An article's places in its lists. The time comes first, so that a list is in order without an index. */
export function placesOf(article: Article): ListingPlace[] {
  const place = `${article.publishedAt}#${article.id}`;
  return listsOf(article).map((list) => ({ list, place }));
}
