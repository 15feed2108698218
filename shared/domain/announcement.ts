import { type ArticleRecord, type Correction, isVisible, showingOf } from './article.ts';
import { type Card, cardOf } from './listing.ts';
import type { ReadyNarration } from './narration.ts';

export type AnnouncementType = 'article.published' | 'article.updated' | 'article.withdrawn' | 'narration.ready';

/**
 * What subscribers of the announcements topic receive as the message's body (docs/announcements.md). Delivered at least
 * once: drop an `id` that you have seen. `path` and `api` are relative to the site.
 */
export type Announcement = {
  id: string;
  type: AnnouncementType;
  /** When the change was committed, ISO 8601. */
  at: string;
  article: string;
  revision: number;
  path: string;
  api: string;
  card: Card;
  /** All corrections so far, oldest first. */
  corrections: Correction[];
  /** Of a withdrawal, if the newsroom gave one. */
  reason?: string;
  narration?: ReadyNarration;
};

/** The path under which the API answers for an article. */
export function apiPathOf(id: string): string {
  return `/v1/articles/${id}`;
}

/**
 * The announcements that a record owes now, oldest first. None for what readers cannot see yet; a withdrawal is always
 * told. The id stays the same in a repetition after a crash.
 */
export function announcementsOwed(record: ArticleRecord, now: Date): Announcement[] {
  const showing = showingOf(record);
  if (showing === undefined) return [];
  if (record.state === 'live' && !isVisible(showing, now)) return [];
  return record.debts.owed.flatMap(({ type, revision, at }) =>
    type === 'narration.wanted' ? [] : announcementOf(record, type, revision, at),
  );
}

/** What follows `<article>@<revision>` in an announcement's id: one revision is published, narrated and withdrawn. */
const suffixes: Record<AnnouncementType, string> = {
  'article.published': '',
  'article.updated': '',
  'article.withdrawn': '/withdrawn',
  'narration.ready': '/narration',
};

function announcementOf(record: ArticleRecord, type: AnnouncementType, revision: number, at: string): Announcement[] {
  const { article, reason } = record;
  if (article === undefined) return [];
  return [
    {
      id: `${record.id}@${revision}${suffixes[type]}`,
      type,
      at,
      article: record.id,
      revision,
      path: article.url,
      api: apiPathOf(record.id),
      card: cardOf(article),
      corrections: article.corrections,
      ...(type === 'article.withdrawn' && reason !== undefined ? { reason } : {}),
    },
  ];
}

/**
 * `narration.ready` for the revision whose audio was made. A revision may get a voice more than once, for a pronunciation
 * was changed: each is told, since the audio before goes.
 */
export function narrationReady(record: ArticleRecord, narration: ReadyNarration): Announcement[] {
  return announcementOf(record, 'narration.ready', narration.revision, narration.madeAt).map((announcement) => ({
    ...announcement,
    id: `${announcement.id}/${narration.madeAt}`,
    narration,
  }));
}
