import type { Article, ArticleRecord } from './domain/article.ts';
import {
  type ChangedUnit,
  type Counted,
  changedUnits,
  concernOf,
  type LexiconComparison,
  mayConcern,
} from './domain/lexicon-change.ts';
import { listNamed } from './domain/listing.ts';
import type { EditionCode } from './domain/newsroom.ts';
import type { ArticleReading, ArticleStore } from './ports.ts';

/**
 * An article that says a changed term. `units` are those of it that sound otherwise, which may be none; to know them costs
 * far more than to know that there may be some, so they are told when asked for.
 */
export type Concerned = {
  record: ArticleRecord & { article: Article };
  concern: NonNullable<ReturnType<typeof concernOf>>;
  units(): ChangedUnit[];
};

/** What was found on one page of an edition's list, newest first, and the place before which the next one begins, '' at the end. */
export type ConcernedPage = { looked: number; found: Concerned[]; next: string };

type Needs = { articles: Pick<ArticleStore, 'open'>; list: ArticleReading['list'] };

/** Of the longest articles one takes a quarter of a second to look at: a page of them fits well into a function's time. */
const pageSize = 25;
const atOnce = 8;

/**
 * Looks through the live articles of an edition, scheduled ones too, for those that a change of its lexicon concerns. A
 * page at a time is in memory.
 */
export async function* concernedArticles(
  edition: EditionCode,
  before: string,
  comparison: LexiconComparison,
  needs: Needs,
): AsyncGenerator<ConcernedPage, void> {
  const counted: Counted = new Set();
  let place = before;
  while (place !== '') {
    const { cards, next = '' } = await needs.list(listNamed({ edition }), place, pageSize);
    const found: Concerned[] = [];
    for (let from = 0; from < cards.length; from += atOnce) {
      const opened = await Promise.all(cards.slice(from, from + atOnce).map(({ id }) => needs.articles.open(id)));
      found.push(...opened.flatMap((each) => (each === undefined ? [] : concerned(each, comparison, counted))));
    }
    place = next;
    yield { looked: cards.length, found, next: place };
  }
}

function concerned(
  { record, blocks }: NonNullable<Awaited<ReturnType<ArticleStore['open']>>>,
  comparison: LexiconComparison,
  counted: Counted,
): Concerned[] {
  const { article } = record;
  const concern = concernOf(record);
  if (article === undefined || concern === undefined) return [];
  if (!mayConcern(article, blocks, comparison)) return [];
  return [{ record: { ...record, article }, concern, units: () => changedUnits(article, blocks, comparison, counted) }];
}
