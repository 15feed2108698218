import { Agent } from 'node:https';
import {
  InvalidSsmlException,
  PollyClient,
  SynthesizeSpeechCommand,
  type SynthesizeSpeechCommandInput,
  TextLengthExceededException,
} from '@aws-sdk/client-polly';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { narrators } from '../contract/narrators.ts';
import { HalfSpoken } from '../domain/speech-failure.ts';
import { usesFrames } from '../domain/voice.ts';
import type { Narrator } from '../ports.ts';

/** What the account may ask of Polly in a second, and how much of it all narrators together take. */
type Quota = { requestsPerSecond: number; share: number };

/**
 * Polly. Audio and marks are two requests for the same text, voice and engine, so that they agree. The HTTP/1.1 handler
 * is given as an instance, because the client's own opens an HTTP/2 connection for every request. Nothing is held back
 * until Polly throttles; from then on, for a minute, each request waits for its turn, so that all narrators together keep
 * within the quota. Streams are always read to the end: an unread one holds its socket.
 */
export function pollyNarrator({ requestsPerSecond, share }: Quota): Narrator {
  const pace = openPace((requestsPerSecond * share) / narrators);
  const client = new PollyClient({
    maxAttempts: 8,
    requestHandler: new NodeHttpHandler({
      httpsAgent: new Agent({ keepAlive: true, maxSockets: 16 }),
      connectionTimeout: 2000,
      requestTimeout: 60_000,
    }),
  });
  // Within the client's own retries, so that these wait for their turns too.
  client.middlewareStack.add(
    (next) => async (request) => {
      await pace.turn();
      try {
        return await next(request);
      } catch (error) {
        if (error instanceof Error && error.name === 'ThrottlingException') pace.slowDown();
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'pace' },
  );
  const request = async (input: SynthesizeSpeechCommandInput) => {
    const { AudioStream, RequestCharacters } = await client.send(new SynthesizeSpeechCommand(input));
    const bytes = await AudioStream?.transformToByteArray();
    if (bytes === undefined || bytes.length === 0) throw new Error('Polly answered without a body');
    return { bytes, characters: RequestCharacters ?? 0 };
  };
  return {
    async speak(text, type, voice) {
      const base = {
        Text: text,
        TextType: type,
        VoiceId: voice.id,
        Engine: voice.engine,
        LanguageCode: voice.language,
      } as Pick<SynthesizeSpeechCommandInput, 'Text' | 'TextType' | 'VoiceId' | 'Engine' | 'LanguageCode'>;
      try {
        const [audio, marks] = await bothOf(
          request({ ...base, OutputFormat: 'mp3', SampleRate: '24000' }),
          usesFrames(voice)
            ? undefined
            : request({ ...base, OutputFormat: 'json', SpeechMarkTypes: ['sentence', 'word'] }),
        );
        return {
          kind: 'spoken',
          mp3: audio.bytes,
          marks: marks === undefined ? '' : new TextDecoder().decode(marks.bytes),
          characters: audio.characters + (marks?.characters ?? 0),
        };
      } catch (error) {
        if (error instanceof InvalidSsmlException || error instanceof TextLengthExceededException) {
          return { kind: 'refused', why: `${error.name}: ${error.message}` };
        }
        throw error;
      }
    },
  };
}

type Answer = { bytes: Uint8Array; characters: number };

/**
 * Audio and marks, if any are asked for. Where one fails the other is waited for, since it is paid for.
 *
 * @throws HalfSpoken with what the other cost, else whatever the first that failed throws.
 */
export async function bothOf(
  audio: Promise<Answer>,
  marks: Promise<Answer> | undefined,
): Promise<[Answer, Answer | undefined]> {
  const [heard, marked] = await Promise.allSettled([audio, marks]);
  if (heard.status === 'fulfilled' && marked.status === 'fulfilled') return [heard.value, marked.value];
  const paid = [heard, marked].reduce(
    (sum, each) => sum + (each.status === 'fulfilled' ? (each.value?.characters ?? 0) : 0),
    0,
  );
  const reason: unknown =
    heard.status === 'rejected' ? heard.reason : marked.status === 'rejected' ? marked.reason : '';
  throw paid === 0 ? reason : new HalfSpoken(reason, paid);
}

/** How long a narrator minds the quota after Polly has throttled it, in milliseconds. */
const caution = 60_000;

/** Lets callers through as they come; for some time after `slowDown` one after the other, so many a second. */
function openPace(perSecond: number): { turn(): Promise<void>; slowDown(): void } {
  const gap = 1000 / perSecond;
  let slowUntil = 0;
  let next = 0;
  return {
    async turn() {
      const now = Date.now();
      if (now > slowUntil) return;
      const at = Math.max(next, now);
      next = at + gap;
      if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    },
    slowDown() {
      slowUntil = Date.now() + caution;
    },
  };
}
