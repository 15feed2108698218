import { joinRuns, type Run, textOfRuns } from '../../../shared/domain/blocks.ts';
import { cleanText } from '../clean-text.ts';

/** How a run looks and where it leads. */
export type Style = Omit<Run, 'text' | 'note'>;

type Piece = { text: string; style: Style; note?: number };

/** Words as they come in, until their paragraph, item or cell ends. A line break in them is one that readers see. */
export class Passage {
  #pieces: Piece[] = [];
  #hasWords = false;
  #endsLine = false;

  get hasWords(): boolean {
    return this.#hasWords;
  }

  /** Whether the last thing that was added is a line break. */
  get endsLine(): boolean {
    return this.#endsLine;
  }

  /** White space counts as one space, as HTML has it; a space that is not to be broken stays. */
  add(text: string, style: Style): void {
    if (/[^ \t\n\f\r]/.test(text)) {
      this.#hasWords = true;
      this.#endsLine = false;
    }
    this.#append(text.replace(/[ \t\n\f\r]+/g, ' '), style);
  }

  breakLine(style: Style): void {
    this.#append('\n', style);
    this.#endsLine = true;
  }

  addNote(note: number): void {
    this.#hasWords = true;
    this.#endsLine = false;
    this.#pieces.push({ text: '', style: {}, note });
  }

  /** The passage as runs; none if there is nothing to read in it. The next one begins. */
  take(): Run[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#hasWords = false;
    this.#endsLine = false;
    const runs = tidied(pieces);
    return textOfRuns(runs).trim() === '' && runs.every(({ note }) => note === undefined) ? [] : runs;
  }

  #append(text: string, style: Style): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else this.#pieces.push({ text, style });
  }
}

/** Adds each passage to one list of runs, with `between` between two. */
export function intoOne(list: Run[], between: string): (runs: readonly Run[]) => void {
  return (runs) => {
    const last = list.pop();
    const space: Run[] =
      last === undefined ? [] : [last.note === undefined ? { ...last, text: between } : { text: between }];
    for (const run of joinRuns([...(last === undefined ? [] : [last]), ...space, ...runs])) list.push(run);
  };
}

/** Clean text, without spaces in a row, at a line's ends and at the passage's. */
function tidied(pieces: readonly Piece[]): Run[] {
  const runs: Run[] = [];
  for (const { text, style, note } of pieces) {
    const last = runs.at(-1);
    if (note !== undefined) {
      runs.push({ text: '', note });
      continue;
    }
    let words = cleanText(text)
      .replace(/ +/g, ' ')
      .replace(/ ?\n ?/g, '\n');
    if (last === undefined) words = words.trimStart();
    else if (/[ \n]$/.test(last.text)) words = words.replace(/^ /, '');
    if (last !== undefined && words.startsWith('\n') && last.text.endsWith(' ')) last.text = last.text.slice(0, -1);
    if (words !== '') runs.push({ text: words, ...style });
  }
  for (let last = runs.at(-1); last !== undefined && last.note === undefined; last = runs.at(-1)) {
    last.text = last.text.trimEnd();
    if (last.text !== '') break;
    runs.pop();
  }
  return joinRuns(runs.filter(({ text, note }) => text !== '' || note !== undefined));
}
