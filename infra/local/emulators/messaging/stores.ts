import { waitForArrival, wakeWhenDue } from './arrivals.ts';
import type {
  Fauxqs,
  FauxqsPersistence,
  FauxqsQueue,
  FauxqsSnsStore,
  FauxqsSqsStore,
  StoredMessage,
} from './fauxqs.ts';
import { noticeDisconnects, requestContext } from './request-context.ts';

export type Stores = {
  sqs: FauxqsSqsStore;
  sns: FauxqsSnsStore;
  persistence: FauxqsPersistence;
  /** The queue that this dead letter came from, or undefined for a message that was sent to the queue itself. */
  sourceOfDeadLetter(messageId: string): string | undefined;
  /** Nothing is taken from a queue any more, and waiting polls end. */
  stop(): void;
};

export type StoresOptions = {
  directory: string;
  region: string;
  /** Asked for every message from a topic to a queue. */
  mayDeliver(topicArn: string, queueArn: string): boolean;
};

/** What the stores share: whether they still hand out messages, and where dead letters came from. */
type Shared = {
  stopped: boolean;
  persistence: FauxqsPersistence;
  recordDeadLetter(id: string, sourceArn: string): void;
};

/** Opens what the directory holds, with the faults of fauxqs mended that would lose messages. */
export function openStores(fauxqs: Fauxqs, { directory, region, mayDeliver }: StoresOptions): Stores {
  const persistence = new fauxqs.PersistenceManager(directory);
  const { db } = persistence;
  // As in the other stores: with the log ahead of the data this survives the death of the process without a sync a call.
  db.exec('PRAGMA synchronous = NORMAL');
  mendPersistence(persistence);
  db.exec(
    'CREATE TABLE IF NOT EXISTS dead_letters (message_id TEXT PRIMARY KEY REFERENCES sqs_messages(message_id) ON DELETE CASCADE, source_arn TEXT NOT NULL)',
  );
  const insertDeadLetter = db.prepare('INSERT OR REPLACE INTO dead_letters (message_id, source_arn) VALUES (?, ?)');
  const selectDeadLetter = db.prepare('SELECT source_arn FROM dead_letters WHERE message_id = ?');
  const shared: Shared = {
    stopped: false,
    persistence,
    recordDeadLetter: (id, sourceArn) => insertDeadLetter.run(id, sourceArn),
  };

  const sqs = new fauxqs.SqsStore();
  const sns = new fauxqs.SnsStore();
  sqs.host = '';
  sqs.region = region;
  sns.region = region;
  patchSqsStore(sqs, shared, mayDeliver);
  // Loading writes every queue again if it can, and that would delete the queue's messages.
  persistence.loadSqsAndSns(sqs, sns);
  sqs.persistence = persistence;
  sns.persistence = persistence;
  for (const queue of sqs.allQueues()) queue.persistence = persistence;
  persistTopicChanges(sns, persistence);

  return {
    sqs,
    sns,
    persistence,
    sourceOfDeadLetter(messageId) {
      const row = selectDeadLetter.get(messageId);
      return row && String(row.source_arn);
    },
    stop() {
      shared.stopped = true;
      sqs.shutdown();
    },
  };
}

function mendPersistence(persistence: FauxqsPersistence): void {
  const { db } = persistence;
  // fauxqs replaces the row when a queue is tagged, which deletes the messages that hang on it.
  const upsertQueue = db.prepare(`
    INSERT INTO sqs_queues (name, url, arn, attributes, tags, created_timestamp, last_modified_timestamp, sequence_counter)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET attributes = excluded.attributes, tags = excluded.tags`);
  persistence.insertQueue = (queue) => {
    upsertQueue.run(
      queue.name,
      queue.url,
      queue.arn,
      JSON.stringify(queue.attributes),
      JSON.stringify(Object.fromEntries(queue.tags)),
      queue.createdTimestamp,
      queue.lastModifiedTimestamp,
      queue.sequenceCounter,
    );
  };
  // fauxqs sets the receive count to null, which its own schema forbids: releasing a message would fail and hide it.
  const makeReady = db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => {
    makeReady.run(messageId);
  };
}

function patchSqsStore(sqs: FauxqsSqsStore, shared: Shared, mayDeliver: StoresOptions['mayDeliver']): void {
  const createQueue = sqs.createQueue.bind(sqs);
  sqs.createQueue = (name, _url, arn, attributes, tags) => {
    const url = `http://127.0.0.1/${arn.split(':')[4]}/${name}`;
    const queue = createQueue(name, url, arn, attributes, tags);
    patchQueue(queue, url, shared);
    return queue;
  };
  // The store files a queue under its URL, which within a request is another one.
  const deleteQueue = sqs.deleteQueue.bind(sqs);
  sqs.deleteQueue = (url) => requestContext.exit(() => deleteQueue(url));
  // While a message is published, this is how fauxqs finds the queue of each subscription whose filter lets it pass.
  const getQueueByArn = sqs.getQueueByArn.bind(sqs);
  sqs.getQueueByArn = (arn) => {
    const queue = getQueueByArn(arn);
    const topicArn = requestContext.getStore()?.publishingTo;
    if (topicArn === undefined) return queue;
    if (!queue) {
      console.warn(`SNS dropped a message of ${topicArn}: it has a subscription of the queue ${arn}, which is gone.`);
      return undefined;
    }
    return mayDeliver(topicArn, arn) ? queue : undefined;
  };
}

