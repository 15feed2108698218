import { longest } from '../../../shared/domain/article-fields.ts';
import { type Block, safeLink } from '../../../shared/domain/blocks.ts';
import { type Problem, problemOf } from '../../../shared/domain/problem.ts';
import { imageAddress } from '../image-address.ts';
import { type Entry, type Manuscript, textField } from '../manuscript.ts';
import { blocksOfEvents, type HtmlEvent } from './html-events.ts';
import { plain } from './html-media.ts';
import { asides, HtmlPage, type PageElement } from './html-page.ts';
import { droppedProblem } from './html-problems.ts';
import { isLinkedData, type LeadImage, readLinkedData } from './json-ld.ts';
import { fitting, isTime, type Metas, metasIn, openGraphFields, ownFields, plainFields, said } from './page-fields.ts';

/**
 * A whole page, or a piece of one. Fields come from our own `<meta name="broadsheet:…">`, else from JSON-LD, the Open
 * Graph, the plain names of HTML, the title, the first `<h1>` and `<time>`: of each field the first that is there.
 */
export function readHtmlFile(text: string): Manuscript {
  const page = new HtmlPage(text);
  const metas = metasIn(page);
  const own = ownFields(metas);
  const origin = page.isWhole && own.length === 0 ? 'wire' : 'own';
  const story = storyOf(page);
  const linked = readLinkedData(page);
  const openGraph = openGraphFields(metas);
  const others = [linked.fields, openGraph.fields, plainFields(metas), visibleFields(page, story)];
  const known = firstOfEach([own, ...others]);
  const hero = known.some(({ name }) => name === 'hero') ? {} : heroOf(page, metas, linked.image);
  const body = readBody(page, story, known, origin);
  // A time that is left out matters only if nothing else says it.
  const left = [...linked.problems, ...openGraph.problems].filter(
    ({ code, field }) => code !== 'field-time' || known.every(({ name }) => name !== field),
  );
  const problems = [...left, ...(hero.problem ?? []), ...body.problems];
  return { origin, fields: [...known, ...(hero.field ?? [])], blocks: body.blocks, problems };
}

function firstOfEach(sources: Entry[][]): Entry[] {
  const fields = new Map<string, Entry>();
  for (const entry of sources.flat()) if (!fields.has(entry.name)) fields.set(entry.name, entry);
  return [...fields.values()];
}

/** The longest article, else what the page calls its main part or its body; undefined if it is a piece. */
function storyOf(page: HtmlPage): PageElement | undefined {
  const articles = page.outermost('article').map((element) => ({ element, length: page.textOf(element).length }));
  const [longestOne] = articles.toSorted((a, b) => b.length - a.length);
  return longestOne?.element ?? page.first('main') ?? page.first('body');
}

/** What readers see of the fields. A title often ends with the site's name, so a heading that begins it is the headline. */
function visibleFields(page: HtmlPage, story: PageElement | undefined): Entry[] {
  const wordsOf = (element: PageElement | undefined) =>
    element === undefined ? undefined : { text: page.textOf(element), place: element.place };
  const title = wordsOf(page.elements.find(({ tag, first }) => tag === 'title' && first < (story?.first ?? Infinity)));
  const heading = wordsOf(headingOf(page, story));
  const isHeadline = title === undefined || (heading !== undefined && title.text.startsWith(heading.text));
  const time = page.elements.find(({ tag, first, last, attributes: { datetime = '' } }) => {
    return (
      tag === 'time' && isTime(datetime.trim()) && (story === undefined || (first > story.first && last < story.last))
    );
  });
  return [
    ...(isHeadline ? [] : fitting('headline', title, longest.headline)),
    ...fitting('headline', heading, longest.headline),
    ...(time === undefined ? [] : [textField('publish-at', time.attributes.datetime?.trim() ?? '', time.place)]),
  ];
}

/** The story's own h1, else the page's. */
function headingOf(page: HtmlPage, story: PageElement | undefined): PageElement | undefined {
  const all = page.elements.filter(({ tag }) => tag === 'h1');
  return all.find(({ first }) => story !== undefined && first > story.first && first < story.last) ?? all[0];
}

/** The lead image, if it is known what it shows. */
function heroOf(page: HtmlPage, metas: Metas, linked: LeadImage | undefined): { field?: Entry[]; problem?: Problem[] } {
  const [graphSrc] = ['og:image:secure_url', 'og:image', 'og:image:url'].flatMap((name) => said(metas, name));
  const src = linked?.src ?? graphSrc;
  if (src === undefined) return {};
  const { place } = src;
  const base = baseOf(page, metas);
  const address = imageAddress(resolved(src.text.trim(), base));
  const more = { severity: 'warning', words: src.text } as const;
  if (address === undefined) {
    const message = 'The lead image is left out: its address is not https.';
    return {
      problem: [problemOf('hero-src', place, message, 'Give its full https address.', { ...more, field: 'hero.src' })],
    };
  }
  const shown = page.elements.find(({ tag, attributes: { src: written = '', alt = '' } }) => {
    return tag === 'img' && alt.trim() !== '' && imageAddress(resolved(written.trim(), base)) === address;
  });
  const alt = linked?.alt?.text ?? said(metas, 'og:image:alt')[0]?.text ?? shown?.attributes.alt;
  if (alt === undefined) {
    const message = 'The lead image is left out: the page does not say what it shows.';
    const advice = 'Add <meta property="og:image:alt" content="…">.';
    return { problem: [problemOf('image-alt', place, message, advice, { ...more, field: 'hero.alt' })] };
  }
  const entries = [
    textField('src', address, place),
    textField('alt', alt, place),
    ...fitting('caption', linked?.caption, longest.caption),
    ...fitting('credit', linked?.credit, longest.name),
  ];
  return { field: [{ name: 'hero', place, value: { kind: 'map', entries, place } }] };
}

