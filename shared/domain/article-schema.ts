import { correctionKinds, longest, statuses } from './article-fields.ts';
import { bodyDefinitions } from './body-schema.ts';
import { kinds } from './kind.ts';
import { newsroom, type Shelf } from './newsroom.ts';
import { importances } from './section.ts';

/**
 * The JSON Schema (2020-12) of an article in our own JSON: for the completion and the hints of an editor's program, and for
 * partners. It is the shape of what `checkFields` accepts; links, words and whether a day exists are not in it. Unknown
 * fields are allowed, as they are in an upload, which warns of them.
 */
export function articleSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: '/v1/schema/article.json',
    title: 'Article',
    description: 'One article, as a file for articles/<edition>/<path>/<name>.json of the uploads bucket.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'The address of this schema; your program looks it up there.' },
      ...words(),
      ...places(),
      ...times(),
      ...standing(),
      body: { $ref: '#/$defs/body' },
    },
    if: { properties: { status: { enum: statuses.filter((status) => status !== 'usable') } }, required: ['status'] },
    else: { required: ['headline', 'section', 'body'] },
    additionalProperties: true,
    $defs: { ...definitions(), ...bodyDefinitions() },
  };
}

function words(): object {
  return {
    headline: {
      ...text(longest.headline, 'One line that says what has happened.'),
      pattern: '\\S',
      examples: ['Council agrees on the harbour tunnel'],
    },
    standfirst: text(longest.standfirst, 'What the headline leaves out, in a sentence or two. Lists show it too.'),
    byline: names(longest.byline, 'Who wrote it: one name, or a list of names without “by”.', [
      'Ana Ruiz',
      'Tobias Renwick',
    ]),
    source: text(longest.name, 'The agency or desk that it comes from.'),
    tags: names(longest.tags, 'What it is about, in the newsroom’s own words; readers browse by them.', [
      'Transport',
      'Port Ellery',
    ]),
    coverage: text(
      longest.name,
      'The series or running story that it belongs to, named the same in each of its articles.',
    ),
    slug: text(longest.name, 'The last part of its address; without it, the name of the file.'),
    hero: {
      type: 'object',
      description: 'The lead image, above the text and in lists.',
      required: ['src', 'alt'],
      properties: {
        src: { $ref: '#/$defs/imageAddress' },
        alt: text(longest.caption, 'What it shows, for those who cannot see it; "" marks it as mere decoration.'),
        caption: text(longest.caption, 'The words below it.'),
        credit: text(longest.name, 'Whose picture it is.'),
      },
    },
  };
}

function places(): object {
  const regions = newsroom.regions.map(({ names: { en } }) => en);
  return {
    section: {
      description: 'Where it stands, by the section’s slug or its name in any edition.',
      type: 'string',
      enum: namesOf(newsroom.sections),
    },
    kind: { description: 'What kind of article it is.', type: 'string', enum: kinds, default: 'news' },
    importance: {
      description: '“breaking” also puts it into the breaking list and alerts those who asked for it.',
      type: 'string',
      enum: importances,
      default: 'major',
    },
    regions: names(
      longest.regions,
      `Where it happens: ${regions.join(', ')}, by slug or name. Others are left out.`,
      regions.slice(0, 2),
    ),
    'translation-of': {
      ...text(
        longest.address,
        'The article of another edition that it was translated from: its id, or the path of its file.',
      ),
      examples: ['en-politics-harbour-tunnel', 'en/politics/harbour-tunnel.md'],
    },
    narration: {
      type: 'object',
      description: 'Whether it is read aloud.',
      properties: { skip: { type: 'boolean', description: 'True for an article that is for the eye alone.' } },
    },
  };
}

function times(): object {
  const time = (description: string) => ({ $ref: '#/$defs/time', description });
  return {
    'publish-at': time('Nobody sees it before this time. A time that has passed is the date that readers see.'),
    'embargoed-until': time('The same, for a time that somebody else has set; the later of the two counts.'),
    expires: time('From this time on it is withdrawn. It lies in the future and after the others.'),
  };
}

function standing(): object {
  return {
    status: {
      description: '“withheld” takes it back for now, “withdrawn” for good; neither needs any other field.',
      type: 'string',
      enum: statuses,
      default: 'usable',
    },
    reason: text(longest.correction, 'Why it is withheld or withdrawn; readers are told.'),
    corrections: {
      description: 'What was wrong in earlier versions, or is new in this one; readers see it below the text.',
      type: 'array',
      maxItems: longest.corrections,
      items: {
        type: 'object',
        required: ['at', 'text'],
        properties: {
          at: { $ref: '#/$defs/time', description: 'When it was made.' },
          kind: { description: 'What it does.', type: 'string', enum: correctionKinds, default: 'correction' },
          text: { ...text(longest.correction, 'What was wrong and what is right.'), pattern: '\\S' },
        },
      },
    },
  };
}

function definitions(): object {
  return {
    time: {
      type: 'string',
      description: 'Date, time and zone.',
      pattern: '^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})$',
      examples: ['2026-11-24T18:30:00Z', '2026-11-24T19:30+01:00'],
    },
    imageAddress: {
      type: 'string',
      description: 'Its https address, or its key under images/ of the uploads bucket; upload it before the article.',
      maxLength: longest.address,
      pattern: '^([Hh][Tt][Tt][Pp][Ss]:|images/.)',
      examples: ['https://images.example.org/tunnel.jpg', 'images/harbour/tunnel.jpg'],
    },
  };
}

function text(maxLength: number, description: string): object {
  return { type: 'string', description, maxLength };
}

/** One name, or a list of at most so many. */
function names(maxItems: number, description: string, examples: readonly string[]): object {
  const name = { type: 'string', maxLength: longest.name };
  return { description, anyOf: [name, { type: 'array', items: name, maxItems }], examples: [examples] };
}

function namesOf(shelves: readonly Shelf[]): string[] {
  return [...new Set(shelves.flatMap(({ slug, names }) => [slug, ...Object.values(names)]))];
}
