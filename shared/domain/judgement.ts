import {
  type Article,
  type ArticleRecord,
  type Debts,
  type Draft,
  hasOpened,
  isVisible,
  type Notice,
  noDebts,
  type Owed,
  showingOf,
  wasSeen,
  withDue,
} from './article.ts';
import type { Block } from './blocks.ts';
import type { ConceptsByName } from './concept.ts';
import { passagesIn, type Version, versionOf } from './history.ts';
import { type ListingPlace, placesOf } from './listing.ts';
import { makeArticle, type Shelving } from './make-article.ts';
import { inWindow, mediaWindow, type Picture } from './media.ts';
import { type Narration, newestAudio, type ReadyNarration } from './narration.ts';
import { type Problem, problemOf } from './problem.ts';
import { type Outcome, type Receipt, receiptOf } from './receipt.ts';
import { scoreOf, scriptOf } from './script.ts';
import { type ArticleKey, compareSequencers, type Upload } from './upload.ts';

/** What was found in the bucket for an upload. */
export type Reading =
  | {
      kind: 'draft';
      key: ArticleKey;
      draft: Draft;
      bytes: Uint8Array;
      contentHash: string;
      problems: Problem[];
      pictures: ReadonlyMap<string, Picture>;
    }
  | { kind: 'notice'; key: ArticleKey; notice: Notice; contentHash: string; problems: Problem[] }
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
  /** The published version that it makes, for the article's history, with the file that it was made from. */
  version?: { version: Version; original: Uint8Array };
  /** A version that nobody saw and nobody will, to be forgotten. */
  forget?: number;
  /** The original whose family the article belongs to from now on. */
  joins?: string;
};

/** What must lie in the media bucket before a change is committed. */
export type Media = { shelving: Shelving[]; copies: { from: string; to: string }[] };

export type Verdict = { outcome: Outcome; change: Change; media: Media } | { repeated: ArticleRecord };

/** What an upload is judged with, beside what is known of its key. */
export type Judge = {
  now: Date;
  hash: (text: string) => string;
  concepts: ConceptsByName;
  /** Whether some article is a translation of this one. */
  isOriginal: boolean;
};

const noMedia: Media = { shelving: [], copies: [] };
/** A transaction takes 100 writes; twelve are kept for everything that is no place in a list. */
const mostPlaces = 88;

/**
 * Decides what an upload means, given what is known of its key. Pure: the same reading over the same record always ends
 * the same way, so that it can be asked again whenever another write came first.
 *
 * Whatever the order, number and delay of events, the newest upload of a key wins: an event older than the one that the
 * record was made from changes nothing, also after a withdrawal.
 */
export function judgeUpload(upload: Upload, reading: Reading, known: ArticleRecord | undefined, judge: Judge): Verdict {
  const only = (outcome: Outcome, problems: Problem[], record?: ArticleRecord): Verdict => ({
    outcome,
    change: { receipt: receiptOf(upload, outcome, judge.now, problems, record), enter: [], leave: [] },
    media: noMedia,
  });
  if (reading.kind === 'faulty') return only('rejected', reading.problems, known);
  if (reading.kind === 'gone') return only('superseded', [], known);
  if (known !== undefined && known.key === upload.key) {
    const order = compareSequencers(upload.sequencer, known.sequencer);
    if (order === 0) return { repeated: known };
    if (order < 0) return only('superseded', [], known);
  }
  if (known !== undefined && known.key !== upload.key) {
    if (reading.kind === 'removed') return only('superseded', []);
    if (known.state === 'live') return only('rejected', [idTaken(known)]);
  }
  switch (reading.kind) {
    case 'removed':
      return judgeWithdrawal(upload, reading.key, undefined, [], known, judge);
    case 'notice':
      return judgeWithdrawal(upload, reading.key, reading.notice, reading.problems, known, judge);
    case 'draft':
      return judgeDraft(upload, reading, known, judge);
  }
}

