import { type ArticleRecord, lastShown, type Notice, type Owed, openedIn, withDue } from './article.ts';
import { placesOf } from './listing.ts';
import { mediaWindow } from './media.ts';
import type { Change } from './verdict.ts';

type Why = { notice?: Notice; isOriginal: boolean };

/**
 * The change that takes an article from every surface; its record stays as a tombstone. What nobody saw leaves no word:
 * the version that readers saw before it is what is withdrawn. A reason that was given stays until another is, or the
 * article comes back.
 */
export function withdraw(
  record: ArticleRecord,
  expected: ArticleRecord | undefined,
  now: Date,
  { notice, isOriginal }: Why,
): Change {
  const { contentHash: _, reason: given, withheld: __, shown: ___, paths = [], ...kept } = record;
  const seen = lastShown(record, now);
  const isUnseen = record.state === 'live' && record.article !== undefined && openedIn(record, now) === undefined;
  const at = now.toISOString();
  const told: Owed[] = seen === undefined ? [] : [{ type: 'article.withdrawn', revision: seen.revision, at }];
  const reason = notice?.reason ?? given;
  const { article, debts, narration } = record;
  const articles = [article, seen?.article].filter((each) => each !== undefined);
  const windows = [...articles.map(mediaWindow), ...record.debts.retired.map(({ window }) => window)];
  const next = withDue(
    {
      ...kept,
      state: 'withdrawn',
      ...(seen ?? {}),
      // Of what nobody saw nothing is announced, so nobody else would take its audio and pictures away.
      narration: isUnseen ? undefined : narration,
      ...(reason === undefined ? {} : { reason }),
      ...(notice?.status === 'withheld' ? { withheld: true } : {}),
      version: record.version + 1,
      commits: record.commits + 1,
      debts: {
        ...debts,
        owed: [...owedBefore(expected, now), ...told],
        closing: [...new Set([...debts.closing, ...windows])],
        retired: [],
        families: [
          ...new Set([
            ...debts.families,
            ...articles.flatMap(({ translationOf }) => translationOf ?? []),
            ...(isOriginal ? [record.id] : []),
          ]),
        ],
      },
    },
    now,
  );
  const isLive = record.state === 'live' && article !== undefined;
  return {
    record: { next, expected },
    body: null,
    enter: [],
    leave: article === undefined ? [] : placesOf(article),
    ...(isLive ? { release: [...new Set([...paths, article.url])] } : {}),
    ...(isUnseen ? { forget: record.revision } : {}),
  };
}

/** What is still to be told from before: nothing of a version that nobody could see. */
export function owedBefore(known: ArticleRecord | undefined, now: Date): Owed[] {
  if (known === undefined) return [];
  const owed = known.debts.owed.filter(({ type }) => type !== 'narration.wanted');
  if (known.state === 'withdrawn' || openedIn(known, now) !== undefined) return owed;
  return owed.filter(({ revision }) => revision < known.revision);
}
