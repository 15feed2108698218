/** A table beyond this is a data set: it hides the story, and costs every reader. */
export const largestTable = { rows: 500, columns: 30 } as const;

const readMore = /^(read (more|also)|lea (más|también)|اقرأ (أيضا|أيضًا|المزيد))\s*[:：]/iu;

/** Whether a paragraph only leads to another story. */
export function isReadMore(text: string): boolean {
  return readMore.test(text);
}
