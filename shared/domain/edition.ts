import { type EditionCode, type EditionSettings, editionCodes, newsroom } from './newsroom.ts';

export type Edition = EditionSettings & { code: EditionCode };

export function isEditionCode(code: string): code is EditionCode {
  return editionCodes.some((known) => known === code);
}

export function editionOf(code: EditionCode): Edition {
  return { code, ...newsroom.editions[code] };
}

/** The edition that an article's id begins with (`en-politics-summit` → `en`), or undefined for no id of ours. */
export function editionOfId(id: string): EditionCode | undefined {
  return editionCodes.find((code) => id.startsWith(`${code}-`));
}

/** Minutes to read `words` words in an edition, rounded up, never less than one: 491 words at 150 a minute are 4. */
export function readingMinutes(words: number, edition: Edition): number {
  return Math.max(1, Math.ceil(words / edition.wordsPerMinute));
}
