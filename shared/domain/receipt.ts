import { apiPathOf } from './announcement.ts';
import type { ArticleRecord } from './article.ts';
import type { ReadyNarration } from './narration.ts';
import type { EditionCode } from './newsroom.ts';
import type { Problem } from './problem.ts';
import type { Renewed } from './renewal.ts';
import type { Upload } from './upload.ts';
import { costOf } from './voice.ts';

/** What became of an upload. */
export type Outcome =
  | 'registered'
  | 'published'
  | 'updated'
  | 'unchanged'
  | 'scheduled'
  | 'withdrawn'
  | 'withheld'
  | 'superseded'
  | 'rejected';

/**
 * The answer to one upload. Every upload has exactly one, however often its event came. `announced`, `narration` and
 * `renewed` come to it later, when they are done; all times are ISO 8601.
 */
export type Receipt = {
  key: string;
  sequencer: string;
  /** Of the object that it answers; a removal has none. */
  eTag?: string;
  outcome: Outcome;
  /** When the upload reached the bucket, and when it was judged. */
  uploadedAt: string;
  judgedAt: string;
  /** Errors of a rejected upload; warnings of an accepted one. */
  problems: Problem[];
  article?: { id: string; revision: number; path: string; api: string; publishedAt: string };
  /** Of an upload that is a concept. */
  concept?: { id: string };
  /** Of an upload that is a lexicon: how many entries it has, and how many terms are said otherwise than before. */
  lexicon?: { edition: EditionCode; entries: number; changed: number };
  /** Once all articles were looked at that say a term whose pronunciation it has changed. */
  renewed?: Renewed;
  /** What was said on the announcements topic, in order. */
  announced?: { at: string; ids: string[]; to: 'announcements' };
  narration?: NarrationNote;
};

/** What the newsroom is told of a narration. `cost` is in US dollars at Polly's list price. */
export type NarrationNote = {
  at: string;
  minutes: number;
  voice: string;
  characters: number;
  cost: number;
  chunks: number;
  chunksReused: number;
};

/** A narration as a receipt tells it; `characters` is what was billed for this very upload. */
export function narrationNote(narration: ReadyNarration, characters: number): NarrationNote {
  const { madeAt, durationSeconds, voice, chunks, chunksReused } = narration;
  return {
    at: madeAt,
    minutes: Math.round((durationSeconds / 60) * 100) / 100,
    voice: voice.id,
    characters,
    cost: Math.round(costOf(characters, voice.engine) * 1e6) / 1e6,
    chunks,
    chunksReused: characters === 0 ? chunks : chunksReused,
  };
}

export function receiptOf(
  upload: Upload,
  outcome: Outcome,
  now: Date,
  problems: Problem[],
  record?: ArticleRecord,
): Receipt {
  const article = record?.article;
  const narration = record?.state === 'live' && record.narration?.state === 'ready' ? record.narration : undefined;
  return {
    key: upload.key,
    sequencer: upload.sequencer,
    ...(upload.kind === 'stored' ? { eTag: upload.eTag } : {}),
    outcome,
    uploadedAt: upload.at,
    judgedAt: now.toISOString(),
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
    // Of words that were read aloud before.
    ...(narration === undefined ? {} : { narration: narrationNote(narration, 0) }),
  };
}
