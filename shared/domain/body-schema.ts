import { longest } from './article-fields.ts';
import type { Block } from './blocks.ts';

/** The parts of the article's schema that say what a body is. */
export function bodyDefinitions(): object {
  return {
    body: {
      description:
        'The text: Markdown in one string, {"html": "…"}, {"markdown": "…"}, or the blocks that the API answers.',
      anyOf: [
        {
          type: 'string',
          description: 'Markdown: a blank line between paragraphs, ## before a subhead.',
          pattern: '\\S',
        },
        form('html', 'HTML; what is no text, picture, table or link is left out.'),
        form('markdown', 'Markdown.'),
        {
          type: 'array',
          description: 'Blocks, as body.blocks of the API has them.',
          items: { $ref: '#/$defs/block' },
          minItems: 1,
        },
      ],
    },
    block: {
      type: 'object',
      required: ['type'],
      properties: { type: { enum: Object.keys(blocks) } },
      anyOf: Object.entries(blocks).map(([type, block]) => ({
        $ref: `#/$defs/${type}`,
        description: block.description,
      })),
    },
    ...Object.fromEntries(
      Object.entries(blocks).map(([type, { description, required, properties }]) => [
        type,
        {
          type: 'object',
          description,
          required: ['type', ...required],
          properties: { type: { const: type }, ...properties, silent },
        },
      ]),
    ),
    runs: { type: 'array', description: 'Words in a row, a run for each style.', items: { $ref: '#/$defs/run' } },
    run: {
      type: 'object',
      properties: {
        text: { type: 'string', description: 'The words; a line break in them is one that readers see.' },
        strong: { type: 'boolean', description: 'Important.' },
        em: { type: 'boolean', description: 'Stressed.' },
        code: { type: 'boolean', description: 'What a computer is told or says.' },
        struck: { type: 'boolean', description: 'No longer so: it is shown, and not read aloud.' },
        href: {
          type: 'string',
          description: 'Where the words lead: http, https, mailto, or a path of this site that begins with “/”.',
          maxLength: longest.address,
        },
        lang: { type: 'string', description: 'The language of words in another one than the article’s, such as “fr”.' },
        note: {
          type: 'integer',
          description: 'Refers to a footnote by its number, from 1, instead of words.',
          minimum: 1,
        },
      },
      anyOf: [{ required: ['text'] }, { required: ['note'] }],
    },
  };
}

function form(name: 'html' | 'markdown', description: string): object {
  const properties = { [name]: { type: 'string', description } };
  return { type: 'object', description, required: [name], properties, additionalProperties: false };
}

type BlockSchema = { description: string; required: string[]; properties: object };

const silent = { type: 'boolean', description: 'True for what is not to be read aloud.' };
const runs = { $ref: '#/$defs/runs' };
const listOfRuns = { type: 'array', items: runs };
const pixels = { type: 'integer', minimum: 1, maximum: 100_000 };

const blocks: Record<Block['type'], BlockSchema> = {
  paragraph: { description: 'A paragraph.', required: ['runs'], properties: { runs } },
  subhead: {
    description: 'A subhead: 2 for one of the article, 3 for one below it.',
    required: ['level', 'runs'],
    properties: { level: { enum: [2, 3] }, runs },
  },
  quote: {
    description: 'A quote of one or more paragraphs.',
    required: ['paragraphs'],
    properties: { paragraphs: listOfRuns },
  },
  list: {
    description: 'A list, numbered if it is ordered.',
    required: ['items'],
    properties: { ordered: { type: 'boolean' }, items: listOfRuns },
  },
  image: {
    description: 'A picture within the text.',
    required: ['src', 'alt'],
    properties: {
      src: { $ref: '#/$defs/imageAddress' },
      alt: {
        type: 'string',
        description: 'What it shows; "" marks it as mere decoration.',
        maxLength: longest.caption,
      },
      caption: { type: 'string', description: 'The words below it.', maxLength: longest.caption },
      credit: { type: 'string', description: 'Whose picture it is.', maxLength: longest.name },
      width: { ...pixels, description: 'Pixels.' },
      height: { ...pixels, description: 'Pixels.' },
      mediaType: { type: 'string', description: 'Its media type, such as image/jpeg.' },
    },
  },
  embed: {
    description: 'Somebody’s video, sound or post, shown as a card that leads there.',
    required: ['href'],
    properties: {
      href: { type: 'string', description: 'Its own https address.', maxLength: longest.address },
      title: { type: 'string', description: 'What it is called.', maxLength: longest.caption },
    },
  },
  'read-more': {
    description: 'A line that leads to another story; it is not read aloud.',
    required: ['runs'],
    properties: { runs },
  },
  code: {
    description: 'Lines of a program.',
    required: ['text'],
    properties: { text: { type: 'string' }, language: { type: 'string', maxLength: longest.name } },
  },
  table: {
    description: 'A table; each cell is a list of runs.',
    required: ['rows'],
    properties: { head: listOfRuns, rows: { type: 'array', items: listOfRuns } },
  },
  footnotes: {
    description: 'The notes at the end, in the order of their numbers.',
    required: ['notes'],
    properties: { notes: listOfRuns },
  },
};
