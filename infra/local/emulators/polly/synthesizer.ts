import { Worker } from 'node:worker_threads';
import { openPromiseCache } from './promise-cache.ts';
import type { Speech } from './speak.ts';
import type { SpeechRequest } from './speech-request.ts';
import type { SynthesisJob, SynthesisResult } from './synthesis-worker.ts';
import { openWorkerPool } from './worker-pool.ts';

/**
 * Speech for requests. Audio and marks of the same text come from one synthesis, so that they agree, and cost it once:
 * requests for a text that is being spoken wait for it.
 */
export type Synthesizer = {
  speech(request: SpeechRequest): Promise<Speech>;
  audio(request: SpeechRequest): Promise<Uint8Array>;
  /** How often a text was spoken. */
  syntheses(): number;
  close(): Promise<void>;
};

/** Bytes that are kept: about half an hour of speech, and an hour and a half of MP3. */
const keptSpeech = 80 * 2 ** 20;
const keptAudio = 32 * 2 ** 20;
/** A text takes well under a second; a worker that takes this long on a busy computer spins. */
const limitMs = 30_000;

/** Starts two workers; requests wait until they can speak. */
export function openSynthesizer(log: (text: string) => void): Synthesizer {
  const pool = openWorkerPool<SynthesisJob, SynthesisResult>({
    start: () => new Worker(new URL('./synthesis-worker.ts', import.meta.url)),
    size: 2,
    limitMs,
    log,
  });
  const speeches = openPromiseCache<Speech>(
    keptSpeech,
    ({ samples, marks }) => samples.byteLength + marks.length * 100,
  );
  const audios = openPromiseCache<Uint8Array>(keptAudio, (bytes) => bytes.length);
  let syntheses = 0;
  const speech = ({ key, text, speaker, isSsml, manner }: SpeechRequest) =>
    speeches.get(key, async () => {
      syntheses++;
      const result = await pool.run({ kind: 'speak', text, ssml: isSsml ? speaker : undefined, manner });
      if (result.kind !== 'speech') throw new Error(`A worker answered ${result.kind} instead of speech`);
      return result.speech;
    });
  return {
    speech,
    audio: (request) => {
      const { format, rate } = request;
      if (format === 'json') throw new Error('Marks are no audio');
      return audios.get(`${format} ${rate} ${request.key}`, async () => {
        const { samples } = await speech(request);
        const result = await pool.run({ kind: 'encode', samples, format, rate });
        if (result.kind !== 'audio') throw new Error(`A worker answered ${result.kind} instead of audio`);
        return result.bytes;
      });
    },
    syntheses: () => syntheses,
    close: () => pool.close(),
  };
}
