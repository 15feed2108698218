import { spokenCharacter } from './signs.ts';

/** [byte from, byte to, text from, text to]: bytes of what is sent (UTF-8), and UTF-16 units of the unit's text. */
export type Row = [number, number, number, number];

const ssmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export function escapeSsml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ssmlEntities[character] ?? character);
}

/** What is sent to Polly as it grows, and the rows that lead back from it; spaces never follow each other. */
export class SpeechWriter {
  text = '';
  rows: Row[] = [];
  /** Code points outside tags: what Polly bills. */
  characters = 0;
  #bytes = 0;
  #spaced = true;
  readonly #markup: boolean;

  /** `markup`: what is said is escaped, and tags are written. */
  constructor(markup: boolean) {
    this.#markup = markup;
  }

  tag(tag: string): void {
    if (this.#markup) this.#append(tag);
  }

  /** A stretch of text, character by character; what is not spoken is left out. */
  copy(text: string, from: number, to: number): void {
    let at = from;
    for (const character of text.slice(from, to)) {
      const begin = at;
      at += character.length;
      const spoken = spokenCharacter(character);
      if (spoken === '' || (spoken === ' ' && this.#spaced)) continue;
      this.#add(spoken, begin, at);
    }
  }

  /** Other words for a stretch of the text: one row. */
  say(words: string, from: number, to: number): void {
    const begin = this.#bytes;
    for (const character of words) this.#write(character);
    this.rows.push([begin, this.#bytes, from, to]);
  }

  space(): void {
    if (!this.#spaced) this.#write(' ');
  }

  /** Where markup would pause, plain text has a comma, or nothing at its beginning. */
  pause(): void {
    if (this.#markup) this.#append('<break time="300ms"/>');
    else if (this.characters > 0) for (const character of ', ') this.#write(character);
  }

  #add(spoken: string, from: number, to: number): void {
    const begin = this.#bytes;
    this.#write(spoken);
    this.rows.push([begin, this.#bytes, from, to]);
  }

  #write(character: string): void {
    this.#append(this.#markup ? escapeSsml(character) : character);
    this.characters++;
    this.#spaced = character === ' ';
  }

  #append(text: string): void {
    this.text += text;
    this.#bytes += bytesOf(text);
  }
}

/** Bytes in UTF-8 of well-formed text. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) bytes += 1;
    else bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}
