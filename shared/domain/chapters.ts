import type { Article } from './article.ts';
import type { Block } from './blocks.ts';
import type { Timings } from './speech-marks.ts';
import { standingText } from './stretch.ts';

/**
 * A part of a recording that listeners can jump to; `startTime` is in seconds, to the millisecond. The fields are those of
 * the chapters file (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md).
 */
export type Chapter = { startTime: number; title: string };

/**
 * The chapters of a recording, in order: its beginning, called as the headline, and each subhead that is read aloud. None
 * where there is no such subhead. `sentences` are those of the timings, `durationMs` is the recording's length.
 */
export function chaptersOf(
  article: Pick<Article, 'headline'>,
  blocks: readonly Block[],
  sentences: Timings['sentences'],
  durationMs: number,
): Chapter[] {
  const chapters: Chapter[] = [];
  let reached = -1;
  let last = 0;
  for (const [ms, , place] of sentences) {
    const block = blocks[place];
    // A long subhead has several sentences.
    if (place <= reached || block?.type !== 'subhead') continue;
    reached = place;
    if (ms < last || ms >= durationMs) continue;
    chapters.push({ startTime: ms / 1000, title: oneLine(standingText(block)) });
    last = ms + 1;
  }
  const [first] = chapters;
  if (first === undefined || first.startTime === 0) return chapters;
  return [{ startTime: 0, title: oneLine(article.headline) }, ...chapters];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
