import type { MarkdownIt, StateCore, StateInline, Token } from 'markdown-it';
import plugin from 'markdown-it-footnote';

/** What markdown-it-footnote keeps of a document: numbers of references by `:label`, and notes in the order of their numbers. */
type Notes = { refs?: Record<string, number>; list?: Note[] };
type Note = { label: string } | { content: string; tokens: Token[] };

/** UTF-16 units of a label; beyond it a bracket begins no footnote. */
const longestLabel = 100;

/**
 * Footnotes (`[^1]` with `[^1]: …`, and `^[…]`). Of the plugin only the definition is kept. Its reference looks for the end
 * of a label through the whole paragraph, and its tail copies all tokens for each note: 64 KB took 15 seconds. Its inline
 * note loses one that lies within it.
 */
export function footnotes(markdown: MarkdownIt): void {
  markdown.use(plugin);
  markdown.inline.ruler.at('footnote_inline', inlineNote);
  markdown.inline.ruler.at('footnote_ref', reference);
  markdown.core.ruler.at('footnote_tail', notesLast);
}

function notesOf({ env }: StateInline | StateCore): Notes {
  // The plugin's definition puts its references there.
  env.footnotes ??= {};
  return env.footnotes as Notes;
}

/** `^[words]`; nested no deeper than markdown-it looks for a bracket's end. */
function inlineNote(state: StateInline, silent?: boolean): boolean {
  if (!state.src.startsWith('^[', state.pos)) return false;
  const from = state.pos + 2;
  const end = state.md.helpers.parseLinkLabel(state, from - 1);
  if (end < 0) return false;
  if (silent !== true) {
    const notes = notesOf(state);
    notes.list ??= [];
    const note = { content: state.src.slice(from, end), tokens: [] };
    const id = notes.list.push(note) - 1;
    state.md.inline.parse(note.content, state.md, state.env, note.tokens);
    state.push('footnote_ref', '', 0).meta = { id };
  }
  state.pos = end + 1;
  return true;
}

function reference(state: StateInline, silent?: boolean): boolean {
  const notes = notesOf(state);
  const { refs, list = [] } = notes;
  if (refs === undefined || !state.src.startsWith('[^', state.pos)) return false;
  const rest = state.src.slice(state.pos + 2, Math.min(state.pos + 3 + longestLabel, state.posMax));
  const label = /^[^\]\s]+(?=\])/.exec(rest)?.[0];
  const known = label === undefined ? undefined : refs[`:${label}`];
  if (label === undefined || known === undefined) return false;
  if (silent !== true) {
    const id = known < 0 ? list.length : known;
    if (known < 0) list.push({ label });
    refs[`:${label}`] = id;
    notes.list = list;
    state.push('footnote_ref', '', 0).meta = { id };
  }
  state.pos += label.length + 3;
  return true;
}

/** Moves the notes behind the text, in the order of their numbers. One that nothing refers to comes last, so that no words are lost. */
function notesLast(state: StateCore): void {
  const written = new Map<string, Token[]>();
  const text: Token[] = [];
  const open: Token[][] = [text];
  for (const token of state.tokens) {
    if (token.type === 'footnote_reference_open') {
      const note: Token[] = [];
      open.push(note);
      written.set(String(token.meta?.label), note);
    } else if (token.type === 'footnote_reference_close') open.pop();
    else open.at(-1)?.push(token);
  }
  const told = (notesOf(state).list ?? []).map((note) => {
    if ('tokens' in note) return [lineOf(state, note)];
    const tokens = written.get(note.label) ?? [];
    written.delete(note.label);
    return tokens;
  });
  const all = [...told, ...written.values()];
  if (all.length > 0) text.push(new state.Token('footnote_block_open', '', 1));
  for (const note of all) {
    text.push(new state.Token('footnote_open', '', 1));
    for (const token of note) text.push(token);
    text.push(new state.Token('footnote_close', '', -1));
  }
  if (all.length > 0) text.push(new state.Token('footnote_block_close', '', -1));
  state.tokens = text;
}

/** An inline note as the one paragraph that it is. */
function lineOf(state: StateCore, { content, tokens }: { content: string; tokens: Token[] }): Token {
  const line = new state.Token('inline', '', 0);
  line.content = content;
  line.children = tokens;
  return line;
}
