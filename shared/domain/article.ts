import type { AnnouncementType } from './announcement.ts';
import type { Importance, Kind } from './article-fields.ts';
import type { Block, Image } from './blocks.ts';
import type { ListingPlace } from './listing.ts';
import type { Narration } from './narration.ts';
import type { EditionCode } from './newsroom.ts';

/** A name that readers can browse by, and its slug in URLs. */
export type Name = { slug: string; name: string };

/** The lead image. */
export type Hero = Image;

/** What was wrong in an earlier version, or is new in this one; `at` is ISO 8601 in UTC. */
export type Correction = { at: string; kind: 'correction' | 'clarification' | 'update'; text: string };

/** The fields of an accepted file, before the newsroom's registry and clock are applied to them. */
export type Fields = {
  headline: string;
  standfirst?: string;
  byline: string[];
  source?: string;
  /** A slug of newsroom.json, as are the regions. */
  section: string;
  kind: Kind;
  importance: Importance;
  tags: string[];
  regions: string[];
  coverage?: string;
  /** Its `src` may still be a key under `images/` of the uploads bucket. */
  hero?: Hero;
  slug?: string;
  /** ISO 8601 in UTC. */
  publishAt?: string;
  embargoedUntil?: string;
  expires?: string;
  corrections: Correction[];
  /** The id of the article of another edition that this one was translated from. */
  translationOf?: string;
  /** Not to be read aloud. */
  isSilent?: true;
};

/** What a reader of a format found in a file that is an article. */
export type Draft = Fields & { blocks: Block[] };

/** A file that only says that its article is not to be read: for good, or for now; `reason` is told to readers. */
export type Notice = { status: 'withheld' | 'withdrawn'; reason?: string };

