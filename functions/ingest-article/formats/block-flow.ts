import { type Block, type Run, textOfRuns } from '../../../shared/domain/blocks.ts';
import { isReadMore } from './blocks-limits.ts';
import { type Card, cardIn, type Picture, plain, postIn } from './html-media.ts';
import { intoOne, Passage, type Style } from './passage.ts';

/** Takes a passage that has ended. */
type Sink = (runs: Run[]) => void;
/** What is to be done when an element ends. */
export type End = () => void;
type Outer = { ordered?: boolean; passages: Run[][] };
type Figure = { media?: Picture | Card; caption: Run[]; credit: Run[] };

/**
 * Words and media in the order of the text, and the blocks that they become. Whatever begins here returns its end; ends
 * are called in reverse order.
 */
export class BlockFlow {
  readonly blocks: Block[] = [];
  readonly #passage = new Passage();
  /** Pictures and cards within the passage at hand; they follow it. */
  #media: Block[] = [];
  #style: Style = {};
  #sink: Sink = (runs) => this.#paragraph(runs);
  #narrow = 0;
  #outer: Outer | undefined;
  #figure: Figure | undefined;

  /** Whether an open element takes only passages: a cell, a caption, a subhead. */
  get isNarrow(): boolean {
    return this.#narrow > 0;
  }

  /** Whether a list or a quote is open. */
  get isWithinOuter(): boolean {
    return this.#outer !== undefined;
  }

  add(text: string): void {
    this.#passage.add(text, this.#style);
  }

  addNote(number: number): void {
    this.#passage.addNote(number);
  }

  /** A line break that readers see; two of them are what some write for a paragraph. */
  breakLine(): void {
    if (this.#passage.endsLine) this.flush();
    else if (this.#passage.hasWords) this.#passage.breakLine(this.#style);
  }

  /** A passage ends, and what was shown in it follows. */
  flush(): void {
    const runs = this.#passage.take();
    if (runs.length > 0) this.#sink(runs);
    const media = this.#media;
    this.#media = [];
    for (const block of media) this.push(block);
  }

  /** A block within a list or quote divides it, so that all stays in its order. */
  push(block: Block): void {
    if (this.#outer !== undefined) this.#pushOuter(this.#outer);
    this.blocks.push(block);
  }

  show(media: Picture | Card): void {
    if (this.#figure !== undefined) this.#figure.media = media;
    if (this.#passage.hasWords) this.#media.push(media);
    else this.push(media);
  }

  styled(style: Style): End {
    const before = this.#style;
    this.#style = { ...before, ...style };
    return () => {
      this.#style = before;
    };
  }

  /** Until its end, all passages go elsewhere, and blocks within are only passages. */
  narrowed(sink: Sink): End {
    const leave = this.#within(sink);
    this.#narrow++;
    return () => {
      leave();
      this.#narrow--;
    };
  }

  subhead(level: 2 | 3): End {
    if (this.#outer === undefined) return this.narrowed((runs) => this.push({ type: 'subhead', level, runs }));
    const end = this.styled({ strong: true });
    return () => {
      this.flush();
      end();
    };
  }

  /** A quote, or a list if it is told whether it is ordered. Within another it joins that one. */
  outer(ordered: boolean | undefined, postAttributes?: Readonly<Record<string, string>>): End {
    if (this.#outer !== undefined) return () => this.flush();
    const outer: Outer = { passages: [], ...(ordered === undefined ? {} : { ordered }) };
    this.#outer = outer;
    const leave = this.#within((runs) => outer.passages.push(runs));
    return () => {
      leave();
      const post = postAttributes === undefined ? undefined : postIn(outer.passages, postAttributes);
      if (post === undefined) this.#pushOuter(outer);
      else this.blocks.push(post);
      this.#outer = undefined;
    };
  }

  figure(): End {
    const before = this.#figure;
    const figure: Figure = { caption: [], credit: [] };
    this.#figure = figure;
    return () => {
      this.flush();
      this.#figure = before;
      this.#describe(figure);
    };
  }

  /** Where a figure's caption or credit goes; undefined outside of figures. */
  partOfFigure(part: 'caption' | 'credit'): Sink | undefined {
    return this.#figure === undefined ? undefined : intoOne(this.#figure[part], ' ');
  }

  #describe({ media, caption, credit }: Figure): void {
    const captionText = plain(textOfRuns(caption));
    const creditText = plain(textOfRuns(credit));
    if (media?.type === 'image') {
      if (captionText !== '') media.caption = captionText;
      if (creditText !== '') media.credit = creditText;
    } else if (media?.type === 'embed' && captionText !== '') media.title = captionText;
    else for (const runs of [caption, credit]) if (runs.length > 0) this.#sink(runs);
  }

  #within(sink: Sink): End {
    this.flush();
    const before = this.#sink;
    this.#sink = sink;
    return () => {
      this.flush();
      this.#sink = before;
    };
  }

  #paragraph(runs: Run[]): void {
    this.push(cardIn(runs) ?? { type: isReadMore(textOfRuns(runs)) ? 'read-more' : 'paragraph', runs });
  }

  #pushOuter(outer: Outer): void {
    const { ordered, passages } = outer;
    outer.passages = [];
    if (passages.length === 0) return;
    if (ordered === undefined) this.blocks.push({ type: 'quote', paragraphs: passages });
    else this.blocks.push({ type: 'list', ordered, items: passages });
  }
}
