import { longest } from '../../../shared/domain/article-fields.ts';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import { type Entry, listField, textField, textValue, type Value } from '../manuscript.ts';
import { plain } from './html-media.ts';
import type { HtmlPage } from './html-page.ts';
import { namesInByline } from './wire-terms.ts';

/** A text and where it was said. */
export type Said = { text: string; place: Place };
/** What a page's `<meta>` elements say, in their order. */
export type Metas = readonly (Said & { name: string })[];

export function metasIn(page: HtmlPage): Metas {
  return page.elements.flatMap(({ tag, attributes, place }) => {
    const { property, name = property, content } = attributes;
    return tag !== 'meta' || name === undefined || content === undefined
      ? []
      : [{ name: (property ?? name).trim().toLowerCase(), text: content, place }];
  });
}

const prefix = 'broadsheet:';
const lists = ['byline', 'tags', 'regions'];
const separated = ['tags', 'regions'];

/**
 * Our own fields: `<meta name="broadsheet:headline" content="…">`. Lists are one element each, tags and regions also
 * with commas; parts are called `hero.src`, `corrections.text`, and one that comes again begins the next correction.
 */
export function ownFields(metas: Metas): Entry[] {
  const values = new Map<string, Value[]>();
  for (const { name, text, place } of metas) {
    if (!name.startsWith(prefix)) continue;
    const [field = '', part] = name.slice(prefix.length).split(/[.:]/);
    const before = values.get(field) ?? [];
    values.set(field, before);
    const last = before.at(-1);
    if (part === undefined) {
      const texts = separated.includes(field) ? text.split(/[,،]/) : [text];
      for (const each of texts) before.push(textValue(each, place));
    } else if (last?.kind === 'map' && last.entries.every((entry) => entry.name !== part)) {
      last.entries.push(textField(part, text, place));
    } else before.push({ kind: 'map', entries: [textField(part, text, place)], place });
  }
  return [...values].flatMap(([name, [first, ...others]]): Entry[] => {
    if (first === undefined) return [];
    const isList = lists.includes(name) || name === 'corrections' || others.length > 0;
    return [isList ? listField(name, [first, ...others], first.place) : { name, place: first.place, value: first }];
  });
}

/** What the Open Graph says (https://ogp.me), without its image. */
export function openGraphFields(metas: Metas): { fields: Entry[]; problems: Problem[] } {
  const published = timeField('publish-at', said(metas, 'article:published_time')[0]);
  const expires = timeField('expires', said(metas, 'article:expiration_time')[0]);
  // An author is often the address of a profile.
  const authors = said(metas, 'article:author').filter(({ text }) => !URL.canParse(text));
  const fields = [
    ...fitting('headline', said(metas, 'og:title')[0], longest.headline),
    ...fitting('standfirst', said(metas, 'og:description')[0], longest.standfirst),
    ...fitting('source', said(metas, 'og:site_name')[0], longest.name),
    ...listOf('section', said(metas, 'article:section')),
    ...listOf('tags', said(metas, 'article:tag').flatMap(parted)),
    ...listOf('byline', authors.flatMap(people)),
    ...published.fields,
    ...expires.fields,
  ];
  return { fields, problems: [...published.problems, ...expires.problems] };
}

/** What the plain names of HTML's own standard say. */
export function plainFields(metas: Metas): Entry[] {
  return [
    ...fitting('standfirst', said(metas, 'description')[0], longest.standfirst),
    ...listOf('byline', said(metas, 'author').flatMap(people)),
    ...listOf('tags', [...said(metas, 'news_keywords'), ...said(metas, 'keywords')].flatMap(parted)),
  ];
}

/** What is said under a name, if it says anything. */
export function said(metas: Metas, name: string): Said[] {
  return metas.filter((meta) => meta.name === name && meta.text.trim() !== '');
}

/** The people that a byline names. */
export function people({ text, place }: Said): Said[] {
  return namesInByline(text).map((name) => ({ text: name, place }));
}

/** Names with commas between them, one by one. */
export function parted({ text, place }: Said): Said[] {
  return text.split(/[,،]/).map((each) => ({ text: each, place }));
}

/** A field with a text that is as long as the field may be; what is longer was not meant for it. */
export function fitting(name: string, found: Said | undefined, length: number): Entry[] {
  const text = plain(found?.text ?? '');
  return found === undefined || text === '' || text.length > length ? [] : [textField(name, text, found.place)];
}

/** A field with a list of names, each once, without empty ones and such as nobody is called. */
export function listOf(name: string, found: readonly Said[]): Entry[] {
  const items = new Map<string, Value>();
  for (const { text, place } of found) {
    const words = plain(text);
    const known = words.toLowerCase();
    if (words !== '' && words.length <= longest.name && !items.has(known)) items.set(known, textValue(words, place));
  }
  const [first] = items.values();
  return first === undefined ? [] : [listField(name, [...items.values()], first.place)];
}

/** A field with a time, or a warning that it is left out for want of a zone. */
export function timeField(name: string, found: Said | undefined): { fields: Entry[]; problems: Problem[] } {
  if (found === undefined) return { fields: [], problems: [] };
  const text = found.text.trim();
  if (isTime(text)) return { fields: [textField(name, text, found.place)], problems: [] };
  const message = `The time “${text.slice(0, 40).toWellFormed()}” is left out: it says no hour or no zone.`;
  const advice = 'Write date, time and zone, for example 2026-11-24T18:30:00Z.';
  const more = { severity: 'warning', field: name, words: text } as const;
  return { fields: [], problems: [problemOf('field-time', found.place, message, advice, more)] };
}

/** A time that exists, with its zone. */
export function isTime(text: string): boolean {
  const shape = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
  const day = shape.exec(text)?.[1];
  return day !== undefined && !Number.isNaN(Date.parse(text)) && new Date(`${day}T00:00:00Z`).toJSON().startsWith(day);
}
