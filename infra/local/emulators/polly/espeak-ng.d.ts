/** What is used of the package, which brings no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  type EspeakEvent = {
    type: string;
    /** Counts code points from 1. */
    text_position: number;
    /** Milliseconds. */
    audio_position: number;
  };
  type EspeakVoice = {
    set_voice(name: string): void;
    set_rate(wordsPerMinute: number): void;
    set_pitch(percent: number): void;
    /** Calls back with samples of 16 bits at 22,050 Hz; `true` stops it. */
    synthesize(text: string, heard: (samples: Int16Array | undefined, events: EspeakEvent[]) => boolean): void;
  };
  type EspeakModule = {
    HEAPU8: Uint8Array;
    eSpeakNGWorker: new () => EspeakVoice | Promise<EspeakVoice>;
  };
  const initialize: () => Promise<EspeakModule>;
  export = initialize;
}
