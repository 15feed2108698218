import { SaxesParser } from 'saxes';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import { placesIn } from '../manuscript.ts';

/** Words between tags, entities and CDATA sections resolved; `place` is that of the first one that is not a space. */
export type XmlText = { text: string; place: Place };

/** An element by its local name, as it is written. Attributes go by their local names too; one without a prefix wins. */
export type XmlElement = {
  name: string;
  namespace: string;
  attributes: Readonly<Record<string, string>>;
  children: (XmlElement | XmlText)[];
  place: Place;
};

/** What walks the tree may recurse, for nothing lies deeper. */
const deepest = 128;
const noAttributes: XmlElement['attributes'] = {};
const editorAdvice = 'Mend it there; an XML editor shows the place.';

/**
 * The root of a file that is well-formed XML 1.0 with namespaces, or the first thing that is wrong with it. Nothing is
 * ever loaded and nothing is declared: a DOCTYPE that only names its DTD is passed over, one that declares something is
 * refused. Processing instructions and comments are left out.
 */
export function readXml(text: string): { root: XmlElement } | { problem: Problem } {
  const builder = new TreeBuilder(text);
  try {
    return { root: builder.build() };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem };
    throw error;
  }
}

/** Ends saxes' run at the first problem: what it finds further on mostly follows from that. */
class Unreadable extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

class TreeBuilder {
  readonly #text: string;
  readonly #placeOf: (offset: number) => Place;
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #open: XmlElement[] = [];
  #root: XmlElement | undefined;
  /** Where the last tag, comment, section or instruction ends, and where the one at hand begins. */
  #end = 0;
  #begin = 0;

  constructor(text: string) {
    this.#text = text;
    this.#placeOf = placesIn(text);
  }

