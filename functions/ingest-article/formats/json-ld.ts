import { longest } from '../../../shared/domain/article-fields.ts';
import type { Kind } from '../../../shared/domain/kind.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { type Entry, listField, textField, type Value } from '../manuscript.ts';
import type { HtmlPage } from './html-page.ts';
import { readJson } from './json-value.ts';
import { fitting, listOf, parted, people, type Said, timeField } from './page-fields.ts';

/** A lead image as a page says it, in whatever standard. */
export type LeadImage = { src: Said; alt?: Said; caption?: Said; credit?: Said };
export type LinkedData = { fields: Entry[]; image?: LeadImage; problems: Problem[] };

type Item = Value & { kind: 'map' };

/** schema.org's kinds of articles that are kinds of ours. */
const kindOfType: [type: string, kind: Kind][] = [
  ['OpinionNewsArticle', 'opinion'],
  ['ReviewNewsArticle', 'opinion'],
  ['AnalysisNewsArticle', 'analysis'],
  ['BackgroundNewsArticle', 'analysis'],
  ['LiveBlogPosting', 'blog'],
];

/**
 * The first article among a page's JSON-LD, also within lists and `@graph` (https://schema.org/NewsArticle). What cannot
 * be read is passed over with a warning: it is for machines, and the page has its words as well.
 */
export function readLinkedData(page: HtmlPage): LinkedData {
  const problems: Problem[] = [];
  for (const script of page.elements.filter(isLinkedData)) {
    const { source, at } = page.sourceOf(script);
    const value = readJson(source, (offset) => page.placeOf(at + offset));
    if ('code' in value) problems.push({ ...value, severity: 'warning', message: `JSON-LD: ${value.message}` });
    const article = 'code' in value ? undefined : itemsIn(value).find((item) => typesOf(item).some(isArticle));
    if (article === undefined) continue;
    const read = fieldsOf(article);
    const image = imageOf(article);
    const all = [...problems, ...read.problems];
    return { fields: read.fields, problems: all, ...(image === undefined ? {} : { image }) };
  }
  return { fields: [], problems };
}

export function isLinkedData({
  tag,
  attributes,
}: {
  tag: string;
  attributes: Readonly<Record<string, string>>;
}): boolean {
  return tag === 'script' && (attributes.type ?? '').trim().toLowerCase() === 'application/ld+json';
}

function itemsIn(value: Value): Item[] {
  if (value.kind === 'text') return [];
  if (value.kind === 'list') return value.items.flatMap(itemsIn);
  const graph = member(value, '@graph');
  return graph === undefined ? [value] : [value, ...itemsIn(graph)];
}

function isArticle(type: string): boolean {
  return /(^|[/:])\w{0,40}(Article|BlogPosting)$/.test(type);
}

function fieldsOf(article: Item): { fields: Entry[]; problems: Problem[] } {
  const all = (...names: string[]) => names.flatMap((name) => textsOf(member(article, name)));
  const firstOf = (...names: string[]) => all(...names)[0];
  const types = typesOf(article);
  const kind = kindOfType.find(([type]) => types.some((each) => each.endsWith(type)))?.[1];
  const published = timeField('publish-at', firstOf('datePublished'));
  const expires = timeField('expires', firstOf('expires'));
  const fields = [
    ...fitting('headline', firstOf('headline', 'name'), longest.headline),
    ...fitting('standfirst', firstOf('description'), longest.standfirst),
    ...listOf('byline', all('author').flatMap(people)),
    ...fitting('source', firstOf('sourceOrganization', 'provider', 'publisher'), longest.name),
    ...listOf('section', all('articleSection')),
    ...listOf('tags', all('keywords').flatMap(parted)),
    ...listOf('regions', all('contentLocation', 'spatialCoverage')),
    ...(kind === undefined ? [] : [textField('kind', kind, article.place)]),
    ...published.fields,
    ...expires.fields,
    ...correctionsOf(article, firstOf('dateModified', 'datePublished')),
  ];
  return { fields, problems: [...published.problems, ...expires.problems] };
}

/** Corrections as https://schema.org/correction has them: a comment, a text, or a link, which says nothing by itself. */
function correctionsOf(article: Item, otherwise: Said | undefined): Entry[] {
  const value = member(article, 'correction');
  const items = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  const corrections = items.flatMap((item): Value[] => {
    const text = item.kind === 'map' ? (first(item, 'text') ?? first(item, 'description')) : textsOf(item)[0];
    if (text === undefined || URL.canParse(text.text)) return [];
    const written = item.kind === 'map' ? (first(item, 'datePublished') ?? first(item, 'dateCreated')) : undefined;
    const at = [written, otherwise].flatMap((each) => timeField('at', each).fields)[0];
    if (at === undefined) return [];
    return [{ kind: 'map', entries: [at, textField('text', text.text, text.place)], place: item.place }];
  });
  return value === undefined || corrections.length === 0 ? [] : [listField('corrections', corrections, value.place)];
}

function imageOf(article: Item): LeadImage | undefined {
  const value = member(article, 'image');
  const image = value?.kind === 'list' ? value.items[0] : value;
  if (image === undefined) return undefined;
  if (image.kind !== 'map') {
    const src = textsOf(image)[0];
    return src === undefined ? undefined : { src };
  }
  const src = first(image, 'url') ?? first(image, 'contentUrl') ?? first(image, '@id');
  if (src === undefined) return undefined;
  const caption = first(image, 'caption');
  const alt = first(image, 'description') ?? caption;
  const credit = first(image, 'creditText') ?? first(image, 'copyrightNotice');
  return {
    src,
    ...(alt === undefined ? {} : { alt }),
    ...(caption === undefined || caption === alt ? {} : { caption }),
    ...(credit === undefined ? {} : { credit }),
  };
}

function member(item: Item, name: string): Value | undefined {
  return item.entries.find((entry) => entry.name === name)?.value;
}

function first(item: Item, name: string): Said | undefined {
  return textsOf(member(item, name))[0];
}

function typesOf(item: Item): string[] {
  return textsOf(member(item, '@type')).map(({ text }) => text);
}

/** Texts, and the names of things; in lists, each of them. */
function textsOf(value: Value | undefined): Said[] {
  if (value === undefined) return [];
  if (value.kind === 'list') return value.items.flatMap(textsOf);
  if (value.kind === 'map') return textsOf(member(value, 'name') ?? member(value, '@value'));
  return value.text.trim() === '' ? [] : [{ text: value.text, place: value.place }];
}
