import type { ArticleRecord, Draft, Notice } from './article.ts';
import type { Block } from './blocks.ts';
import type { ConceptsByName } from './concept.ts';
import type { Version } from './history.ts';
import type { ListingPlace } from './listing.ts';
import type { Shelving } from './make-article.ts';
import type { Picture } from './media.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Receipt } from './receipt.ts';
import type { ArticleKey } from './upload.ts';

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
  /** Public paths that another article may claim from now on. */
  release?: string[];
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

export const noMedia: Media = { shelving: [], copies: [] };
