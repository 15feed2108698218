import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';

/** What the stores need to know of the HTTP request that they work for. Absent for calls within the process. */
export type RequestContext = {
  /** The Host header: queue URLs lead back to where the client came from. */
  host: string;
  /** Aborted when the client has gone away before its answer. */
  signal: AbortSignal;
  /** The topic that is being published to. */
  publishingTo?: string;
};

export const requestContext = new AsyncLocalStorage<RequestContext>();

/**
 * Lets the event loop read what has already arrived on all sockets, so that the end of a client's connection is known
 * before a message is taken for it. The first turn ends the present round of reading, the second is a whole one.
 */
export async function noticeDisconnects(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
