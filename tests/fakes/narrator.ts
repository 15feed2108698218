import { usesFrames } from '../../shared/domain/voice.ts';
import type { Narrator } from '../../shared/ports.ts';

/** Milliseconds that a character takes to say. */
const pace = 60;

/**
 * A Polly that says every character in 60 ms: MPEG-2 frames of 24 kHz, 48 kbit/s, and marks for sentences and
 * words by their UTF-8 bytes. It refuses what holds the word in `refuses` as SSML, and what is longer than Polly takes.
 * `voices` says who spoke which.
 */
export function fakeNarrator(refuses?: string): Narrator & { spoken: string[]; voices: string[] } {
  const spoken: string[] = [];
  const voices: string[] = [];
  return {
    spoken,
    voices,
    async speak(text, type, voice) {
      if (type === 'ssml' && refuses !== undefined && text.includes(refuses))
        return { kind: 'refused', why: 'InvalidSsml' };
      if (text.length > 6000 || billedFor(text, type) > 3000) return { kind: 'refused', why: 'TextLengthExceeded' };
      spoken.push(text);
      voices.push(voice.id);
      const plain = type === 'ssml' ? text.replace(/<[^>]*>/g, (tag) => ' '.repeat(tag.length)) : text;
      const billed = billedFor(text, type);
      return usesFrames(voice)
        ? { kind: 'spoken', mp3: sound(Math.ceil((billed * pace) / 24)), marks: '', characters: billed }
        : {
            kind: 'spoken',
            mp3: sound(Math.ceil((plain.trim().length * pace) / 24)),
            marks: marksOf(plain),
            characters: billed * 2,
          };
    },
  };
}

/** Characters outside tags, an entity being one. */
export function billedFor(text: string, type: 'ssml' | 'text' = 'ssml'): number {
  return [...(type === 'ssml' ? text.replace(/<[^>]*>/g, '').replace(/&\w+;/g, '&') : text)].length;
}

/** `count` frames of 24 ms that hold a sound, as far as can be seen from outside: no bit of it is right. */
export function sound(count: number): Uint8Array {
  return frames(count, 100);
}

/** `count` empty frames of 24 ms. */
export function silence(count: number): Uint8Array {
  return frames(count, 0);
}

function frames(count: number, bits: number): Uint8Array {
  const frame = new Uint8Array(144);
  frame.set([0xff, 0xf3, 0x64, 0xc0, 0, bits >> 5, (bits << 3) & 0xff]);
  const mp3 = new Uint8Array(count * 144);
  for (let index = 0; index < count; index++) mp3.set(frame, index * 144);
  return mp3;
}

function marksOf(plain: string): string {
  const bytes = (end: number) => Buffer.byteLength(plain.slice(0, end));
  const begin = plain.length - plain.trimStart().length;
  const mark = (type: string, from: number, value: string) =>
    JSON.stringify({
      time: Math.round((from - begin) * pace * 0.9),
      type,
      start: bytes(from),
      end: bytes(from + value.length),
      value,
    });
  const words = [...plain.matchAll(/[^\s&;]+/gu)].map((match) => mark('word', match.index, match[0]));
  return [mark('sentence', begin, plain.trim()), ...words].join('\n');
}
