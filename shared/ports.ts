/**
 * Everything that the stories need from the world, on one page. Adapters in `shared/aws` fulfil it with AWS, fakes in
 * `tests/fakes` in memory; one conformance suite a port holds them together.
 */
import type { Announcement } from './domain/announcement.ts';
import type { ArticleRecord, Showing } from './domain/article.ts';
import type { Block } from './domain/blocks.ts';
import type { Voice } from './domain/edition.ts';
import type { Change } from './domain/judgement.ts';
import type { Card } from './domain/listing.ts';
import type { HourlyReaders, MostRead, View } from './domain/most-read.ts';
import type { ReadyNarration } from './domain/narration.ts';
import type { Receipt } from './domain/receipt.ts';
import type { Timings } from './domain/speech-marks.ts';
import type { Upload } from './domain/upload.ts';

/** The uploads bucket. */
export interface ArticleUploads {
  /** The bytes that the event spoke of, or `gone` if the object has since been replaced or removed. */
  read(upload: Upload & { kind: 'stored' }): Promise<{ kind: 'bytes'; bytes: Uint8Array } | { kind: 'gone' }>;
}

export type Commit =
  | { kind: 'committed' }
  /** Another write came first; this is what it left. */
  | { kind: 'outrun'; known: ArticleRecord | undefined }
  | { kind: 'path-taken'; owner: string }
  /** This very upload has its receipt already. */
  | { kind: 'repeated' };

/** The articles table, as those who change it see it. */
export interface ArticleStore {
  /** All of a change or nothing. The receipt is written once for an upload. */
  commit(change: Change): Promise<Commit>;
  find(id: string): Promise<ArticleRecord | undefined>;
  /** The record and the body of an article that has one. */
  open(id: string): Promise<{ record: ArticleRecord; blocks: Block[] } | undefined>;
  /** Replaces a record and its finished answer, if nothing has changed it since it was read; says whether it did. */
  attach(next: ArticleRecord, expected: ArticleRecord, blocks: Block[]): Promise<boolean>;
  /** Replaces a record alone, on the same condition. */
  settle(next: ArticleRecord, expected: ArticleRecord): Promise<boolean>;
  /** Ids of what is due at a time, the longest due first, at most `limit`. */
  due(now: Date, limit: number): Promise<string[]>;
  /** The newest receipt of an upload's key. */
  receipt(key: string): Promise<Receipt | undefined>;
}

/** A finished answer, compressed as it is sent. `etag` is quoted. */
export type StoredAnswer = { showing: Showing; gzip: Uint8Array; etag: string };

export type ListPage = { cards: Card[]; next: string | undefined };

/** The articles table, as readers see it. Nothing here is gated: ask `isVisible`. */
export interface ArticleReading {
  answer(id: string): Promise<StoredAnswer | undefined>;
  /** At most `limit` cards of a list, newest first, of places before `before` (a place, or a time and no more). */
  list(name: string, before: string, limit: number): Promise<ListPage>;
  /** Cards with what decides whether they show; unknown ids are left out, the order is the ids'. */
  cards(ids: readonly string[]): Promise<{ card: Card; showing: Showing }[]>;
}

/** The announcements topic. */
export interface Announcer {
  announce(announcement: Announcement): Promise<void>;
}

/** The newsroom's topic. */
export interface Newsroom {
  /** Tells the newsroom of an upload that it must mend. */
  report(receipt: Receipt): Promise<void>;
}

export type Spoken =
  | { kind: 'spoken'; mp3: Uint8Array; marks: string; characters: number }
  | { kind: 'refused'; why: string };

/** Polly. */
export interface Narrator {
  /** Audio and marks of one text in one voice; `refused` if Polly will never speak it. */
  speak(text: string, type: 'ssml' | 'text', voice: Voice): Promise<Spoken>;
}

/** The media bucket. */
export interface NarrationShelf {
  /** Stores a recording under a name of its own and answers the paths. The same recording again changes nothing. */
  keep(
    id: string,
    recording: { mp3: Uint8Array; vtt: string; timings: Timings },
  ): Promise<Pick<ReadyNarration, 'mp3' | 'vtt' | 'timings'>>;
  /** An earlier recording, or undefined if it is no longer there. */
  fetch(narration: ReadyNarration): Promise<{ mp3: Uint8Array; timings: Timings } | undefined>;
  remove(narration: ReadyNarration): Promise<void>;
  /** Removes every recording of an article, also those of its earlier versions. */
  removeAll(id: string): Promise<void>;
}

/** The views queue. */
export interface ViewQueue {
  send(view: View): Promise<void>;
}

/** The readership table. */
export interface Readership {
  /** Adds readers to an article's hour; one that is there already does not count again. */
  add(tally: HourlyReaders): Promise<void>;
  /** All tallies of an hour. */
  tallies(hour: string): Promise<HourlyReaders[]>;
  /** The secret that a day's readers are fingerprinted with: made by the first who asks, and
   * expired two days later (a restore of the table can still bring it back for 35 days). */
  salt(day: string): Promise<string>;
  saveMostRead(list: string, mostRead: MostRead): Promise<void>;
  mostRead(list: string): Promise<MostRead | undefined>;
}

export type Ports = {
  uploads: ArticleUploads;
  articles: ArticleStore;
  reading: ArticleReading;
  announcer: Announcer;
  newsroom: Newsroom;
  narrator: Narrator;
  shelf: NarrationShelf;
  views: ViewQueue;
  readership: Readership;
  now: () => Date;
  /** SHA-256 in hexadecimal. */
  hash: (data: string | Uint8Array) => string;
};
