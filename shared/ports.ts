/**
 * Everything that the stories need from the world, on one page. Adapters in `shared/aws` fulfil it with AWS, fakes in
 * `tests/fakes` in memory; one conformance suite a port holds them together.
 */
import type { Announcement } from './domain/announcement.ts';
import type { ArticleRecord, Correction, Showing } from './domain/article.ts';
import type { Block } from './domain/blocks.ts';
import type { Concept, ConceptsByName } from './domain/concept.ts';
import type { ConceptChange, ConceptRecord } from './domain/concept-judgement.ts';
import type { Relative } from './domain/family.ts';
import type { Version } from './domain/history.ts';
import type { LexiconSource } from './domain/lexicon.ts';
import type { LexiconChange, LexiconRecord } from './domain/lexicon-judgement.ts';
import type { Card } from './domain/listing.ts';
import type { HourlyReaders, MostRead, View } from './domain/most-read.ts';
import type { NarrationCall, ReadyNarration, Spending } from './domain/narration.ts';
import type { EditionCode, Voice } from './domain/newsroom.ts';
import type { NewsroomKey } from './domain/newsroom-key.ts';
import type { NarrationNote, Receipt } from './domain/receipt.ts';
import type { Renewal, Renewed } from './domain/renewal.ts';
import type { Lexicon } from './domain/speech.ts';
import type { Timings } from './domain/speech-marks.ts';
import type { Upload } from './domain/upload.ts';
import type { Uttered } from './domain/uttered.ts';
import type { Change } from './domain/verdict.ts';

/** The uploads bucket. */
export interface ArticleUploads {
  /** The bytes that the event spoke of, or `gone` if the object has since been replaced or removed. */
  read(upload: Upload & { kind: 'stored' }): Promise<{ kind: 'bytes'; bytes: Uint8Array } | { kind: 'gone' }>;
  /** Whether there is an object under a key now. */
  has(key: string): Promise<boolean>;
  /** A picture under `images/`; of one that is larger than `most` bytes only its size. */
  picture(key: string, most: number): Promise<Uint8Array | { bytes: number } | undefined>;
  /** Puts a receipt beside the uploads, unless a newer one of its key lies there. `first` spares the look. */
  file(receipt: Receipt, first: boolean): Promise<void>;
}

/** An object of the uploads bucket. `eTag` is without quotation marks; `at`: when it was stored, ISO 8601. */
export type StoredUpload = { key: string; eTag: string; at: string };

/** The uploads bucket and its queue, as those see them who look for what events have missed. */
export interface UploadsLedger {
  /** All objects whose keys begin with `prefix`, in the order of their keys, a page at a time. */
  pages(prefix: string): AsyncIterable<StoredUpload[]>;
  /** An object as it is now. */
  find(key: string): Promise<StoredUpload | undefined>;
  /** Puts an upload on the queue, as S3 would. */
  requeue(upload: Upload): Promise<void>;
}

export type Commit =
  | { kind: 'committed' }
  /** Another write came first; this is what it left. */
  | { kind: 'outrun'; known: ArticleRecord | undefined }
  | { kind: 'path-taken'; owner: string }
  /** This very upload has its receipt already. */
  | { kind: 'repeated' };

export type Due = { id: string; at: string };

/** The articles table, as those who change it see it. */
export interface ArticleStore {
  /** All of a change or nothing. The receipt is written once for an upload. */
  commit(change: Change): Promise<Commit>;
  find(id: string): Promise<ArticleRecord | undefined>;
  /** What an article's names mean in the registry, by their slugs, and whether it is the original of a family. */
  lookUp(id: string, names: readonly string[]): Promise<{ concepts: ConceptsByName; isOriginal: boolean }>;
  /** The record and the body of an article that has one. */
  open(id: string): Promise<{ record: ArticleRecord; blocks: Block[] } | undefined>;
  /** Gives a record its narration and its answer anew, if nothing has changed it since it was read; says whether it did. */
  attach(next: ArticleRecord, expected: ArticleRecord, blocks: Block[], note?: NarrationNote): Promise<boolean>;
  /** Notes which debts of a commit are settled, and on its receipt what was announced; nothing if another commit came. */
  settle(next: ArticleRecord, expected: ArticleRecord, announced?: Receipt['announced']): Promise<boolean>;
  /** Takes an article from places that a commit has left. */
  leave(record: ArticleRecord): Promise<void>;
  /** Tells every member of an original's family of all the others. */
  gather(original: string): Promise<void>;
  /** What is due at a time, and since when, the longest due first, at most `limit`. */
  due(now: Date, limit: number): Promise<Due[]>;
  /** Forgets that something is due: its record has another date by now. */
  forgetDue(due: Due): Promise<void>;
  /** One receipt of an upload's key, the newest if no other is asked for. */
  receipt(key: string, sequencer?: string): Promise<Receipt | undefined>;
}

