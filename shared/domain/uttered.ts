/** What Polly said to one text in one voice. */
export type Uttered = {
  mp3: Uint8Array;
  /** Lines of JSON; none where the voice is timed by frames. */
  marks: string;
  /** What Polly billed for both. */
  characters: number;
  /** Whether it was said as plain text, because Polly would not have the SSML. */
  plain?: true;
  /** The version that it was paid for: `<article>@<revision>`. */
  payer?: string;
  /** What is still to be asked for, and empty here: the other half is paid for. */
  missing?: 'audio' | 'marks';
};

/** Polly bills, and did not say all that it was asked for. */
export class HalfSpoken extends Error {
  /** What Polly billed. */
  readonly characters: number;
  /** The half that is there, if any is. */
  readonly half: Uttered | undefined;

  constructor(cause: unknown, characters: number, half?: Uttered) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'HalfSpoken';
    this.characters = characters;
    this.half = half;
  }
}
