import type { Place } from '../../../shared/domain/problem.ts';
import { placesIn } from '../manuscript.ts';
import type { Attributes } from './html-elements.ts';
import { type HtmlEvent, type HtmlRead, readEvents } from './html-events.ts';
import { plain } from './html-media.ts';

/** An element of a page, from the event that opens it to the one that closes it, both included. */
export type PageElement = { tag: string; attributes: Attributes; first: number; last: number; place: Place };

/** A page or a fragment, with its elements in the order of the file. */
export class HtmlPage {
  readonly read: HtmlRead;
  readonly placeOf: (offset: number) => Place;
  readonly elements: PageElement[] = [];
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
    this.read = readEvents(html);
    this.placeOf = placesIn(html);
    const open: PageElement[] = [];
    for (const [index, event] of this.read.events.entries()) {
      if (event.kind === 'open') {
        const { tag, attributes, at } = event;
        const last = this.read.events.length - 1;
        const element = { tag, attributes, first: index, last, place: this.placeOf(at) };
        open.push(element);
        this.elements.push(element);
      } else if (event.kind === 'close') {
        const closed = open.pop();
        if (closed !== undefined) closed.last = index;
      }
    }
  }

  /** Whether it is more than a piece of a page. */
  get isWhole(): boolean {
    const parts = ['html', 'head', 'body'];
    return /^\s*<!doctype/i.test(this.#html) || this.elements.some(({ tag }) => parts.includes(tag));
  }

  first(tag: string): PageElement | undefined {
    return this.elements.find((element) => element.tag === tag);
  }

  eventsOf({ first, last }: { first: number; last: number }): HtmlEvent[] {
    return this.read.events.slice(first, last + 1);
  }

  /** An element's words, in one line. */
  textOf(element: PageElement): string {
    return plain(
      this.eventsOf(element)
        .map((event) => (event.kind === 'text' ? event.text : ''))
        .join(''),
    );
  }

  /** Whether an element's words are these. Looked at is no more than so few words can fill, for elements lie in one another. */
  says(element: PageElement, text: string): boolean {
    if (element.last - element.first > 40) return false;
    const length = this.eventsOf(element).reduce(
      (sum, event) => sum + (event.kind === 'text' ? event.text.length : 0),
      0,
    );
    return length >= text.length && length < 2 * text.length + 200 && this.textOf(element) === text;
  }

  /** What an element holds as it was written, and the offset where that begins. */
  sourceOf({ first, last }: PageElement): { source: string; at: number } {
    const begin = this.read.events[first];
    const end = this.read.events[last];
    const at = begin?.kind === 'open' ? begin.end : 0;
    return { source: this.#html.slice(at, end?.kind === 'close' ? end.at : undefined), at };
  }

  /** Elements of a tag that are in no other element of it, nor in what is beside the story. */
  outermost(tag: string): PageElement[] {
    let from = 0;
    return this.elements.filter((element) => {
      if (element.first < from) return false;
      if (element.tag === tag || asides.has(element.tag)) from = element.last;
      return element.tag === tag;
    });
  }
}

/** What is beside the story: a page's head and foot, its menus, what else there is to read. */
export const asides: ReadonlySet<string> = new Set(['header', 'nav', 'aside', 'footer']);
