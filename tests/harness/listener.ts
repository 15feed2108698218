import type { Page } from 'playwright-core';

/** Every how many milliseconds it is measured how loud a sound is. */
const hop = 1;

/** What is heard: how long it is, in milliseconds, and how loud (RMS, of 1) in windows of 10 ms around each millisecond. */
export type Sound = { durationMs: number; loudness: number[] };

/** An MP3 as a browser decodes it. */
export async function listenTo(page: Page, mp3: string): Promise<Sound> {
  // Text, for it runs in the browser: its types are none of ours.
  return await page.evaluate<Sound>(`(async () => {
    const bytes = await (await fetch(${JSON.stringify(mp3)})).arrayBuffer();
    const audio = await new OfflineAudioContext(1, 1, 24000).decodeAudioData(bytes);
    const loudnessOf = ${loudnessOf};
    return { durationMs: audio.duration * 1000, loudness: loudnessOf(audio.getChannelData(0), 24, ${hop}) };
  })()`);
}

/** Little-endian samples of 16 bits, `perMs` of them in a millisecond, up to the last that is not zero. */
export function listenToPcm(bytes: Uint8Array, perMs: number): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = Float32Array.from({ length: bytes.length / 2 }, (_, at) => view.getInt16(at * 2, true) / 32_768);
  const samples = all.subarray(0, all.findLastIndex((value) => value !== 0) + 1);
  return { durationMs: samples.length / perMs, loudness: loudnessOf(samples, perMs, hop) };
}

function loudnessOf(samples: Float32Array, perMs: number, hop: number): number[] {
  const loudness: number[] = [];
  for (let at = 0; at + 10 * perMs <= samples.length; at += perMs * hop) {
    let sum = 0;
    for (let n = at; n < at + 10 * perMs; n++) sum += Number(samples[n]) ** 2;
    loudness.push(Math.sqrt(sum / (10 * perMs)));
  }
  return loudness;
}

/** −40 dB of the loudest: above the noise that MP3 leaves in a pause, below any sound that is meant. */
export function audibleIn({ loudness }: Sound): number {
  return 0.01 * loudness.reduce((peak, value) => Math.max(peak, value), 0);
}

/** When, between two times, the first and the last sound are heard that are louder than `audible`, in milliseconds. */
export function soundsBetween({ loudness }: Sound, from: number, to: number, audible: number): [number, number] {
  const at = (ms: number) => Math.max(0, Math.round(ms / hop));
  const middle = (index: number) => index * hop + 5;
  const heard = loudness.slice(at(from), at(to));
  const isLoud = (value: number) => value > audible;
  return [middle(at(from) + heard.findIndex(isLoud)), middle(at(from) + heard.findLastIndex(isLoud))];
}

/** Plays an MP3 fast, and says where it ended, in milliseconds. */
export async function playToTheEnd(page: Page, mp3: string): Promise<number> {
  return await page.evaluate<number>(`(async () => {
    const audio = new Audio(${JSON.stringify(mp3)});
    audio.muted = true;
    audio.playbackRate = 16;
    const ended = new Promise((resolve, reject) => {
      audio.addEventListener('ended', resolve, { once: true });
      audio.addEventListener('error', () => reject(new Error(audio.error.message)), { once: true });
    });
    await audio.play();
    await ended;
    return audio.currentTime * 1000;
  })()`);
}
