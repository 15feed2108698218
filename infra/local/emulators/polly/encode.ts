import { createMp3Encoder, createOggEncoder } from 'wasm-media-encoders';
import { resample } from './resample.ts';

/** Audio formats of SynthesizeSpeech that this emulator makes. */
export type AudioFormat = 'mp3' | 'ogg_vorbis' | 'pcm';

/** Encodes eSpeak's samples in a format at a rate in Hz. The same samples always give the same bytes. */
export type Encode = (samples: Int16Array, format: AudioFormat, rate: number) => Uint8Array;

/**
 * The encoders, MP3 as Polly makes it: one bitrate, one channel. `configure` starts each piece of audio afresh, so that
 * no frame refers to one of an earlier piece, and pieces can be joined frame by frame.
 */
export async function startEncoders(): Promise<Encode> {
  const mp3 = await createMp3Encoder();
  const ogg = await createOggEncoder();
  return (samples, format, rate) => {
    if (format === 'pcm') return toPcm(samples, rate);
    if (format === 'mp3') mp3.configure({ sampleRate: rate, channels: 1, bitrate: 48 });
    else ogg.configure({ sampleRate: rate, channels: 1, vbrQuality: 2, oggSerialNo: 1 });
    const encoder = format === 'mp3' ? mp3 : ogg;
    const encoded: Uint8Array[] = [];
    // Copied: what the encoder returns lies in its own memory.
    for (const piece of resample(samples, rate)) encoded.push(encoder.encode([piece]).slice());
    encoded.push(encoder.finalize());
    return joined(encoded);
  };
}

/** Little-endian samples of 16 bits. */
function toPcm(samples: Int16Array, rate: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const piece of resample(samples, rate)) {
    const bytes = new DataView(new ArrayBuffer(piece.length * 2));
    for (const [at, value] of piece.entries()) {
      bytes.setInt16(at * 2, Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))), true);
    }
    pieces.push(new Uint8Array(bytes.buffer));
  }
  return joined(pieces);
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
