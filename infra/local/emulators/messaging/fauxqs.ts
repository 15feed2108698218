import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** The parts of fauxqs that are used here. Its package exports only a server that listens on every address. */
export type Fauxqs = {
  buildApp(options: { logger: boolean; stores: { sqsStore: FauxqsSqsStore; snsStore: FauxqsSnsStore } }): FauxqsApp;
  SqsStore: {
    new (): FauxqsSqsStore;
    createMessage(body: string, attributes?: StoredMessage['messageAttributes']): StoredMessage;
  };
  SnsStore: new () => FauxqsSnsStore;
  PersistenceManager: new (directory: string) => FauxqsPersistence;
  defaultQueueAttributes: Record<string, string>;
  /** Throws an error of the class given for a number out of its range. */
  validateQueueAttributes(
    attributes: Record<string, string>,
    error: new (code: string, message: string) => Error,
  ): void;
};

export type FauxqsApp = {
  ready(): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
  server: { emit(event: 'request', request: unknown, response: unknown): boolean };
};

export type MessageAttribute = { DataType: string; StringValue?: string; BinaryValue?: string };

export type StoredMessage = {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, MessageAttribute>;
  /** All times are milliseconds since 1970. */
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
  delayUntil?: number;
  messageGroupId?: string;
  messageDeduplicationId?: string;
  sequenceNumber?: string;
};

/** One long poll. Whoever wakes it clears its timer and takes it from the queue's list. */
export type PollWaiter = { resolve(): void; timer: NodeJS.Timeout };

type ResolveQueue = (arn: string) => Pick<FauxqsQueue, 'enqueue'> | undefined;

export interface FauxqsQueue {
  readonly name: string;
  readonly arn: string;
  url: string;
  attributes: Record<string, string>;
  readonly tags: Map<string, string>;
  readonly createdTimestamp: number;
  lastModifiedTimestamp: number;
  readonly sequenceCounter: number;
  messages: StoredMessage[];
  delayedMessages: StoredMessage[];
  readonly fifoDelayed: Map<string, StoredMessage[]>;
  readonly inflightMessages: Map<string, { message: StoredMessage; visibilityDeadline: number }>;
  readonly pollWaiters: PollWaiter[];
  pollTimer: NodeJS.Timeout | undefined;
  persistence: FauxqsPersistence | undefined;
  isFifo(): boolean;
  setAttributes(attributes: Record<string, string>): void;
  getAllAttributes(names: string[]): Record<string, string>;
  enqueue(message: StoredMessage): void;
  dequeue(max: number, visibilitySeconds: number | undefined, queues: ResolveQueue): { ReceiptHandle: string }[];
  deleteMessage(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, seconds: number): void;
  /** Makes visible what is due, and wakes the polls if there is anything to take. */
  processTimers(): void;
  waitForMessages(seconds: number): Promise<void>;
  cancelWaiters(): void;
}

export interface FauxqsSqsStore {
  host: string;
  region: string | undefined;
  persistence: FauxqsPersistence | undefined;
  createQueue(
    name: string,
    url: string,
    arn: string,
    attributes?: Record<string, string>,
    tags?: Record<string, string>,
  ): FauxqsQueue;
  deleteQueue(url: string): boolean;
  getQueue(url: string): FauxqsQueue | undefined;
  getQueueByArn(arn: string): FauxqsQueue | undefined;
  allQueues(): Iterable<FauxqsQueue>;
  shutdown(): void;
}

export type FauxqsTopic = { readonly arn: string; attributes: Record<string, string>; subscriptionArns: string[] };

export type FauxqsSubscription = {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  attributes: Record<string, string>;
  /** The parsed FilterPolicy, kept until it changes. */
  parsedFilterPolicy: Record<string, unknown> | undefined;
};

export interface FauxqsSnsStore {
  region: string | undefined;
  persistence: FauxqsPersistence | undefined;
  createTopic(
    name: string,
    attributes: Record<string, string> | undefined,
    tags: Record<string, string> | undefined,
    region: string,
  ): FauxqsTopic;
  getTopic(arn: string): FauxqsTopic | undefined;
  getSubscription(arn: string): FauxqsSubscription | undefined;
  subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes: Record<string, string>,
  ): FauxqsSubscription | undefined;
}

export interface FauxqsPersistence {
  readonly db: DatabaseSync;
  transaction(work: () => void): void;
  loadSqsAndSns(sqsStore: FauxqsSqsStore, snsStore: FauxqsSnsStore): void;
  insertQueue(queue: FauxqsQueue): void;
  insertTopic(topic: FauxqsTopic): void;
  updateSubscriptionAttributes(arn: string, attributes: Record<string, string>): void;
  updateMessageReady(messageId: string): void;
  deleteMessage(messageId: string): void;
  close(): void;
}

/** What is patched and reached here is not fauxqs' public face: another version needs a new look at all of it. */
const provenVersion = '2.4.1';

/** @throws if another version than the proven one is installed. */
export async function loadFauxqs(): Promise<Fauxqs> {
  const packageFile = findPackageJSON('fauxqs', import.meta.url);
  if (!packageFile) throw new Error('fauxqs, which stands in for SQS and SNS, is not installed: run npm ci.');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  if (version !== provenVersion)
    throw new Error(`fauxqs ${version} is installed, but SQS and SNS here are built on ${provenVersion}: run npm ci.`);
  const load = (file: string) => import(pathToFileURL(path.join(path.dirname(packageFile), 'dist', file)).href);
  const [app, sqsStore, snsStore, persistence, sqsTypes] = await Promise.all(
    ['app.js', 'sqs/sqsStore.js', 'sns/snsStore.js', 'persistence.js', 'sqs/sqsTypes.js'].map(load),
  );
  allowSupplementaryCharacters(sqsTypes.INVALID_MESSAGE_BODY_CHAR as RegExp);
  return {
    buildApp: app.buildApp,
    SqsStore: sqsStore.SqsStore,
    SnsStore: snsStore.SnsStore,
    PersistenceManager: persistence.PersistenceManager,
    defaultQueueAttributes: sqsTypes.DEFAULT_QUEUE_ATTRIBUTES,
    validateQueueAttributes: sqsTypes.validateQueueAttributes,
  } as Fauxqs;
}

/** fauxqs refuses emoji in a body: its expression sees a surrogate pair as two forbidden characters. */
function allowSupplementaryCharacters(invalidBodyCharacter: RegExp): void {
  const invalid = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
  invalidBodyCharacter.test = (body) => invalid.test(body);
}
