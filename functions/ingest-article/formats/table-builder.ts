import type { Block, Run } from '../../../shared/domain/blocks.ts';
import { largestTable } from './blocks-limits.ts';

type Row = { cells: Run[][]; head: boolean };

/**
 * Rows and cells as they come in. A cell that spans several columns or rows is followed by empty ones, so that each
 * figure stays below its heading.
 */
export class TableBuilder {
  /** Whether the rows at hand are those of `thead`. */
  inHead = false;
  readonly #rows: Row[] = [];
  /** How many further rows the cell above reaches down, by column. */
  readonly #below: number[] = [];
  #isNewRow = true;

  /** A row begins, if a cell follows. */
  row(): void {
    if (this.#isTooLarge) return;
    this.#fillFromAbove();
    this.#isNewRow = true;
  }

  /** A new cell, to be filled by its reader; beyond the limits it belongs to no table. */
  cell(isHeading: boolean, columns: number, rows: number): Run[] {
    const cell: Run[] = [];
    if (this.#isTooLarge) return cell;
    const row = this.#rowAtHand();
    for (let index = 0; index < Math.min(columns, largestTable.columns + 1); index++) {
      this.#below[row.cells.length] = Math.min(rows, largestTable.rows) - 1;
      row.cells.push(index === 0 ? cell : []);
    }
    if (!isHeading && !this.inHead) row.head = false;
    return cell;
  }

  /** The table, or undefined if nothing is in it. */
  finish(): Extract<Block, { type: 'table' }> | 'too-large' | undefined {
    this.#fillFromAbove();
    if (this.#isTooLarge) return 'too-large';
    if (this.#rows.every(({ cells }) => cells.every((runs) => runs.length === 0))) return undefined;
    const [first, ...others] = this.#rows;
    if (first?.head) return { type: 'table', head: first.cells, rows: others.map(({ cells }) => cells) };
    return { type: 'table', head: [], rows: this.#rows.map(({ cells }) => cells) };
  }

  /** From then on nothing is kept. */
  get #isTooLarge(): boolean {
    const heads = this.#rows[0]?.head ? 1 : 0;
    return (
      this.#rows.length > largestTable.rows + heads || (this.#rows.at(-1)?.cells.length ?? 0) > largestTable.columns
    );
  }

  #rowAtHand(): Row {
    const last = this.#rows.at(-1);
    const row = last === undefined || this.#isNewRow ? { cells: [], head: true } : last;
    if (row !== last) this.#rows.push(row);
    this.#isNewRow = false;
    this.#fillFromAbove();
    return row;
  }

  #fillFromAbove(): void {
    const row = this.#rows.at(-1);
    if (row === undefined) return;
    for (let left = this.#below[row.cells.length] ?? 0; left > 0; left = this.#below[row.cells.length] ?? 0) {
      this.#below[row.cells.length] = left - 1;
      row.cells.push([]);
    }
  }
}
