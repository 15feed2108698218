import { type Block, type Run, textOfRuns } from '../../../shared/domain/blocks.ts';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';
import { cleanText } from '../clean-text.ts';
import { embedOf } from '../embeds.ts';
import { imageAddress } from '../image-address.ts';

type Attributes = Readonly<Record<string, string>>;
export type Picture = Extract<Block, { type: 'image' }>;
export type Card = Extract<Block, { type: 'embed' }>;

const field = { field: 'body' };

/** The picture that `<img>` stands for, what is wrong with it, or undefined if it only counts readers. */
export function pictureOf(attributes: Attributes, place: Place): Picture | Problem | undefined {
  const { src = '', 'data-src': later = '', alt, width, height } = attributes;
  if ([width, height].every((size) => size === '0' || size === '1')) return undefined;
  // Until they are scrolled to, many pages show a placeholder.
  const address = imageAddress(src.trim()) ?? imageAddress(later.trim());
  const words = src === '' ? '<img>' : src;
  if (address === undefined) {
    const message = 'An image’s address is neither https nor a key under images/.';
    const advice = 'Give the image’s full https address, or upload it to images/… first and give that key.';
    return problemOf('image-src', place, message, advice, { ...field, words });
  }
  if (alt === undefined) {
    const advice = 'Describe it in alt="…", or mark it as decorative with alt="".';
    return problemOf('image-alt', place, 'An image has no alternative text.', advice, { ...field, words });
  }
  return { type: 'image', src: address, alt: plain(alt) };
}

/** The card that `<iframe>` stands for, or that nobody on the list has made it. */
export function cardOf({ src = '', 'data-src': later = '', title = '' }: Attributes, place: Place): Card | Problem {
  const card = embedOf(src.trim(), plain(title)) ?? embedOf(later.trim(), plain(title));
  if (card !== undefined) return card;
  const message = 'An embed of an unknown provider is left out.';
  const advice = 'Link to it instead, or show a picture of it.';
  return problemOf('embed-unknown', place, message, advice, {
    ...field,
    severity: 'warning',
    words: src || '<iframe>',
  });
}

/** The card for a paragraph that is nothing but a link to a video, a sound or a post, or its address. */
export function cardIn(runs: readonly Run[]): Card | undefined {
  const [first] = runs;
  if (first === undefined || runs.some(({ href, note }) => href !== first.href || note !== undefined)) return undefined;
  const text = plain(textOfRuns(runs));
  const card = embedOf(first.href ?? (/^https:\/\/\S+$/.test(text) ? text : ''));
  if (card === undefined || URL.canParse(text) || text === card.provider) return card;
  // As our own pages write it.
  const own = `${card.provider}: `;
  return { ...card, title: text.startsWith(own) ? text.slice(own.length) : text };
}

/** The card for a post that stands in the page as a quote: its words are the title, its last link leads to it. */
export function postIn(paragraphs: readonly Run[][], attributes: Attributes): Card | undefined {
  const { cite = '', 'data-instgrm-permalink': permalink = '' } = attributes;
  const links = paragraphs.flatMap((runs) => runs.flatMap(({ href }) => href ?? []));
  const address = [cite, permalink, ...links.reverse()].find((link) => embedOf(link) !== undefined);
  const title = plain(paragraphs.map(textOfRuns).join(' '));
  return address === undefined ? undefined : embedOf(address, title);
}

/** Clean text in one line. */
export function plain(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
