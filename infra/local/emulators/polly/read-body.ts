import type { IncomingMessage } from 'node:http';

/** More than any request of Polly's API needs. */
const longest = 2 ** 20;

/** A request's whole body, or undefined where it is longer than a mebibyte; the rest is then read and dropped. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= longest) chunks.push(chunk);
  }
  return length <= longest ? Buffer.concat(chunks) : undefined;
}
