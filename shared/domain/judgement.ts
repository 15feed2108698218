import { apiPathOf } from './announcement.ts';
import {
  type Article,
  type ArticleRecord,
  type Draft,
  isVisible,
  type Name,
  nextDue,
  type Owed,
  showingOf,
} from './article.ts';
import { type Block, countWords } from './blocks.ts';
import { editionOf, readingMinutes } from './edition.ts';
import { type ListingPlace, placesOf } from './listing.ts';
import { type Narration, newestAudio, scoreOf, scriptOf } from './narration.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Receipt } from './receipt.ts';
import { slugOf } from './slug.ts';
import { type ArticleKey, compareSequencers, type Upload } from './upload.ts';

/** What was found in the bucket for an upload. */
export type Reading =
  | { kind: 'draft'; key: ArticleKey; draft: Draft; contentHash: string; problems: Problem[] }
  | { kind: 'faulty'; problems: Problem[] }
  | { kind: 'gone' }
  | { kind: 'removed'; key: ArticleKey };

/** Everything that one upload changes, written in one transaction. */
export type Change = {
  receipt?: Receipt;
  record?: { next: ArticleRecord; expected: ArticleRecord | undefined };
  /** The body to store; null removes it, undefined leaves it. */
  body?: Block[] | null;
  /** A public path to claim for the article. */
  claim?: string;
  /** A public path that another article may claim from now on. */
  release?: string;
  enter: ListingPlace[];
  leave: ListingPlace[];
};

export type Verdict = { change: Change; outcome: Outcome } | { repeated: ArticleRecord };

export type Judge = { now: Date; hash: (text: string) => string };

/**
 * Decides what an upload means, given what is known of its key. Pure: the same reading over the same record always ends
 * the same way, so that it can be asked again whenever another write came first.
 *
 * Whatever the order, number and delay of events, the newest upload of a key wins: an event older than the one that the
 * record was made from changes nothing, also after a withdrawal.
 */
export function judgeUpload(upload: Upload, reading: Reading, known: ArticleRecord | undefined, judge: Judge): Verdict {
  if (reading.kind === 'faulty') return onlyReceipt(upload, 'rejected', judge, reading.problems, known);
  if (reading.kind === 'gone') return onlyReceipt(upload, 'superseded', judge, [], known);
  if (known !== undefined && known.key === upload.key) {
    const order = compareSequencers(upload.sequencer, known.sequencer);
    if (order === 0) return { repeated: known };
    if (order < 0) return onlyReceipt(upload, 'superseded', judge, [], known);
  }
  if (known !== undefined && known.key !== upload.key) {
    if (reading.kind === 'removed') return onlyReceipt(upload, 'superseded', judge, [], undefined);
    if (known.state === 'live') return onlyReceipt(upload, 'rejected', judge, [idTaken(known)], undefined);
  }
  return reading.kind === 'removed'
    ? judgeRemoval(upload, reading.key, known, judge)
    : judgeDraft(upload, reading, known, judge);
}

function judgeDraft(
  upload: Upload,
  reading: Extract<Reading, { kind: 'draft' }>,
  known: ArticleRecord | undefined,
  judge: Judge,
): Verdict {
  const { draft, contentHash, problems } = reading;
  if (known?.state === 'live' && known.contentHash === contentHash && known.key === upload.key) {
    const next = { ...known, sequencer: upload.sequencer, version: known.version + 1 };
    const receipt = receiptOf(upload, 'unchanged', judge, problems, next);
    return { outcome: 'unchanged', change: { receipt, record: { next, expected: known }, enter: [], leave: [] } };
  }
  const before = known?.state === 'live' ? known.article : undefined;
  const seenBefore = before !== undefined && known !== undefined && wasSeen(known, judge.now);
  const article = articleOf(upload, reading.key, draft, seenBefore ? before : undefined, judge.now);
  const revision = (known?.revision ?? 0) + 1;
  const speechHash = judge.hash(scoreOf(scriptOf(article, draft.blocks), editionOf(article.edition).voice));
  const owed: Owed = {
    type: seenBefore ? 'article.updated' : 'article.published',
    revision,
    at: judge.now.toISOString(),
  };
  const visibleNow = isVisible({ ...article, state: 'live' }, judge.now);
  const undated: ArticleRecord = {
    id: reading.key.id,
    key: upload.key,
    state: 'live',
    version: (known?.version ?? 0) + 1,
    revision,
    sequencer: upload.sequencer,
    contentHash,
    article,
    narration: narrationAfter(known?.narration, speechHash),
    owed: [...owedBefore(known, judge.now), owed],
    announced: known?.announced ?? false,
  };
  const next = withDue(undated, judge.now);
  const outcome = visibleNow ? (seenBefore ? 'updated' : 'published') : 'scheduled';
  const places = placesOf(article);
  return {
    outcome,
    change: {
      receipt: receiptOf(upload, outcome, judge, problems, next),
      record: { next, expected: known },
      body: draft.blocks,
      claim: article.url,
      enter: places,
      leave: placesLeft(before, places),
    },
  };
}

function judgeRemoval(upload: Upload, key: ArticleKey, known: ArticleRecord | undefined, judge: Judge): Verdict {
  const base: ArticleRecord = known ?? {
    id: key.id,
    key: upload.key,
    state: 'withdrawn',
    version: 0,
    revision: 0,
    sequencer: upload.sequencer,
    owed: [],
    announced: false,
  };
  const change = withdraw({ ...base, sequencer: upload.sequencer }, known, judge.now);
  const receipt = receiptOf(upload, 'withdrawn', judge, [], change.record?.next);
  return { outcome: 'withdrawn', change: { ...change, receipt } };
}