function patchQueue(queue: FauxqsQueue, storedUrl: string, shared: Shared): void {
  // The port can differ at every start, and clients follow the URL rather than their endpoint.
  Object.defineProperty(queue, 'url', {
    get() {
      const host = requestContext.getStore()?.host;
      return host ? storedUrl.replace('127.0.0.1', host) : storedUrl;
    },
  });
  queue.cancelWaiters = () => {
    for (const waiter of [...queue.pollWaiters]) waiter.resolve();
  };
  queue.waitForMessages = async (seconds) => {
    await waitForArrival(queue, seconds * 1000, requestContext.getStore()?.signal);
    await noticeDisconnects();
  };

  const processTimers = queue.processTimers.bind(queue);
  const expire = expiryOf(queue, shared.persistence);
  queue.processTimers = () => {
    expire();
    processTimers();
  };
  const getAllAttributes = queue.getAllAttributes.bind(queue);
  queue.getAllAttributes = (names) => {
    queue.processTimers();
    return getAllAttributes(names);
  };

  const enqueue = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    // fauxqs delays only what is sent by SendMessage.
    if (requestContext.getStore()?.publishingTo !== undefined) delayByQueue(queue, message);
    enqueue(message);
    wakeWhenDue(queue);
  };
  const changeVisibility = queue.changeVisibility.bind(queue);
  queue.changeVisibility = (receiptHandle, seconds) => {
    changeVisibility(receiptHandle, seconds);
    wakeWhenDue(queue);
  };
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (max, visibilitySeconds, queues) => {
    // A client that has gone away must not take a message: it would be hidden until its visibility timeout.
    if (shared.stopped || requestContext.getStore()?.signal.aborted) return [];
    let received: { ReceiptHandle: string }[] = [];
    const deadLettersOf = (arn: string) => {
      const deadLetters = queues(arn);
      if (!deadLetters) return undefined;
      return {
        enqueue(message: Parameters<FauxqsQueue['enqueue']>[0]) {
          deadLetters.enqueue(message);
          shared.recordDeadLetter(message.messageId, queue.arn);
        },
      };
    };
    // One transaction, or a dead letter could be lost between the two queues.
    shared.persistence.transaction(() => {
      received = dequeue(max, visibilitySeconds, deadLettersOf);
    });
    wakeWhenDue(queue);
    return received;
  };
}

/**
 * Deletes the messages that are older than the queue's retention period, which fauxqs only keeps as an attribute. Their
 * age counts from the first sending, in a dead-letter queue too; those of FIFO queues stay.
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html)
 */
function expiryOf(queue: FauxqsQueue, persistence: FauxqsPersistence): () => void {
  const everyMs = 1000;
  let lookedAt = 0;
  return () => {
    const now = Date.now();
    // A period is a minute at least, and a queue is asked many times a second.
    if (queue.isFifo() || Math.abs(now - lookedAt) < everyMs) return;
    lookedAt = now;
    const oldest = now - Number(queue.attributes.MessageRetentionPeriod) * 1000;
    const stays = ({ messageId, sentTimestamp }: StoredMessage) => {
      if (sentTimestamp >= oldest) return true;
      persistence.deleteMessage(messageId);
      return false;
    };
    queue.messages = queue.messages.filter(stays);
    queue.delayedMessages = queue.delayedMessages.filter(stays);
    for (const [handle, { message }] of queue.inflightMessages)
      if (!stays(message)) queue.inflightMessages.delete(handle);
  };
}

/** Applies the queue's own DelaySeconds, as SQS does to every message that names none. */
export function delayByQueue(queue: FauxqsQueue, message: { delayUntil?: number }): void {
  const seconds = Number(queue.attributes.DelaySeconds ?? 0);
  if (seconds > 0) message.delayUntil = Date.now() + seconds * 1000;
}

/** CreateTopic for a topic that exists adds attributes and tags, which fauxqs forgets at the next start. */
function persistTopicChanges(sns: FauxqsSnsStore, persistence: FauxqsPersistence): void {
  const createTopic = sns.createTopic.bind(sns);
  sns.createTopic = (...topic) => {
    const created = createTopic(...topic);
    persistence.insertTopic(created);
    return created;
  };
}
