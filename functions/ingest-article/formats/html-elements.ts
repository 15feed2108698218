import { languageTag } from '../../../shared/domain/foreign.ts';
import type { Style } from './passage.ts';

/** Elements without content: they never wait for an end (HTML Standard, 13.1.2). */
export const voidElements = new Set(
  'area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/** What ends a paragraph where it begins and where it ends. All else that we have no word for is part of the line. */
export const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td ' +
    'tfoot th thead tr ul'
  ).split(' '),
);

/** Left out with all that is in them: programs, what looks like something else, what nobody reads as text. */
export const droppedElements = new Set(
  (
    'script style noscript template head title svg math object embed applet textarea select option optgroup datalist ' +
    'button audio video canvas map frameset frame noframes noembed iframe portal xmp plaintext listing dialog ' +
    'input meta link base'
  ).split(' '),
);

/** Left out themselves, while their words are kept. */
export const unwrappedElements = new Set(['form', 'marquee']);

/** What is often in a page's text and nobody misses. */
export const unmentioned = new Set(['head', 'title']);

const looks: [tags: string, style: Style][] = [
  ['strong b', { strong: true }],
  ['em i cite dfn var', { em: true }],
  ['s del strike', { struck: true }],
  ['code kbd samp tt', { code: true }],
];

/** How the words of an element look; by a map, for a tag may be called `constructor`. */
export const styles: ReadonlyMap<string, Style> = new Map(
  looks.flatMap(([tags, style]) => tags.split(' ').map((tag): [string, Style] => [tag, style])),
);

/** Posts of others stand in a page as a quote that their script would dress up. */
const post = /twitter-(tweet|video)|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed/;

export type Attributes = Readonly<Record<string, string>>;

/** What holds a whole text: its language is the template's, and often that of another page. */
const wholes = new Set('html body main article section div header'.split(' '));

/** The language that an element says its words are in. */
export function wordsLanguage(name: string, attributes: Attributes): string | undefined {
  const written = attributes.lang ?? attributes['xml:lang'];
  return written === undefined || wholes.has(name) ? undefined : languageTag(written);
}

export function isPost({ class: names = '' }: Attributes): boolean {
  return post.test(names);
}

export function isCredit({ class: names = '', itemprop = '' }: Attributes): boolean {
  return /credit|copyright/i.test(`${names} ${itemprop}`);
}

export function isFootnotes({ class: names = '', role = '' }: Attributes): boolean {
  return /(^|\s)footnotes(\s|$)/.test(names) || role === 'doc-endnotes';
}

export function isHidden({ hidden, style = '' }: Attributes): boolean {
  return hidden !== undefined || /display\s{0,9}:\s{0,9}none/i.test(style);
}

export function isReadMoreClass({ class: names = '' }: Attributes): boolean {
  return /(^|\s)read-more(\s|$)/.test(names);
}

/** `language-js` → `js`, as HTML's own example has it. */
export function languageOf({ class: names = '' }: Attributes): string | undefined {
  return /(?:^|\s)lang(?:uage)?-([\w+#-]{1,30})/.exec(names)?.[1];
}

export function cellSpan(written: string | undefined): number {
  const span = Number.parseInt(written ?? '', 10);
  return Number.isNaN(span) ? 1 : Math.max(span, 1);
}
