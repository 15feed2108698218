/**
 * MPEG audio layer III by frames (ISO/IEC 11172-3 and 13818-3). Frames are what narrations are joined and timed by:
 * never the PCM length, the last mark or bytes divided by bitrate, because each chunk carries an encoder's delay.
 */
export type Mp3 = { frames: Uint8Array[]; sampleRate: number; samplesPerFrame: number; bitrate: number };

const bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const sampleRates: Record<number, number[]> = {
  3: [44100, 48000, 32000],
  2: [22050, 24000, 16000],
  0: [11025, 12000, 8000],
};

type Frame = { length: number; sampleRate: number; samples: number; bitrate: number; sideInfo: number };

/**
 * The audio frames of an MP3 without ID3 tags and without the Xing, Info or VBRI frame.
 *
 * @throws Error if bytes are neither a frame nor a tag, or if the frames differ in rate: such audio must not be joined.
 */
export function parseMp3(bytes: Uint8Array): Mp3 {
  const kept: Uint8Array[] = [];
  let first: Frame | undefined;
  let offset = 0;
  while (offset < bytes.length) {
    const tag = tagLength(bytes, offset);
    if (tag > 0) {
      offset += tag;
      continue;
    }
    const frame = readFrame(bytes, offset);
    if (frame === undefined || offset + frame.length > bytes.length) {
      throw new Error(`Not an MP3 frame at byte ${offset} of ${bytes.length}`);
    }
    const body = bytes.subarray(offset, offset + frame.length);
    offset += frame.length;
    if (kept.length === 0 && isHeaderFrame(body, frame)) continue;
    first ??= frame;
    if (frame.sampleRate !== first.sampleRate || frame.bitrate !== first.bitrate) {
      throw new Error(
        `MP3 frames of ${frame.sampleRate} Hz, ${frame.bitrate} kbit/s among ${first.sampleRate}, ${first.bitrate}`,
      );
    }
    kept.push(body);
  }
  if (first === undefined) throw new Error('An MP3 without a frame');
  const { sampleRate, samples, bitrate } = first;
  return { frames: kept, sampleRate, samplesPerFrame: samples, bitrate };
}

/** Length of the ID3v2 or ID3v1 tag at an offset, 0 if there is none. */
function tagLength(bytes: Uint8Array, offset: number): number {
  const [a, b, c] = bytes.subarray(offset, offset + 3);
  if (a === 0x49 && b === 0x44 && c === 0x33 && offset + 10 <= bytes.length) {
    const size = bytes.subarray(offset + 6, offset + 10).reduce((sum, byte) => (sum << 7) | (byte & 127), 0);
    return size + 10;
  }
  return a === 0x54 && b === 0x41 && c === 0x47 && bytes.length - offset === 128 ? 128 : 0;
}

function readFrame(bytes: Uint8Array, offset: number): Frame | undefined {
  const [sync = 0, head = 0, rates = 0, mode = 0] = bytes.subarray(offset, offset + 4);
  const version = (head >> 3) & 3;
  const layer = (head >> 1) & 3;
  if (sync !== 0xff || (head & 0xe0) !== 0xe0 || layer !== 1 || version === 1) return undefined;
  const bitrate = (version === 3 ? bitrates1 : bitrates2)[rates >> 4];
  const sampleRate = sampleRates[version]?.[(rates >> 2) & 3];
  if (!bitrate || sampleRate === undefined) return undefined;
  const samples = version === 3 ? 1152 : 576;
  const mono = mode >> 6 === 3;
  const sideInfo = version === 3 ? (mono ? 17 : 32) : mono ? 9 : 17;
  const length = frameLength(samples, bitrate, sampleRate) + ((rates >> 1) & 1);
  return { length, sampleRate, samples, bitrate, sideInfo };
}

/** Bytes of a frame without padding; `bitrate` in kbit/s. */
function frameLength(samples: number, bitrate: number, sampleRate: number): number {
  return Math.floor((samples * 125 * bitrate) / sampleRate);
}

