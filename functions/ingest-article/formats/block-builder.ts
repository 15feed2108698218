import { type Block, safeLink } from '../../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../../shared/domain/problem.ts';
import { cleanText } from '../clean-text.ts';
import { BlockFlow, type End } from './block-flow.ts';
import { Footnotes, noteNumber } from './footnotes.ts';
import {
  type Attributes,
  blockElements,
  cellSpan,
  droppedElements,
  isCredit,
  isFootnotes,
  isHidden,
  isPost,
  isReadMoreClass,
  languageOf,
  styles,
  unmentioned,
  unwrappedElements,
  voidElements,
  wordsLanguage,
} from './html-elements.ts';
import { type Card, cardOf, type Picture, pictureOf } from './html-media.ts';
import { deepest, droppedProblem, tooDeep, tooLarge, unknownMark, unsafeLink } from './html-problems.ts';
import { intoOne } from './passage.ts';
import { raised } from './raised-figures.ts';
import { TableBuilder } from './table-builder.ts';

/** Problems of one code that an editor is told of. */
const mostAlike = 20;

type Code = { text: string; language: string | undefined };

const nothing: End = () => {};

/**
 * Makes blocks of elements and texts as they come in, called as in HTML whatever the format. Safe by construction: only
 * what has a place in a block gets in, as text and as addresses that were judged. Ends may be missing or come without a
 * beginning. Lists and quotes within one another become one block, as in Markdown.
 */
export class BlockBuilder {
  readonly #problems: Problem[] = [];
  /** How many problems there were of a code, and which elements were left out. */
  readonly #alike = new Map<string, number>();
  readonly #open: { tag: string; end: End }[] = [];
  readonly #flow = new BlockFlow();
  readonly #footnotes = new Footnotes();
  #dropping = false;
  #tooDeep = false;
  #inFootnotes = false;
  #table: TableBuilder | undefined;
  #code: Code | undefined;
  /** Whether text is written above or below the line. */
  #raised: 'sup' | 'sub' | undefined;

  open(tag: string, attributes: Attributes, place: Place): void {
    const name = tag.toLowerCase();
    if (this.#tooDeep) return;
    if (voidElements.has(name)) {
      if (!this.#dropping) this.#takeVoid(name, attributes, place);
    } else if (this.#open.length < deepest) {
      const end = this.#dropping ? nothing : this.#foreign(name, attributes, this.#begin(name, attributes, place));
      this.#open.push({ tag: name, end: this.#isToSkip(attributes, place) ? this.#silenced(end) : end });
    } else {
      this.#tooDeep = true;
      this.#problem(tooDeep(name, place));
    }
  }

  text(text: string, _place: Place): void {
    if (this.#dropping || this.#tooDeep) return;
    if (this.#code === undefined) this.#flow.add(this.#raised === undefined ? text : raised(text, this.#raised));
    else this.#code.text += text;
  }

  close(tag: string, _place: Place): void {
    const name = tag.toLowerCase();
    const at = this.#tooDeep ? -1 : this.#open.findLastIndex((element) => element.tag === name);
    if (at >= 0) this.#closeTo(at);
  }

  /** Whatever is still open ends. */
  finish(): { blocks: Block[]; problems: Problem[] } {
    this.#closeTo(0);
    this.#flow.flush();
    return { blocks: this.#footnotes.finish(this.#flow.blocks), problems: this.#problems };
  }

  #closeTo(length: number): void {
    while (this.#open.length > length) this.#open.pop()?.end();
  }

  #takeVoid(name: string, attributes: Attributes, place: Place): void {
    if (name === 'img') this.#show(pictureOf(attributes, place));
    else if (name === 'hr') this.#flow.flush();
    else if (droppedElements.has(name)) this.#warnDropped(name, place, 'with all that is in it');
    else if (name !== 'br') return;
    else if (this.#code !== undefined) this.#code.text += '\n';
    else this.#flow.breakLine();
  }

  #raise(name: 'sup' | 'sub'): End {
    const before = this.#raised;
    this.#raised = name;
    return () => {
      this.#raised = before;
    };
  }

  /** Words in another language than the text around them. */
  #foreign(name: string, attributes: Attributes, end: End): End {
    const lang = wordsLanguage(name, attributes);
    if (lang === undefined || this.#dropping) return end;
    const leave = this.#flow.styled({ lang });
    return () => {
      leave();
      end();
    };
  }

  /** Whether an element is marked as not to be read aloud. A mark that says something else must not go on air unseen. */
  #isToSkip({ 'data-narration': mark }: Attributes, place: Place): boolean {
    if (mark === undefined || this.#dropping) return false;
    if (mark.trim().toLowerCase() === 'skip') return true;
    this.#problem(unknownMark(mark, place));
    return false;
  }

  /** What lies between here and the end is for the eye alone. */
  #silenced(end: End): End {
    const from = this.#flow.blocks.length;
    return () => {
      end();
      this.#flow.flush();
      for (const block of this.#flow.blocks.slice(from)) block.silent = true;
    };
  }

  /** An element begins; returned is what its end does. */
  #begin(name: string, attributes: Attributes, place: Place): End {
    const left = this.#leaveOut(name, attributes, place);
    if (left !== undefined) return left;
    if (this.#code !== undefined) {
      this.#code.language ??= languageOf(attributes);
      return nothing;
    }
    const style = styles.get(name);
    if (style !== undefined) return this.#flow.styled(style);
    const credit = isCredit(attributes) ? this.#flow.partOfFigure('credit') : undefined;
    if (credit !== undefined) return this.#flow.narrowed(credit);
    if (name === 'a') return this.#link(attributes, place);
    if (name === 'q') return this.#quotationMarks();
    if (name === 'sup' || name === 'sub') return this.#raise(name);
    if (!blockElements.has(name)) return nothing;
    this.#flow.flush();
    const end = this.#flow.isNarrow ? undefined : this.#beginBlock(name, attributes, place);
    return end ?? (() => this.#flow.flush());
  }

  /** What has no place in an article, with all that is in it. */
  #leaveOut(name: string, attributes: Attributes, place: Place): End | undefined {
    if (name === 'iframe') {
      this.#show(cardOf(attributes, place));
      return this.#drop();
    }
    if (unwrappedElements.has(name)) this.#warnDropped(name, place, 'but its words are kept');
    if (!droppedElements.has(name) && !isHidden(attributes)) return undefined;
    const why = droppedElements.has(name) ? 'with all that is in it' : 'because the page hides it';
    if (!unmentioned.has(name)) this.#warnDropped(name, place, why);
    return this.#drop();
  }

  #beginBlock(name: string, attributes: Attributes, place: Place): End | undefined {
    if (isFootnotes(attributes)) return this.#beginFootnotes();
    switch (name) {
      case 'h1':
      case 'h2':
        return this.#flow.subhead(2);
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return this.#flow.subhead(3);
      case 'blockquote':
        return this.#flow.outer(undefined, isPost(attributes) ? attributes : undefined);
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        return this.#inFootnotes ? undefined : this.#flow.outer(name === 'ol');
      case 'pre':
        return this.#beginCode(attributes);
      case 'figure':
        return this.#flow.figure();
      case 'table':
        return this.#table === undefined ? this.#beginTable(place) : undefined;
      default:
        return this.#beginPart(name, attributes);
    }
  }

  /** What is part of something greater, if that is open. */
  #beginPart(name: string, attributes: Attributes): End | undefined {
    const flow = this.#flow;
    switch (name) {
      case 'p':
        if (flow.isWithinOuter || !isReadMoreClass(attributes)) return undefined;
        return flow.narrowed((runs) => flow.push({ type: 'read-more', runs }));
      case 'li':
        return this.#inFootnotes ? flow.narrowed(intoOne(this.#footnotes.begin(attributes), ' ')) : undefined;
      case 'figcaption': {
        const caption = flow.partOfFigure('caption');
        return caption === undefined ? undefined : flow.narrowed(caption);
      }
      case 'thead':
      case 'tr':
        return this.#table === undefined ? undefined : this.#beginRow(this.#table, name === 'thead');
      case 'td':
      case 'th': {
        const spans = [cellSpan(attributes.colspan), cellSpan(attributes.rowspan)] as const;
        const cell = this.#table?.cell(name === 'th', ...spans);
        return cell === undefined ? undefined : flow.narrowed(intoOne(cell, '\n'));
      }
      default:
        return undefined;
    }
  }

  #drop(): End {
    this.#dropping = true;
    return () => {
      this.#dropping = false;
    };
  }

