import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What a function is, as Lambda keeps it. `environment` holds its own variables, region and credentials. */
export type FunctionSettings = {
  name: string;
  arn: string;
  handler: string;
  codeDirectory: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  reservedConcurrency?: number;
};

/** How an invocation ended; `payload` is the answer, or the error as JSON. */
export type Outcome = { payload: string; functionError?: 'Handled' | 'Unhandled' };

export type SandboxOptions = {
  settings: FunctionSettings;
  nodePath: string;
  /** A line that the function wrote, and the latest request; undefined before the first. */
  log(line: string, requestId: string | undefined): void;
  onStart(pid: number): void;
  /** The sandbox is there no more. */
  onEnd(sandbox: Sandbox): void;
};

const bootstrap = path.join(import.meta.dirname, 'bootstrap.mjs');
/** Lambda gives a function ten seconds to load. */
const longestInitMs = 10_000;
const largestAnswer = 6 * 1024 * 1024;
const memoryCheckMs = 100;
/** Windows has no signals that stop a process: there a sandbox is not frozen. */
const canFreeze = process.platform !== 'win32';

type Invocation = { id: string; settle(outcome: Outcome): void };

/**
 * One execution environment: a process of its own that asks for work over the Runtime API, on a port of its own, because
 * the API's address has no room for a path. It handles one invocation at a time and is frozen in between.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #server: http.Server;
  /** Kept when it asks for work, or will never ask again. */
  #asked = Promise.withResolvers<void>();
  #process: ChildProcess | undefined;
  #next: http.ServerResponse | undefined;
  #invocation: Invocation | undefined;
  /** Whose what the function writes is: of the latest request, also where it is read after the answer. */
  #latestId: string | undefined;
  /** Hands on what was written and has no newline yet. */
  readonly #endLines: (() => void)[] = [];
  #initError: string | undefined;
  #killedFor: string | undefined;
  #hasEnded = false;
  /** Highest anonymous memory seen, in MB. */
  peakMb = 0;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#server = http.createServer((request, response) => this.#answer(request, response));
    // The next invocation may be hours away.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Whether it can do no more work: its process is gone, or about to go. */
  get hasEnded(): boolean {
    return this.#hasEnded || this.#killedFor !== undefined;
  }

  /** Starts the process and waits until it asks for work, or has failed to. */
  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    this.#process = this.#spawn(`127.0.0.1:${port}`);
    const limit = setTimeout(() => this.#kill('Init Duration limit of 10 seconds exceeded'), longestInitMs);
    await this.#asked.promise;
    clearTimeout(limit);
  }

  #spawn(api: string): ChildProcess {
    const { settings, nodePath, log } = this.#options;
    const heapMb = Math.max(32, Math.floor(settings.memoryMb * 0.9));
    const child = spawn(nodePath, [`--max-old-space-size=${heapMb}`, bootstrap], {
      cwd: settings.codeDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for the host, which ends what is under way in its own order.
      detached: true,
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        ...settings.environment,
        _HANDLER: settings.handler,
        LAMBDA_TASK_ROOT: settings.codeDirectory,
        LAMBDA_RUNTIME_DIR: path.dirname(bootstrap),
        AWS_LAMBDA_RUNTIME_API: api,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: settings.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10)}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      const endLine = () => {
        if (rest !== '') log(rest, this.#latestId);
        rest = '';
      };
      this.#endLines.push(endLine);
      stream.once('end', endLine).setEncoding('utf8');
      stream.on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) log(line, this.#latestId);
      });
    }
    if (child.pid !== undefined) this.#options.onStart(child.pid);
    child.once('exit', (status, signal) => this.#end(status, signal));
    child.once('error', () => this.#end(null, null));
    return child;
  }

  /** Runs one invocation to its end, whatever end that is. */
  async invoke(id: string, payload: string): Promise<Outcome> {
    const { settings } = this.#options;
    // It answers the invocation before, and only then asks for this one.
    await this.#asked.promise;
    const next = this.#next;
    if (this.hasEnded || next === undefined) return this.#initFailure(id);
    this.#next = undefined;
    this.#asked = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const limitMs = settings.timeoutSeconds * 1000;
    const timeout = setTimeout(() => {
      this.#kill(`Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds`, 'Sandbox.Timedout');
    }, limitMs);
    const memory = setInterval(() => this.#checkMemory(), memoryCheckMs);
    this.#invocation = { id, settle: resolve };
    this.#latestId = id;
    if (canFreeze) this.#process?.kill('SIGCONT');
    next
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(Date.now() + limitMs),
        'lambda-runtime-invoked-function-arn': settings.arn,
        'lambda-runtime-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${id.replaceAll('-', '').slice(0, 24)};Sampled=0`,
      })
      .end(payload);
    try {
      return await promise;
    } finally {
      clearTimeout(timeout);
      clearInterval(memory);
      this.#checkMemory();
    }
  }

  /** Ends the process. */
  stop(): void {
    this.#process?.kill('SIGKILL');
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const operation = (request.url ?? '').replace('/2018-06-01/runtime', '');
    if (operation === '/invocation/next') {
      this.#next = response;
      // It has nothing to do from here on, and on Lambda nothing runs between two invocations.
      if (canFreeze) this.#process?.kill('SIGSTOP');
      // A turn later all is read that it wrote, which is then of the request that it has answered.
      setImmediate(() => {
        for (const endLine of this.#endLines) endLine();
        this.#asked.resolve();
      });
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
      const bytes = Buffer.concat(chunks);
      const body = bytes.toString();
      if (operation === '/init/error') this.#initError = body;
      else if (operation.endsWith('/error')) this.#settle({ payload: body, functionError: 'Unhandled' });
      else if (bytes.length <= largestAnswer) this.#settle({ payload: body });
      else
        this.#settle(
          failure(
            'Function.ResponseSizeTooLarge',
            `Response payload size (${bytes.length} bytes) exceeded maximum allowed payload size (${largestAnswer} bytes).`,
          ),
        );
    });
  }

  #settle(outcome: Outcome): void {
    const invocation = this.#invocation;
    this.#invocation = undefined;
    if (outcome.functionError !== undefined && invocation !== undefined) {
      this.#options.log(`ERROR ${outcome.payload}`, invocation.id);
    }
    invocation?.settle(outcome);
  }

  #end(status: number | null, signal: NodeJS.Signals | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#server.closeAllConnections();
    this.#server.close();
    const id = this.#invocation?.id ?? '';
    const how = signal === null ? `exit status ${status}` : `signal: ${signal}`;
    this.#settle(failure('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited with error: ${how}`));
    this.#asked.resolve();
    this.#options.onEnd(this);
  }

  #kill(reason: string, errorType = 'Runtime.ExitError'): void {
    const id = this.#invocation?.id ?? '';
    this.#killedFor = reason;
    this.#settle(failure(errorType, `RequestId: ${id} Error: ${reason}`));
    this.stop();
  }

  #initFailure(id: string): Outcome {
    if (this.#initError !== undefined) return { payload: this.#initError, functionError: 'Unhandled' };
    const reason = this.#killedFor ?? 'Runtime exited during initialization';
    return failure('Runtime.ExitError', `RequestId: ${id} Error: ${reason}`);
  }

  #checkMemory(): void {
    const used = anonymousMb(this.pid);
    this.peakMb = Math.max(this.peakMb, used);
    if (used > this.#options.settings.memoryMb)
      this.#kill('Runtime exited with error: signal: killed', 'Runtime.OutOfMemory');
  }
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { payload: JSON.stringify({ errorType, errorMessage }), functionError: 'Unhandled' };
}

/** Memory that only this process has, in MB; 0 where the system has no /proc: there only V8's own limit holds. */
function anonymousMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