/** A finished answer, compressed as it is sent, with the family that it belongs to. `etag` is quoted. */
export type StoredAnswer = { showing: Showing; gzip: Uint8Array; etag: string; family?: Relative[] };

export type ListPage = { cards: Card[]; next: string | undefined };

/** An article as lists show it, with what decides whether they do, and its audio if there is some of its very text. */
export type Shown = { card: Card; showing: Showing; corrections: Correction[]; narration?: ReadyNarration };

/** The articles table, as readers see it. Nothing here is gated: ask `isVisible`. */
export interface ArticleReading {
  answer(id: string): Promise<StoredAnswer | undefined>;
  /** The article that a public path leads to, or once led to. */
  owner(path: string): Promise<string | undefined>;
  /** What became of an article since it was first published, newest first, with what decides whether it shows. */
  history(id: string): Promise<{ versions: Version[]; showing: Showing | undefined }>;
  /** The concept that something is called by. */
  concept(slug: string): Promise<Concept | undefined>;
  /** At most `limit` cards of a list, newest first, of places before `before` (a place, or a time and no more). */
  list(name: string, before: string, limit: number): Promise<ListPage>;
  /** Cards with what decides whether they show; unknown ids are left out, the order is the ids'. */
  cards(ids: readonly string[]): Promise<Shown[]>;
}

/** The announcements topic. */
export interface Announcer {
  announce(announcement: Announcement): Promise<void>;
}

/**
 * What was looked for and found missed: how many objects and articles were looked at, how many uploads and removals were
 * brought again, the first of their keys, and how long it took.
 */
export type Mending = { looked: number; stored: number; removed: number; keys: string[]; seconds: number };

/** Why an article is not read aloud for now. */
export type SilenceNotice = { type: 'narration.failed' | 'narration.paused'; article: string; reason: string };

/** The newsroom's topic. */
export interface Newsroom {
  /** Tells the newsroom what became of an upload. */
  report(receipt: Receipt): Promise<void>;
  /** Tells the newsroom that events were missed, and are made up for. */
  mended(mending: Mending): Promise<void>;
  /** Tells the newsroom that an article has no voice, and why, or that none is given for today. */
  silent(notice: SilenceNotice): Promise<void>;
}

export type Spoken = ({ kind: 'spoken' } & Uttered) | { kind: 'refused'; why: string };

/** Polly. */
export interface Narrator {
  /**
   * Audio and marks of one text in one voice, no marks where the voice is timed by frames; `refused` if Polly will never
   * speak it. Of what was said by `half` only the other half is asked for; the answer's characters are those of both.
   *
   * @throws HalfSpoken if audio or marks are missing, though Polly bills; else whatever Polly's client throws when Polly
   *   cannot speak now.
   */
  speak(text: string, type: 'ssml' | 'text', voice: Voice, half?: Uttered): Promise<Spoken>;
}

/** Everything in the media bucket, by its path on the site. */
export interface MediaShelf {
  keepPicture(path: string, bytes: Uint8Array, mediaType: string): Promise<void>;
  /** Removes pictures by their paths; one that is not there is no error. */
  removePictures(paths: readonly string[]): Promise<void>;
  /** Whether there was something to copy. */
  copy(from: string, to: string): Promise<boolean>;
  /** Removes what an article has in one window; with a time, only what was put there until then. */
  close(id: string, window: string, until?: Date): Promise<void>;
  /** Removes all that an article has. */
  removeAll(id: string): Promise<void>;
}

/** The recordings in the media bucket. */
export interface NarrationShelf {
  /** Stores a recording under a name of its own in a window and answers the paths. The same again changes nothing. */
  keep(
    id: string,
    window: string,
    recording: { mp3: Uint8Array; vtt: string; timings: Timings; chapters?: string },
  ): Promise<Pick<ReadyNarration, 'mp3' | 'vtt' | 'timings' | 'chapters'>>;
  /** An earlier recording, or undefined if it is no longer there. */
  fetch(narration: ReadyNarration): Promise<{ mp3: Uint8Array; timings: Timings } | undefined>;
  /** Its timings alone. */
  timings(narration: ReadyNarration): Promise<Timings | undefined>;
  remove(paths: readonly string[]): Promise<void>;
  /** Removes all recordings of an article. */
  removeAll(id: string): Promise<void>;
}

/** What Polly has said before, by everything that changes its sound. */
export interface SpeechCache {
  find(key: string): Promise<Uttered | undefined>;
  /** Whether all of it is there, not half. */
  has(key: string): Promise<boolean>;
  keep(key: string, uttered: Uttered): Promise<void>;
  /** For what was said wrong. */
  forget(key: string): Promise<void>;
}

