import type { Token } from 'markdown-it';
import MarkdownIt from 'markdown-it';
import { type Block, joinRuns, type Run, safeLink, textOfRuns } from '../../../shared/domain/blocks.ts';
import { languageTag } from '../../../shared/domain/foreign.ts';
import { type Place, type Problem, type ProblemCode, problemOf } from '../../../shared/domain/problem.ts';
import { cleanText } from '../clean-text.ts';
import { embedOf } from '../embeds.ts';
import { imageAddress } from '../image-address.ts';
import { isReadMore, largestTable } from './blocks-limits.ts';
import { comments } from './markdown-comments.ts';
import { footnotes } from './markdown-footnotes.ts';

/**
 * CommonMark with tables, footnotes and strikethrough; HTML in the source is text, its comments are left out. Chosen for its
 * worst case: linear on hostile input.
 */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).use(footnotes).use(comments);
// Links are judged by `safeLink`, so that their words are kept and their author is told.
markdown.validateLink = () => true;

/** markdown-it reads no further than this many levels; what lies deeper would be lost without a word. */
const deepest = 90;

/** Lines that are not blank. No story has as many, and each costs some KB of memory: 1 MiB of table rows took 900 MB. */
const mostLines = 20_000;

/** A line and a column of the body as the place in the uploaded file, both counted from 1. */
export type Locate = (line: number, column: number) => Place;

/** The blocks of a body in Markdown. */
export function readMarkdown(text: string, locate: Locate): { blocks: Block[]; problems: Problem[] } {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const written = lines.reduce((count, line) => (/\S/.test(line) ? count + 1 : count), 0);
  if (written > mostLines) {
    const message = `The text has ${written} lines; the limit is ${mostLines}.`;
    return {
      blocks: [],
      problems: [problemOf('body-length', locate(1, 1), message, 'Split it into parts.', { field: 'body' })],
    };
  }
  const reader = new BodyReader(lines, locate);
  reader.read(markdown.parse(lines.map(cleanText).join('\n'), {}));
  return { blocks: reader.blocks, problems: reader.problems };
}

/** On a line of its own it says that the block below is for the eye alone. */
const silentMark = /^<!--\s*(silent|not read aloud)\s*-->$/i;

type Open = { type: 'quote'; paragraphs: Run[][] } | { type: 'list'; ordered: boolean; items: Run[][] };

/** Walks markdown-it's tokens once. Lists and quotes within one another become one block: readers hear them in a row. */
class BodyReader {
  readonly blocks: Block[] = [];
  readonly problems: Problem[] = [];
  readonly #lines: readonly string[];
  readonly #locate: Locate;
  readonly #open: Open[] = [];
  #table: { head: Run[][]; rows: Run[][][] } | undefined;
  #tableSpan: [number, number] = [0, 0];
  #notes: Run[][] | undefined;
  #heading = 0;
  /** Whether the next block is not to be read aloud. */
  #silent = false;
  /** The lines, from 0, of the block at hand. */
  #span: [number, number] = [0, 0];

  constructor(lines: readonly string[], locate: Locate) {
    this.#lines = lines;
    this.#locate = locate;
  }

