import { type ArticleRecord, type Notice, type Owed, wasSeen, withDue } from './article.ts';
import { placesOf } from './listing.ts';
import { mediaWindow } from './media.ts';
import type { Change } from './verdict.ts';

/**
 * The change that takes an article from every surface; its record stays as a tombstone. A reason that was given stays
 * until another is, or the article comes back.
 */
export function withdraw(
  record: ArticleRecord,
  expected: ArticleRecord | undefined,
  now: Date,
  notice?: Notice,
): Change {
  const { contentHash: _, reason: given, withheld: __, ...kept } = record;
  const seen = record.state === 'live' && wasSeen(record, now);
  const told: Owed[] = seen ? [{ type: 'article.withdrawn', revision: record.revision, at: now.toISOString() }] : [];
  const reason = notice?.reason ?? given;
  const { article, debts, narration } = record;
  const unseen = record.state === 'live' && article !== undefined && !seen;
  const next = withDue(
    {
      ...kept,
      state: 'withdrawn',
      // Of what nobody saw nothing is announced, so nobody else would take its audio and pictures away.
      narration: unseen ? undefined : narration,
      ...(reason === undefined ? {} : { reason }),
      ...(notice?.status === 'withheld' ? { withheld: true } : {}),
      version: record.version + 1,
      commits: record.commits + 1,
      debts: {
        ...debts,
        owed: [...owedBefore(expected, now), ...told],
        closing: unseen ? [...debts.closing, mediaWindow(article)] : debts.closing,
        ...(article?.translationOf === undefined ? {} : { family: article.translationOf }),
      },
    },
    now,
  );
  return {
    record: { next, expected },
    body: null,
    enter: [],
    leave: article === undefined ? [] : placesOf(article),
    ...(record.state === 'live' && article !== undefined ? { release: article.url } : {}),
    ...(unseen ? { forget: record.revision } : {}),
  };
}

/** What is still to be told from before: nothing of versions that nobody could see. */
export function owedBefore(known: ArticleRecord | undefined, now: Date): Owed[] {
  if (known === undefined) return [];
  const owed = known.debts.owed.filter(({ type }) => type !== 'narration.wanted');
  return known.state === 'withdrawn' || wasSeen(known, now) ? owed : [];
}
