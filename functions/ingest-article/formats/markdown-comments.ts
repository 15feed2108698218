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

/** The place behind the comment that begins at `at`; undefined if none does, or if it never ends. */
function endOfComment(text: string, at: number, searched: object): number | undefined {
  if (!text.startsWith('<!--', at)) return undefined;
  const from = at + 4;
  const known = searches.get(searched);
  const isKnown = known !== undefined && known.from <= from && (known.end < 0 || from <= known.end);
  const search = isKnown ? known : { from, end: text.indexOf('-->', from) };
  searches.set(searched, search);
  return search.end < 0 ? undefined : search.end + 3;
}

function onLines(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const at = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const end = endOfComment(state.src, at, state.env);
  if (end === undefined || !/^[ \t]*(?:\n|$)/.test(state.src.slice(end, end + 200))) return false;
  let line = startLine;
  while (line < endLine && (state.eMarks[line] ?? 0) < end) line++;
  if (line === endLine) return false;
  if (silent) return true;
  state.line = line + 1;
  const token = state.push('comment', '', 0);
  token.content = state.src.slice(at, end);
  token.map = [startLine, state.line];
  return true;
}

function withinLine(state: StateInline, silent: boolean): boolean {
  const end = endOfComment(state.src, state.pos, state);
  if (end === undefined || end > state.posMax) return false;
  if (!silent) state.push('comment', '', 0).content = state.src.slice(state.pos, end);
  state.pos = end;
  return true;
}
