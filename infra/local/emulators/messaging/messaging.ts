import { type Emulator, LOCAL_ACCOUNT } from '../emulator.ts';
import { waitForArrival } from './arrivals.ts';
import { type Fauxqs, type FauxqsQueue, loadFauxqs, type MessageAttribute, type StoredMessage } from './fauxqs.ts';
import { faultInFilterPolicy } from './filter-policy.ts';
import { answerMessagingRequest } from './http-front.ts';
import { createRedrive } from './redrive.ts';
import { delayByQueue, openStores, type Stores } from './stores.ts';

/** Attributes by their SQS names, RedrivePolicy as JSON. */
export type QueueSettings = { name: string; attributes: Record<string, string> };
export type TopicSettings = { name: string };
export type SubscriptionSettings = {
  topicArn: string;
  queueArn: string;
  raw: boolean;
  filterPolicy?: unknown;
  filterPolicyScope?: string;
};

export type QueueMessage = {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, MessageAttribute>;
  md5OfBody: string;
};

export type MessagingOptions = {
  directory: string;
  region: string;
  /** Whether the queue's policy lets the service send what comes from the source. */
  maySend(service: 's3.amazonaws.com' | 'sns.amazonaws.com', queueArn: string, sourceArn: string): boolean;
};

export interface Messaging extends Emulator {
  /** Creates the queue, or gives the existing one these attributes and the defaults for the others. */
  declareQueue(settings: QueueSettings): void;
  declareTopic(settings: TopicSettings): void;
  /** Creates the subscription, or gives the topic's existing one to the queue these settings. */
  declareSubscription(settings: SubscriptionSettings): void;
  /** Keeps the message on disk before it returns. False, with a warning, if it may not be sent or the queue is gone. */
  send(service: 's3.amazonaws.com', sourceArn: string, queueArn: string, body: string): boolean;
  /** Waits for up to `max` (1 to 10) messages. Empty after the time, on abort, and once closed. */
  receive(
    queueArn: string,
    options: { max: number; waitSeconds: number; signal?: AbortSignal },
  ): Promise<QueueMessage[]>;
  remove(queueArn: string, receiptHandles: string[]): void;
  /** Hides the messages for so long from now; 0 makes them visible. Handles no longer in flight are passed over. */
  release(queueArn: string, receiptHandles: string[], visibilitySeconds: number): void;
  /** Makes every message visible that somebody holds: who held it before a start has died with the host. */
  releaseAll(queueArn: string): void;
}

/** SQS and SNS (with queues as subscribers), kept in the directory. Nothing listens: the gateway calls `handle`. */
export async function openMessaging({ directory, region, maySend }: MessagingOptions): Promise<Messaging> {
  const fauxqs = await loadFauxqs();

  function allowed(service: 's3.amazonaws.com' | 'sns.amazonaws.com', queueArn: string, sourceArn: string): boolean {
    if (maySend(service, queueArn, sourceArn)) return true;
    console.warn(
      `A message of ${sourceArn} was dropped: the policy of the queue ${queueArn} has no statement that allows ` +
        `sqs:SendMessage to the service ${service} with aws:SourceArn ${sourceArn}. On AWS it would vanish without a word.`,
    );
    return false;
  }

  const mayDeliver = (topicArn: string, queueArn: string) => allowed('sns.amazonaws.com', queueArn, topicArn);
  const stores = openStores(fauxqs, { directory, region, mayDeliver });
  const redrive = createRedrive(stores, fauxqs.SqsStore.createMessage);
  const app = fauxqs.buildApp({ logger: false, stores: { sqsStore: stores.sqs, snsStore: stores.sns } });
  await app.ready();
  let closed = false;

  function queueOf(arn: string): FauxqsQueue {
    const queue = stores.sqs.getQueueByArn(arn);
    if (!queue) throw new Error(`There is no queue ${arn}.`);
    return queue;
  }

  return {
    handle: (request, response, body) =>
      answerMessagingRequest({ app, stores, redrive, region }, request, response, body),

    async close() {
      if (closed) return;
      closed = true;
      stores.stop();
      await app.close();
      stores.persistence.close();
    },

    declareQueue: (settings) => declareQueue(fauxqs, stores, region, settings),
    declareTopic({ name }) {
      stores.sns.createTopic(name, name.endsWith('.fifo') ? { FifoTopic: 'true' } : undefined, undefined, region);
    },
    declareSubscription: (settings) => declareSubscription(stores, settings),

    send(service, sourceArn, queueArn, body) {
      const queue = stores.sqs.getQueueByArn(queueArn);
      if (!queue) {
        console.warn(`A message of ${sourceArn} was dropped: there is no queue ${queueArn}.`);
        return false;
      }
      if (!allowed(service, queueArn, sourceArn)) return false;
      const message = fauxqs.SqsStore.createMessage(body);
      delayByQueue(queue, message);
      queue.enqueue(message);
      return true;
    },

    async receive(queueArn, { max, waitSeconds, signal }) {
      const queue = queueOf(queueArn);
      const deadline = Date.now() + waitSeconds * 1000;
      while (!signal?.aborted && !closed) {
        const taken = queue.dequeue(max, undefined, (arn) => stores.sqs.getQueueByArn(arn));
        if (taken.length > 0) return taken.map(({ ReceiptHandle }) => messageInFlight(queue, ReceiptHandle));
        const left = deadline - Date.now();
        if (left <= 0) break;
        await waitForArrival(queue, left, signal);
      }
      return [];
    },

    remove(queueArn, receiptHandles) {
      const queue = queueOf(queueArn);
      for (const handle of receiptHandles) queue.deleteMessage(handle);
    },
    release(queueArn, receiptHandles, visibilitySeconds) {
      const queue = queueOf(queueArn);
      for (const handle of receiptHandles) queue.changeVisibility(handle, visibilitySeconds);
    },
    releaseAll(queueArn) {
      const queue = queueOf(queueArn);
      for (const handle of [...queue.inflightMessages.keys()]) queue.changeVisibility(handle, 0);
    },
  };
}