/** The address that a page's relative addresses start from: what it calls its own, if it does. */
function baseOf(page: HtmlPage, metas: Metas): string | undefined {
  const base = page.elements.find(({ tag, attributes }) => tag === 'base' && attributes.href !== undefined);
  const canonical = page.elements.find(
    ({ tag, attributes: { rel = '' } }) => tag === 'link' && rel.trim().toLowerCase() === 'canonical',
  );
  const written = [base?.attributes.href, canonical?.attributes.href, said(metas, 'og:url')[0]?.text];
  return written
    .flatMap((each) => (each === undefined ? [] : (safeLink(each.trim()) ?? [])))
    .find((each) => /^https?:/.test(each));
}

function resolved(address: string, base: string | undefined): string {
  if (base === undefined || address === '' || address.startsWith('#') || !URL.canParse(address, base)) return address;
  return new URL(address, base).href;
}

/**
 * The story without what stands in fields already: its headline, and its standfirst if there are other words. In a wire's
 * page, addresses that are relative to it become whole, for here they would lead elsewhere.
 */
function readBody(
  page: HtmlPage,
  story: PageElement | undefined,
  fields: readonly Entry[],
  origin: Manuscript['origin'],
): { blocks: Block[]; problems: Problem[] } {
  const base = origin === 'wire' ? baseOf(page, metasIn(page)) : undefined;
  const heading = headingOf(page, story);
  const isHeadline =
    heading !== undefined && (origin === 'wire' || page.textOf(heading) === textIn(fields, 'headline'));
  const standfirst = standfirstIn(page, story, textIn(fields, 'standfirst'));
  const within = story ?? { first: 0, last: page.read.events.length - 1 };
  const read = (left: readonly (PageElement | undefined)[]) => {
    const { events, problems } = storyEvents(page, within, new Set(left), base, origin === 'own');
    const body = blocksOfEvents({ ...page.read, events }, page.placeOf);
    return { blocks: body.blocks, problems: [...problems, ...body.problems] };
  };
  const left = isHeadline ? [heading] : [];
  const body = read([...left, standfirst]);
  return body.blocks.length === 0 && standfirst !== undefined ? read(left) : body;
}

function textIn(fields: readonly Entry[], field: string): string {
  const value = fields.find(({ name }) => name === field)?.value;
  return value?.kind === 'text' ? plain(value.text) : '';
}

/** The first element that says what the standfirst says. */
function standfirstIn(page: HtmlPage, story: PageElement | undefined, text: string): PageElement | undefined {
  if (text === '') return undefined;
  const from = story?.first ?? -1;
  const to = story?.last ?? Infinity;
  return page.elements.find((element) => {
    const isWithin = element.first > from && element.last < to;
    return isWithin && ['p', 'div', 'h2', 'h3'].includes(element.tag) && page.says(element, text);
  });
}

function storyEvents(
  page: HtmlPage,
  within: { first: number; last: number },
  left: ReadonlySet<PageElement | undefined>,
  base: string | undefined,
  isOwn: boolean,
): { events: HtmlEvent[]; problems: Problem[] } {
  const events: HtmlEvent[] = [];
  const problems: Problem[] = [];
  const elements = new Map(page.elements.map((element) => [element.first, element]));
  for (let index = within.first; index <= within.last; index++) {
    const event = page.read.events[index];
    const element = elements.get(index);
    if (event === undefined) break;
    if (element !== undefined && (left.has(element) || isBeside(element))) {
      index = element.last;
      const isTold = !isOwn || problems.some(({ words }) => words === `<${element.tag}>`);
      if (asides.has(element.tag) && !isTold)
        problems.push(droppedProblem(element.tag, element.place, 'with all that is in it'));
    } else if (event.kind === 'open' && base !== undefined) events.push({ ...event, attributes: whole(event, base) });
    else events.push(event);
  }
  return { events, problems };
}

/** What is no part of a story's text: fields, and what stands around it. */
function isBeside(element: PageElement): boolean {
  const { tag, attributes } = element;
  if (tag === 'meta') return attributes['http-equiv'] === undefined;
  return asides.has(tag) || tag === 'link' || isLinkedData(element);
}

function whole({ attributes }: { attributes: Readonly<Record<string, string>> }, base: string): Record<string, string> {
  const addresses = ['href', 'src', 'data-src'].flatMap((name) => {
    const written = attributes[name]?.trim();
    return written === undefined ? [] : [[name, resolved(written, base)]];
  });
  return { ...attributes, ...Object.fromEntries(addresses) };
}