/** The narration queue, which hears of everything else by announcements. */
export interface NarrationQueue {
  /** Wakes the narrator, at once or after at most 900 seconds. */
  ask(call: NarrationCall, delaySeconds?: number): Promise<void>;
}

/** What narration costs, and who is at it, in the articles table. */
export interface NarrationStudio {
  /** Claims all names until a time for one holder, or none of them. Who holds them may claim them again, for longer. */
  claim(names: readonly string[], holder: string, until: Date, now: Date): Promise<boolean>;
  free(names: readonly string[], holder: string): Promise<void>;
  /** How an edition's names and words are said. */
  lexicon(edition: EditionCode): Promise<Lexicon>;
  note(spending: Spending): Promise<void>;
  /** US dollars spent on a day. */
  spentOn(day: string): Promise<number>;
  /** A day's spending, one row an article. */
  spending(day: string): Promise<Spending[]>;
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

/** The table of the newsroom's keys. It knows hashes, never a key. */
export interface NewsroomKeys {
  /** As it is now: a key that was revoked a moment ago is seen revoked. */
  find(id: string): Promise<NewsroomKey | undefined>;
  /** Keeps a new key; throws if its id is taken. */
  put(key: NewsroomKey): Promise<void>;
  /** All keys, the oldest first. */
  list(): Promise<NewsroomKey[]>;
  /** Revokes a key from `at` (ISO 8601) on; one that was revoked before stays as it was. False if there is none. */
  revoke(id: string, at: string): Promise<boolean>;
}

/** The file of one revision as it was uploaded: `at` in ISO 8601, `bytes` its size, `sha256` in hexadecimal. */
export type Original = {
  revision: number;
  at: string;
  key: string;
  bytes: number;
  sha256: string;
  mediaType: string;
};

/** The articles table, as the newsroom sees it: what became of uploads, and the files as they came. */
export interface NewsroomReading {
  /** The receipts of an upload's key, the newest first, at most 50. */
  receipts(key: string): Promise<Receipt[]>;
  /** The originals that are kept of an article, the newest first. */
  originals(id: string): Promise<Original[]>;
  original(id: string, revision: number): Promise<{ original: Original; bytes: Uint8Array } | undefined>;
}

export type ConceptCommit =
  | { kind: 'committed' }
  /** Another write of the concept came first. */
  | { kind: 'outrun' }
  /** Slugs that mean other concepts already, with those concepts' ids. */
  | { kind: 'taken'; names: { name: string; owner: string }[] }
  /** This very upload has its receipt already. */
  | { kind: 'repeated' };

/** The registry of concepts in the articles table, as those who change it see it. */
export interface ConceptStore {
  find(id: string): Promise<ConceptRecord | undefined>;
  /** All of a change or nothing. The receipt is written once for an upload. */
  commit(change: ConceptChange): Promise<ConceptCommit>;
  /** At most `limit` cards of a list of articles, as it is at this moment, newest first, of places before `before`. */
  tagged(list: string, before: string, limit: number): Promise<ListPage>;
  /** Notes that all articles have the concept's tag, unless another commit of it came; says whether it did. */
  settle(record: ConceptRecord): Promise<boolean>;
  /** Notes how far articles are with its pronunciations, as a lexicon's. */
  renew(record: ConceptRecord, progress: Renewal[] | Renewed): Promise<boolean>;
}

export type LexiconCommit = Exclude<ConceptCommit, { kind: 'taken' }>;

/** The lexicons of the editions in the articles table, as those who change them see them. */
export interface LexiconStore {
  find(edition: EditionCode): Promise<LexiconRecord | undefined>;
  /** All of a change or nothing. The receipt is written once for an upload. */
  commit(change: LexiconChange): Promise<LexiconCommit>;
  /** What an edition's file and every concept say in it, as it is at this moment. */
  sources(edition: EditionCode): Promise<LexiconSource[]>;
  /**
   * Notes how far articles are with a change; when all is done, what came of it, which also goes to its receipt. Nothing if
   * another commit came; says whether it did.
   */
  renew(record: LexiconRecord, progress: Renewal[] | Renewed): Promise<boolean>;
}

export type Ports = {
  uploads: ArticleUploads;
  ledger: UploadsLedger;
  articles: ArticleStore;
  reading: ArticleReading;
  announcer: Announcer;
  newsroom: Newsroom;
  narrator: Narrator;
  shelf: NarrationShelf;
  media: MediaShelf;
  narrations: NarrationQueue;
  cache: SpeechCache;
  studio: NarrationStudio;
  views: ViewQueue;
  readership: Readership;
  keys: NewsroomKeys;
  desk: NewsroomReading;
  concepts: ConceptStore;
  lexicons: LexiconStore;
  now: () => Date;
  /** SHA-256 in hexadecimal. */
  hash: (data: string | Uint8Array) => string;
};
