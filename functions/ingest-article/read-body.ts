import type { Token } from 'markdown-it';
import MarkdownIt from 'markdown-it';
import { type Block, type Run, safeLink, textOfRuns } from '../../shared/domain/blocks.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { cleanText } from './read-fields.ts';

/** CommonMark with tables; HTML in the source is text. Chosen for its worst case: linear on hostile input. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

const readMore = /^(read (more|also)|lea (más|también)|اقرأ (أيضا|أيضًا|المزيد))\s*[:：]/iu;

/** The body's blocks. `lineOf` gives the file's line for a line of the text, both counted from 1. */
export function readBody(text: string, lineOf: (line: number) => number): { blocks: Block[]; problems: Problem[] } {
  const reader = new BodyReader(lineOf);
  reader.read(markdown.parse(cleanText(text.replace(/\r\n?/g, '\n')), {}));
  return { blocks: reader.blocks, problems: reader.problems };
}

type Open = { type: 'quote'; paragraphs: Run[][] } | { type: 'list'; ordered: boolean; items: Run[][] };

/** Walks markdown-it's tokens once. Lists and quotes within one another become one block: readers hear them in a row. */
class BodyReader {
  readonly blocks: Block[] = [];
  readonly problems: Problem[] = [];
  readonly #lineOf: (line: number) => number;
  readonly #open: Open[] = [];
  #table: { head: Run[][]; rows: Run[][][] } | undefined;
  #heading = 0;

  constructor(lineOf: (line: number) => number) {
    this.#lineOf = lineOf;
  }

  read(tokens: readonly Token[]): void {
    for (const token of tokens) this.#take(token);
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
        return;
      case 'table_close':
        if (this.#table !== undefined) this.blocks.push({ type: 'table', ...this.#table });
        this.#table = undefined;
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

  #inline(token: Token): void {
    const { runs, images } = this.#runsOf(token);
    const empty = textOfRuns(runs).trim() === '';
    const outer = this.#open.at(-1);
    if (this.#table !== undefined) this.#table.rows.at(-1)?.push(runs);
    else if (empty && images.length > 0) this.blocks.push(...images);
    else if (empty) return;
    else if (this.#heading > 0) this.blocks.push({ type: 'subhead', level: this.#heading < 3 ? 2 : 3, runs });
    else if (outer !== undefined) (outer.type === 'quote' ? outer.paragraphs : outer.items).push(runs);
    else this.blocks.push({ type: readMore.test(textOfRuns(runs)) ? 'read-more' : 'paragraph', runs });
    if (!empty) this.blocks.push(...images);
  }

  #runsOf(token: Token): { runs: Run[]; images: Block[] } {
    const line = (token.map?.[0] ?? 0) + 1;
    const runs: Run[] = [];
    const images: Block[] = [];
    const style = { strong: 0, em: 0 };
    let href: string | undefined;
    const add = (text: string, code = false) => {
      if (text === '') return;
      runs.push({
        text,
        ...(style.strong > 0 ? { strong: true as const } : {}),
        ...(style.em > 0 ? { em: true as const } : {}),
        ...(code ? { code: true as const } : {}),
        ...(href === undefined ? {} : { href }),
      });
    };
    for (const child of token.children ?? []) {
      switch (child.type) {
        case 'text':
        case 'code_inline':
          add(child.content, child.type === 'code_inline');
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
        case 'link_open':
          href = this.#link(String(child.attrGet('href') ?? ''), line);
          break;
        case 'link_close':
          href = undefined;
          break;
        case 'image':
          images.push(...this.#image(child, line));
      }
    }
    return { runs: joinRuns(runs), images };
  }

  #link(address: string, line: number): string | undefined {
    const link = safeLink(address);
    if (link === undefined) {
      this.#problem(
        'link-unsafe',
        'warning',
        line,
        `The link “${address.slice(0, 80)}” is not kept.`,
        'Links lead to http, https or mailto addresses.',
      );
    }
    return link;
  }

  #image(token: Token, line: number): Block[] {
    const src = safeLink(String(token.attrGet('src') ?? ''));
    const alt = token.content.trim();
    const caption = cleanText(String(token.attrGet('title') ?? '')).trim();
    if (src === undefined || !src.startsWith('https://')) {
      this.#problem(
        'image-src',
        'error',
        line,
        'An image’s address is not https.',
        'Give the image’s full https address.',
      );
      return [];
    }
    if (alt === '') {
      this.#problem(
        'image-alt',
        'error',
        line,
        'An image has no alternative text.',
        'Describe it: ![what it shows](https://…).',
      );
      return [];
    }
    return [{ type: 'image', src, alt, ...(caption === '' ? {} : { caption }) }];
  }

  #problem(code: string, severity: Problem['severity'], line: number, message: string, advice: string): void {
    this.problems.push({
      code,
      severity,
      message,
      advice,
      field: 'body',
      place: { line: this.#lineOf(line), column: 1 },
    });
  }
}

/** Neighbouring runs of one style become one. */
function joinRuns(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const same =
      last !== undefined &&
      last.strong === run.strong &&
      last.em === run.em &&
      last.code === run.code &&
      last.href === run.href;
    if (same) last.text += run.text;
    else joined.push({ ...run });
  }
  return joined;
}