function isHeaderFrame(body: Uint8Array, frame: Frame): boolean {
  const name = (at: number) => String.fromCharCode(...body.subarray(at, at + 4));
  return ['Xing', 'Info'].includes(name(4 + frame.sideInfo)) || name(36) === 'VBRI';
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * The first frame that has a sound in it, and the one after the last; undefined if it is all silent. An encoder leaves
 * frames of digital silence empty: their only granule has no main data (`part2_3_length`, ISO/IEC 13818-3 2.4.1.7).
 */
export function soundIn({ frames }: Mp3): { first: number; end: number } | undefined {
  const first = frames.findIndex((frame) => !isEmpty(frame));
  return first < 0 ? undefined : { first, end: frames.findLastIndex((frame) => !isEmpty(frame)) + 1 };
}

/** Of one channel at a low rate, as speech is made; of other audio nothing counts as silent. */
function isEmpty(frame: Uint8Array): boolean {
  const [, head = 0, , mode = 0] = frame;
  if (((head >> 3) & 3) === 3 || mode >> 6 !== 3) return false;
  const sideInfo = head & 1 ? 4 : 6;
  // Nine bits before it, twelve of its own.
  const [upper = 0, lower = 0] = frame.subarray(sideInfo + 1);
  return (upper & 0b01111111) === 0 && lower >> 3 === 0;
}

/** `count` frames of silence that can be joined to an MP3 of one channel at a low rate. */
export function silenceLike(mp3: Mp3, count: number): Mp3 {
  const [, head = 0, rates = 0, mode = 0] = mp3.frames[0] ?? [];
  const frame = new Uint8Array(frameLength(mp3.samplesPerFrame, mp3.bitrate, mp3.sampleRate));
  // Without a checksum and without a byte of padding.
  frame.set([0xff, head | 1, rates & ~2, mode]);
  return { ...mp3, frames: new Array<Uint8Array>(count).fill(frame) };
}

/** How long `count` frames play, in milliseconds. */
export function framesToMs(count: number, mp3: Pick<Mp3, 'sampleRate' | 'samplesPerFrame'>): number {
  return (count * mp3.samplesPerFrame * 1000) / mp3.sampleRate;
}

/**
 * Parts joined into one MP3 that plays without gaps: one LAME “Info” frame, then all frames. The Info frame gives
 * players the exact length and the encoder's delay of 576 samples; it needs 173 bytes, so it is of a bitrate that has
 * them (at 24 kHz 64 kbit/s) whatever the audio's is.
 *
 * @throws Error if the parts differ in sample rate, or are not MPEG-2 (16, 22.05 or 24 kHz), which speech is made in.
 */
export function joinMp3(parts: readonly Mp3[]): Uint8Array {
  const [first] = parts;
  if (first === undefined) throw new Error('Nothing to join');
  for (const part of parts) {
    if (part.sampleRate !== first.sampleRate || part.bitrate !== first.bitrate) {
      throw new Error(
        `Cannot join ${part.sampleRate} Hz, ${part.bitrate} kbit/s to ${first.sampleRate} Hz, ${first.bitrate} kbit/s`,
      );
    }
  }
  const frames = parts.flatMap((part) => part.frames);
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
  return concatenate([infoFrame(first.sampleRate, frames.length, bytes), ...frames]);
}

function infoFrame(sampleRate: number, count: number, audioBytes: number): Uint8Array {
  const rateIndex = sampleRates[2]?.indexOf(sampleRate) ?? -1;
  if (rateIndex < 0) throw new Error(`No Info frame for ${sampleRate} Hz`);
  const bitrateIndex = bitrates2.findIndex((bitrate) => frameLength(576, bitrate, sampleRate) >= 173);
  const length = frameLength(576, bitrates2[bitrateIndex] ?? 0, sampleRate);
  const frame = new Uint8Array(length);
  const view = new DataView(frame.buffer);
  const encoder = new TextEncoder();
  frame.set([0xff, 0xf3, (bitrateIndex << 4) | (rateIndex << 2), 0xc0]);
  const start = 13;
  frame.set(encoder.encode('Info'), start);
  view.setUint32(start + 4, 0x0f);
  view.setUint32(start + 8, count);
  view.setUint32(start + 12, audioBytes + length);
  for (let percent = 0; percent < 100; percent++) {
    frame[start + 16 + percent] = Math.min(255, Math.round((percent * 256) / 100));
  }
  frame.set(encoder.encode('LAME3.100'), start + 120);
  const delay = 576;
  frame.set([(delay >> 4) & 255, (delay & 15) << 4, 0], start + 141);
  return frame;
}
