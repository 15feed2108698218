import { longest } from '../../../shared/domain/article-fields.ts';
import { type Problem, type ProblemCode, problemOf } from '../../../shared/domain/problem.ts';
import { imageAddress } from '../image-address.ts';
import { type Entry, textField } from '../manuscript.ts';
import type { NinjsItem, Words } from './ninjs-item.ts';
import { descriptionOf, headlineOf } from './ninjs-words.ts';

/** What agencies and their systems call the picture that belongs above a story. */
const leading = [
  'main',
  'mainpic',
  'mainpicture',
  'featured',
  'featuremedia',
  'featureimage',
  'picture',
  'photo',
  'image',
];

/** Pixels in width that a lead image is best had in: half of it is as far from that as its double. */
const bestWidth = 1600;

/** Pictures that browsers show; a rendition without a media type is taken for one. */
const shown = /^image\/(?:jpe?g|pjpeg|png|webp|avif|gif)$/;

/** The lead image of a story among the items associated with it; one that cannot be shown is left out with a warning. */
export function heroOf(story: NinjsItem): { fields: Entry[]; problems: Problem[] } {
  const pictures = story
    .namedItems('associations')
    .map(({ name, item }) => ({ item, rank: rankOf(name, item), src: renditionOf(item) }))
    .filter(({ rank, item }) => rank < 2 && item.has('renditions'))
    .toSorted((a, b) => Number(a.src === undefined) - Number(b.src === undefined) || a.rank - b.rank);
  const [picture] = pictures;
  if (picture === undefined) return { fields: [], problems: [] };
  const { item, src } = picture;
  if (src === undefined) {
    const advice = 'Upload the picture to images/… and add it to an article of our own, or ask for an https address.';
    return leftOut('hero-src', item, 'it has no https address of a picture that browsers show', advice);
  }
  const described = fitting(descriptionOf(item), longest.caption);
  const alt =
    fitting(item.text('alttext', 'alt'), longest.caption) ?? described ?? fitting(headlineOf(item), longest.caption);
  if (alt === undefined) {
    const advice = 'Ask the agency to describe its pictures (altText, descriptions or headlines).';
    return leftOut('image-alt', item, 'nothing says what it shows', advice);
  }
  const credit = fitting(item.text('by', 'byline', 'creditline', 'copyrightholder'), longest.name);
  const entries = [...part('src', src), ...part('alt', alt), ...part('caption', described), ...part('credit', credit)];
  return {
    fields: [{ name: 'hero', place: item.place, value: { kind: 'map', entries, place: item.place } }],
    problems: [],
  };
}

/** 0 for what is said to belong above the story, 1 for any other picture, 2 for what is none: logos, graphics, sound. */
function rankOf(name: string, item: NinjsItem): number {
  const type = item.text('type')?.text.toLowerCase() ?? '';
  if (!['picture', 'graphic', ''].includes(type) || /logo/i.test(name)) return 2;
  if (leading.includes(name.toLowerCase().replace(/[^a-z]/g, ''))) return 0;
  return type === 'picture' ? 1 : 2;
}

/** The address of the rendition that is nearest to the best width. */
function renditionOf(item: NinjsItem): Words | undefined {
  const renditions = item.namedItems('renditions').flatMap(({ name, item: rendition }) => {
    const href = rendition.text('href');
    const type = rendition.text('contenttype', 'mimetype')?.text.toLowerCase();
    if (href === undefined || href.text.length > longest.address || imageAddress(href.text) === undefined) return [];
    if (href.text.startsWith('images/') || (type !== undefined && !shown.test(type))) return [];
    const title = `${name} ${rendition.text('title')?.text ?? ''}`;
    const assumed = /thumb|icon|small/i.test(title) ? 200 : bestWidth / 2;
    const given = Number(rendition.text('width')?.text);
    const width = given > 0 ? given : assumed;
    return [{ href, off: Math.abs(Math.log(width / bestWidth)) }];
  });
  return renditions.toSorted((a, b) => a.off - b.off)[0]?.href;
}

function fitting(words: Words | undefined, length: number): Words | undefined {
  return words !== undefined && words.text.trim() !== '' && words.text.length <= length ? words : undefined;
}

function part(name: string, words: Words | undefined): Entry[] {
  return words === undefined ? [] : [textField(name, words.text, words.place)];
}

function leftOut(code: ProblemCode, item: NinjsItem, why: string, advice: string) {
  const message = `The story’s picture is left out: ${why}.`;
  return {
    fields: [],
    problems: [problemOf(code, item.place, message, advice, { severity: 'warning', field: 'hero' })],
  };
}
