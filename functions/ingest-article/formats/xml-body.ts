import type { Block } from '../../../shared/domain/blocks.ts';
import { type Place, type Problem, type ProblemCode, problemOf } from '../../../shared/domain/problem.ts';
import { imageAddress } from '../image-address.ts';
import { placesIn } from '../manuscript.ts';
import { BlockBuilder } from './block-builder.ts';
import { readHtml } from './html-body.ts';
import { readPlainText } from './plain-text.ts';
import { isElement, textIn, wordsIn, wordsPlace, type XmlElement, type XmlText } from './xml-tree.ts';

export type Body = { blocks: Block[]; problems: Problem[] };

/**
 * The blocks of a body in XHTML. `said` are the headline and what else stands in fields of its own: agencies repeat it
 * above the text. A body that says nothing else, as a flash does, keeps it.
 */
export function readXhtml(body: XmlElement, said: readonly string[] = []): Body {
  if (!body.children.some(isElement)) return readLoose(body);
  const read = new XhtmlWalk(said.filter(Boolean)).read(body);
  return read.blocks.length === 0 && said.length > 0 ? new XhtmlWalk([]).read(body) : read;
}

/** A body without elements is HTML that was escaped or wrapped in CDATA, or plain text. */
function readLoose(body: XmlElement): Body {
  const text = textIn(body);
  return /^\s*<[a-z!]/i.test(text) ? readMarkup(text, wordsPlace(body)) : { blocks: readPlainText(text), problems: [] };
}

/** HTML within an element's text. Where entities stand for its tags, columns are as near as can be. */
export function readMarkup(text: string, place: Place): Body {
  const html = text.trimStart();
  const placeOf = placesIn(html);
  const { blocks, problems } = readHtml(html, (offset) => {
    const { line, column } = placeOf(offset);
    return { line: place.line + line - 1, column: line === 1 ? place.column + column - 1 : column };
  });
  return { blocks, problems: problems.map(lenient) };
}

/** An image that cannot be shown is left out, and told: a desk cannot mend the agency's file. */
function lenient(problem: Problem): Problem {
  return ['image-alt', 'image-src'].includes(problem.code) ? { ...problem, severity: 'warning' } : problem;
}

/** Images left out that a desk is told of. */
const mostProblems = 20;

/** Hands a tree to the builder, element by element. It recurses no deeper than `readXml` lets a tree be. */
class XhtmlWalk {
  readonly #builder = new BlockBuilder();
  readonly #problems: Problem[] = [];
  readonly #said: readonly string[];
  /** Whether nothing but what was said already has come yet. */
  #isLeading: boolean;

  constructor(said: readonly string[]) {
    this.#said = said.map((each) => each.replace(/\s+/g, ' ').trim());
    this.#isLeading = said.length > 0;
  }

  read(body: XmlElement): Body {
    for (const child of body.children) this.#take(child);
    const { blocks, problems } = this.#builder.finish();
    return { blocks, problems: [...this.#problems, ...problems] };
  }

  #take(node: XmlElement | XmlText): void {
    if (!isElement(node)) {
      this.#builder.text(node.text, node.place);
      return;
    }
    const tag = node.name.toLowerCase();
    if (this.#repeats(tag, node)) return;
    if (tag === 'img') this.#image(node, undefined);
    else if (tag === 'figure' && !this.#isFit(node)) return;
    else this.#element(tag, node);
  }

  #element(tag: string, node: XmlElement): void {
    const caption = tag === 'figure' ? captionOf(node) : undefined;
    this.#builder.open(tag, node.attributes, node.place);
    for (const child of node.children) {
      if (isElement(child) && child.name === 'img') this.#image(child, caption);
      else this.#take(child);
    }
    this.#builder.close(tag, node.place);
  }

  /** A headline, byline or summary above the text that stands in its own field, or a page's header around it. */
  #repeats(tag: string, node: XmlElement): boolean {
    if (!this.#isLeading) return false;
    if (tag === 'header') return node.children.some((child) => isElement(child) && child.name === 'h1');
    if (tag !== 'p' && !/^h[1-6]$/.test(tag)) return false;
    if (this.#said.includes(wordsIn(node))) return true;
    this.#isLeading = false;
    return false;
  }

  /** A figure whose only picture cannot be shown goes with its caption. */
  #isFit(figure: XmlElement): boolean {
    const images = figure.children.filter(isElement).filter(({ name }) => name === 'img');
    if (images.length === 0) return true;
    const caption = captionOf(figure);
    const wrong = images.filter((image) => this.#wrongIn(image, caption) !== undefined);
    if (wrong.length < images.length) return true;
    for (const image of wrong) this.#image(image, caption);
    return false;
  }

  #image(image: XmlElement, caption: string | undefined): void {
    const { src = '', alt } = image.attributes;
    const wrong = this.#wrongIn(image, caption);
    if (wrong === undefined) {
      this.#builder.open('img', { ...image.attributes, alt: alt || (caption ?? '') }, image.place);
      return;
    }
    const [code, why] = wrong;
    const advice = 'Add it to the file if the story needs it.';
    const message = `An image is left out: ${why}.`;
    if (this.#problems.length === mostProblems) return;
    this.#problems.push(
      problemOf(code, image.place, message, advice, { severity: 'warning', field: 'body', words: src }),
    );
  }

  #wrongIn({ attributes }: XmlElement, caption: string | undefined): [code: ProblemCode, why: string] | undefined {
    const { src = '', alt } = attributes;
    if (wireImage(src) === undefined) return ['image-src', 'it has no https address'];
    return alt || caption ? undefined : ['image-alt', 'it has no alternative text and no caption'];
  }
}

/** An agency's image: what would be a key of our own uploads is a file of theirs that we do not have. */
export function wireImage(src: string): string | undefined {
  return src.startsWith('images/') ? undefined : imageAddress(src);
}

function captionOf(figure: XmlElement): string | undefined {
  const caption = figure.children.filter(isElement).find(({ name }) => name === 'figcaption');
  return caption === undefined ? undefined : wordsIn(caption) || undefined;
}
