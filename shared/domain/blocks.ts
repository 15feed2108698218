/**
 * An article's body: blocks of inline runs. Page, narration, read-along, search and reading time all work on these, and
 * HTML is only ever made *from* them: safe by construction, not by filtering. A word's place is (block, from, to), the
 * offsets counting UTF-16 units in `textOfBlock(block)`.
 */
export type Run = {
  text: string;
  strong?: true;
  em?: true;
  code?: true;
  struck?: true;
  href?: string;
  /** The language of words in another one than the article's: a tag by BCP 47. */
  lang?: string;
  /** Refers to a footnote by its number, from 1; such a run has no text. */
  note?: number;
};

/** A picture; an empty `alt` marks it as decorative. Size in pixels and type are known of those that we serve ourselves. */
export type Image = {
  /** An https address, or a path of this site. */
  src: string;
  alt: string;
  caption?: string;
  credit?: string;
  width?: number;
  height?: number;
  mediaType?: string;
};

/** `silent` blocks are read by the eye alone. */
export type Block = { silent?: true } & (
  | { type: 'paragraph'; runs: Run[] }
  | { type: 'subhead'; level: 2 | 3; runs: Run[] }
  | { type: 'quote'; paragraphs: Run[][] }
  | { type: 'list'; ordered: boolean; items: Run[][] }
  | ({ type: 'image' } & Image)
  /** Somebody else's video, sound or post, as a card that links to it; never their script. */
  | { type: 'embed'; href: string; provider: string; medium: 'video' | 'audio' | 'social'; title?: string }
  | { type: 'read-more'; runs: Run[] }
  | { type: 'code'; text: string; language?: string }
  | { type: 'table'; head: Run[][]; rows: Run[][][] }
  | { type: 'footnotes'; notes: Run[][] }
);

export function textOfRuns(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join('');
}

/** The passages of a block that people read as text: one a paragraph, list item or table cell. */
function passagesOf(block: Block): string[] {
  switch (block.type) {
    case 'image':
      return block.caption === undefined ? [] : [block.caption];
    case 'embed':
      return block.title === undefined ? [] : [block.title];
    case 'code':
      return [block.text];
    default:
      return runsOfBlock(block).map(textOfRuns);
  }
}

/** The runs of each of a block's passages; none of a block whose words have no style. */
export function runsOfBlock(block: Block): Run[][] {
  switch (block.type) {
    case 'paragraph':
    case 'subhead':
    case 'read-more':
      return [block.runs];
    case 'quote':
      return block.paragraphs;
    case 'list':
      return block.items;
    case 'table':
      return [block.head, ...block.rows].flat();
    case 'footnotes':
      return block.notes;
    default:
      return [];
  }
}

/** A block's text: its passages, a line break between two. Word timings count in this text. */
export function textOfBlock(block: Block): string {
  return passagesOf(block).join('\n');
}

const uncounted: readonly Block['type'][] = ['image', 'embed', 'code', 'read-more', 'footnotes'];

/** Words as a reader counts them, by Unicode's word boundaries; captions, embeds, code, notes and read-more lines do not count. */
export function countWords(blocks: readonly Block[], language: string): number {
  // One text for all: each that is segmented holds memory outside of the heap, and a file can have 500,000 paragraphs.
  const text = blocks
    .filter(({ type }) => !uncounted.includes(type))
    .map(textOfBlock)
    .join('\n');
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text))
    if (isWordLike) words++;
  return words;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The body as HTML. Links carry only the addresses that `safeLink` let through when the blocks were made. */
export function htmlOfBlocks(blocks: readonly Block[]): string {
  return blocks.map(htmlOfBlock).join('\n');
}

function htmlOfBlock(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p>${htmlOfRuns(block.runs)}</p>`;
    case 'subhead':
      return `<h${block.level}>${htmlOfRuns(block.runs)}</h${block.level}>`;
    case 'quote':
      return `<blockquote>${block.paragraphs.map((runs) => `<p>${htmlOfRuns(runs)}</p>`).join('')}</blockquote>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((runs) => `<li>${htmlOfRuns(runs)}</li>`).join('')}</${tag}>`;
    }
    case 'image': {
      const { src, alt, caption, credit, width, height } = block;
      const size = width === undefined || height === undefined ? '' : ` width="${width}" height="${height}"`;
      const image = `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}"${size} loading="lazy">`;
      const words = [caption, credit].flatMap((each) => (each === undefined ? [] : [escapeHtml(each)])).join(' ');
      return `<figure>${image}${words === '' ? '' : `<figcaption>${words}</figcaption>`}</figure>`;
    }
    case 'embed': {
      const words = block.title === undefined ? block.provider : `${block.provider}: ${block.title}`;
      const link = `<a href="${escapeHtml(block.href)}" rel="noopener noreferrer">${escapeHtml(words)}</a>`;
      return `<p class="embed embed-${block.medium}">${link}</p>`;
    }
    case 'footnotes': {
      const notes = block.notes.map((runs, index) => `<li id="note-${index + 1}">${htmlOfRuns(runs)}</li>`);
      return `<ol class="footnotes">${notes.join('')}</ol>`;
    }
    case 'read-more':
      return `<p class="read-more">${htmlOfRuns(block.runs)}</p>`;
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case 'table': {
      const head = block.head.map((runs) => `<th scope="col">${htmlOfRuns(runs)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((runs) => `<td>${htmlOfRuns(runs)}</td>`).join('')}</tr>`);
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
    }
  }
}

function htmlOfRuns(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      let html = escapeHtml(run.text).replaceAll('\n', '<br>');
      if (run.code) html = `<code>${html}</code>`;
      if (run.note !== undefined) html = `<sup><a href="#note-${run.note}">${run.note}</a></sup>`;
      if (run.lang !== undefined) html = `<span lang="${escapeHtml(run.lang)}">${html}</span>`;
      if (run.struck) html = `<s>${html}</s>`;
      if (run.em) html = `<em>${html}</em>`;
      if (run.strong) html = `<strong>${html}</strong>`;
      return run.href === undefined ? html : `<a href="${escapeHtml(run.href)}">${html}</a>`;
    })
    .join('');
}

/** Neighbouring runs of one style become one. */
export function joinRuns(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && run.note === undefined && last.note === undefined && sameStyle(last, run))
      last.text += run.text;
    else joined.push({ ...run });
  }
  return joined;
}

function sameStyle(a: Run, b: Run): boolean {
  return (['strong', 'em', 'code', 'struck', 'href', 'lang'] as const).every((each) => a[each] === b[each]);
}

/**
 * The address that a link may carry, or undefined: http, https and mailto only, and paths of our own site (`/…`).
 * Parsed as a browser parses it (WHATWG URL), so that no disguise of another scheme gets through.
 */
export function safeLink(href: string): string | undefined {
  const base = 'https://own.invalid';
  if (!URL.canParse(href, base)) return undefined;
  const url = new URL(href, base);
  if (url.origin === base) return href.startsWith('/') ? `${url.pathname}${url.search}${url.hash}` : undefined;
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}
