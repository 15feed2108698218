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
/** Characters of the file that stand in a message. */
const longestShown = 40;
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
  #closed: XmlElement | undefined;
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
      this.#closed = this.#open.pop();
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
    const end = Math.min(this.#parser.position, this.#text.length);
    const tag = this.#text.lastIndexOf('<', end - 1);
    if (/entity|^unclosed tag|^unexpected end/.test(said)) this.#failAtEntity(said, end);
    if (said.startsWith('unclosed tag')) this.#failUnclosed();
    if (said === 'unexpected close tag.') {
      const { name = '', place } = this.#closed ?? {};
      const missing = name.slice(0, longestShown);
      const message = `“${this.#text.slice(tag, Math.min(end, tag + longestShown))}” stands where “</${missing}>” is missing.`;
      const advice = `Close “<${missing}>” of line ${place?.line ?? 1} before it, or write “<${missing}/>” if it is empty.`;
      this.#refuseXml(tag, this.#text.slice(tag, end), message, advice);
    }
    const at = this.#faultAt(said, tag, end);
    const words = this.#text.slice(at, at + 20);
    this.#refuseXml(at, words, `The file is not well-formed XML: ${inPlainWords(said, words)}.`, editorAdvice);
  }

  /** saxes finds what is wrong with a tag as a whole at its end, and text outside of the root after it. */
  #faultAt(said: string, tag: number, end: number): number {
    if (/^unbound|^duplicate|only one root|^an XML declaration/.test(said)) return tag;
    if (/root node|root element/.test(said)) return this.#firstWord(this.#end);
    const at = Math.max(0, end - 1);
    return this.#text.startsWith('\r\n', at - 1) && at > 0 ? at - 1 : at;
  }

  /** Where an ampersand begins nothing, saxes reads on to the next semicolon or to the end of the file. */
  #failAtEntity(said: string, end: number): void {
    const begin = this.#text.indexOf('&', Math.max(this.#end, this.#text.lastIndexOf(';', end - 2) + 1));
    const isEntity = begin >= 0 && begin < end && !/<!(--|\[CDATA\[)/.test(this.#text.slice(this.#end, begin));
    const entity = isEntity ? this.#text.slice(begin, end) : '';
    if (said === 'undefined entity.') {
      const message = `“${entity.slice(0, longestShown)}” is not known in XML.`;
      this.#refuseXml(begin, entity, message, 'Write the character itself, or its number as in “&#160;”.');
    }
    if (entity === '' || said === 'malformed character entity.') return;
    this.#refuseXml(begin, entity.slice(0, 20), 'A “&” stands alone.', 'Write it as “&amp;”, in addresses too.');
  }

  #failUnclosed(): void {
    const markup = this.#text.indexOf('<', this.#end);
    const section = ['<!--', '<![CDATA['].find((mark) => markup >= 0 && this.#text.startsWith(mark, markup));
    if (section !== undefined) {
      const advice = `Write “${section === '<!--' ? '-->' : ']]>'}” where it ends.`;
      this.#refuseXml(markup, section, `“${section}” is never closed.`, advice);
    }
    const open = this.#open.at(-1);
    if (open === undefined) return;
    const name = open.name.slice(0, longestShown);
    const advice = `Write “</${name}>” where it ends, or “/>” if it is empty.`;
    this.#refuse(problemOf('xml', open.place, `“<${name}>” is never closed.`, advice, { words: `<${name}` }));
  }

  #refuseXml(offset: number, words: string, message: string, advice: string): never {
    return this.#refuse(problemOf('xml', this.#placeOf(offset), message, advice, { words }));
  }

  #refuse(problem: Problem): never {
    throw new Unreadable(problem);
  }
}

function inPlainWords(said: string, words: string): string {
  const [character = ''] = words;
  if (said === 'document must contain a root element.') return 'there is no element in it';
  if (said.startsWith('an XML declaration')) return 'something stands before “<?xml”, if only an empty line';
  if (said === 'text data outside of root node.') return 'there is text before its first tag or after its last';
  if (said === 'malformed character entity.')
    return 'it names a character that does not exist or may not stand in a text';
  if (said !== 'disallowed character.') return said.slice(0, 200).replace(/\.$/, '');
  if (character === '<') return 'a “<” stands within a tag; a quotation mark or a “>” is missing before it';
  const code = (words.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the character U+${code} may not stand in a text`;
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
