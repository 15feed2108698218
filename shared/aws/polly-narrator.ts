import { Agent } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import {
  InvalidSsmlException,
  PollyClient,
  SynthesizeSpeechCommand,
  type SynthesizeSpeechCommandInput,
  TextLengthExceededException,
} from '@aws-sdk/client-polly';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { narrators } from '../contract/narrators.ts';
import { HalfSpoken, type Uttered } from '../domain/uttered.ts';
import { usesFrames } from '../domain/voice.ts';
import type { Narrator } from '../ports.ts';

/** What the account may ask of Polly in a second, and how much of it all narrators together take. */
type Quota = { requestsPerSecond: number; share: number };

/**
 * How long a text may take with all retries, in milliseconds, so that a Polly that hangs is a failure and not the end of the
 * function; and one request, unless the first is shorter.
 */
const longest = 50_000;
const longestRequest = 20_000;

/**
 * Polly. Audio and marks are two requests for the same text, voice and engine, so that they agree. The HTTP/1.1 handler
 * is given as an instance, because the client's own opens an HTTP/2 connection for every request. Nothing is held back
 * until Polly throttles; from then on, for a minute, each request waits for its turn, so that all narrators together keep
 * within the quota. Streams are always read to the end: an unread one holds its socket. `patience` is how long a text may
 * take, in milliseconds.
 */
export function pollyNarrator({ requestsPerSecond, share }: Quota, patience = longest): Narrator {
  const pace = openPace((requestsPerSecond * share) / narrators);
  const client = new PollyClient({
    maxAttempts: 8,
    requestHandler: new NodeHttpHandler({
      httpsAgent: new Agent({ keepAlive: true, maxSockets: 16 }),
      connectionTimeout: 2000,
      requestTimeout: Math.min(longestRequest, patience),
      // By itself it only warns.
      throwOnRequestTimeout: true,
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
  const request = async (input: SynthesizeSpeechCommandInput, abortSignal: AbortSignal): Promise<Answer> => {
    const { AudioStream, RequestCharacters = 0 } = await client.send(new SynthesizeSpeechCommand(input), {
      abortSignal,
    });
    try {
      const bytes = (await AudioStream?.transformToByteArray()) ?? new Uint8Array();
      if (bytes.length > 0) return { bytes, characters: RequestCharacters };
    } catch (error) {
      // It is billed as soon as it is answered.
      throw new HalfSpoken(error, RequestCharacters);
    }
    throw new HalfSpoken('Polly answered without a body', RequestCharacters);
  };
  return {
    async speak(text, type, voice, half) {
      const base = {
        Text: text,
        TextType: type,
        VoiceId: voice.id,
        Engine: voice.engine,
        LanguageCode: voice.language,
      } as Pick<SynthesizeSpeechCommandInput, 'Text' | 'TextType' | 'VoiceId' | 'Engine' | 'LanguageCode'>;
      const signal = AbortSignal.timeout(patience);
      const audio =
        half?.missing === 'marks' ? undefined : request({ ...base, OutputFormat: 'mp3', SampleRate: '24000' }, signal);
      const marks =
        usesFrames(voice) || half?.missing === 'audio'
          ? undefined
          : request({ ...base, OutputFormat: 'json', SpeechMarkTypes: ['sentence', 'word'] }, signal);
      try {
        return { kind: 'spoken', ...(await bothOf(audio, marks, half)) };
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
 * Audio and marks, of which `half` may hold one. Where one fails the other is waited for, since it is paid for.
 *
 * @throws HalfSpoken with what was billed now and the half that is there; if nothing was, whatever the first that failed
 *   throws.
 */
export async function bothOf(
  audio: Promise<Answer> | undefined,
  marks: Promise<Answer> | undefined,
  half: Uttered | undefined,
): Promise<Uttered> {
  const [heard, marked] = await Promise.allSettled([audio, marks]);
  const spoken: Uttered = {
    mp3: half?.mp3 ?? new Uint8Array(),
    marks: half?.marks ?? '',
    characters: half?.characters ?? 0,
  };
  if (heard.status === 'fulfilled' && heard.value !== undefined) {
    spoken.mp3 = heard.value.bytes;
    spoken.characters += heard.value.characters;
  }
  if (marked.status === 'fulfilled' && marked.value !== undefined) {
    spoken.marks = new TextDecoder().decode(marked.value.bytes);
    spoken.characters += marked.value.characters;
  }
  const failed = [heard, marked].filter((each) => each.status === 'rejected');
  if (failed.length === 0) return spoken;
  const billed = failed.reduce(
    (sum, { reason }) => sum + (reason instanceof HalfSpoken ? reason.characters : 0),
    spoken.characters - (half?.characters ?? 0),
  );
  if (billed === 0) throw failed[0]?.reason;
  const isHalf = failed.length === 1 && audio !== undefined && marks !== undefined;
  const missing = heard.status === 'rejected' ? 'audio' : 'marks';
  throw new HalfSpoken(failed[0]?.reason, billed, isHalf ? { ...spoken, missing } : undefined);
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
      if (at > now) await wait(at - now);
    },
    slowDown() {
      slowUntil = Date.now() + caution;
    },
  };
}
