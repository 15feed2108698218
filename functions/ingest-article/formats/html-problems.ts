import { type Place, type Problem, problemOf, shortened } from '../../../shared/domain/problem.ts';
import { largestTable } from './blocks-limits.ts';

/** Elements open at once; no article needs more than some dozens. */
export const deepest = 200;

/** That elements are nested too deeply to be read. */
export function tooDeep(name: string, place: Place): Problem {
  const message = `More than ${deepest} elements are open at once; the text is not read from here on.`;
  const advice = 'Close the elements before it, or use fewer of them.';
  return problemOf('body-too-deep', place, message, advice, { field: 'body', words: `<${name}>` });
}

/** That a tag or a comment goes on to the end of the file, with all the words that are in it. */
export function neverEnds(words: string, place: Place): Problem {
  const message = `“${shortened(words)}” is never closed; all that follows it would be lost.`;
  const advice = words.startsWith('<!--')
    ? 'Write “-->” where the comment ends.'
    : 'Write the quotation mark or the “>” that is missing; if the file was cut off, send it anew.';
  return problemOf('html-dropped', place, message, advice, { field: 'body', words });
}

/** That an element is left out; `how` says what becomes of its words. */
export function droppedProblem(name: string, place: Place, how: string): Problem {
  const advice = 'An article is made of text, pictures, tables and cards for embeds; take it out, or let it be.';
  const more = { severity: 'warning', field: 'body', words: `<${name}>` } as const;
  return problemOf('html-dropped', place, `<${name}> is left out, ${how}.`, advice, more);
}

/** That a table is beyond the limits. */
export function tooLarge(place: Place): Problem {
  const { rows, columns } = largestTable;
  const message = `A table has more than ${rows} rows or more than ${columns} columns.`;
  const advice = 'Show the part that the story needs, and link to the rest.';
  return problemOf('table-size', place, message, advice, { field: 'body', words: '<table>' });
}

/** That `data-narration` says something that nobody knows. */
export function unknownMark(mark: string, place: Place): Problem {
  const message = `There is no data-narration “${shortened(mark)}”.`;
  const advice = 'Write data-narration="skip" on what is not to be read aloud, or leave it out.';
  return problemOf('field-choice', place, message, advice, { field: 'body', words: mark });
}

/** That a link is not kept, while its words are. */
export function unsafeLink(address: string, place: Place): Problem {
  const message = `The link “${address.slice(0, 80).toWellFormed()}” is not kept; its words are.`;
  const advice = 'Links lead to http, https or mailto addresses, or to a path of this site that begins with “/”.';
  return problemOf('link-unsafe', place, message, advice, { severity: 'warning', field: 'body', words: address });
}
