import { type Block, joinRuns, type Run, runsOfBlock } from '../../../shared/domain/blocks.ts';

type Attributes = Readonly<Record<string, string>>;

/** The notes of an article as they come in, and the numbers that refer to them. */
export class Footnotes {
  readonly #notes: Run[][] = [];
  /** By the number in their `id`, which need not be their place in the list. */
  readonly #places = new Map<number, number>();

  /** A new note, to be filled by its reader. */
  begin({ id = '' }: Attributes): Run[] {
    const note: Run[] = [];
    this.#notes.push(note);
    const number = noteNumber(`#${id}`);
    if (number !== undefined && !this.#places.has(number)) this.#places.set(number, this.#notes.length);
    return note;
  }

  /** The blocks with their notes at the end. A reference that leads to no note becomes text. */
  finish(blocks: readonly Block[]): Block[] {
    const all: Block[] =
      this.#notes.length === 0 ? [...blocks] : [...blocks, { type: 'footnotes', notes: this.#notes }];
    for (const runs of all.flatMap(runsOfBlock)) if (runs.some(({ note }) => note !== undefined)) this.#resolve(runs);
    return all;
  }

  #resolve(runs: Run[]): void {
    const resolved = runs.map((run): Run => {
      if (run.note === undefined) return run;
      const note = this.#places.get(run.note) ?? run.note;
      return note >= 1 && note <= this.#notes.length ? { text: '', note } : { text: String(run.note) };
    });
    runs.length = 0;
    for (const run of joinRuns(resolved)) runs.push(run);
  }
}

/** The number of the footnote that an address within the page leads to: `#fn2`, `#fn:2`, `#note-2`, `#footnote-2`. */
export function noteNumber(href: string): number | undefined {
  const number = /^#(?:fn|note|footnote)[:_-]?(\d{1,4})$/.exec(href)?.[1];
  return number === undefined ? undefined : Number(number);
}
