import type { LocalFunction } from './lambda-host.ts';

/** An event source mapping between a queue and a function. */
export type EventSourceSettings = {
  queueArn: string;
  region: string;
  batchSize: number;
  batchingWindowSeconds: number;
  maximumConcurrency?: number;
  reportBatchItemFailures: boolean;
};

export type QueueMessage = {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  md5OfBody: string;
};

export interface QueuePort {
  receive(
    queueArn: string,
    options: { max: number; waitSeconds: number; signal?: AbortSignal },
  ): Promise<QueueMessage[]>;
  remove(queueArn: string, receiptHandles: string[]): void;
  release(queueArn: string, receiptHandles: string[], visibilitySeconds: number): void;
}

/** What Lambda starts with where a mapping sets no limit. */
const defaultConcurrency = 5;
const pollSeconds = 20;
/** A function that is throttled is asked again after this. */
const throttledSeconds = 1;
/** How long an end waits for what is under way. */
const endMs = 5000;
const retryMs = 1000;

/**
 * Polls a queue and invokes a function with batches, as Lambda's pollers do
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). What a batch reports as failed, and
 * all of one whose function failed, stays hidden until its visibility timeout; the rest is deleted.
 */
export function openEventSource(
  settings: EventSourceSettings,
  queue: QueuePort,
  target: LocalFunction,
  log: (text: string) => void,
): { close(): Promise<void> } {
  const { queueArn } = settings;
  const concurrency = settings.maximumConcurrency ?? defaultConcurrency;
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Set<Promise<void>>();

  async function deliver(messages: readonly QueueMessage[]): Promise<void> {
    const handles = (some: readonly QueueMessage[]) => some.map((message) => message.receiptHandle);
    try {
      const { payload, functionError } = await target.invoke(eventOf(messages, settings));
      if (functionError !== undefined) return;
      const failed = settings.reportBatchItemFailures ? failuresIn(payload, messages) : new Set<string>();
      if (failed === 'all') {
        log(
          `its answer does not say which messages failed, so that all ${messages.length} come again: ${payload.slice(0, 200)}`,
        );
        return;
      }
      queue.remove(queueArn, handles(messages.filter(({ messageId }) => !failed.has(messageId))));
    } catch (error) {
      const isThrottle = error instanceof Error && error.name === 'TooManyRequestsException';
      if (isThrottle) queue.release(queueArn, handles(messages), throttledSeconds);
      else log(`could not be invoked: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running);
        continue;
      }
      const messages = await gather(queue, settings, signal);
      if (messages.length === 0) continue;
      const delivery = deliver(messages);
      running.add(delivery);
      void delivery.finally(() => running.delete(delivery));
    }
  }

  async function keepPolling(): Promise<void> {
    while (!signal.aborted) {
      try {
        await poll();
      } catch (error) {
        log(`its queue cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        await pause(retryMs, signal);
      }
    }
  }

  const polling = keepPolling();
  return {
    async close() {
      stopping.abort();
      await polling;
      await Promise.race([Promise.all(running), pause(endMs)]);
    },
  };
}

/** One batch: as much as there is at once; with a window, whatever comes until it is full or the window is over. */
async function gather(queue: QueuePort, settings: EventSourceSettings, signal: AbortSignal): Promise<QueueMessage[]> {
  const { queueArn, batchSize, batchingWindowSeconds } = settings;
  const take = (max: number, waitSeconds: number) =>
    queue.receive(queueArn, { max: Math.min(10, max), waitSeconds, signal });
  const messages = await take(batchSize, pollSeconds);
  if (batchingWindowSeconds === 0 || messages.length === 0) return messages;
  const deadline = performance.now() + batchingWindowSeconds * 1000;
  while (messages.length < batchSize && sizeOf(messages) < largestBatch && !signal.aborted) {
    const left = (deadline - performance.now()) / 1000;
    if (left <= 0) break;
    messages.push(...(await take(batchSize - messages.length, left)));
  }
  return messages;
}

/** A batch ends before an invocation's 6 MiB are full: ten more messages of the largest kind still fit. */
const largestBatch = 3 * 1024 * 1024;

function sizeOf(messages: readonly QueueMessage[]): number {
  return messages.reduce((sum, { body }) => sum + body.length, 0);
}

/** The event as Lambda hands it over (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
function eventOf(messages: readonly QueueMessage[], { queueArn, region }: EventSourceSettings) {
  return {
    Records: messages.map(({ messageId, receiptHandle, body, attributes, messageAttributes, md5OfBody }) => ({
      messageId,
      receiptHandle,
      body,
      attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            ...(StringValue === undefined ? {} : { stringValue: StringValue }),
            ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ]),
      ),
      md5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

/**
 * The messages that a function reports as failed. An empty answer, or an empty or missing list, reports none; an answer
 * that is no JSON, and an identifier that is none of the batch's, fail the whole batch.
 */
function failuresIn(payload: string, messages: readonly QueueMessage[]): Set<string> | 'all' {
  const known = new Set(messages.map(({ messageId }) => messageId));
  try {
    const answer = JSON.parse(payload === '' ? 'null' : payload) as { batchItemFailures?: unknown } | null;
    const failures = answer?.batchItemFailures ?? [];
    if (!Array.isArray(failures)) return 'all';
    const ids = failures
      .map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier)
      .filter((id): id is string => typeof id === 'string' && known.has(id));
    return ids.length === failures.length ? new Set(ids) : 'all';
  } catch {
    return 'all';
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
