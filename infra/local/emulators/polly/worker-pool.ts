import type { Worker } from 'node:worker_threads';

/** Workers that take jobs, one at a time each, in the order in which they were asked. */
export type WorkerPool<Job, Result> = {
  /** Rejects when the job fails, or when its worker dies or takes longer than `limitMs`. */
  run(job: Job): Promise<Result>;
  close(): Promise<void>;
};

type Options = {
  /** Starts a worker: it answers `{ ready: true }` once, then to each `{ id, job }` with `{ id, result }` or `{ id, error }`. */
  start: () => Worker;
  size: number;
  /** A worker that is busy with one job for longer is taken for one that spins: it is ended, and another one started. */
  limitMs: number;
  log(text: string): void;
};

type Task<Job, Result> = { job: Job; resolve(result: Result): void; reject(error: Error): void };
type Message<Result> = { ready?: true; id?: number; result?: Result; error?: string };
type Seat<Job, Result> = {
  worker: Worker;
  ready: boolean;
  task: Task<Job, Result> | undefined;
  watchdog: NodeJS.Timeout | undefined;
};

/** Opens a pool. Workers start at once, one after the other; jobs wait for them. */
export function openWorkerPool<Job, Result>({ start, size, limitMs, log }: Options): WorkerPool<Job, Result> {
  const seats = new Set<Seat<Job, Result>>();
  const waiting: Task<Job, Result>[] = [];
  let closed = false;
  let lastId = 0;

  const hire = () => {
    const seat: Seat<Job, Result> = { worker: start(), ready: false, task: undefined, watchdog: undefined };
    seats.add(seat);
    seat.worker.on('message', (message: Message<Result>) => hear(seat, message));
    seat.worker.on('error', (error) => leave(seat, error));
    seat.worker.on('exit', () => leave(seat, new Error('The worker ended')));
  };
  const hear = (seat: Seat<Job, Result>, { result, error }: Message<Result>) => {
    const { task } = seat;
    seat.ready = true;
    seat.task = undefined;
    clearTimeout(seat.watchdog);
    if (error !== undefined) task?.reject(new Error(error));
    else if (result !== undefined) task?.resolve(result);
    assign();
    // The second worker starts when the first one can work: both at once would only slow each other down.
    if (!closed && seats.size < size && [...seats].every(({ ready }) => ready)) hire();
  };
  const leave = (seat: Seat<Job, Result>, why: Error) => {
    if (!seats.delete(seat)) return;
    clearTimeout(seat.watchdog);
    void seat.worker.terminate();
    if (closed) return;
    log(`A speech worker is replaced: ${why.message}`);
    seat.task?.reject(why);
    if (seat.ready) hire();
    // One that cannot even start is tried again with the next job, not for ever.
    else if (seats.size === 0) for (const task of waiting.splice(0)) task.reject(why);
  };
  const assign = () => {
    if (seats.size === 0 && waiting.length > 0 && !closed) hire();
    for (const seat of seats) {
      if (!seat.ready || seat.task !== undefined) continue;
      const task = waiting.shift();
      if (task === undefined) return;
      seat.task = task;
      seat.watchdog = setTimeout(() => leave(seat, new Error(`It was busy for more than ${limitMs} ms`)), limitMs);
      seat.worker.postMessage({ id: ++lastId, job: task.job });
    }
  };
  hire();
  return {
    run: (job) =>
      new Promise<Result>((resolve, reject) => {
        if (closed) return reject(new Error('The pool is closed'));
        waiting.push({ job, resolve, reject });
        assign();
      }),
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(new Error('The pool is closed'));
      await Promise.all(
        [...seats].map(async (seat) => {
          clearTimeout(seat.watchdog);
          seat.task?.reject(new Error('The pool is closed'));
          await seat.worker.terminate();
        }),
      );
    },
  };
}
