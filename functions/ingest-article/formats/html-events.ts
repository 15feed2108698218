import { Parser } from 'htmlparser2';
import type { Block } from '../../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../../shared/domain/problem.ts';
import { BlockBuilder } from './block-builder.ts';
import type { Attributes } from './html-elements.ts';
import { deepest, neverEnds, tooDeep } from './html-problems.ts';

/** A tag or a text of HTML, in the order of the file; `at` and `end` are offsets in it. Entities in texts are decoded. */
export type HtmlEvent =
  | { kind: 'open'; tag: string; attributes: Attributes; at: number; end: number }
  | { kind: 'text'; text: string }
  | { kind: 'close'; tag: string; at: number };

/**
 * `deep` is where reading stopped because too many elements were open, `cut` where a tag or a comment begins that never
 * ends: what follows is lost.
 */
export type HtmlRead = { events: HtmlEvent[]; deep?: { tag: string; at: number }; cut?: { words: string; at: number } };

/**
 * Reads HTML in one pass. Each element that opens also closes, in order. The parser looks through its open elements at
 * each tag, so it is linear only because there is a limit to them.
 */
export function readEvents(html: string): HtmlRead {
  const read: HtmlRead = { events: [] };
  let depth = 0;
  /** Where what has been read ends. */
  let end = 0;
  const mark = () => {
    end = Math.max(end, parser.endIndex + 1);
  };
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        mark();
        if (++depth > deepest) {
          read.deep ??= { tag, at: parser.startIndex };
          parser.pause();
        } else read.events.push({ kind: 'open', tag, attributes, at: parser.startIndex, end: parser.endIndex + 1 });
      },
      ontext(text) {
        mark();
        const last = read.events.at(-1);
        if (last?.kind === 'text') last.text += text;
        else read.events.push({ kind: 'text', text });
      },
      oncomment: mark,
      onprocessinginstruction: mark,
      onclosetag(tag) {
        mark();
        if (depth-- <= deepest) read.events.push({ kind: 'close', tag, at: parser.startIndex });
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  const at = read.deep === undefined ? unclosedAt(html, end) : undefined;
  if (at !== undefined) read.cut = { words: html.slice(at, at + 80), at };
  parser.end();
  return read;
}

/** Where a tag or a comment begins that never ends. Of what is read only ends without a beginning are not told. */
function unclosedAt(html: string, end: number): number | undefined {
  const ends = /(?:[^<]*<\/[^<>]*>)*[^<]*/y;
  ends.lastIndex = end;
  ends.exec(html);
  const rest = html.slice(ends.lastIndex, ends.lastIndex + 80);
  return /^<(?:[a-z!?]|\/\w*\s*\S)/i.test(rest) && !/^<\/\w*\s*$/.test(rest) ? ends.lastIndex : undefined;
}

/** The blocks that a part of the events makes. */
export function blocksOfEvents(
  { cut, deep, events }: HtmlRead,
  locate: (offset: number) => Place,
): { blocks: Block[]; problems: Problem[] } {
  const builder = new BlockBuilder();
  let place = locate(0);
  for (const event of events) {
    if (event.kind === 'text') builder.text(event.text, place);
    else if (event.kind === 'close') builder.close(event.tag, place);
    else {
      place = locate(event.at);
      builder.open(event.tag, event.attributes, place);
    }
  }
  const { blocks, problems } = builder.finish();
  if (cut !== undefined) problems.push(neverEnds(cut.words, locate(cut.at)));
  const isTold = deep === undefined || problems.some(({ code }) => code === 'body-too-deep');
  return { blocks, problems: isTold ? problems : [...problems, tooDeep(deep.tag, locate(deep.at))] };
}
