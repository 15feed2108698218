import type { Block } from '../../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../../shared/domain/problem.ts';
import { blocksOfEvents, readEvents } from './html-events.ts';

/** The blocks of a body in HTML; `locate` gives an offset's place in the uploaded file. */
export function readHtml(html: string, locate: (offset: number) => Place): { blocks: Block[]; problems: Problem[] } {
  return blocksOfEvents(readEvents(html), locate);
}
