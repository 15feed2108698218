import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type FunctionSettings, type Outcome, Sandbox } from './sandbox.ts';

export type Invocation = Outcome & {
  requestId: string;
  durationMs: number;
  /** Only where a sandbox was started for it. */
  initMs?: number;
  maxMemoryMb: number;
};

/** A line of a function's log; `requestId` is the latest request of its sandbox, undefined before the first. */
export type LogLine = { functionName: string; requestId: string | undefined; line: string };

export interface LocalFunction {
  readonly settings: FunctionSettings;
  /**
   * Runs the function once. What goes wrong inside it is an outcome with `functionError`.
   *
   * @throws Error named TooManyRequestsException when all of its concurrency is in use, RequestTooLargeException when the
   * event is larger than 6 MiB.
   */
  invoke(event: unknown): Promise<Invocation>;
}

export interface LambdaHost {
  add(settings: FunctionSettings): LocalFunction;
  close(): Promise<void>;
}

const largestEvent = 6 * 1024 * 1024;
/** An account's concurrency, for functions that reserve none. */
const accountConcurrency = 1000;
/** Idle sandboxes are ended after this. */
const idleMs = 5 * 60_000;
/**
 * A function has at most so many sandboxes; invocations beyond that wait for one. On Lambda each would start its own:
 * here they would only take the processors from one another.
 */
const mostSandboxes = 12;

/** Runs functions as Lambda does, each in processes of its own (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
export function openLambdaHost(options: { log(line: LogLine): void; nodePath?: string }): LambdaHost {
  const reaper = openReaper();
  const pools: FunctionPool[] = [];
  return {
    add(settings) {
      const pool = new FunctionPool(settings, { ...options, reaper });
      pools.push(pool);
      return pool;
    },
    async close() {
      for (const pool of pools) pool.close();
      reaper.close();
    },
  };
}

type PoolOptions = { log(line: LogLine): void; nodePath?: string; reaper: Reaper };
type Idle = { sandbox: Sandbox; timer: NodeJS.Timeout };

/** The sandboxes of one function. The one used last is used first, so that the others can go. */
class FunctionPool implements LocalFunction {
  readonly settings: FunctionSettings;
  readonly #options: PoolOptions;
  readonly #all = new Set<Sandbox>();
  #idle: Idle[] = [];
  /** Those who wait for a sandbox; told undefined, they start one. */
  #waiting: ((freed: Sandbox | undefined) => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(settings: FunctionSettings, options: PoolOptions) {
    this.settings = settings;
    this.#options = options;
  }

  async invoke(event: unknown): Promise<Invocation> {
    const payload = JSON.stringify(event ?? null);
    if (Buffer.byteLength(payload) > largestEvent) {
      throw named(
        'RequestTooLargeException',
        `Request must be smaller than ${largestEvent} bytes for the InvokeFunction operation`,
      );
    }
    if (this.#busy >= (this.settings.reservedConcurrency ?? accountConcurrency)) {
      throw named('TooManyRequestsException', 'Rate Exceeded.');
    }
    this.#busy++;
    try {
      return await this.#run(payload);
    } finally {
      this.#busy--;
    }
  }

  async #run(payload: string): Promise<Invocation> {
    const requestId = randomUUID();
    const began = performance.now();
    const kept = this.#takeIdle() ?? (this.#all.size < mostSandboxes ? undefined : await this.#nextFreed());
    const sandbox = kept ?? (await this.#start());
    const ready = performance.now();
    const outcome = await sandbox.invoke(requestId, payload);
    if (!sandbox.hasEnded) this.#keep(sandbox);
    return {
      ...outcome,
      requestId,
      durationMs: performance.now() - ready,
      ...(kept === undefined ? { initMs: ready - began } : {}),
      maxMemoryMb: Math.round(sandbox.peakMb),
    };
  }

  #takeIdle(): Sandbox | undefined {
    const taken = this.#idle.pop();
    clearTimeout(taken?.timer);
    return taken?.sandbox;
  }

  /** The next sandbox that is free; undefined when one has ended, so that there is room for another. */
  #nextFreed(): Promise<Sandbox | undefined> {
    const { promise, resolve } = Promise.withResolvers<Sandbox | undefined>();
    this.#waiting.push(resolve);
    return promise;
  }

  async #start(): Promise<Sandbox> {
    if (this.#closed) throw named('ServiceException', 'The host is closing.');
    const { log, reaper, nodePath = process.execPath } = this.#options;
    const sandbox = new Sandbox({
      settings: this.settings,
      nodePath,
      log: (line, requestId) => log({ functionName: this.settings.name, requestId, line }),
      onStart: (pid) => reaper.watch(pid),
      onEnd: (ended) => {
        this.#all.delete(ended);
        this.#idle = this.#idle.filter((idle) => idle.sandbox !== ended);
        if (ended.pid !== undefined) reaper.forget(ended.pid);
        this.#waiting.shift()?.(undefined);
      },
    });
    this.#all.add(sandbox);
    await sandbox.start();
    return sandbox;
  }

  #keep(sandbox: Sandbox): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting(sandbox);
      return;
    }
    const timer = setTimeout(() => sandbox.stop(), idleMs).unref();
    this.#idle.push({ sandbox, timer });
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#idle) clearTimeout(timer);
    for (const sandbox of this.#all) sandbox.stop();
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

type Reaper = { watch(pid: number): void; forget(pid: number): void; close(): void };

/** A process that outlives this one by a moment and ends the sandboxes that it leaves behind. */
function openReaper(): Reaper {
  const reaper: ChildProcess = spawn(process.execPath, [path.join(import.meta.dirname, 'reaper.mjs')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  reaper.unref();
  const { stdin } = reaper;
  stdin?.on('error', () => {});
  const tell = (line: string) => void stdin?.write(`${line}\n`);
  return { watch: (pid) => tell(`+${pid}`), forget: (pid) => tell(`-${pid}`), close: () => void stdin?.end() };
}
