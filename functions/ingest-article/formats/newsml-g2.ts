import { type Problem, problemOf } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, type Manuscript, textField, unreadable } from '../manuscript.ts';
import { newsMlFields, preferring, saidInMeta } from './newsml-g2-fields.ts';
import { heroField } from './newsml-g2-hero.ts';
import { nitfFields, nitfLanguage, saidInHead } from './nitf.ts';
import { readNitfBody } from './nitf-body.ts';
import { readPlainText } from './plain-text.ts';
import { languageProblem } from './wire-language.ts';
import { statusOf } from './wire-terms.ts';
import { type Body, readMarkup, readXhtml } from './xml-body.ts';
import { elementAt, elementsAt, isElement, textIn, wordsIn, wordsPlace, type XmlElement } from './xml-tree.ts';

/** Where the text of an item stands, and what it is written in. */
type Content = { kind: 'nitf' | 'xhtml' | 'html' | 'plain'; element: XmlElement; title?: XmlElement };

/**
 * One story in IPTC's NewsML-G2 2.x (https://iptc.org/standards/newsml-g2/): a news item, or a message with one text among
 * its items. The pictures that come with it in the message may give it its lead image. An item that is withheld or
 * canceled needs no text.
 */
export function readNewsMl(root: XmlElement, key: ArticleKey): Manuscript {
  const items = root.name === 'newsItem' ? [root] : elementsAt(root, 'itemSet', 'newsItem');
  const stories = items.flatMap((item) => {
    const content = isText(item) ? contentOf(item, key) : undefined;
    return content === undefined ? [] : [{ item, content }];
  });
  const [story, second] = stories;
  if (second !== undefined) return unreadable(severalStories(stories.length, second.item));
  if (story !== undefined) return readStory(story.item, story.content, items, key);
  const [notice, other] = items.filter((item) => statusIn(item) !== 'usable');
  if (notice === undefined || other !== undefined) return unreadable(noStory(root, items));
  return { origin: 'wire', fields: newsMlFields(notice, key), blocks: [], problems: [] };
}

function readStory(item: XmlElement, content: Content, items: readonly XmlElement[], key: ArticleKey): Manuscript {
  const own = newsMlFields(item, key);
  const pictures = items.filter((each) => each === item || statusIn(each) === 'usable');
  const more = [...fieldsIn(content), ...heroField(pictures, key)];
  const fields = [...own, ...more.filter(({ name }) => own.every((field) => field.name !== name))];
  const { blocks, problems } = bodyOf(content, saidInMeta(item, key));
  return { origin: 'wire', fields, blocks, problems: [...languageProblems(item, content, key), ...problems] };
}

/** Of the languages of a story one must be the edition's. */
function languageProblems(item: XmlElement, { kind, element }: Content, { edition }: ArticleKey): Problem[] {
  const said = elementsAt(item, 'contentMeta', 'language').filter(({ attributes }) => attributes.tag !== undefined);
  const wrong = said.flatMap(({ attributes, place }) => languageProblem(attributes.tag ?? '', place, edition));
  if (said.length === 0 && kind === 'nitf') return nitfLanguage(element, edition);
  return wrong.length < said.length ? [] : wrong.slice(0, 1);
}

function statusIn(item: XmlElement): string {
  const status = elementAt(item, 'itemMeta', 'pubStatus')?.attributes;
  return statusOf(status?.qcode ?? status?.uri ?? 'usable');
}

/** Pictures and films come with texts too, but these are captions and scripts. */
function isText(item: XmlElement): boolean {
  return ['', 'text', 'composite'].includes(classOf(item));
}

/** The class of an item, without its vocabulary: `ninat:text` → text. */
function classOf(item: XmlElement): string {
  const { qcode, uri, literal } = elementAt(item, 'itemMeta', 'itemClass')?.attributes ?? {};
  return (qcode ?? uri ?? literal ?? '').split(/[:/]/).at(-1) ?? '';
}

/** The text of an item: of several renditions the one in the edition's language, else the first. */
function contentOf(item: XmlElement, key: ArticleKey): Content | undefined {
  const inline = elementsAt(item, 'contentSet').flatMap((set) => set.children.filter(isElement));
  const readable = preferring(key.edition, inline).flatMap((element) => contentIn(element) ?? []);
  return readable[0];
}

function contentIn(inline: XmlElement): Content | undefined {
  if (inline.name === 'inlineData') return dataIn(inline);
  if (inline.name !== 'inlineXML') return undefined;
  const nitf = elementAt(inline, 'nitf');
  if (nitf !== undefined) return { kind: 'nitf', element: nitf };
  const html = elementAt(inline, 'html');
  const title = html === undefined ? undefined : elementAt(html, 'head', 'title');
  const body = elementAt(html ?? inline, 'body') ?? html;
  if (body !== undefined) return { kind: 'xhtml', element: body, ...(title === undefined ? {} : { title }) };
  const isXhtml = ['article', 'section', 'div', 'p'].some((name) => elementAt(inline, name) !== undefined);
  return isXhtml ? { kind: 'xhtml', element: inline } : undefined;
}

/** Text within `inlineData`; what is encoded there in some way is no text. */
function dataIn(data: XmlElement): Content | undefined {
  const { contenttype = 'text/plain', encoding } = data.attributes;
  const type = contenttype.split(';')[0]?.trim().toLowerCase();
  if (encoding !== undefined || textIn(data).trim() === '') return undefined;
  if (type === 'text/plain') return { kind: 'plain', element: data };
  return type === 'text/html' || type === 'application/xhtml+xml' ? { kind: 'html', element: data } : undefined;
}

/** Fields for those that the item itself does not say. */
function fieldsIn({ kind, element, title }: Content): Entry[] {
  if (kind === 'nitf') return nitfFields(element);
  const words = title === undefined ? '' : wordsIn(title);
  return title === undefined || words === '' ? [] : [textField('headline', words, wordsPlace(title))];
}

function bodyOf({ kind, element }: Content, said: readonly string[]): Body {
  switch (kind) {
    case 'nitf':
      return readNitfBody(element, [...said, ...saidInHead(element)]);
    case 'xhtml':
      return readXhtml(element, said);
    case 'html':
      return readMarkup(textIn(element), wordsPlace(element));
    case 'plain':
      return { blocks: readPlainText(textIn(element)), problems: [] };
  }
}

function severalStories(count: number, second: XmlElement): Problem {
  const message = `The message holds ${count} stories; the second begins here.`;
  return problemOf('xml-shape', second.place, message, 'File one story per file.', { words: '<newsItem' });
}

function noStory(root: XmlElement, [item]: readonly XmlElement[]): Problem {
  const place = (item ?? root).place;
  const words = `<${(item ?? root).name}`;
  if (item === undefined) {
    const advice = 'File each story as a news item of its own.';
    return problemOf('xml-shape', place, `The <${root.name}> holds no news item.`, advice, { words });
  }
  const message = isText(item)
    ? 'The news item has no text that could be read.'
    : `The news item is of the class “${classOf(item)}”, and an article is a text.`;
  const advice = 'File one whose contentSet holds the story as inlineXML (XHTML or NITF) or as inlineData.';
  return problemOf('xml-shape', place, message, advice, { words });
}