function judgeDraft(
  upload: Upload,
  reading: Extract<Reading, { kind: 'draft' }>,
  known: ArticleRecord | undefined,
  judge: Judge,
): Verdict {
  const { draft, contentHash, problems, key } = reading;
  const { now } = judge;
  const before = known?.state === 'live' ? known.article : undefined;
  const seenBefore = before !== undefined && known !== undefined && wasSeen(known, now);
  const making = { now, concepts: judge.concepts, pictures: reading.pictures };
  const { article, blocks, shelving } = makeArticle(upload, key, draft, {
    ...making,
    before: seenBefore ? before : undefined,
  });
  if (known !== undefined && known.contentHash === contentHash && isTheSame(article, before, upload, known)) {
    const next = { ...known, sequencer: upload.sequencer, version: known.version + 1, commits: known.commits + 1 };
    const receipt = receiptOf(upload, 'unchanged', now, problems, next);
    const change = { receipt, record: { next, expected: known }, enter: [], leave: [] };
    return { outcome: 'unchanged', change, media: noMedia };
  }
  // A version that nobody saw was none: this one takes its number, and its place in the history.
  const revision = before !== undefined && !seenBefore && known !== undefined ? known.revision : (known?.revision ?? 0) + 1;
  const at = now.toISOString();
  const visible = isVisible({ ...article, state: 'live' }, now);
  const speechHash = judge.hash(scoreOf(scriptOf(article, blocks)));
  const voiced: Narration = draft.isSilent
    ? { state: 'skipped', reason: 'The newsroom asked for no narration.' }
    : narrationAfter(known?.narration, speechHash, seenBefore ? undefined : revision);
  const moved = moveNarration(voiced, article);
  const places = placesOf(article);
  const left = placesLeft(before, places);
  const told: Owed = { type: seenBefore ? 'article.updated' : 'article.published', revision, at };
  const ahead: Owed[] =
    visible || moved.narration.state !== 'pending' ? [] : [{ type: 'narration.wanted', revision, at }];
  const debts = {
    owed: [...owedBefore(known, now), ...ahead, told],
    leaving: [...(known?.debts.leaving ?? []), ...left.slice(mostPlaces - places.length)].filter(notIn(places)),
    closing: closingAfter(known, article, now),
    ...familyDebt(article, known, judge),
  };
  const next = withDue(
    {
      id: key.id,
      key: upload.key,
      state: 'live',
      version: (known?.version ?? 0) + 1,
      commits: (known?.commits ?? 0) + 1,
      revision,
      sequencer: upload.sequencer,
      uploadedAt: upload.at,
      contentHash,
      article,
      passages: passagesIn(blocks),
      narration: moved.narration,
      debts,
      announced: known?.announced ?? false,
    },
    now,
  );
  const outcome = visible ? (seenBefore ? 'updated' : 'published') : 'scheduled';
  const toldBefore =
    seenBefore && known?.article !== undefined
      ? { article: known.article, passages: known.passages ?? [] }
      : undefined;
  const version = versionOf(
    revision,
    { article, passages: next.passages ?? [] },
    toldBefore,
    article.updatedAt ?? article.publishedAt,
  );
  return {
    outcome,
    media: { shelving, copies: moved.copies },
    change: {
      receipt: receiptOf(upload, outcome, now, problems, next),
      record: { next, expected: known },
      body: blocks,
      claim: article.url,
      enter: places,
      leave: left.slice(0, mostPlaces - places.length),
      version: { version, original: reading.bytes },
      ...(article.translationOf === undefined ? {} : { joins: article.translationOf }),
    },
  };
}

/** The same bytes say the same, unless a tag's concept has been renamed since. */
function isTheSame(article: Article, before: Article | undefined, upload: Upload, known: ArticleRecord): boolean {
  const said = ({ tags, regions }: Article) => JSON.stringify([tags, regions]);
  return before !== undefined && known.key === upload.key && said(article) === said(before);
}

