import { type Block, type Run, runsOfBlock } from './blocks.ts';

/** A stretch of a text, in UTF-16 units. */
export type Stretch = { from: number; to: number };

/** What of a passage is struck out: an editor leaves it for the eye, and nobody says it. */
export function struckIn(runs: readonly Run[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { text, struck } of runs) {
    const from = at;
    at += text.length;
    if (struck !== true || from === at) continue;
    const last = stretches.at(-1);
    if (last?.to === from) last.to = at;
    else stretches.push({ from, to: at });
  }
  return stretches;
}

/** What lies within a part of the text, counted from its beginning. */
export function stretchesWithin<S extends Stretch>(stretches: readonly S[], from: number, to: number): S[] {
  return stretches
    .map((stretch) => ({
      ...stretch,
      from: Math.max(stretch.from, from) - from,
      to: Math.min(stretch.to, to) - from,
    }))
    .filter((stretch) => stretch.from < stretch.to);
}

/**
 * A text without some stretches, and for each UTF-16 unit that is left its place in the whole text. Of the spaces on both
 * sides of a stretch one is left.
 */
export function withoutStretches(whole: string, stretches: readonly Stretch[]): { text: string; places: number[] } {
  let text = '';
  const places: number[] = [];
  let at = 0;
  for (const { from, to } of [...stretches, { from: whole.length, to: whole.length }]) {
    const isDouble = at > 0 && /\s/.test(text.at(-1) ?? ' ') && /\s/.test(whole.charAt(at));
    for (at = isDouble ? at + 1 : at; at < from; at++) {
      text += whole.charAt(at);
      places.push(at);
    }
    at = to;
  }
  return { text, places };
}

/** A part of a text block's text, as offsets of `textOfBlock`, without what is struck out. */
export function standingText(block: Block, from = 0, to = Number.POSITIVE_INFINITY): string {
  let text = '';
  let at = 0;
  for (const runs of runsOfBlock(block)) {
    for (const run of [...runs, { text: '\n' }]) {
      if (run.struck !== true) text += run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
      at += run.text.length;
    }
  }
  return text;
}
