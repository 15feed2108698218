import type { Block } from '../../../shared/domain/blocks.ts';
import { cleanText } from '../clean-text.ts';
import { isReadMore } from './blocks-limits.ts';

/** The paragraphs of a plain text: what stands between blank lines, or each line if there is no blank one. */
export function readPlainText(text: string): Block[] {
  const lines = text
    .trim()
    .split(/\r\n?|\n|\u2029/)
    .map((line) => cleanText(line).replace(/\s+/g, ' ').trim());
  const passages: string[][] = [[]];
  const spaced = lines.includes('');
  for (const line of lines) {
    if (line === '' || !spaced) passages.push([]);
    if (line !== '') passages.at(-1)?.push(line);
  }
  return passages
    .map((passage) => passage.join(' '))
    .filter((passage) => passage !== '')
    .map((passage) => ({ type: isReadMore(passage) ? 'read-more' : 'paragraph', runs: [{ text: passage }] }));
}
