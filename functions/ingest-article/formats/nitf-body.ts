import { textOfBlock } from '../../../shared/domain/blocks.ts';
import { readPlainText } from './plain-text.ts';
import { type Body, readXhtml } from './xml-body.ts';
import { elementAt, elementsAt, isElement, wordsIn, type XmlElement, type XmlText } from './xml-tree.ts';

/**
 * What HTML calls the elements of NITF 3.6 (IPTC). Those that both call alike are not listed; nor are those that only
 * say what their words mean (person, money, chron, …), for the words stay and the line goes on.
 */
const htmlNames: ReadonlyMap<string, string> = new Map([
  ['block', 'div'],
  ['body.content', 'div'],
  ['hl1', 'h2'],
  ['hl2', 'h2'],
  ['bq', 'blockquote'],
  ['fn', 'div'],
  ['note', 'div'],
  ['credit', 'p'],
  ['datasource', 'p'],
  ['tagline', 'p'],
  ['nitf-table', 'div'],
  ['custom-table', 'div'],
  ['nitf-table-summary', 'p'],
  ['postaddr', 'address'],
]);
/** Words for editors and machines. */
const unread = ['media-metadata', 'media-object', 'nitf-table-metadata', 'alt-code', 'ed-msg'];

/**
 * The blocks of a NITF document: `body.content`, then the tagline of `body.end`, which is for readers (“… contributed to
 * this report”). `said` stands in fields already.
 */
export function readNitfBody(nitf: XmlElement, said: readonly string[]): Body {
  const content = elementsAt(nitf, 'body', 'body.content');
  const [only] = content;
  if (only !== undefined && content.length === 1 && !only.children.some(isElement)) return readXhtml(only, said);
  const children = [...content, ...elementsAt(nitf, 'body', 'body.end', 'tagline')].flatMap(asHtml);
  const { blocks, problems } = readXhtml({ ...nitf, name: 'body', children }, said);
  // Where a story is nothing but preformatted text that is no code but how the agency sets its lines.
  const isPreformatted = blocks.every(({ type }) => type === 'code');
  return { blocks: isPreformatted ? blocks.map(textOfBlock).flatMap(readPlainText) : blocks, problems };
}

/** An element of NITF in HTML's names, with all that is in it. A tree is never deeper than this may recurse. */
function asHtml(node: XmlElement | XmlText): (XmlElement | XmlText)[] {
  if (!isElement(node)) return [node];
  if (unread.includes(node.name) || isForEditors(node)) return [];
  if (node.name === 'media') return asFigure(node);
  const name = htmlNames.get(node.name) ?? node.name;
  return [{ ...node, name, attributes: attributesOf(node), children: childrenOf(node) }];
}

function childrenOf(node: XmlElement): (XmlElement | XmlText)[] {
  return node.children.flatMap(asHtml);
}

/** NITF marks a tagline or note that must not be published as `npa`. */
function isForEditors({ attributes }: XmlElement): boolean {
  return attributes.type === 'npa';
}

const keptAttributes = ['href', 'src', 'alt', 'colspan', 'rowspan', 'width', 'height'];

function attributesOf({ attributes }: XmlElement): XmlElement['attributes'] {
  const entries = Object.entries(attributes).filter(([name]) => keptAttributes.includes(name));
  return Object.fromEntries(entries);
}

/** A picture with its caption and credit; other media are left out, for they are files for the printing house. */
function asFigure(media: XmlElement): XmlElement[] {
  const { place, namespace } = media;
  const references = elementsAt(media, 'media-reference');
  const image = references.find(({ attributes }) => isImage(media, attributes['mime-type'] ?? ''));
  if (image === undefined) return [];
  const {
    source = '',
    'alternate-text': alt = '',
    width = '',
    height = '',
    'source-credit': agency = '',
  } = image.attributes;
  const caption = elementsAt(media, 'media-caption');
  const credit = elementAt(media, 'media-producer');
  const by = credit === undefined ? agency : wordsIn(credit);
  const element = (
    name: string,
    attributes: XmlElement['attributes'],
    children: XmlElement['children'],
  ): XmlElement => ({
    name,
    namespace,
    attributes,
    children,
    place,
  });
  return [
    element('figure', {}, [
      { ...element('img', { src: source, alt, width, height }, []), place: image.place },
      ...(caption.length === 0 ? [] : [element('figcaption', {}, caption.flatMap(childrenOf))]),
      ...(by === '' ? [] : [element('span', { class: 'credit' }, [{ text: by, place }])]),
    ]),
  ];
}

function isImage(media: XmlElement, type: string): boolean {
  return type === '' ? media.attributes['media-type'] === 'image' : type.startsWith('image/');
}
