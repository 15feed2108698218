import type { ArticleAnswer } from './article-answer.ts';
import type { Kind } from './article-fields.ts';
import { isEditionCode } from './edition.ts';
import { newsroom } from './newsroom.ts';
import { disclosureOf } from './podcast.ts';
import { shelfName } from './section.ts';

const types: Partial<Record<Kind, string>> = {
  analysis: 'AnalysisNewsArticle',
  opinion: 'OpinionNewsArticle',
};

/**
 * An article as search engines and players read it: a NewsArticle of https://schema.org, as JSON-LD. `site` is `https://…`
 * without a slash at its end. A voice that is not of this very text is not in it.
 */
export function structuredData(article: ArticleAnswer, site: string): object {
  const { headline, standfirst, edition, publishedAt, updatedAt, expiresAt, byline, source, tags, hero } = article;
  const url = `${site}${article.url}`;
  const publisher = { '@type': 'NewsMediaOrganization', name: newsroom.name, url: `${site}/` };
  const authors = byline.map(({ name }) => ({ '@type': 'Person', name }));
  return {
    '@context': 'https://schema.org',
    '@type': types[article.kind] ?? 'NewsArticle',
    '@id': url,
    url,
    mainEntityOfPage: url,
    headline,
    description: standfirst,
    inLanguage: edition,
    datePublished: publishedAt,
    dateModified: updatedAt ?? publishedAt,
    expires: expiresAt,
    author: authors.length > 0 ? authors : { '@type': 'Organization', name: source ?? newsroom.name },
    publisher,
    articleSection: sectionName(article),
    keywords: tags.length > 0 ? tags.map(({ name }) => name) : undefined,
    wordCount: article.words,
    timeRequired: `PT${article.readingMinutes}M`,
    image: hero && {
      '@type': 'ImageObject',
      url: new URL(hero.src, site).href,
      width: hero.width,
      height: hero.height,
      caption: hero.caption,
      creditText: hero.credit,
    },
    correction: article.corrections.map(({ at, text }) => ({ '@type': 'CorrectionComment', datePublished: at, text })),
    audio: audioOf(article, site),
  };
}

/** As readers of the edition see it. */
function sectionName({ section, edition }: ArticleAnswer): string {
  return (isEditionCode(edition) ? shelfName('section', section, edition) : undefined) ?? section;
}

/** Says to machines as to people that no human being is speaking. */
function audioOf({ narration, headline, edition }: ArticleAnswer, site: string): object | undefined {
  if (narration.state !== 'ready') return undefined;
  return {
    '@type': 'AudioObject',
    name: headline,
    description: isEditionCode(edition) ? disclosureOf(edition) : undefined,
    contentUrl: `${site}${narration.mp3}`,
    encodingFormat: 'audio/mpeg',
    contentSize: String(narration.bytes),
    duration: `PT${narration.durationSeconds}S`,
    inLanguage: edition,
    uploadDate: narration.madeAt,
    caption: { '@type': 'MediaObject', contentUrl: `${site}${narration.vtt}`, encodingFormat: 'text/vtt' },
    digitalSourceType: 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
  };
}
