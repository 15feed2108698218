import type { ArticleFormat } from '../../shared/domain/upload.ts';
import type { Manuscript } from './manuscript.ts';

/** How a field is written in a format; what a desk can do about a story that it only passes on. */
export function howToWrite(field: string, format: ArticleFormat, origin: Manuscript['origin']): string {
  if (origin === 'wire' && format !== 'html')
    return `Ask the agency for a story with a ${field}, or add it to the file.`;
  switch (format) {
    case 'json':
      return `Add "${field}": "…".`;
    case 'html':
      return `Add <meta name="broadsheet:${field}" content="…">.`;
    default:
      return `Write “${field}: …” with the other fields.`;
  }
}

/** How the parts of a lead image are written. */
export const howToWriteHero: Record<ArticleFormat, string> = {
  markdown: 'Write src, alt, caption and credit, each on a line of its own below “hero:”.',
  json: 'Write {"src": "…", "alt": "…"}, and maybe "caption" and "credit" with them.',
  xml: 'Ask the agency for a picture with an address and a description.',
  html: 'Call it broadsheet:hero.src, and say in broadsheet:hero.alt what it shows.',
};

/** Where a text belongs in a format. */
export const whereTextBelongs: Record<ArticleFormat, string> = {
  markdown: 'Write it below the fields, after the second ---.',
  json: 'Write it in "body", as Markdown.',
  xml: 'Ask the agency for the whole story; its text stands in inlineXML (NewsML-G2) or body.content (NITF).',
  html: 'Write it in paragraphs (<p>…</p>), below the fields.',
};

/** What other systems call our fields. */
export const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    headline: 'title',
    standfirst: 'subtitle subheadline description summary abstract deck lead',
    byline: 'author authors autor by writer',
    source: 'agency provider',
    section: 'category categories rubric desk',
    tags: 'keywords tag topics',
    regions: 'places locations',
    coverage: 'series',
    hero: 'image picture photo cover',
    'publish-at': 'date published published-at publication-date',
    'embargoed-until': 'embargo embargoed',
    expires: 'expiry expires-at',
  }).flatMap(([field, names]) => names.split(' ').map((name): [string, string] => [name, field])),
);