  read(tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (token.map) this.#span = token.map;
      if (token.level >= deepest) {
        const advice = 'Write it with fewer levels of quotes and lists.';
        this.#problem('body-too-deep', 'error', '', 'The text is nested too deeply to be read.', advice);
        return;
      }
      const before = this.blocks.length;
      const wasSilent = this.#silent;
      this.#take(token);
      if (wasSilent && this.blocks.length > before) this.#silence(before);
    }
  }

  #silence(from: number): void {
    for (const block of this.blocks.slice(from)) block.silent = true;
    this.#silent = false;
  }

  #take(token: Token): void {
    switch (token.type) {
      case 'heading_open':
        this.#heading = Number(token.tag.slice(1));
        return;
      case 'heading_close':
        this.#heading = 0;
        return;
      case 'blockquote_open':
        this.#open.push({ type: 'quote', paragraphs: [] });
        return;
      case 'bullet_list_open':
      case 'ordered_list_open':
        this.#open.push({ type: 'list', ordered: token.type === 'ordered_list_open', items: [] });
        return;
      case 'blockquote_close':
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.#close();
        return;
      case 'table_open':
        this.#table = { head: [], rows: [] };
        this.#tableSpan = this.#span;
        return;
      case 'table_close':
        this.#closeTable();
        return;
      case 'footnote_block_open':
        this.#notes = [];
        return;
      case 'footnote_open':
        this.#notes?.push([]);
        return;
      case 'footnote_block_close':
        if (this.#notes !== undefined) this.blocks.push({ type: 'footnotes', notes: this.#notes });
        this.#notes = undefined;
        return;
      case 'tr_open':
        this.#table?.rows.push([]);
        return;
      case 'thead_close':
        if (this.#table !== undefined) this.#table.head = this.#table.rows.pop() ?? [];
        return;
      case 'fence':
      case 'code_block':
        this.#code(token);
        return;
      case 'comment':
        if (silentMark.test(token.content)) this.#silent = true;
        else this.#warnOfComment(token.content);
        return;
      case 'inline':
        this.#inline(token);
    }
  }

  /** A list or quote ends: within another it joins that one, else it is a block of its own. */
  #close(): void {
    const closed = this.#open.pop();
    const outer = this.#open.at(-1);
    if (closed === undefined) return;
    const passages = closed.type === 'quote' ? closed.paragraphs : closed.items;
    if (passages.length === 0) return;
    if (outer === undefined) this.blocks.push(closed);
    else (outer.type === 'quote' ? outer.paragraphs : outer.items).push(...passages);
  }

  #code(token: Token): void {
    const language = token.info.trim().split(/\s/)[0] ?? '';
    this.blocks.push({
      type: 'code',
      text: token.content.replace(/\n$/, ''),
      ...(language === '' ? {} : { language }),
    });
  }

  #closeTable(): void {
    const table = this.#table;
    this.#table = undefined;
    this.#span = this.#tableSpan;
    if (table === undefined) return;
    if (table.rows.length > largestTable.rows || table.head.length > largestTable.columns) {
      const { rows, columns } = largestTable;
      const message = `A table has ${table.rows.length} rows of ${table.head.length} columns; the limit is ${rows} of ${columns}.`;
      this.#problem('table-size', 'error', '|', message, 'Show the part that the story needs, and link to the rest.');
      return;
    }
    this.blocks.push({ type: 'table', ...table });
  }

  #warnOfHtml(content: string): void {
    const tag = /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>|<!--/i.exec(content)?.[0];
    if (tag !== undefined && !this.problems.some(({ code }) => code === 'html-as-text')) {
      const advice = 'Write it as Markdown, or upload the article as HTML.';
      this.#problem(
        'html-as-text',
        'warning',
        tag,
        `“${tag.slice(0, 60)}” is shown as it is written: HTML in Markdown is text.`,
        advice,
      );
    }
  }

  #warnOfComment(comment: string): void {
    if (this.problems.some(({ code }) => code === 'comment-left-out')) return;
    const [words = ''] = comment.split('\n');
    const message = `“${words.slice(0, 60)}” is left out: comments are for the newsroom alone.`;
    const advice = 'Remove it. To leave a block unread, write <!-- silent --> on a line of its own above it.';
    this.#problem('comment-left-out', 'warning', words, message, advice);
  }

  #inline(token: Token): void {
    const embed = this.#open.length === 0 && this.#table === undefined ? embedIn(token.content) : undefined;
    if (embed !== undefined) {
      this.blocks.push(embed);
      return;
    }
    const { runs, images } = this.#runsOf(token);
    const empty = textOfRuns(runs).trim() === '';
    const outer = this.#open.at(-1);
    if (this.#notes !== undefined) this.#notes.at(-1)?.push(...spaced(this.#notes.at(-1) ?? [], runs));
    else if (this.#table !== undefined) this.#table.rows.at(-1)?.push(runs);
    else if (empty && images.length > 0) this.blocks.push(...images);
    else if (empty) return;
    else if (this.#heading > 0) this.blocks.push({ type: 'subhead', level: this.#heading < 3 ? 2 : 3, runs });
    else if (outer !== undefined) (outer.type === 'quote' ? outer.paragraphs : outer.items).push(runs);
    else this.blocks.push({ type: isReadMore(textOfRuns(runs)) ? 'read-more' : 'paragraph', runs });
    if (!empty) this.blocks.push(...images);
  }

  #runsOf(token: Token): { runs: Run[]; images: Block[] } {
    const runs: Run[] = [];
    const images: Block[] = [];
    const style = { strong: 0, em: 0, struck: 0 };
    let href: string | undefined;
    let lang: string | undefined;
    const add = (text: string, code = false) => {
      if (text === '') return;
      runs.push({
        text,
        ...(style.strong > 0 ? { strong: true as const } : {}),
        ...(style.em > 0 ? { em: true as const } : {}),
        ...(code ? { code: true as const } : {}),
        ...(style.struck > 0 ? { struck: true as const } : {}),
        ...(href === undefined ? {} : { href }),
        ...(lang === undefined ? {} : { lang }),
      });
    };
    for (const child of token.children ?? []) {
      switch (child.type) {
        case 'text':
          this.#warnOfHtml(child.content);
          // Entities were decoded after the source was cleaned.
          add(cleanText(child.content));
          break;
        case 'code_inline':
          add(cleanText(child.content), true);
          break;
        case 'comment':
          this.#warnOfComment(child.content);
          break;
        case 'softbreak':
          add(' ');
          break;
        case 'hardbreak':
          add('\n');
          break;
        case 'strong_open':
          style.strong++;
          break;
        case 'strong_close':
          style.strong--;
          break;
        case 'em_open':
          style.em++;
          break;
        case 'em_close':
          style.em--;
          break;
        case 's_open':
          style.struck++;
          break;
        case 's_close':
          style.struck--;
          break;
        case 'footnote_ref':
          runs.push({ text: '', note: Number(child.meta?.id) + 1 });
          break;
        case 'link_open':
          lang = languageOf(String(child.attrGet('href') ?? ''));
          href = lang === undefined ? this.#link(String(child.attrGet('href') ?? '')) : undefined;
          break;
        case 'link_close':
          href = undefined;
          lang = undefined;
          break;
        case 'image':
          images.push(...this.#image(child));
      }
    }
    return { runs: joinRuns(runs), images };
  }

  #link(address: string): string | undefined {
    const link = safeLink(address);
    if (link === undefined) {
      const message = `The link “${address.slice(0, 80)}” is not kept; its words are.`;
      const advice = 'Links lead to http, https or mailto addresses, or to a path of this site that begins with “/”.';
      this.#problem('link-unsafe', 'warning', address, message, advice);
    }
    return link;
  }

  #image(token: Token): Block[] {
    const written = String(token.attrGet('src') ?? '');
    const src = imageAddress(decodedKey(written));
    const alt = cleanText(this.#altOf(token.children ?? [])).trim();
    const title = cleanText(String(token.attrGet('title') ?? '')).trim();
    const decorative = title.toLowerCase() === 'decorative';
    if (src === undefined) {
      const message = 'An image’s address is neither https nor a key under images/.';
      const advice = 'Give the image’s full https address, or upload it to images/… first and give that key.';
      this.#problem('image-src', 'error', written, message, advice);
      return [];
    }
    if (alt === '' && !decorative) {
      const advice = 'Describe it: ![what it shows](https://…), or mark it: ![](https://… "decorative").';
      this.#problem('image-alt', 'error', written, 'An image has no alternative text.', advice);
      return [];
    }
    return [{ type: 'image', src, alt, ...(title === '' || decorative ? {} : { caption: title }) }];
  }

  /** The words of a picture's description, without their look. */
  #altOf(tokens: readonly Token[]): string {
    return tokens
      .map(({ type, content, children }) => {
        if (type === 'comment') this.#warnOfComment(content);
        if (type === 'softbreak' || type === 'hardbreak') return ' ';
        if (type === 'image') return this.#altOf(children ?? []);
        return type === 'text' || type === 'code_inline' ? content : '';
      })
      .join('');
  }

  /** A problem with words of the block at hand, found again in its lines. */
  #problem(code: ProblemCode, severity: Problem['severity'], words: string, message: string, advice: string): void {
    const [first, end] = this.#span;
    let line = first;
    let column = 0;
    for (let index = first; words !== '' && index < Math.max(end, first + 1); index++) {
      const found = this.#lines[index]?.indexOf(words) ?? -1;
      if (found < 0) continue;
      line = index;
      column = found;
      break;
    }
    const more = { severity, field: 'body', ...(words === '' ? {} : { words }) };
    this.problems.push(problemOf(code, this.#locate(line + 1, column + 1), message, advice, more));
  }
}

/** A paragraph that is nothing but the address of a video, a sound or a post. */
function embedIn(content: string): Block | undefined {
  const address = /^<?(https:\/\/[^\s<>]+)>?$/.exec(content.trim())?.[1];
  return address === undefined ? undefined : embedOf(address);
}

/** `[mise en place](lang:fr)`: words in another language. */
function languageOf(address: string): string | undefined {
  return address.startsWith('lang:') ? languageTag(address.slice(5)) : undefined;
}

/** markdown-it encodes what it takes for an address; a key is kept as it was written. */
function decodedKey(src: string): string {
  if (!src.startsWith('images/')) return src;
  try {
    return decodeURIComponent(src);
  } catch {
    return src;
  }
}

/** A footnote's paragraphs follow one another in one line. */
function spaced(before: readonly Run[], runs: Run[]): Run[] {
  return before.length === 0 ? runs : [{ text: ' ' }, ...runs];
}
