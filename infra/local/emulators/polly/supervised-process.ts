import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A process that serves HTTP on a port of its own choice, and is started again when it dies. */
export type SupervisedProcess = {
  /** Its port, as soon as there is one. Rejects when the process dies before it has told it. */
  port(): Promise<number>;
  close(): Promise<void>;
};

type Options = {
  /** The start file. It sends `{ port }` to its parent, and ends when the parent goes away. */
  file: URL;
  /** What people call it, for the log. */
  name: string;
  log(text: string): void;
  /** Called each time that it has been started again. */
  restarted(): void;
};

/** Starts a process and returns at once. One that dies again and again is started after ever longer pauses. */
export function superviseProcess({ file, name, log, restarted }: Options): SupervisedProcess {
  const ending = new AbortController();
  let failures = 0;
  let port = pending<number>();
  let child = start();

  function start(): ChildProcess {
    const started = fork(fileURLToPath(file), { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let served = false;
    started.stderr?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
    started.once('message', (message: { port: number }) => {
      served = true;
      port.resolve(message.port);
    });
    const died = (why: string) => {
      if (ending.signal.aborted) return;
      log(`${name} ended (${why}) and is started again`);
      failures = served ? 0 : failures + 1;
      // Those who wait hear why; those who come now wait for the next one.
      port.reject(new Error(`${name} ended before it could answer (${why})`));
      port = pending();
      void again();
    };
    started.once('error', (error) => (started.pid === undefined ? died(error.message) : log(error.message)));
    started.once('exit', (code, signal) => died(signal ?? `code ${code}`));
    return started;
  }

  async function again(): Promise<void> {
    try {
      await wait(Math.min(10_000, 500 * failures), undefined, { signal: ending.signal, ref: false });
    } catch {
      return;
    }
    child = start();
    restarted();
  }

  return {
    port: () => port.promise,
    async close() {
      if (ending.signal.aborted) return;
      ending.abort();
      port.reject(new Error(`${name} is closed`));
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function pending<Value>() {
  const resolvers = Promise.withResolvers<Value>();
  // A rejection that nobody waits for is no error: it has been logged.
  resolvers.promise.catch(() => {});
  return resolvers;
}
