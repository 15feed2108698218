import type { FauxqsQueue } from './fauxqs.ts';

/**
 * Resolves when something may have arrived in the queue, after the time given, or when the signal aborts. An aborted
 * wait leaves the queue's list at once, so that it never takes a wake-up meant for somebody else.
 */
export function waitForArrival(
  queue: FauxqsQueue,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    const waiter = { resolve: done, timer };
    function done(): void {
      clearTimeout(timer);
      const index = queue.pollWaiters.indexOf(waiter);
      if (index >= 0) queue.pollWaiters.splice(index, 1);
      signal?.removeEventListener('abort', done);
      wakeWhenDue(queue);
      resolve();
    }
    if (signal?.aborted) {
      done();
      return;
    }
    signal?.addEventListener('abort', done);
    queue.pollWaiters.push(waiter);
    wakeWhenDue(queue);
  });
}

/**
 * Sets the queue's timer to the next moment at which a message becomes visible, if anybody waits for one. fauxqs looks
 * fifty times a second instead. Call it whenever such a moment may have come nearer.
 */
export function wakeWhenDue(queue: FauxqsQueue): void {
  clearTimeout(queue.pollTimer);
  queue.pollTimer = undefined;
  if (queue.pollWaiters.length === 0) return;
  const next = nextVisible(queue);
  if (next === Infinity) return;
  queue.pollTimer = setTimeout(
    () => {
      queue.processTimers();
      wakeWhenDue(queue);
    },
    Math.max(next - Date.now(), 1),
  );
}

function nextVisible(queue: FauxqsQueue): number {
  let next = Infinity;
  for (const { visibilityDeadline } of queue.inflightMessages.values()) next = Math.min(next, visibilityDeadline);
  for (const { delayUntil = Infinity } of queue.delayedMessages) next = Math.min(next, delayUntil);
  for (const group of queue.fifoDelayed.values())
    for (const { delayUntil = Infinity } of group) next = Math.min(next, delayUntil);
  return next;
}
