import type { AudioAnswer } from './article-answer.ts';
import type { Card } from './listing.ts';
import type { EditionCode } from './newsroom.ts';

/** One reader looked at one article. `reader` is a fingerprint that is of no use after the day. */
export type View = { article: string; reader: string; at: string };

/** Distinct readers of an article within one clock hour (`2026-11-24T13`). */
export type HourlyReaders = { article: string; hour: string; readers: readonly string[] };

/** A ranking, ready to serve: article ids, most read first. */
export type MostRead = {
  /** Hours that are counted, and after how many hours a view weighs half. */
  windowHours: number;
  halfLifeHours: number;
  generatedAt: string;
  articles: { id: string; readers: number; score: number }[];
};

export const windowHours = 24;
export const halfLifeHours = 6;
/** How many articles a stored ranking names: more than a list shows, so that withdrawn ones leave no gap. */
const rankedArticles = 30;
export const longestMostRead = 10;

/** The clock hour of a time, as rankings and tallies name it. */
export function hourOf(at: Date): string {
  return at.toISOString().slice(0, 13);
}

/** The hours of the window that ends now, newest first. */
export function hoursBefore(now: Date, count = windowHours): string[] {
  return Array.from({ length: count }, (_, back) => hourOf(new Date(now.getTime() - back * 3_600_000)));
}

/**
 * Ranks articles by distinct readers an hour, each hour weighed by its age: a view loses half of its weight in six
 * hours. Ties go to the id, so that a ranking of the same views is always the same.
 */
export function rankMostRead(
  tallies: readonly HourlyReaders[],
  now: Date,
  most = rankedArticles,
): MostRead['articles'] {
  const readers = new Map<string, Map<string, Set<string>>>();
  for (const tally of tallies) {
    const hours = readers.get(tally.article) ?? new Map<string, Set<string>>();
    readers.set(
      tally.article,
      hours.set(tally.hour, (hours.get(tally.hour) ?? new Set()).union(new Set(tally.readers))),
    );
  }
  return [...readers]
    .map(([id, hours]) => {
      let score = 0;
      let total = 0;
      for (const [hour, distinct] of hours) {
        const age = Math.max(0, (now.getTime() - Date.parse(`${hour}:00:00Z`)) / 3_600_000 - 1);
        score += distinct.size * 0.5 ** (age / halfLifeHours);
        total += distinct.size;
      }
      return { id, readers: total, score: Math.round(score * 1000) / 1000 };
    })
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

/** A place in the list that readers see. */
export type MostReadEntry = { rank: number; readers: number; card: Card; narration?: AudioAnswer };

/** The name of the Most Read list of an edition, or of one of its sections. */
export function mostReadList(edition: EditionCode, section?: string): string {
  return section === undefined ? edition : `${edition}/${section}`;
}