function judgeWithdrawal(
  upload: Upload,
  key: ArticleKey,
  notice: Notice | undefined,
  problems: Problem[],
  known: ArticleRecord | undefined,
  judge: Judge,
): Verdict {
  const base: ArticleRecord = known ?? {
    id: key.id,
    key: upload.key,
    state: 'withdrawn',
    version: 0,
    commits: 0,
    revision: 0,
    sequencer: upload.sequencer,
    uploadedAt: upload.at,
    debts: noDebts,
    announced: false,
  };
  const told = { key: upload.key, sequencer: upload.sequencer, uploadedAt: upload.at };
  const change = withdraw({ ...base, ...told }, known, judge.now, notice);
  const outcome = notice?.status ?? 'withdrawn';
  const receipt = receiptOf(upload, outcome, judge.now, problems, change.record?.next);
  return { outcome, change: { ...change, receipt }, media: noMedia };
}

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
function owedBefore(known: ArticleRecord | undefined, now: Date): Owed[] {
  if (known === undefined) return [];
  const owed = known.debts.owed.filter(({ type }) => type !== 'narration.wanted');
  return known.state === 'withdrawn' || wasSeen(known, now) ? owed : [];
}

/** An audio that is made of the same words is kept; where nobody has seen the version before, it is this one's own. */
function narrationAfter(known: Narration | undefined, speechHash: string, revision?: number): Narration {
  const earlier = newestAudio(known);
  if (earlier?.speechHash === speechHash) return revision === undefined ? earlier : { ...earlier, revision };
  return { state: 'pending', speechHash, ...(earlier === undefined ? {} : { earlier }) };
}

/** An audio that stays must open and close with the article's new times. */
function moveNarration(narration: Narration, article: Article): { narration: Narration; copies: Media['copies'] } {
  if (narration.state !== 'ready') return { narration, copies: [] };
  const window = mediaWindow(article);
  const moved: ReadyNarration = { ...narration };
  const copies: Media['copies'] = [];
  for (const file of ['mp3', 'vtt', 'timings', 'chapters'] as const) {
    const from = narration[file];
    if (from === undefined) continue;
    const to = inWindow(from, window);
    moved[file] = to;
    if (from !== to) copies.push({ from, to });
  }
  return { narration: moved, copies };
}

/** Windows that have not opened and must not, for the article's time is another now. */
function closingAfter(known: ArticleRecord | undefined, article: Article, now: Date): string[] {
  const closing = known?.debts.closing ?? [];
  const showing = known === undefined ? undefined : showingOf(known);
  const window = mediaWindow(article);
  const stale = showing === undefined || hasOpened(showing, now) ? [] : [mediaWindow(showing)];
  return [...new Set([...closing, ...stale])].filter((each) => each !== window);
}

/** The family that must hear of a version: the one that it is in, or was, or that others make of it. */
function familyDebt(
  { id, translationOf }: Article,
  known: ArticleRecord | undefined,
  { isOriginal }: Judge,
): Pick<Debts, 'family'> {
  const family = translationOf ?? known?.article?.translationOf ?? known?.debts.family ?? (isOriginal ? id : undefined);
  return family === undefined ? {} : { family };
}

function notIn(places: readonly ListingPlace[]): (place: ListingPlace) => boolean {
  const kept = new Set(places.map(({ list, place }) => `${list} ${place}`));
  return ({ list, place }) => !kept.has(`${list} ${place}`);
}

export function placesLeft(before: Article | undefined, places: readonly ListingPlace[]): ListingPlace[] {
  return before === undefined ? [] : placesOf(before).filter(notIn(places));
}

/** The verdict over an upload whose public path belongs to another article. */
export function pathTaken(upload: Upload, path: string, owner: string, now: Date): Change {
  const problem = problemOf(
    'url-taken',
    { line: 1, column: 1 },
    `The address ${path} belongs to the article “${owner}”.`,
    'Give this article another “slug”, or withdraw the other one.',
    { field: 'slug', words: path },
  );
  return { receipt: receiptOf(upload, 'rejected', now, [problem]), enter: [], leave: [] };
}

function idTaken(known: ArticleRecord): Problem {
  return problemOf(
    'id-taken',
    { line: 1, column: 1 },
    `The file ${known.key} already is the article “${known.id}”.`,
    'Upload this one under another name, or remove the other file first.',
    { field: 'key', words: known.key },
  );
}