function declareQueue(fauxqs: Fauxqs, stores: Stores, region: string, { name, attributes }: QueueSettings): void {
  fauxqs.validateQueueAttributes(
    attributes,
    class extends Error {
      constructor(_code: string, reason: string) {
        super(`The queue ${name} cannot be made. ${reason}`);
      }
    },
  );
  const all = {
    ...fauxqs.defaultQueueAttributes,
    ...(name.endsWith('.fifo') && { FifoQueue: 'true' }),
    ...attributes,
  };
  const arn = `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${name}`;
  const queue = stores.sqs.getQueueByArn(arn);
  if (!queue) {
    stores.sqs.createQueue(name, '', arn, all);
    return;
  }
  queue.attributes = {};
  queue.setAttributes(all);
}

function declareSubscription(stores: Stores, settings: SubscriptionSettings): void {
  const { topicArn, queueArn, raw, filterPolicy, filterPolicyScope: scope = 'MessageAttributes' } = settings;
  const topic = stores.sns.getTopic(topicArn);
  if (!topic) throw new Error(`The queue ${queueArn} cannot subscribe: there is no topic ${topicArn}.`);
  const wrong = (reason: string) => new Error(`The subscription of ${queueArn} to ${topicArn} is wrong: ${reason}`);
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody') throw wrong(`FilterPolicyScope ${scope} is unknown.`);
  const attributes: Record<string, string> = { RawMessageDelivery: String(raw) };
  if (filterPolicy !== undefined) {
    attributes.FilterPolicy = JSON.stringify(filterPolicy);
    attributes.FilterPolicyScope = scope;
    const fault = faultInFilterPolicy(attributes.FilterPolicy, scope);
    if (fault) throw wrong(fault);
  }
  const existing = topic.subscriptionArns
    .map((arn) => stores.sns.getSubscription(arn))
    .find((subscription) => subscription?.protocol === 'sqs' && subscription.endpoint === queueArn);
  if (!existing) {
    stores.sns.subscribe(topicArn, 'sqs', queueArn, attributes);
    return;
  }
  existing.attributes = attributes;
  existing.parsedFilterPolicy = undefined;
  stores.persistence.updateSubscriptionAttributes(existing.arn, attributes);
}

/** A message as ReceiveMessage gives it, with every attribute. */
function messageInFlight(queue: FauxqsQueue, receiptHandle: string): QueueMessage {
  const message = queue.inflightMessages.get(receiptHandle)?.message;
  if (!message) throw new Error(`The queue ${queue.arn} gave out a message that it does not hold.`);
  return {
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: message.messageAttributes,
    md5OfBody: message.md5OfBody,
  };
}

function systemAttributes(message: StoredMessage): Record<string, string> {
  const { approximateFirstReceiveTimestamp: first, messageGroupId, messageDeduplicationId, sequenceNumber } = message;
  return {
    SenderId: LOCAL_ACCOUNT,
    SentTimestamp: String(message.sentTimestamp),
    ApproximateReceiveCount: String(message.approximateReceiveCount),
    ...(first !== undefined && { ApproximateFirstReceiveTimestamp: String(first) }),
    ...(messageGroupId !== undefined && { MessageGroupId: messageGroupId }),
    ...(messageDeduplicationId !== undefined && { MessageDeduplicationId: messageDeduplicationId }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}
