import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { constants, setPriority } from 'node:os';
import { openPollyApi } from './polly-api.ts';
import { PollyError } from './polly-error.ts';
import type { PollySettings } from './polly-settings.ts';
import { readBody } from './read-body.ts';
import type { Body } from './speech-request.ts';
import { openSynthesizer } from './synthesizer.ts';

/**
 * The process of the local Polly: an HTTP server on a free port, which it tells its parent. It ends when the parent
 * does. eSpeak NG, which is licensed under the GPL, is loaded by its worker threads and nowhere else. Speech gives way to
 * everything else on this computer, above all to the start of the host; threads inherit the priority.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const api = openPollyApi(openSynthesizer((text) => process.stderr.write(`${text}\n`)));

const server = createServer((request, response) => {
  void serve(request, response);
});
// The parent keeps its connections: one that closes of its own accord would fail the request that is just coming.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await answer(request);
    response.writeHead(status, { ...headers, 'x-amzn-requestid': randomUUID() });
    response.end(body);
  } catch (error) {
    const { type, status, message } =
      error instanceof PollyError
        ? error
        : new PollyError('ServiceFailureException', `The local Polly failed: ${error}`);
    if (!(error instanceof PollyError)) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() };
    response.writeHead(status, headers);
    response.end(JSON.stringify({ message }));
  }
}

async function answer(request: IncomingMessage) {
  const raw = await readBody(request);
  if (raw === undefined) throw new PollyError('ValidationException', 'The request is longer than a mebibyte');
  const body = parse(raw.toString('utf8'));
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname !== '/_control') return api.answer({ method: request.method ?? 'GET', url, body });
  const stats = api.control(body as PollySettings);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(stats)) };
}

function parse(text: string): Body {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch {
    // Answered below, like any other body that is no object.
  }
  throw new PollyError('SerializationException', 'The body must be a JSON object');
}
