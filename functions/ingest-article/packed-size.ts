import { gzipSync } from 'node:zlib';
import { type Block, htmlOfBlocks } from '../../shared/domain/blocks.ts';
import { type Problem, problemOf } from '../../shared/domain/problem.ts';

/** Bytes. Body and answer are each stored packed in one item, which holds 400 KB; the rest is for what stands beside them. */
const mostPacked = 350 * 1024;
/** Bytes of a file; no smaller one becomes an answer that is too large: it holds its text twice, as blocks and as HTML. */
const smallFile = 150 * 1024;

/**
 * Refuses a text that could not be stored. What ordinary words fill a file of 1 MiB with packs to less; what does not are
 * mostly data in the place of text.
 */
export function checkPackedSize(blocks: Block[], fileSize: number): Problem[] {
  if (fileSize <= smallFile) return [];
  const answer = gzipSync(JSON.stringify({ blocks, html: htmlOfBlocks(blocks) }));
  if (answer.length <= mostPacked) return [];
  const size = Math.ceil(answer.length / 1024);
  const message = `The text packs to ${size} KB, as text and as HTML together; the limit is ${mostPacked / 1024} KB.`;
  return [problemOf('body-length', { line: 1, column: 1 }, message, 'Shorten it, or split it.', { field: 'body' })];
}
