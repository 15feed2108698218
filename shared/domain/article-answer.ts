import type { ArticleRecord, Correction, Name } from './article.ts';
import { type Block, htmlOfBlocks } from './blocks.ts';
import { editionOf } from './edition.ts';
import { type Card, cardOf } from './listing.ts';
import type { ReadyNarration } from './narration.ts';

/** What `GET /v1/articles/<id>` answers; made once, when the article changes, and stored finished. */
export type ArticleAnswer = Omit<Card, 'edition'> & {
  edition: string;
  direction: 'ltr' | 'rtl';
  revision: number;
  words: number;
  coverage?: Name;
  corrections: Correction[];
  translationOf?: string;
  body: { blocks: Block[]; html: string };
  narration: NarrationAnswer;
};

type NarrationAnswer =
  | { state: 'pending' }
  | (Omit<ReadyNarration, 'speechHash'> & {
      /** Machine-readable disclosure: the voice is made (IPTC digital source type). */
      digitalSourceType: string;
    });

const synthetic = 'https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** The finished answer for a live record; undefined for one that has no article. */
export function articleAnswer(record: ArticleRecord, blocks: Block[]): ArticleAnswer | undefined {
  const { article, revision } = record;
  if (article === undefined) return undefined;
  return {
    ...cardOf(article),
    direction: editionOf(article.edition).direction,
    revision,
    words: article.words,
    ...(article.coverage === undefined ? {} : { coverage: article.coverage }),
    corrections: article.corrections,
    ...(article.translationOf === undefined ? {} : { translationOf: article.translationOf }),
    body: { blocks, html: htmlOfBlocks(blocks) },
    narration: narrationAnswer(record),
  };
}

function narrationAnswer({ narration }: ArticleRecord): NarrationAnswer {
  if (narration?.state !== 'ready') return { state: 'pending' };
  const { speechHash, ...shown } = narration;
  return { ...shown, digitalSourceType: synthetic };
}