  build(): XmlElement {
    const parser = this.#parser;
    const markEnd = () => {
      this.#end = parser.position;
    };
    parser.on('error', ({ message }) => this.#fail(message.replace(/^\d+:\d+: /, '')));
    parser.on('xmldecl', ({ encoding = 'UTF-8' }) => this.#checkEncoding(encoding));
    parser.on('doctype', (doctype) => this.#checkDoctype(doctype));
    parser.on('opentagstart', () => {
      this.#begin = this.#text.lastIndexOf('<', parser.position - 1);
      this.#end = parser.position;
    });
    parser.on('opentag', ({ local, uri, attributes }) => this.#openTag(local, uri, Object.values(attributes)));
    parser.on('closetag', () => {
      this.#open.pop();
      markEnd();
    });
    parser.on('text', (words) => this.#addText(words, this.#end));
    parser.on('cdata', (words) => {
      this.#addText(words, this.#end + '<![CDATA['.length);
      markEnd();
    });
    parser.on('comment', markEnd);
    parser.on('processinginstruction', markEnd);
    parser.write(this.#text).close();
    return this.#root ?? this.#fail('document must contain a root element.');
  }

  #openTag(
    name: string,
    namespace: string,
    written: readonly { local: string; prefix: string; value: string }[],
  ): void {
    const place = this.#placeOf(this.#begin);
    if (this.#open.length >= deepest) {
      const message = `The file is nested more than ${deepest} levels deep.`;
      this.#refuse(problemOf('xml-too-deep', place, message, 'No article needs more than a few.'));
    }
    const prefixedFirst = written.toSorted((a, b) => Number(a.prefix === '') - Number(b.prefix === ''));
    const attributes =
      written.length === 0 ? noAttributes : Object.fromEntries(prefixedFirst.map(({ local, value }) => [local, value]));
    const element: XmlElement = { name, namespace, attributes, children: [], place };
    this.#root ??= element;
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#end = this.#parser.position;
  }

  #addText(words: string, from: number): void {
    const spaces = /^\s*/.exec(words)?.[0].length ?? 0;
    const isBlank = spaces === words.length;
    this.#open.at(-1)?.children.push({ text: words, place: this.#placeOf(isBlank ? from : this.#firstWord(from)) });
  }

  #firstWord(from: number): number {
    const word = /\S/g;
    word.lastIndex = from;
    return word.exec(this.#text)?.index ?? from;
  }

  /** Files in ASCII alone say the same in every encoding that was ever declared for one. */
  #checkEncoding(encoding: string): void {
    if (/^utf-?8$/i.test(encoding) || !/[^\0-\x7f]/.test(this.#text)) return;
    const offset = this.#text.indexOf(encoding);
    const message = `The file says that its encoding is ${encoding}, but it is UTF-8.`;
    const advice =
      'Write encoding="UTF-8" in its first line, or leave the encoding out; check that letters with accents are right.';
    this.#refuse(problemOf('encoding', this.#placeOf(Math.max(offset, 0)), message, advice, { words: encoding }));
  }

  #checkDoctype(doctype: string): void {
    const begin = this.#text.lastIndexOf('<!DOCTYPE', this.#parser.position);
    this.#end = this.#parser.position;
    if (!doctype.replace(/"[^"]*"|'[^']*'/g, '').includes('[')) return;
    const message = 'The file declares entities or other rules of its own in its DOCTYPE; such files are not read.';
    const advice = 'Take out what stands between [ and ], and write the characters themselves for its entities.';
    const words = this.#text.slice(begin, begin + 80);
    this.#refuse(problemOf('xml-dtd', this.#placeOf(begin), message, advice, { words }));
  }

  /** What saxes found, in plain words, and where its cause is. */
  #fail(said: string): never {
    const position = Math.min(this.#parser.position, this.#text.length);
    const ampersand = this.#text.indexOf('&', Math.max(this.#end, this.#text.lastIndexOf(';', position - 2) + 1));
    const entity = ampersand < 0 || ampersand >= position ? '' : this.#text.slice(ampersand, position);
    if (said === 'undefined entity.') {
      const message = `“${entity}” is not known in XML.`;
      this.#refuseXml(ampersand, entity, message, 'Write the character itself, or its number as in “&#160;”.');
    }
    if (/in entity name|empty entity|^unclosed tag|^unexpected end/.test(said) && entity !== '') {
      this.#refuseXml(ampersand, entity.slice(0, 20), 'A “&” stands alone.', 'Write it as “&amp;”, in addresses too.');
    }
    const open = this.#open.at(-1);
    if (said.startsWith('unclosed tag') && open !== undefined) {
      const message = `“<${open.name}>” is never closed.`;
      const words = `<${open.name}`;
      this.#refuse(
        problemOf('xml', open.place, message, `Write “</…>” where it ends, or “/>” if it is empty.`, { words }),
      );
    }
    const tag = this.#text.lastIndexOf('<', position - 1);
    if (said === 'unexpected close tag.' || said.startsWith('unmatched closing tag')) {
      const message = `“${this.#text.slice(tag, Math.min(position, tag + 40))}” does not close the tag that was opened last.`;
      this.#refuseXml(tag, this.#text.slice(tag, position), message, 'Close each tag before the one around it.');
    }
    const at = Math.max(0, position - 1);
    this.#refuseXml(
      at,
      this.#text.slice(at, at + 20),
      `The file is not well-formed XML: ${said.replace(/\.$/, '')}.`,
      editorAdvice,
    );
  }

  #refuseXml(offset: number, words: string, message: string, advice: string): never {
    return this.#refuse(problemOf('xml', this.#placeOf(offset), message, advice, { words }));
  }

  #refuse(problem: Problem): never {
    throw new Unreadable(problem);
  }
}

export function isElement(node: XmlElement | XmlText): node is XmlElement {
  return 'name' in node;
}

/** The children of one name, in order; more names lead further down, as a path does. */
export function elementsAt(parent: XmlElement, name: string, ...below: string[]): XmlElement[] {
  const found = parent.children.filter(isElement).filter((child) => child.name === name);
  const [next, ...rest] = below;
  return next === undefined ? found : found.flatMap((child) => elementsAt(child, next, ...rest));
}

/** The first element at a path. */
export function elementAt(parent: XmlElement, name: string, ...below: string[]): XmlElement | undefined {
  return elementsAt(parent, name, ...below)[0];
}

/** The words in an element as one line; tags and line breaks in them part words, `except` names elements to leave out. */
export function wordsIn(element: XmlElement, ...except: string[]): string {
  return textIn(element, except).replace(/\s+/g, ' ').trim();
}

/** All text of an element as it stands there. */
export function textIn(element: XmlElement, except: readonly string[] = []): string {
  let text = '';
  for (const child of element.children) {
    if (!isElement(child)) text += child.text;
    else if (child.name === 'br' || child.name === 'p') text += ` ${textIn(child, except)} `;
    else if (!except.includes(child.name)) text += textIn(child, except);
  }
  return text;
}

/** Where an element's words begin, or the element itself if it has none. */
export function wordsPlace(element: XmlElement): Place {
  const words = element.children.find((child) => !isElement(child) && child.text.trim() !== '');
  return words?.place ?? element.place;
}
