import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/**
 * HTML comments as CommonMark has them (https://spec.commonmark.org/0.31.2/#html-blocks): tokens of their own, `comment`,
 * on lines of their own or within a line. They are for the newsroom alone, and may be notes that must not go out. One that
 * never ends is text.
 */
export function comments(markdown: MarkdownIt): void {
  markdown.block.ruler.before('html_block', 'comment', onLines, { alt: ['paragraph', 'reference', 'blockquote'] });
  markdown.inline.ruler.before('html_inline', 'comment', withinLine);
}

/** Where the next comment of a text ends, from where on; each text is searched once, however many begin in it. */
type Search = { from: number; end: number };
const searches = new WeakMap<object, Search>();

/** The place behind the comment that begins at `at`; undefined if none does, or if it never ends. `<!-->` is one. */
function endOfComment(text: string, at: number, searched: object): number | undefined {
  if (!text.startsWith('<!--', at)) return undefined;
  const from = at + 2;
  const known = searches.get(searched);
  const isKnown = known !== undefined && known.from <= from && (known.end < 0 || from <= known.end);
  const search = isKnown ? known : { from, end: text.indexOf('-->', from) };
  searches.set(searched, search);
  return search.end < 0 ? undefined : search.end + 3;
}

function onLines(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const at = beginOf(state, startLine);
  const end = endOfComment(state.src, at, state.env);
  const line = end === undefined ? undefined : lineWithin(state, startLine, endLine, end);
  if (end === undefined || line === undefined) return false;
  const rest = state.src.slice(end, state.eMarks[line]);
  const isAlone = rest.trim() === '';
  // What stands behind it in its own line is a paragraph, which looks for comments itself.
  if (!isAlone && line === startLine) return false;
  if (silent) return true;
  if (!isAlone) {
    const spaces = rest.length - rest.trimStart().length;
    state.bMarks[line] = end;
    state.tShift[line] = spaces;
    state.sCount[line] = state.blkIndent + Math.min(spaces, 3);
  }
  state.line = isAlone ? line + 1 : line;
  const token = state.push('comment', '', 0);
  token.content = state.src.slice(at, end);
  token.map = [startLine, line + 1];
  return true;
}

function beginOf(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
}

/** The line that a place is in, unless the list or quote that the comment begins in ends before. */
function lineWithin(state: StateBlock, startLine: number, endLine: number, place: number): number | undefined {
  for (let line = startLine; line < endLine; line++) {
    const isBlank = beginOf(state, line) >= (state.eMarks[line] ?? 0);
    if (line > startLine && !isBlank && (state.sCount[line] ?? 0) < state.blkIndent) return undefined;
    if ((state.eMarks[line] ?? 0) >= place) return line;
  }
  return undefined;
}

function withinLine(state: StateInline, silent: boolean): boolean {
  const end = endOfComment(state.src, state.pos, state);
  if (end === undefined || end > state.posMax) return false;
  if (!silent) state.push('comment', '', 0).content = state.src.slice(state.pos, end);
  // Of the spaces around it one is enough.
  const isSpaced = state.pos === 0 || /\s/.test(state.src.charAt(state.pos - 1));
  state.pos = end;
  while (isSpaced && state.pos < state.posMax && state.src.charAt(state.pos) === ' ') state.pos++;
  return true;
}
