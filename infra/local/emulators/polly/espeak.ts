import initialize from '@echogarden/espeak-ng-emscripten';

/** What eSpeak NG made of a text: 16-bit samples, and when which code point of the text (from 0) begins a word. */
export type Spoken = { samples: Int16Array; words: { at: number; ms: number }[] };

export type Espeak = {
  /** `voice` is one of eSpeak's, such as `en-us+f2`; `rate` in words a minute; `pitch` in percent, 50 is usual. */
  say(text: string, voice: string, rate: number, pitch: number): Spoken;
};

/** Samples a second that eSpeak NG makes. */
export const espeakRate = 22_050;

/** Code points that one call of `say` takes: safely below what the warm-up has made room for. */
export const longestUtterance = 5000;

/**
 * eSpeak NG, made deterministic: it seeds its random numbers with the clock and carries state from one text to the
 * next. So its clock stands still, and before each text its memory is set back to how it was after the start. The start
 * speaks a text longer than any later one, because a string buffer that grows afterwards would lie behind the memory's
 * back and corrupt it.
 *
 * It stops `Date.now` of its thread for good: run it in a worker of its own.
 */
export async function startEspeak(): Promise<Espeak> {
  Date.now = () => 1_700_000_000_000;
  const module = await initialize();
  const speaker = await new module.eSpeakNGWorker();
  speaker.set_voice('en-us+f2');
  speaker.synthesize(`warm up. ${' '.repeat(32_000)}`, () => false);
  const start = module.HEAPU8.slice();
  return {
    say(text, voice, rate, pitch) {
      module.HEAPU8.set(start);
      module.HEAPU8.fill(0, start.length);
      speaker.set_voice(voice);
      speaker.set_rate(Math.round(rate));
      speaker.set_pitch(Math.round(pitch));
      const chunks: Int16Array[] = [];
      const words: Spoken['words'] = [];
      let length = 0;
      speaker.synthesize(text, (samples, events) => {
        if (samples !== undefined) {
          chunks.push(samples);
          length += samples.length;
        }
        for (const { type, text_position, audio_position } of events) {
          if (type === 'word') words.push({ at: text_position - 1, ms: audio_position });
        }
        return false;
      });
      return { samples: joined(chunks, length), words };
    },
  };
}

function joined(chunks: Int16Array[], length: number): Int16Array {
  const samples = new Int16Array(length);
  let at = 0;
  for (const chunk of chunks) {
    samples.set(chunk, at);
    at += chunk.length;
  }
  return samples;
}
