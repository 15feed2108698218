import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { type AudioFormat, startEncoders } from './encode.ts';
import { startEspeak } from './espeak.ts';
import { type Manner, type Speech, speak } from './speak.ts';
import { parseSsml, plainScript } from './ssml.ts';
import type { Speaker } from './ssml-tags.ts';

/** What a worker is asked. Text has been checked before: SSML in it is valid for its speaker. */
export type SynthesisJob =
  | { kind: 'speak'; text: string; ssml: Speaker | undefined; manner: Manner }
  | { kind: 'encode'; samples: Int16Array<SharedArrayBuffer>; format: AudioFormat; rate: number };

export type SynthesisResult = { kind: 'speech'; speech: Speech } | { kind: 'audio'; bytes: Uint8Array };

const espeak = await startEspeak();
const encode = await startEncoders();

function work(job: SynthesisJob): SynthesisResult {
  if (job.kind === 'encode') return { kind: 'audio', bytes: encode(job.samples, job.format, job.rate) };
  const script = job.ssml === undefined ? plainScript(job.text) : parseSsml(job.text, job.ssml);
  return { kind: 'speech', speech: speak(espeak, job.text, script, job.manner) };
}

let heard = 0;
parentPort?.on('message', ({ id, job }: { id: number; job: SynthesisJob }) => {
  heard++;
  try {
    parentPort?.postMessage({ id, result: work(job) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
parentPort?.postMessage({ ready: true });

const unheard = [
  ['en-US', 'The harbour authority said on Tuesday that it would reopen the northern channel after three weeks.'],
  ['es-ES', 'La autoridad del puerto dijo el martes que reabrirá el canal norte después de tres semanas.'],
  ['ar-AE', 'قالت سلطة الميناء يوم الثلاثاء إنها ستعيد فتح القناة الشمالية بعد ثلاثة أسابيع.'],
] as const;

/** Speaks unheard between the first jobs, so that an article finds compiled code: it then takes half the time. */
async function warmUp(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    for (const [language, text] of unheard) {
      await setImmediate();
      if (heard > 8) return;
      const { samples } = speak(espeak, text, plainScript(text), { language, variant: 'f2', lexemes: [] });
      encode(samples, 'mp3', 24_000);
    }
  }
}

await warmUp();
