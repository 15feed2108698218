import {
  type Article,
  type ArticleRecord,
  type Draft,
  isVisible,
  lastShown,
  type Owed,
  openedIn,
  withDue,
} from './article.ts';
import type { Block } from './blocks.ts';
import { passagesIn, versionOf } from './history.ts';
import { placesOf } from './listing.ts';
import { makeArticle } from './make-article.ts';
import { inWindow, mayStayOpen, mediaWindow, windowIn } from './media.ts';
import {
  isSilenced,
  isTurnedOff,
  type Narration,
  newestAudio,
  type ReadyNarration,
  retirement,
  turnedOff,
} from './narration.ts';
import { notIn, placesLeft } from './places.ts';
import type { Problem } from './problem.ts';
import { receiptOf } from './receipt.ts';
import { scoreOf, scriptOf } from './script.ts';
import type { Upload } from './upload.ts';
import { type Judge, type Media, noMedia, type Reading, type Verdict } from './verdict.ts';
import { owedBefore } from './withdraw.ts';

/** A transaction takes 100 writes; twelve are kept for everything that is no place in a list. */
const mostPlaces = 88;

/** What an accepted article means over what is known of its key. */
export function judgeDraft(
  upload: Upload,
  reading: Extract<Reading, { kind: 'draft' }>,
  known: ArticleRecord | undefined,
  judge: Judge,
): Verdict {
  const { draft, contentHash, problems, key } = reading;
  const { now } = judge;
  const live = liveRecord(known);
  const seen = lastShown(known, now);
  const before = live?.article;
  const { pictures } = reading;
  const making = { now, concepts: judge.concepts, pictures, before: seen?.article };
  const { article, blocks, shelving } = makeArticle(upload, key, draft, making);
  if (live !== undefined && live.contentHash === contentHash && saysTheSame(article, live, upload)) {
    return unchanged(upload, live, problems, now);
  }
  // A version that nobody saw was none: this one takes its number, and its place in the history.
  const isUnseen = live !== undefined && openedIn(live, now) === undefined;
  const revision = isUnseen ? live.revision : (known?.revision ?? 0) + 1;
  const at = now.toISOString();
  const visible = isVisible({ ...article, state: 'live' }, now);
  const moved = moveNarration(
    voiceAfter(draft, article, blocks, known, seen === undefined || isUnseen ? revision : undefined, judge),
    article,
  );
  const places = placesOf(article);
  const left = placesLeft(before, places);
  const told: Owed = { type: seen === undefined ? 'article.published' : 'article.updated', revision, at };
  const isWanted = !visible && moved.narration.state === 'pending';
  const ahead: Owed[] = isWanted ? [{ type: 'narration.wanted', revision, at }] : [];
  const debts = {
    owed: [...owedBefore(known, now), ...ahead, told],
    leaving: [...(known?.debts.leaving ?? []), ...left.slice(mostPlaces - places.length)].filter(notIn(places)),
    ...windowsAfter(known, article, moved.narration, now),
    families: familiesOf(article, known, judge),
  };
  const passages = passagesIn(blocks);
  const next = withDue(
    {
      id: key.id,
      key: upload.key,
      state: 'live',
      ...countsAfter(known),
      revision,
      sequencer: upload.sequencer,
      uploadedAt: upload.at,
      contentHash,
      article,
      passages,
      ...(seen === undefined ? {} : { shown: seen }),
      paths: pathsAfter(known, article),
      narration: moved.narration,
      debts,
    },
    now,
  );
  const outcome = visible ? (seen === undefined ? 'published' : 'updated') : 'scheduled';
  const { publishedAt, updatedAt = publishedAt } = article;
  const shownAt = [updatedAt, publishedAt].toSorted().at(-1) ?? publishedAt;
  const version = versionOf(revision, { article, passages }, seen, shownAt);
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

/** The counts of a record that changes once more. */
function countsAfter(known: ArticleRecord | undefined): Pick<ArticleRecord, 'version' | 'commits'> {
  const { version, commits } = known ?? { version: 0, commits: 0 };
  return { version: version + 1, commits: commits + 1 };
}

type LiveRecord = ArticleRecord & { article: Article };

function liveRecord(known: ArticleRecord | undefined): LiveRecord | undefined {
  if (known?.state !== 'live' || known.article === undefined) return undefined;
  return { ...known, article: known.article };
}

/** The same bytes say the same, unless a tag's concept or a region has been renamed since. */
function saysTheSame(article: Article, live: LiveRecord, upload: Upload): boolean {
  const said = ({ tags, regions }: Article) => JSON.stringify([tags, regions]);
  return live.key === upload.key && said(article) === said(live.article);
}

/** Nothing but the event's place in the order of its key is noted. */
function unchanged(upload: Upload, live: LiveRecord, problems: Problem[], now: Date): Verdict {
  const next = { ...live, sequencer: upload.sequencer, version: live.version + 1, commits: live.commits + 1 };
  const receipt = receiptOf(upload, 'unchanged', now, problems, next);
  const change = { receipt, record: { next, expected: live }, enter: [], leave: [] };
  return { outcome: 'unchanged', change, media: noMedia };
}

/** How it stands with the voice of a new version; `revision` if nobody has seen the version before. */
function voiceAfter(
  draft: Draft,
  article: Article,
  blocks: Block[],
  known: ArticleRecord | undefined,
  revision: number | undefined,
  judge: Judge,
): Narration {
  const before = audibleIn(known, judge.now);
  if (draft.isSilent) return silenced(before, { reason: 'The newsroom asked for no narration.' });
  const script = scriptOf(article, blocks);
  if (script.length === 0) return silenced(before, { reason: 'There are no words in it to be read aloud.' });
  const next = narrationAfter(before, judge.hash(scoreOf(script)), revision);
  return next.state === 'pending' && isTurnedOff() ? silenced(before, turnedOff) : next;
}

/** In milliseconds. */
const aboutToClose = 60_000;

/** How it stands with a record's voice; audio counts for nothing if its window is closed, or is about to be. */
function audibleIn(known: ArticleRecord | undefined, now: Date): Narration | undefined {
  // What is withdrawn has lost its windows, though its record may not have heard of it yet.
  if (known?.state === 'withdrawn') return undefined;
  const { narration, article, debts } = known ?? {};
  const audio = newestAudio(narration);
  if (audio === undefined || article === undefined) return narration;
  const stays = debts?.retired.filter(({ at }) => Date.parse(at) > now.getTime() + aboutToClose) ?? [];
  const windows = [mediaWindow(article), ...stays.map(({ window }) => window)];
  return windows.some((window) => window === windowIn(audio.mp3)) ? narration : undefined;
}

/** A voice that is not wanted any more; the audio that there is still has to go. */
function silenced(known: Narration | undefined, why: { reason: string; off?: true }): Narration {
  const earlier = newestAudio(known);
  return { state: 'skipped', ...why, ...(earlier === undefined ? {} : { earlier }) };
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

/**
 * Windows of the article's former times. They stay for an hour for those who are listening; at once are closed those of an
 * article that is not to be read aloud, or not to be seen for so long.
 */
function windowsAfter(
  known: ArticleRecord | undefined,
  article: Article,
  narration: Narration,
  now: Date,
): Pick<ArticleRecord['debts'], 'closing' | 'retired'> {
  const current = mediaWindow(article);
  const former = new Map(known?.debts.retired.map(({ window, at }) => [window, at]));
  const at = new Date(now.getTime() + retirement).toISOString();
  if (known?.article !== undefined) former.set(mediaWindow(known.article), at);
  const mayStay = (window: string, at: string) =>
    known?.state === 'live' &&
    !isSilenced(narration) &&
    Date.parse(at) > now.getTime() &&
    mayStayOpen(window, Date.parse(at), article, now);
  const retired = [...former].filter((each) => mayStay(...each)).map(([window, at]) => ({ window, at }));
  const closed = [...former.keys()].filter((window) => !retired.some((each) => each.window === window));
  return {
    closing: [...new Set([...(known?.debts.closing ?? []), ...closed])].filter((window) => window !== current),
    retired: retired.filter(({ window }) => window !== current),
  };
}

/** The families that must hear of a version: those that it is in, or was, or that others make of it. */
function familiesOf({ id, translationOf }: Article, known: ArticleRecord | undefined, { isOriginal }: Judge): string[] {
  const were = [...(known?.debts.families ?? []), known?.article?.translationOf ?? []].flat();
  return [...new Set([...were, translationOf ?? [], isOriginal ? id : []].flat())];
}

/** Former paths still lead here; the newest six are freed with a withdrawal. */
function pathsAfter(known: ArticleRecord | undefined, { url }: Article): string[] {
  const former = [...(known?.paths ?? []), known?.article?.url ?? []].flat();
  return [...new Set(former)].filter((path) => path !== url).slice(-6);
}