  #quotationMarks(): End {
    this.#flow.add('“');
    return () => this.#flow.add('”');
  }

  #link({ href = '' }: Attributes, place: Place): End {
    const address = href.trim();
    if (address === '') return nothing;
    // From a note back to its reference.
    if (address.startsWith('#') && this.#inFootnotes) return this.#drop();
    const note = noteNumber(address);
    if (note !== undefined) {
      this.#flow.addNote(note);
      return this.#drop();
    }
    const link = safeLink(address);
    if (link !== undefined) return this.#flow.styled({ href: link });
    this.#problem(unsafeLink(address, place));
    return nothing;
  }

  #beginFootnotes(): End {
    const before = this.#inFootnotes;
    this.#inFootnotes = true;
    return () => {
      this.#flow.flush();
      this.#inFootnotes = before;
    };
  }

  #beginCode(attributes: Attributes): End {
    const code: Code = { text: '', language: languageOf(attributes) };
    this.#code = code;
    return () => {
      this.#code = undefined;
      const text = cleanText(code.text.replace(/\r\n?/g, '\n')).replace(/^\n/, '').replace(/\n$/, '');
      const language = code.language === undefined ? {} : { language: code.language };
      if (text.trim() !== '') this.#flow.push({ type: 'code', text, ...language });
    };
  }

  #beginTable(place: Place): End {
    const builder = new TableBuilder();
    this.#table = builder;
    return () => {
      this.#flow.flush();
      this.#table = undefined;
      const table = builder.finish();
      if (table === 'too-large') this.#problem(tooLarge(place));
      else if (table !== undefined) this.#flow.push(table);
    };
  }

  #beginRow(table: TableBuilder, isHead: boolean): End {
    table.row();
    if (isHead) table.inHead = true;
    return () => {
      this.#flow.flush();
      if (isHead) table.inHead = false;
    };
  }

  #show(found: Picture | Card | Problem | undefined): void {
    if (found === undefined) return;
    if ('code' in found) this.#problem(found);
    else this.#flow.show(found);
  }

  #warnDropped(name: string, place: Place, how: string): void {
    if (this.#alike.has(`<${name}>`)) return;
    this.#alike.set(`<${name}>`, 1);
    this.#problem(droppedProblem(name, place, how));
  }

  #problem(problem: Problem): void {
    const count = (this.#alike.get(problem.code) ?? 0) + 1;
    this.#alike.set(problem.code, count);
    const message = count < mostAlike ? problem.message : `${problem.message} There may be more of this kind.`;
    if (count <= mostAlike) this.#problems.push({ ...problem, message });
  }
}