/** The change that takes an article from every surface; its record stays as a tombstone. */
export function withdraw(record: ArticleRecord, expected: ArticleRecord | undefined, now: Date): Change {
  const { contentHash, dueAt, ...kept } = record;
  const seen = record.state === 'live' && wasSeen(record, now);
  const owed: Owed[] = seen ? [{ type: 'article.withdrawn', revision: record.revision, at: now.toISOString() }] : [];
  const next = withDue(
    { ...kept, state: 'withdrawn', version: record.version + 1, owed: [...owedBefore(record, now), ...owed] },
    now,
  );
  return {
    record: { next, expected },
    body: null,
    enter: [],
    leave: record.article === undefined ? [] : placesOf(record.article),
    ...(record.state === 'live' && record.article !== undefined ? { release: record.article.url } : {}),
  };
}

/** A record with its announcements made: none is owed, and its next date is set. */
export function withNothingOwed(record: ArticleRecord, now: Date): ArticleRecord {
  const { dueAt, ...kept } = record;
  const announced = record.announced || record.owed.some((owed) => owed.type === 'article.published');
  return withDue({ ...kept, owed: [], announced, version: record.version + 1 }, now);
}

function withDue(record: ArticleRecord, now: Date): ArticleRecord {
  const dueAt = nextDue(record, now);
  return dueAt === undefined ? record : { ...record, dueAt };
}

/** Whether readers may ever have seen the article that a record holds. */
function wasSeen(record: ArticleRecord, now: Date): boolean {
  const showing = showingOf(record);
  if (showing === undefined) return false;
  return record.announced || Date.parse(showing.publishedAt) <= now.getTime();
}

/** What is still to be told from before: nothing of versions that nobody could see. */
function owedBefore(known: ArticleRecord | undefined, now: Date): Owed[] {
  if (known === undefined) return [];
  return known.state === 'withdrawn' || wasSeen(known, now) ? known.owed : [];
}

function narrationAfter(known: Narration | undefined, speechHash: string): Narration {
  const earlier = newestAudio(known);
  if (earlier?.speechHash === speechHash) return earlier;
  return { state: 'pending', speechHash, ...(earlier === undefined ? {} : { earlier }) };
}

function placesLeft(before: Article | undefined, places: readonly ListingPlace[]): ListingPlace[] {
  if (before === undefined) return [];
  const kept = new Set(places.map(({ list, place }) => `${list} ${place}`));
  return placesOf(before).filter(({ list, place }) => !kept.has(`${list} ${place}`));
}

function articleOf(upload: Upload, key: ArticleKey, draft: Draft, before: Article | undefined, now: Date): Article {
  const edition = editionOf(key.edition);
  const uploaded = Math.min(Date.parse(upload.at), now.getTime());
  const asked = [draft.publishAt, draft.embargoedUntil].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  const published = asked.length > 0 ? Math.max(...asked) : before ? Date.parse(before.publishedAt) : uploaded;
  const words = countWords(draft.blocks, edition.code);
  const { standfirst, source, hero, expires } = draft;
  return {
    id: key.id,
    edition: key.edition,
    kind: draft.kind,
    section: draft.section,
    headline: draft.headline,
    ...(standfirst === undefined ? {} : { standfirst }),
    byline: draft.byline.map(named),
    ...(source === undefined ? {} : { source }),
    importance: draft.importance,
    tags: distinct(draft.tags.map(named)),
    regions: distinct(draft.regions.map(named)),
    ...(draft.coverage === undefined ? {} : { coverage: named(draft.coverage) }),
    ...(hero === undefined ? {} : { hero }),
    url: `/${key.edition}/${draft.section}/${slugOf(draft.slug ?? key.name)}`,
    publishedAt: new Date(published).toISOString(),
    ...(before === undefined ? {} : { updatedAt: new Date(uploaded).toISOString() }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    words,
    readingMinutes: readingMinutes(words, edition),
  };
}

function named(name: string): Name {
  return { slug: slugOf(name), name };
}

function distinct(names: readonly Name[]): Name[] {
  return [...new Map(names.map((name) => [name.slug, name])).values()];
}

function onlyReceipt(
  upload: Upload,
  outcome: Outcome,
  judge: Judge,
  problems: Problem[],
  known: ArticleRecord | undefined,
): Verdict {
  return { outcome, change: { receipt: receiptOf(upload, outcome, judge, problems, known), enter: [], leave: [] } };
}

/** The verdict over an upload whose public path belongs to another article. */
export function pathTaken(upload: Upload, path: string, owner: string, judge: Judge): Verdict {
  const problem: Problem = {
    code: 'url-taken',
    severity: 'error',
    message: `The address ${path} belongs to the article “${owner}”.`,
    advice: 'Give this article another “slug” in its front matter, or withdraw the other one.',
    field: 'slug',
    place: { line: 1, column: 1 },
  };
  return onlyReceipt(upload, 'rejected', judge, [problem], undefined);
}

function idTaken(known: ArticleRecord): Problem {
  return {
    code: 'id-taken',
    severity: 'error',
    message: `The file ${known.key} already is the article “${known.id}”.`,
    advice: 'Upload this one under another name, or remove the other file first.',
    field: 'key',
    place: { line: 1, column: 1 },
  };
}

function receiptOf(
  upload: Upload,
  outcome: Outcome,
  judge: Judge,
  problems: Problem[],
  record: ArticleRecord | undefined,
): Receipt {
  const article = record?.article;
  return {
    key: upload.key,
    sequencer: upload.sequencer,
    outcome,
    uploadedAt: upload.at,
    judgedAt: judge.now.toISOString(),
    problems,
    ...(article === undefined || record === undefined
      ? {}
      : {
          article: {
            id: record.id,
            revision: record.revision,
            path: article.url,
            api: apiPathOf(record.id),
            publishedAt: article.publishedAt,
          },
        }),
  };
}
