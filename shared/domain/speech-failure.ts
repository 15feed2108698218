/** Polly said only one of the two things that it was asked for, audio and marks: it bills that, though nothing comes of it. */
export class HalfSpoken extends Error {
  /** What Polly billed. */
  readonly characters: number;

  constructor(cause: unknown, characters: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'HalfSpoken';
    this.characters = characters;
  }
}
