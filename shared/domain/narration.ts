import { newsroom, type Voice } from './newsroom.ts';

/** Audio that is attached to an article. Paths are relative to the site. */
export type ReadyNarration = {
  state: 'ready';
  /** The revision that it was made for; a later one with the same text keeps it. */
  revision: number;
  madeAt: string;
  /** Hash of the script: which words, in which order, in which voice. Audio never stands beside another text. */
  speechHash: string;
  mp3: string;
  vtt: string;
  timings: string;
  /** Where subheads begin; an article without them has none. */
  chapters?: string;
  durationSeconds: number;
  bytes: number;
  voice: Voice;
  /** Characters that Polly billed for this version, speech and marks together, and their price in US dollars. */
  characters: number;
  cost: number;
  chunks: number;
  chunksReused: number;
};

/**
 * How it stands with an article's voice. While a changed text waits for it or has failed, `earlier` is the audio of the
 * text before, whose parts can be used again; readers never get it beside another text.
 */
export type Narration =
  | ReadyNarration
  | { state: 'pending'; speechHash: string; earlier?: ReadyNarration; paused?: 'budget' }
  | {
      state: 'failed';
      speechHash: string;
      earlier?: ReadyNarration;
      reason: string;
      at: string;
      attempts: number;
      /** Nobody tries any more until asked. */
      final?: true;
    }
  | {
      state: 'skipped';
      reason: string;
      earlier?: ReadyNarration;
      /** Not for the article's own sake, but because narration is turned off: it may have a voice later. */
      off?: true;
    };

/** Why an article is silent that was published while narration is turned off. */
export const turnedOff = { reason: 'The newsroom has turned narration off.', off: true } as const;

/** A day's budget of nothing turns narration off. The audio that there is stays. */
export function isTurnedOff(): boolean {
  return newsroom.narration.dailyBudget === 0;
}

/** Whether an article stays silent whatever may be spent: by its file's wish, or for want of words. */
export function isSilenced(narration: Narration | undefined): boolean {
  return narration?.state === 'skipped' && narration.off !== true;
}

/** The newest audio that there is, of this text or of an earlier one. */
export function newestAudio(narration: Narration | undefined): ReadyNarration | undefined {
  return narration?.state === 'ready' ? narration : narration?.earlier;
}

/** The paths of a recording's files. */
export function filesOf({ mp3, vtt, timings, chapters }: ReadyNarration): string[] {
  return [mp3, vtt, timings, ...(chapters === undefined ? [] : [chapters])];
}

/**
 * What wants something of an article's voice: an announcement; a word that audio is wanted, ahead of a schedule, again, or
 * once more; or that it is to be made anew because a pronunciation has changed.
 */
export type NarrationWish = {
  type: 'article.published' | 'article.updated' | 'article.withdrawn' | 'narration.wanted' | 'narration.renewed';
  article: string;
  revision: number;
  /** How often it has failed before. */
  attempt?: number;
  /** How often of these Polly has said something wrong. */
  flaws?: number;
  /** What earlier runs for it have paid and cannot be found again, because it was wrong. */
  lost?: Paid;
  /** What an earlier run has paid, and could not enter in the ledger. */
  unentered?: Paid;
};

/** That files of a superseded version may go at a time (ISO 8601). */
export type Retirement = { type: 'narration.retired'; article: string; paths: string[]; at: string };

/** What wakes the narrator. */
export type NarrationCall = NarrationWish | Retirement;

/** After how many failures in a row nobody tries any more until asked: about nine hours. */
export const mostAttempts = 40;

/** After how many flaws nobody tries any more to have said well what Polly said wrong: each costs its full price. */
export const mostFlaws = 3;

/** How long to wait before the next attempt, in seconds; SQS holds a message back for 900 at most. */
export function retryDelay(attempt: number): number {
  return Math.min(900, 30 * 2 ** Math.min(attempt, 10));
}

/** How long the audio of a superseded version stays for those who are listening to it, in milliseconds. */
export const retirement = 3_600_000;

/** Characters that Polly billed, their price in US dollars, and how many units of narration that were. */
export type Paid = { characters: number; cost: number; units: number };

/** What one run of the narrator cost and saved, for an article on a day (UTC). */
export type Spending = Paid & {
  day: string;
  article: string;
  edition: string;
  section: string;
  /** What units that were spoken before did not cost again. */
  reused: number;
  saved: number;
};
