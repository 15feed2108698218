import { type Block, type Run, runsOfBlock, textOfBlock, textOfRuns } from './blocks.ts';

/** A stretch of a text, in UTF-16 units. */
export type Stretch = { from: number; to: number };

/** A text of which something was left out, and for each of its UTF-16 units the place in the text that it is left of. */
export type Standing = { text: string; places: number[] };

export function hasStruck(runs: readonly Run[]): boolean {
  return runs.some(({ struck }) => struck === true);
}

/** A passage without what is struck out, which an editor leaves for the eye, and nobody says. */
export function standingIn(runs: readonly Run[]): Standing {
  const struck: Stretch[] = [];
  let at = 0;
  for (const { text, struck: isStruck } of runs) {
    if (isStruck === true) struck.push({ from: at, to: at + text.length });
    at += text.length;
  }
  return withoutStretches(textOfRuns(runs), struck);
}

/** The same of a part of a text block, as offsets of `textOfBlock`, in one line a passage. */
export function standingText(block: Block, from = 0, to = Number.POSITIVE_INFINITY): string {
  if (!runsOfBlock(block).some(hasStruck)) return textOfBlock(block).slice(from, to);
  let begin = 0;
  const lines: string[] = [];
  for (const runs of runsOfBlock(block)) {
    const { text, places } = standingIn(runs);
    const isWithin = (_: unknown, index: number) => {
      const place = begin + (places[index] ?? 0);
      return place >= from && place < to;
    };
    const end = begin + textOfRuns(runs).length;
    if (end > from && begin < to) lines.push(text.split('').filter(isWithin).join(''));
    begin = end + 1;
  }
  return lines.join('\n');
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
 * Of the spaces on both sides of what is left out one stays, and none behind a sign that begins something or before one that
 * ends it.
 */
function withoutStretches(whole: string, stretches: readonly Stretch[]): Standing {
  let text = '';
  const places: number[] = [];
  let at = 0;
  for (const { from, to } of [...stretches, { from: whole.length, to: whole.length }]) {
    const next = whole.slice(at, from).charAt(0);
    const isSpaced = at > 0 && /\s/.test(text.at(-1) ?? ' ');
    const isOpened = at > 0 && /[[(«“‘¿¡]/.test(text.at(-1) ?? '');
    if ((isSpaced || isOpened) && /\s/.test(next)) at++;
    else if (isSpaced && text !== '' && /^(?:[.,](?!\d)|[:;!?…)»”’؟،؛])/.test(whole.slice(at, from))) {
      text = text.slice(0, -1);
      places.pop();
    }
    for (; at < from; at++) {
      text += whole.charAt(at);
      places.push(at);
    }
    at = to;
  }
  return { text, places };
}