/** An accepted article without its body. Times are ISO 8601 in UTC, to the millisecond. */
export type Article = {
  id: string;
  edition: EditionCode;
  kind: Kind;
  section: string;
  headline: string;
  standfirst?: string;
  byline: Name[];
  source?: string;
  importance: Importance;
  tags: Name[];
  regions: Name[];
  coverage?: Name;
  hero?: Hero;
  corrections: Correction[];
  /** When the version with the newest correction was uploaded. */
  correctedAt?: string;
  translationOf?: string;
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

/**
 * What a commit owes the world: an announcement, or (`narration.wanted`) a word to the narrator that audio is to be made
 * ahead of time.
 */
export type Owed = { type: AnnouncementType | 'narration.wanted'; revision: number; at: string };

/** What is still to be done for the version at hand, by whoever committed it or else by release-due. */
export type Debts = {
  /** Oldest first. */
  owed: Owed[];
  /** Places in lists that the article has left, beyond what one transaction could take away. */
  leaving: ListingPlace[];
  /** Windows of media that must not open any more, for the article's time has been changed. */
  closing: string[];
  /** Windows from before its times were changed, which listeners may use until a time (ISO 8601), and which close then. */
  retired: { window: string; at: string }[];
  /** The originals of the story families that must hear of this version. */
  families: string[];
};

/**
 * Everything that is known of one key, and what each change is decided on. It stays after a withdrawal (a tombstone), so
 * that a late event never undoes a newer one.
 */
export type ArticleRecord = {
  id: string;
  key: string;
  state: 'live' | 'withdrawn';
  /** Counts commits and attached narrations; either goes through only over the version it was decided on. */
  version: number;
  /** Counts commits; debts are settled only for the commit that made them. */
  commits: number;
  /** Counts the published versions of the article; 0 if nothing was ever published under this key. */
  revision: number;
  sequencer: string;
  /** When the upload that it was made from reached the bucket. */
  uploadedAt: string;
  /** Hash of the uploaded bytes. */
  contentHash?: string;
  /** The last accepted article. */
  article?: Article;
  /** A mark for each block of its body, to tell what a later version changes. */
  passages?: string[];
  /** The last version that readers have seen, while a later one waits for its time. */
  shown?: Shown;
  /** Public paths that lead to it beside its own, newest last; at most six. */
  paths?: string[];
  /** What readers are told of a withdrawal. */
  reason?: string;
  /** Withdrawn only until a usable version comes. */
  withheld?: true;
  narration?: Narration;
  debts: Debts;
  /** When release-due must next look at it. */
  dueAt?: string;
};

/** A version that readers have seen. */
export type Shown = { article: Article; passages: string[]; revision: number };

export const noDebts: Debts = { owed: [], leaving: [], closing: [], retired: [], families: [] };

/** Whether something is to be done now, or as soon as it can be; what is retired waits for its time. */
export function isOwing({ owed, leaving, closing, families }: Debts): boolean {
  return owed.length + leaving.length + closing.length + families.length > 0;
}

/** What decides whether readers may see something; a record, a card and a stored response all have it. */
export type Showing = {
  state: 'live' | 'withdrawn';
  publishedAt: string;
  expiresAt?: string;
  /** What readers are told of a withdrawal. */
  reason?: string;
  withheld?: true;
};

/**
 * The one gate. API, page, list, feed, sitemap, search, audio, Most Read and alerts all pass through it.
 * It opens on the millisecond of `publishedAt` and closes on that of `expiresAt`.
 */
export function isVisible(showing: Showing, now: Date): boolean {
  return showing.state === 'live' && hasOpened(showing, now) && !hasExpired(showing, now);
}

/** Whether readers could see it at some time up to now. */
export function hasOpened({ publishedAt }: Showing, now: Date): boolean {
  return Date.parse(publishedAt) <= now.getTime();
}

export function hasExpired({ expiresAt }: Showing, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

/** How a record shows itself; a record without an article shows nothing. */
export function showingOf(record: ArticleRecord): Showing | undefined {
  const { article, state, reason, withheld } = record;
  if (article === undefined) return undefined;
  const { publishedAt, expiresAt } = article;
  return {
    state,
    publishedAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

/** The version that a record holds, if its time has come: then readers have seen it. */
export function openedIn(record: ArticleRecord, now: Date): Shown | undefined {
  const { article, passages = [], revision, state } = record;
  const showing = showingOf(record);
  if (article === undefined || showing === undefined || state !== 'live' || !hasOpened(showing, now)) return undefined;
  return { article, passages, revision };
}

/** The last version that readers have seen of an article that is not withdrawn. */
export function lastShown(record: ArticleRecord | undefined, now: Date): Shown | undefined {
  return record?.state === 'live' ? (openedIn(record, now) ?? record.shown) : undefined;
}

/** How long after a commit its own worker may take before release-due steps in, in milliseconds. */
const workerGrace = 60_000;

/** A record with the date at which release-due must next look at it: for its debts, or for its expiry. */
export function withDue(record: ArticleRecord, now: Date): ArticleRecord {
  const { dueAt: _, ...rest } = record;
  const dueAt = nextDue(record, now);
  return dueAt === undefined ? rest : { ...rest, dueAt };
}

function nextDue(record: ArticleRecord, now: Date): string | undefined {
  const closings = record.debts.retired.map(({ at }) => at);
  return [nextWord(record, now) ?? [], ...closings].flat().toSorted()[0];
}

/** When it is to be told of, or withdrawn. */
function nextWord({ debts, state, article }: ArticleRecord, now: Date): string | undefined {
  const opens = state === 'live' && article !== undefined ? Date.parse(article.publishedAt) : 0;
  const waits = debts.owed.every(({ type }) => type !== 'narration.wanted') && !isOwing({ ...debts, owed: [] });
  if (isOwing(debts)) {
    return new Date(waits && opens > now.getTime() ? opens : now.getTime() + workerGrace).toISOString();
  }
  return state === 'live' ? article?.expiresAt : undefined;
}
