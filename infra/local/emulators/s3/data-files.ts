import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

const pieceBytes = 256 * 1024;

/**
 * The bytes of objects and parts, in files with random names: a key never touches the file system. A file never
 * changes once it has its name, and whoever has it open may read on when it is removed.
 */
export class DataFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = join(directory, 'data');
    mkdirSync(this.#directory, { recursive: true });
  }

  /** Removes what nothing refers to: left over from a process that died. */
  clean(referred: Set<string>): void {
    for (const name of readdirSync(this.#directory)) {
      if (!referred.has(name)) rmSync(join(this.#directory, name), { force: true });
    }
  }

  /**
   * Writes a new file; it has its name only when it is whole. The calls are synchronous because they only reach the
   * page cache: for a small object the thread pool would cost six times as much.
   */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    const name = randomUUID();
    const temporary = this.#path(`${name}.part`);
    const descriptor = openSync(temporary, 'wx');
    try {
      try {
        for await (const chunk of chunks) writeAll(descriptor, chunk);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, this.#path(name));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    return name;
  }

  /** Opens the file now, before anything else can remove it. The caller closes it. */
  open(name: string): number {
    return openSync(this.#path(name), 'r');
  }

  /** Reads a few bytes from a file that is open, at once, and closes it. */
  readNow(descriptor: number, start: number, length: number): Buffer {
    try {
      const bytes = Buffer.alloc(length);
      let read = 0;
      while (read < length) {
        const more = readSync(descriptor, bytes, read, length - read, start + read);
        if (more === 0) throw new Error('A data file of the local S3 is shorter than it was written.');
        read += more;
      }
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Reads from a file that is open, and closes it at the end or when the stream is destroyed. */
  stream(descriptor: number, start: number, length: number): Readable {
    if (length === 0) {
      closeSync(descriptor);
      return Readable.from([]);
    }
    return createReadStream('', { fd: descriptor, start, end: start + length - 1, highWaterMark: pieceBytes });
  }

  /** A second name for the same bytes, made at once; they are copied where the file system has no links. */
  duplicate(name: string): string {
    const copy = randomUUID();
    try {
      linkSync(this.#path(name), this.#path(copy));
    } catch {
      copyFileSync(this.#path(name), this.#path(copy));
    }
    return copy;
  }

  /** What cannot be removed now is removed at the next opening. */
  remove(...names: (string | undefined)[]): void {
    for (const name of names) {
      if (name === undefined) continue;
      try {
        rmSync(this.#path(name), { force: true });
      } catch (error) {
        console.error('The local S3 could not remove a file that nothing needs any more:', error);
      }
    }
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(descriptor, chunk, written);
}
