import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Dynalite, Item } from './dynalite.ts';

/** How an item was before a transaction; without `item` it was not there. */
export type Before = { table: string; key: Item; item: Item | undefined };

export type Journal = {
  /** Notes how the items were, before the first of them changes. */
  begin(before: readonly Before[]): void;
  /** The transaction is whole. */
  end(): void;
  /** Puts back what a process that died left half done. */
  recover(): Promise<void>;
};

/**
 * Makes transactions survive a killed process whole or not at all: what they change is noted first, in a file that is
 * renamed into place, and a note that is found at the next start is undone. There is one at a time.
 */
export function openJournal(directory: string, dynalite: Dynalite): Journal {
  const file = path.join(directory, 'transaction.json');
  return {
    begin(before) {
      writeFileSync(`${file}.new`, JSON.stringify(before));
      renameSync(`${file}.new`, file);
    },
    end: () => rmSync(file, { force: true }),
    async recover() {
      if (!existsSync(file)) return;
      const before = JSON.parse(readFileSync(file, 'utf8')) as Before[];
      for (const each of before) await restore(each, dynalite);
      rmSync(file);
    },
  };
}

/** Makes an item what it was. */
export async function restore({ table, key, item }: Before, dynalite: Dynalite): Promise<void> {
  if (item === undefined) await dynalite.call('DeleteItem', { TableName: table, Key: key });
  else await dynalite.call('PutItem', { TableName: table, Item: item });
}
