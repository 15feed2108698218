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
  body: { blocks: Block[]; html: string };
  narration: NarrationAnswer;
};

/** How it stands with the voice, as readers may know it: nothing of what failed, or of audio that is of another text. */
type NarrationAnswer =
  | { state: 'pending'; paused?: 'budget' }
  | { state: 'failed'; reason: string }
  | { state: 'skipped'; reason: string }
  | AudioAnswer;

export type AudioAnswer = Omit<ReadyNarration, 'speechHash'> & {
  /** Machine-readable disclosure: the voice is made (IPTC digital source type). */
  digitalSourceType: string;
};

/** What IPTC calls a voice that a machine has learnt (https://cv.iptc.org/newscodes/digitalsourcetype/). */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

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
    body: { blocks, html: htmlOfBlocks(blocks) },
    narration: narrationAnswer(record),
  };
}

export function audioAnswer({ speechHash: _, ...shown }: ReadyNarration): AudioAnswer {
  return { ...shown, digitalSourceType };
}

function narrationAnswer({ narration }: ArticleRecord): NarrationAnswer {
  switch (narration?.state) {
    case 'ready':
      return audioAnswer(narration);
    case 'failed':
      return { state: 'failed', reason: failureOf(narration.final === true) };
    case 'skipped':
      return { state: 'skipped', reason: narration.reason };
    default:
      return { state: 'pending', ...(narration?.paused === undefined ? {} : { paused: narration.paused }) };
  }
}

/** The true reason names services and texts; the newsroom has it. */
function failureOf(isFinal: boolean): string {
  const outlook = isFinal ? 'The newsroom knows.' : 'It will be tried again.';
  return `This article could not be read aloud. ${outlook}`;
}
