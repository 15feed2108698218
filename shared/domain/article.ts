import type { AnnouncementType } from './announcement.ts';
import type { Block } from './blocks.ts';
import type { EditionCode } from './edition.ts';
import type { Narration } from './narration.ts';
import type { Importance, Kind, Section } from './section.ts';

/** A name that readers can browse by, and its slug in URLs. */
export type Name = { slug: string; name: string };

/** The lead image; an empty `alt` marks it as decorative. */
export type Hero = { src: string; alt: string; caption?: string; credit?: string };

/** What a reader of a format found in a file, before the newsroom's rules are applied to the whole. */
export type Draft = {
  headline: string;
  standfirst?: string;
  byline: string[];
  source?: string;
  section: Section;
  kind: Kind;
  importance: Importance;
  tags: string[];
  regions: string[];
  coverage?: string;
  hero?: Hero;
  slug?: string;
  /** ISO 8601 in UTC. */
  publishAt?: string;
  embargoedUntil?: string;
  expires?: string;
  blocks: Block[];
};

/** An accepted article without its body. Times are ISO 8601 in UTC, to the millisecond. */
export type Article = {
  id: string;
  edition: EditionCode;
  kind: Kind;
  section: Section;
  headline: string;
  standfirst?: string;
  byline: Name[];
  source?: string;
  importance: Importance;
  tags: Name[];
  regions: Name[];
  coverage?: Name;
  hero?: Hero;
  /** The public path, `/<edition>/<section>/<slug>`. */
  url: string;
  /** When readers may first see it: the upload's time, the schedule's or the embargo's, whichever is last. */
  publishedAt: string;
  /** When the version at hand replaced an earlier one that readers saw. */
  updatedAt?: string;
  expiresAt?: string;
  words: number;
  readingMinutes: number;
};

/** An announcement that a commit owes the world. */
export type Owed = { type: AnnouncementType; revision: number; at: string };

/**
 * Everything that is known of one key, and what each change is decided on. It stays after a withdrawal (a tombstone), so
 * that a late event never undoes a newer one.
 */
export type ArticleRecord = {
  id: string;
  key: string;
  state: 'live' | 'withdrawn';
  /** Counts every write of this record; a commit goes through only over the version it was decided on. */
  version: number;
  /** Counts the published versions of the article; 0 if nothing was ever published under this key. */
  revision: number;
  sequencer: string;
  /** Hash of the uploaded bytes. */
  contentHash?: string;
  /** The last accepted article. */
  article?: Article;
  narration?: Narration;
  /** Announcements not yet made, oldest first. */
  owed: Owed[];
  /** Whether an `article.published` of it was ever announced. */
  announced: boolean;
  /** When release-due must next look at it. */
  dueAt?: string;
};

/** What decides whether readers may see something; a record, a card and a stored response all have it. */
export type Showing = { state: 'live' | 'withdrawn'; publishedAt: string; expiresAt?: string };

/**
 * The one gate. API, page, list, feed, sitemap, search, audio, Most Read and alerts all pass through it.
 * It opens on the millisecond of `publishedAt` and closes on that of `expiresAt`.
 */
export function isVisible(showing: Showing, now: Date): boolean {
  if (showing.state !== 'live' || Date.parse(showing.publishedAt) > now.getTime()) return false;
  return showing.expiresAt === undefined || now.getTime() < Date.parse(showing.expiresAt);
}

/** How a record shows itself; a record without an article shows nothing. */
export function showingOf(record: ArticleRecord): Showing | undefined {
  const { article } = record;
  if (article === undefined) return undefined;
  const { publishedAt, expiresAt } = article;
  return { state: record.state, publishedAt, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** How long after a commit its own announcer may take before release-due steps in, in milliseconds. */
const announcerGrace = 60_000;

/** When release-due must next look at a record: for an announcement that is owed, or for its expiry. */
export function nextDue(record: ArticleRecord, now: Date): string | undefined {
  const showing = showingOf(record);
  if (record.owed.length > 0) {
    const opens = showing === undefined || record.state === 'withdrawn' ? 0 : Date.parse(showing.publishedAt);
    return new Date(opens > now.getTime() ? opens : now.getTime() + announcerGrace).toISOString();
  }
  return record.state === 'live' ? showing?.expiresAt : undefined;
}
