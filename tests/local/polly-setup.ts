import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { PollyClient, SynthesizeSpeechCommand, type SynthesizeSpeechCommandInput } from '@aws-sdk/client-polly';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { openPolly, type Polly } from '../../infra/local/emulators/polly/polly.ts';

export type PollyUnderTest = {
  polly: Polly;
  /** Over HTTP/1.1, without retries. */
  client: PollyClient;
  /** With the handler that the SDK takes by itself, HTTP/2. */
  client2: PollyClient;
  url: string;
  logged: string[];
  /** How many connections spoke HTTP/2. */
  http2Connections(): number;
  close(): Promise<void>;
};

/** A local Polly behind one port for HTTP/1.1 and HTTP/2, as the gateway has it. */
export async function startPolly(): Promise<PollyUnderTest> {
  const logged: string[] = [];
  const polly = await openPolly({ log: (text) => logged.push(text) });
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const handler = (request: unknown, response: unknown) =>
    polly.handle(request as http.IncomingMessage, response as http.ServerResponse);
  const http1Server = http.createServer((request, response) => void handler(request, response));
  const http2Server = http2.createServer((request, response) => void handler(request, response));
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return socket.destroy();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, 3) === 'PRI';
      if (isHttp2) connections++;
      (isHttp2 ? http2Server : http1Server).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const options = {
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const client = new PollyClient({ ...options, requestHandler: new NodeHttpHandler() });
  const client2 = new PollyClient(options);
  return {
    polly,
    client,
    client2,
    url,
    logged,
    http2Connections: () => connections,
    async close() {
      client.destroy();
      client2.destroy();
      await polly.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

type Input = Partial<SynthesizeSpeechCommandInput> & { Text: string };

/** Speaks with Joanna's neural voice as MP3, where nothing else is asked. */
export async function say(
  client: PollyClient,
  input: Input,
): Promise<{ bytes: Buffer; characters: number; type: string }> {
  const reply = await client.send(
    new SynthesizeSpeechCommand({ VoiceId: 'Joanna', Engine: 'neural', OutputFormat: 'mp3', ...input }),
  );
  return {
    bytes: Buffer.from((await reply.AudioStream?.transformToByteArray()) ?? []),
    characters: reply.RequestCharacters ?? -1,
    type: reply.ContentType ?? '',
  };
}

export type Mark = { time: number; type: string; start: number; end: number; value: string };

/** The marks of a text, and the lines that they came as. */
export async function marksOf(client: PollyClient, input: Input): Promise<{ marks: Mark[]; lines: string[] }> {
  const { bytes } = await say(client, { SpeechMarkTypes: ['sentence', 'word'], ...input, OutputFormat: 'json' });
  const lines = bytes.toString().split('\n').slice(0, -1);
  return { marks: lines.map((line) => JSON.parse(line) as Mark), lines };
}
