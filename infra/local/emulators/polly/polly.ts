import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Emulator } from '../emulator.ts';
import type { PollySettings, PollyStats } from './polly-settings.ts';
import { readBody } from './read-body.ts';
import { superviseProcess } from './supervised-process.ts';

/** Polly on this computer: SynthesizeSpeech, DescribeVoices and lexicons, spoken by eSpeak NG. */
export interface Polly extends Emulator {
  /** Changes how it behaves, for tests and demonstrations; answers with what has happened so far. */
  control(settings?: PollySettings): Promise<PollyStats>;
}

type Ask = { method: string; path: string; type: string | undefined; body: Buffer; signal?: AbortSignal };
type Reply = { status: number; headers: IncomingMessage['headers']; body: Buffer };

/** How often a request is asked before it is given up: the process may die while it answers. */
const attempts = 4;
/** Headers that belong to one connection; HTTP/2 forbids them. */
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'];

/**
 * Starts the local Polly in a process of its own, because eSpeak NG is licensed under the GPL, and returns at once:
 * requests wait until it can speak. If it dies it is started again, with the settings of `control`, and requests that
 * it was answering are asked again. Lexicons live as long as the process.
 */
export async function openPolly({ log }: { log(text: string): void }): Promise<Polly> {
  const agent = new Agent({ keepAlive: true });
  let settings: PollySettings = {};
  const speaker = superviseProcess({
    file: new URL('./polly-process.ts', import.meta.url),
    name: 'The local Polly',
    log,
    restarted: () => {
      control(settings).catch((error) => log(`The local Polly did not take its settings: ${error.message}`));
    },
  });

  async function ask(asked: Ask): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const port = await speaker.port();
      try {
        return await exchange(agent, port, asked);
      } catch (error) {
        if (attempt === attempts || asked.signal?.aborted === true) throw error;
        // The connection breaks a moment before the process is known to have died.
        await wait(50 * attempt);
      }
    }
  }

  async function control(changed: PollySettings = {}): Promise<PollyStats> {
    const { enforce, latencyMs } = { ...settings, ...changed };
    settings = { enforce, latencyMs };
    const body = Buffer.from(JSON.stringify(changed));
    const reply = await ask({ method: 'POST', path: '/_control', type: 'application/json', body });
    if (reply.status !== 200) throw new Error(reply.body.toString());
    return JSON.parse(reply.body.toString()) as PollyStats;
  }

  return {
    async handle(request, response, body) {
      const left = new AbortController();
      response.once('close', () => left.abort());
      try {
        const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
        const sent = body ?? (await readBody(request));
        if (sent === undefined)
          return fail(response, 413, 'ValidationException', 'The request is longer than a mebibyte');
        // Only the API is public: what steers the process is not.
        if (!pathname.startsWith('/v1/')) {
          return fail(
            response,
            501,
            'NotImplementedException',
            `Polly has no operation at ${request.method} ${pathname}`,
          );
        }
        const type = request.headers['content-type'];
        const asked = {
          method: request.method ?? 'GET',
          path: pathname + search,
          type,
          body: sent,
          signal: left.signal,
        };
        answer(response, await ask(asked));
      } catch (error) {
        if (left.signal.aborted) return;
        log(`The local Polly failed: ${error}`);
        fail(response, 500, 'ServiceFailureException', `The local Polly failed: ${error}`);
      }
    },
    control,
    async close() {
      await speaker.close();
      agent.destroy();
    },
  };
}

function exchange(agent: Agent, port: number, { method, path, type, body, signal }: Ask): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const headers = { 'content-length': body.length, ...(type === undefined ? {} : { 'content-type': type }) };
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent, signal });
  request.on('error', reject);
  request.on('response', (reply) => {
    const chunks: Buffer[] = [];
    reply.on('data', (chunk: Buffer) => chunks.push(chunk));
    reply.on('error', reject);
    reply.on('end', () =>
      resolve({ status: reply.statusCode ?? 500, headers: reply.headers, body: Buffer.concat(chunks) }),
    );
  });
  request.end(body);
  return promise;
}

/** Answers in HTTP/1.1 or HTTP/2 alike. */
function answer(response: ServerResponse, { status, headers, body }: Reply): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !connectionHeaders.includes(name)) response.setHeader(name, value);
  }
  response.statusCode = status;
  response.end(body);
}

function fail(response: ServerResponse, status: number, type: string, message: string): void {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  answer(response, { status, headers, body: Buffer.from(JSON.stringify({ message })) });
}
