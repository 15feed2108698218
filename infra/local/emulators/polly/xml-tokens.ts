/** A piece of XML; `start` and `end` count UTF-16 units of the source. */
export type XmlToken =
  | { kind: 'text'; start: number; end: number }
  | { kind: 'open'; name: string; attributes: Map<string, string>; selfClosing: boolean; start: number; end: number }
  | { kind: 'close'; name: string; start: number; end: number };

/** The source is not XML; the message says what is wrong, and near which character. */
export class XmlError extends Error {
  constructor(problem: string, source: string, at: number) {
    const near = source.slice(at, at + 24).replace(/\s+/g, ' ');
    super(`${problem} at character ${at + 1}${near === '' ? '' : ` (“${near}”)`}`);
    this.name = 'XmlError';
  }
}

/**
 * Cuts XML into text, tags that open and tags that close; comments and processing instructions are skipped. It walks
 * through the source once, so that no input can make it slow. Nesting is for the caller to check.
 * Throws {@link XmlError}.
 */
export function* xmlTokens(source: string): Generator<XmlToken> {
  let at = 0;
  while (at < source.length) {
    if (source[at] !== '<') {
      const next = source.indexOf('<', at);
      const end = next < 0 ? source.length : next;
      yield { kind: 'text', start: at, end };
      at = end;
    } else if (source.startsWith('<!--', at)) at = skipTo(source, at, '-->', 'A comment is never closed');
    else if (source.startsWith('<?', at)) at = skipTo(source, at, '?>', 'A processing instruction is never closed');
    else if (source.startsWith('<!', at)) throw new XmlError('CDATA and document types are not supported', source, at);
    else {
      const token = source[at + 1] === '/' ? closingTag(source, at) : openingTag(source, at);
      yield token;
      at = token.end;
    }
  }
}

function skipTo(source: string, at: number, closing: string, problem: string): number {
  const end = source.indexOf(closing, at);
  if (end < 0) throw new XmlError(problem, source, at);
  return end + closing.length;
}

function closingTag(source: string, start: number): XmlToken {
  const nameEnd = endOfName(source, start + 2);
  const end = skipSpace(source, nameEnd);
  if (nameEnd === start + 2 || source[end] !== '>') throw new XmlError('A closing tag is malformed', source, start);
  return { kind: 'close', name: source.slice(start + 2, nameEnd), start, end: end + 1 };
}

function openingTag(source: string, start: number): XmlToken {
  const nameEnd = endOfName(source, start + 1);
  if (nameEnd === start + 1) throw new XmlError('A “<” begins no tag: write it as &lt;', source, start);
  const name = source.slice(start + 1, nameEnd);
  const attributes = new Map<string, string>();
  let at = nameEnd;
  for (;;) {
    const next = skipSpace(source, at);
    if (source[next] === '>') return { kind: 'open', name, attributes, selfClosing: false, start, end: next + 1 };
    if (source.startsWith('/>', next)) {
      return { kind: 'open', name, attributes, selfClosing: true, start, end: next + 2 };
    }
    if (next === at) throw new XmlError(`The tag <${name}> is malformed`, source, start);
    at = readAttribute(source, next, name, attributes);
  }
}

function readAttribute(source: string, start: number, tag: string, attributes: Map<string, string>): number {
  const nameEnd = endOfName(source, start);
  const name = source.slice(start, nameEnd);
  const equals = skipSpace(source, nameEnd);
  const open = skipSpace(source, equals + 1);
  const quote = source[open];
  if (name === '' || source[equals] !== '=' || (quote !== '"' && quote !== "'")) {
    throw new XmlError(`The tag <${tag}> has a malformed attribute`, source, start);
  }
  const close = source.indexOf(quote, open + 1);
  if (close < 0) throw new XmlError(`The attribute ${name} of <${tag}> is never closed`, source, open);
  const raw = source.slice(open + 1, close);
  if (raw.includes('<'))
    throw new XmlError(`The attribute ${name} of <${tag}> holds a “<”: write it as &lt;`, source, open);
  if (attributes.has(name)) throw new XmlError(`The tag <${tag}> has the attribute ${name} twice`, source, start);
  attributes.set(name, decodeXml(source, open + 1, close));
  return close + 1;
}

function skipSpace(source: string, at: number): number {
  let end = at;
  while (isXmlSpace(source.charCodeAt(end))) end++;
  return end;
}

/** Whether a UTF-16 unit is one of the four spaces that XML knows. */
export function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function endOfName(source: string, start: number): number {
  let end = start;
  for (let code = source.charCodeAt(end); isNameCode(code, end === start); code = source.charCodeAt(++end));
  return end;
}

function isNameCode(code: number, first: boolean): boolean {
  const letter = code | 0x20;
  if ((letter >= 0x61 && letter <= 0x7a) || code === 0x5f || code >= 0x80) return true;
  return !first && ((code >= 0x30 && code <= 0x3a) || code === 0x2d || code === 0x2e);
}

/** The text of the XML between two places that hold no tags. Throws {@link XmlError}. */
export function decodeXml(source: string, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; ) {
    const character = characterAt(source, at);
    text += character.text;
    at = character.end;
  }
  return text;
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The one character (code point) that begins at `at` in raw XML, be it written out or as an entity, and where it ends.
 * Throws {@link XmlError} on a bare “&”, an unknown entity, or a character that XML forbids.
 */
export function characterAt(raw: string, at: number): { text: string; end: number } {
  const code = raw.codePointAt(at) ?? 0;
  if (code !== 0x26) {
    if (!isXmlCharacter(code))
      throw new XmlError(`The character U+${code.toString(16).toUpperCase().padStart(4, '0')} is not allowed`, raw, at);
    return { text: String.fromCodePoint(code), end: at + (code > 0xffff ? 2 : 1) };
  }
  const close = raw.slice(at, at + 12).indexOf(';');
  const body = close < 0 ? '' : raw.slice(at + 1, at + close);
  const text = Object.hasOwn(named, body) ? named[body] : numericCharacter(body);
  if (text === undefined) throw new XmlError('An “&” begins no entity: write it as &amp;', raw, at);
  return { text, end: at + close + 1 };
}

function numericCharacter(body: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]{1,8})|([0-9]{1,8}))$/i.exec(body);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return code <= 0x10ffff && isXmlCharacter(code) ? String.fromCodePoint(code) : undefined;
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
}
