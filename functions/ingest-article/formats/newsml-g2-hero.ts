import { longest } from '../../../shared/domain/article-fields.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, textField } from '../manuscript.ts';
import { preferring, roleOf } from './newsml-g2-fields.ts';
import { wireImage } from './xml-body.ts';
import { elementAt, elementsAt, wordsIn, type XmlElement } from './xml-tree.ts';

/** Pixels in width that a lead image is best had in, and that one has which does not say. */
const bestWidth = 1600;
const assumedWidth = 800;

/**
 * The lead image of a story: the first picture among items of its message that browsers can load (https) and that is
 * described, by a text for those who cannot see it or by a caption. All others are left out.
 */
export function heroField(items: readonly XmlElement[], key: ArticleKey): Entry[] {
  return items.flatMap((item) => heroIn(item, key)).slice(0, 1);
}

function heroIn(item: XmlElement, { edition }: ArticleKey): Entry[] {
  const image = imageIn(item);
  if (image === undefined || elementAt(item, 'itemMeta', 'embargoed') !== undefined) return [];
  const descriptions = preferring(edition, elementsAt(item, 'contentMeta', 'description'));
  const described = (role: RegExp) =>
    fitting(
      descriptions.find((each) => role.test(roleOf(each))),
      longest.caption,
    );
  const caption = described(/caption$/);
  const alt = described(/alt|accessib/) ?? caption;
  const credit = fitting(elementAt(item, 'contentMeta', 'creditline'), longest.name);
  if (alt === undefined) return [];
  const texts = { src: image.attributes.href?.trim(), alt, caption, credit };
  const { place } = image;
  const entries = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [textField(name, text, place)],
  );
  return [{ name: 'hero', place, value: { kind: 'map', entries, place } }];
}

/** Of a picture's renditions, or a text's icons, the one nearest to the best width. */
function imageIn(item: XmlElement): XmlElement | undefined {
  const all = [...elementsAt(item, 'contentSet', 'remoteContent'), ...elementsAt(item, 'contentMeta', 'icon')];
  const off = ({ attributes }: XmlElement) => Math.abs((Number(attributes.width) || assumedWidth) - bestWidth);
  const images = all.filter(({ attributes: { href = '', contenttype = 'image/' } }) => {
    return contenttype.startsWith('image/') && href.length <= longest.address && wireImage(href.trim()) !== undefined;
  });
  return images.toSorted((a, b) => off(a) - off(b))[0];
}

function fitting(element: XmlElement | undefined, length: number): string | undefined {
  const words = element === undefined ? '' : wordsIn(element);
  return words === '' || words.length > length ? undefined : words;
}
