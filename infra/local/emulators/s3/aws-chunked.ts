import { S3Error } from './s3-error.ts';

const maximumLine = 16 * 1024;

/**
 * Takes the `aws-chunked` framing off a body
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html): `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`,
 * ending with a chunk of no bytes and perhaps trailing headers, which go to `trailers` with lower-case names.
 * Chunk signatures are not checked.
 * @throws S3Error IncompleteBody, InvalidRequest
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const framing = new Framing(trailers);
  for await (const chunk of source) yield* framing.push(chunk);
  if (!framing.complete) throw incompleteBody();
}

class Framing {
  readonly #trailers: Map<string, string>;
  #state: 'size' | 'data' | 'data end' | 'trailers' | 'done' = 'size';
  /** What came of a line whose end has not come. */
  #line = '';
  /** Bytes of the chunk that are still to come. */
  #left = 0;

  constructor(trailers: Map<string, string>) {
    this.#trailers = trailers;
  }

  /** Some clients leave out the empty line behind the last chunk; what counts is that the last chunk was there. */
  get complete(): boolean {
    return this.#state === 'done' || this.#state === 'trailers';
  }

  *push(chunk: Buffer): Generator<Buffer> {
    let position = 0;
    while (position < chunk.length && this.#state !== 'done') {
      if (this.#state !== 'data') {
        position = this.#takeLine(chunk, position);
        continue;
      }
      const taken = chunk.subarray(position, position + this.#left);
      position += taken.length;
      this.#left -= taken.length;
      if (this.#left === 0) this.#state = 'data end';
      yield taken;
    }
  }

  /** Answers where the line ends in the chunk. */
  #takeLine(chunk: Buffer, position: number): number {
    const end = chunk.indexOf(0x0a, position);
    this.#line += chunk.toString('latin1', position, end === -1 ? chunk.length : end);
    if (this.#line.length > maximumLine) throw invalidFraming();
    if (end === -1) return chunk.length;
    const text = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#readLine(text);
    return end + 1;
  }

  #readLine(text: string): void {
    if (this.#state === 'size') {
      this.#left = chunkSize(text);
      this.#state = this.#left === 0 ? 'trailers' : 'data';
    } else if (this.#state === 'trailers') {
      this.#state = readTrailer(text, this.#trailers);
    } else if (text === '') {
      this.#state = 'size';
    } else {
      throw invalidFraming();
    }
  }
}

export function incompleteBody(): S3Error {
  return new S3Error(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

function invalidFraming(): S3Error {
  return new S3Error(400, 'InvalidRequest', 'The body is not framed as aws-chunked, as its headers say.');
}

function chunkSize(text: string): number {
  const digits = text.split(';', 1)[0]?.trim() ?? '';
  if (!/^[0-9a-fA-F]{1,12}$/.test(digits)) throw invalidFraming();
  return Number.parseInt(digits, 16);
}

function readTrailer(text: string, trailers: Map<string, string>): 'trailers' | 'done' {
  if (text === '') return 'done';
  const colon = text.indexOf(':');
  if (colon < 1) throw invalidFraming();
  trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  return 'trailers';
}
