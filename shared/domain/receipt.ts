import type { Problem } from './problem.ts';

/** What became of an upload. */
export type Outcome = 'published' | 'updated' | 'unchanged' | 'scheduled' | 'withdrawn' | 'superseded' | 'rejected';

/** The answer to one upload. Every upload has exactly one, however often its event came. */
export type Receipt = {
  key: string;
  sequencer: string;
  outcome: Outcome;
  /** When the upload reached the bucket, and when it was judged; ISO 8601. */
  uploadedAt: string;
  judgedAt: string;
  /** Errors of a rejected upload; warnings of an accepted one. */
  problems: Problem[];
  article?: { id: string; revision: number; path: string; api: string; publishedAt: string };
};
