import { type Block, textOfBlock } from '../../../shared/domain/blocks.ts';
import { type Place, type Problem, type ProblemCode, problemOf } from '../../../shared/domain/problem.ts';
import { readHtml } from './html-body.ts';
import { readMarkdown } from './markdown-body.ts';
import type { NinjsItem, Wording, Words } from './ninjs-item.ts';
import { readPlainText } from './plain-text.ts';

type Body = { blocks: Block[]; problems: Problem[] };

/** In what form a text is written; the best to make blocks of comes first. */
const forms = ['html', 'markdown', 'plain', 'other'] as const;
type Form = (typeof forms)[number];

/** By its media type, else by the role that agencies give it (`body_xhtml`, `"role": "html5"`), else by how it begins. */
function formOf({ contentType, role, text }: Wording): Form {
  const said = contentType === '' ? role : contentType;
  if (/html/.test(said)) return 'html';
  if (/markdown|^md$/.test(said)) return 'markdown';
  if (/nitf|xml|json/.test(said)) return 'other';
  return /^<(?:!doctype|html|body|article|section|div|p|h[1-6])[\s>]/i.test(text) ? 'html' : 'plain';
}

/** What a body may not have is left out of a wire story, and told: its desk cannot mend the agency's file. */
const leftOut: readonly ProblemCode[] = ['image-alt', 'image-src', 'embed-unknown'];

function bodyOf(wording: Wording): Body {
  const here = (): Place => wording.place;
  switch (formOf(wording)) {
    case 'html': {
      const { blocks, problems } = readHtml(wording.text, here);
      return { blocks, problems: problems.map(lenient) };
    }
    case 'markdown': {
      const { blocks, problems } = readMarkdown(wording.text, here);
      return { blocks, problems: problems.map(lenient) };
    }
    case 'plain':
      return { blocks: readPlainText(wording.text), problems: [] };
    case 'other':
      return { blocks: [], problems: [] };
  }
}

function lenient(problem: Problem): Problem {
  return leftOut.includes(problem.code) ? { ...problem, severity: 'warning' } : problem;
}

/** A wording as one line of text. */
function lineOf(wording: Wording): Words {
  const { text, place } = wording;
  if (formOf(wording) !== 'html') return { text, place };
  return {
    text: readHtml(text, () => place)
      .blocks.map(textOfBlock)
      .join(' '),
    place,
  };
}

/** The wordings with the best role first: one of the list, then none, then any other. */
function byRole(wordings: readonly Wording[], roles: readonly string[]): Wording[] {
  const rank = ({ role }: Wording) => (roles.includes(role) ? 0 : role === '' ? 1 : 2);
  return wordings.toSorted((a, b) => rank(a) - rank(b));
}

export function headlineOf(item: NinjsItem): Words | undefined {
  const [best] = byRole(item.wordings('headline', 'headlines'), ['main', 'headline', 'simple', 'text']);
  return best === undefined ? undefined : lineOf(best);
}

const summaries = ['summary', 'abstract', 'standfirst', 'lead', 'main', 'text', 'short'];

/** What describes an item in a sentence or some; for a picture that is its caption. */
export function descriptionOf(item: NinjsItem): Words | undefined {
  const wordings = item.wordings('description', 'descriptions').filter((each) => formOf(each) !== 'other');
  const [best] = byRole(wordings, summaries);
  return best === undefined ? undefined : lineOf(best);
}

/**
 * The body of an item: of its wordings the one that says most about its form and has something to read. A story without
 * one is told in its description, as flashes and briefs are. The headline is not said twice.
 */
export function storyOf(item: NinjsItem, headline: Words | undefined): Body & { standfirst: Words | undefined } {
  const wordings = byRole(item.wordings('body', 'bodies'), []).toSorted((a, b) => rankOf(a) - rankOf(b));
  const description = descriptionOf(item);
  for (const wording of wordings) {
    const body = bodyOf(wording);
    const blocks = withoutHeadline(body.blocks, headline);
    if (blocks.length === 0) continue;
    const [first] = blocks;
    const said = first !== undefined && textOfBlock(first).trim() === description?.text;
    return { blocks, problems: body.problems, standfirst: said ? undefined : description };
  }
  const partial = ['partial', 'incomplete'].includes(item.text('representationtype')?.text.toLowerCase() ?? '');
  if (description === undefined || partial) return { blocks: [], problems: [], standfirst: description };
  const message = 'The item has no body that can be read; its description stands for it.';
  const advice = 'Ask the agency for the whole text, or publish it as the brief that it is.';
  const told = problemOf('field-missing', description.place, message, advice, { severity: 'warning', field: 'bodies' });
  return { blocks: readPlainText(description.text), problems: [told], standfirst: undefined };
}

function rankOf(wording: Wording): number {
  return forms.indexOf(formOf(wording));
}

function withoutHeadline(blocks: readonly Block[], headline: Words | undefined): Block[] {
  const [first, ...others] = blocks;
  const repeated = first !== undefined && headline !== undefined && textOfBlock(first).trim() === headline.text;
  return repeated ? others : [...blocks];
}
