import { malformedXml } from './s3-error.ts';

/** A document to write: text, or elements by name; a list repeats its element, undefined leaves it out. */
type XmlValue = string | number | boolean | XmlElements;
export type XmlElements = { [name: string]: XmlValue | XmlValue[] | undefined };

/** An element that was read; `text` is its character data without that of its children. */
export type XmlNode = { name: string; text: string; children: XmlNode[] };

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const maximumDepth = 16;
const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A whole document in S3's name space; errors are in none. */
export function xmlDocument(root: string, content: XmlElements | string, inNamespace = true): string {
  const attribute = inNamespace ? ` xmlns="${namespace}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${render(content)}</${root}>`;
}

function render(value: XmlValue): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  let out = '';
  for (const [name, content] of Object.entries(value)) {
    if (content === undefined) continue;
    for (const one of Array.isArray(content) ? content : [content]) out += `<${name}>${render(one)}</${name}>`;
  }
  return out;
}

/** Control characters become references, as S3 writes them: parsers would turn a bare carriage return into a line feed. */
function escapeXml(text: string): string {
  let out = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '&') out += '&amp;';
    else if (character === '<') out += '&lt;';
    else if (character === '>') out += '&gt;';
    else if (character === '"') out += '&quot;';
    else if (code < 0x20 || code === 0x7f || code === 0xfffe || code === 0xffff) out += `&#x${code.toString(16)};`;
    else out += character;
  }
  return out;
}

/**
 * Reads the small documents that S3 is sent. One pass, no regular expressions, no document types (and so no entities
 * but the five of XML and character references).
 * @throws S3Error MalformedXML
 */
export function parseXml(text: string): XmlNode {
  const root: XmlNode = { name: '', text: '', children: [] };
  const open: XmlNode[] = [root];
  let position = 0;
  while (position < text.length) {
    const current = open.at(-1) ?? root;
    const tag = text.indexOf('<', position);
    current.text += decodeEntities(text.slice(position, tag === -1 ? text.length : tag));
    if (tag === -1) break;
    position = readMarkup(text, tag, open);
  }
  const document = root.children[0];
  const stray = root.text.replace('\ufeff', '').trim() !== '';
  if (open.length !== 1 || document === undefined || root.children.length !== 1 || stray) throw malformedXml();
  return document;
}

/** Takes one piece of markup that begins at `start`; answers where it ends. */
function readMarkup(text: string, start: number, open: XmlNode[]): number {
  const current = open.at(-1);
  if (current === undefined) throw malformedXml();
  if (text.startsWith('<?', start)) return after(text, '?>', start);
  if (text.startsWith('<!--', start)) return after(text, '-->', start + 4);
  if (text.startsWith('<![CDATA[', start)) {
    const end = after(text, ']]>', start);
    current.text += text.slice(start + 9, end - 3);
    return end;
  }
  if (text.startsWith('<!', start)) throw malformedXml();
  const end = tagEnd(text, start);
  const inside = text.slice(start + 1, end - 1);
  if (inside.startsWith('/')) {
    if (open.length < 2 || current.name !== localName(inside.slice(1))) throw malformedXml();
    open.pop();
    return end;
  }
  const closed = inside.endsWith('/');
  const node: XmlNode = { name: localName(closed ? inside.slice(0, -1) : inside), text: '', children: [] };
  if (node.name === '' || open.length > maximumDepth) throw malformedXml();
  current.children.push(node);
  if (!closed) open.push(node);
  return end;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found === -1) throw malformedXml();
  return found + mark.length;
}

/** Just behind the `>` of the tag, stepping over quoted attribute values. */
function tagEnd(text: string, start: number): number {
  let quote = '';
  for (let i = start + 1; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      return i + 1;
    } else if (character === '<') {
      break;
    }
  }
  throw malformedXml();
}

/** The name of a tag without attributes and without name space prefix. */
function localName(tag: string): string {
  let end = 0;
  while (end < tag.length && !' \t\r\n'.includes(tag.charAt(end))) end += 1;
  return tag.slice(tag.slice(0, end).indexOf(':') + 1, end);
}

function decodeEntities(text: string): string {
  let out = '';
  let position = 0;
  for (;;) {
    const start = text.indexOf('&', position);
    if (start === -1) return out + text.slice(position);
    const end = text.indexOf(';', start);
    if (end === -1) throw malformedXml();
    out += text.slice(position, start) + decodeEntity(text.slice(start + 1, end));
    position = end + 1;
  }
}

function decodeEntity(name: string): string {
  const named = namedEntities[name];
  if (named !== undefined) return named;
  if (!name.startsWith('#')) throw malformedXml();
  const hexadecimal = name.charAt(1) === 'x';
  const digits = name.slice(hexadecimal ? 2 : 1);
  if (!(hexadecimal ? /^[0-9a-fA-F]{1,6}$/ : /^[0-9]{1,7}$/).test(digits)) throw malformedXml();
  const code = Number.parseInt(digits, hexadecimal ? 16 : 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw malformedXml();
  return String.fromCodePoint(code);
}

export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

export function childText(node: XmlNode, name: string): string | undefined {
  return node.children.find((child) => child.name === name)?.text;
}
