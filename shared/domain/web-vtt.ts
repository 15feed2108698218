import type { Timings } from './speech-marks.ts';

type TextOf = (block: number, from: number, to: number) => string;

/**
 * Captions of a recording, a cue a sentence (https://www.w3.org/TR/webvtt1/). `textOf` gives a part of a block's text;
 * the headline and the standfirst have places below zero.
 */
export function webVttOf(sentences: Timings['sentences'], textOf: TextOf): string {
  const cues = sentences
    .filter(([start, end]) => end > start)
    .map(([start, end, block, from, to], index) => {
      const text = textOf(block, from, to).replace(/\s+/g, ' ').trim();
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return `${index + 1}\n${clock(start)} --> ${clock(end)}\n${escaped}\n`;
    });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** `hh:mm:ss.mmm` */
function clock(ms: number): string {
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  const seconds = Math.floor(ms / 1000);
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.${pad(ms % 1000, 3)}`;
}
