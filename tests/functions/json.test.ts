import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../functions/ingest-article/clean-text.ts';
import { embedOf } from '../../functions/ingest-article/embeds.ts';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { type Block, joinRuns, type Run, safeLink, textOfBlock, textOfRuns } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';

function read(text: string) {
  const key = readArticleKey('articles/en/a/b.json');
  if ('code' in key) throw new Error(key.message);
  return readDraft(new TextEncoder().encode(text), key, new Date('2026-11-24T12:00:00Z'));
}

const anArticle = (body: unknown) => JSON.stringify({ headline: 'H', section: 'sport', body });
const paragraph = { type: 'paragraph', runs: [{ text: 'One.' }] };
const readBody = (...blocks: unknown[]) => read(anArticle(blocks));

describe('a body given as blocks', () => {
  it('takes every kind of block and run', () => {
    const blocks: Block[] = [
      {
        type: 'paragraph',
        runs: [
          { text: 'A ', strong: true, em: true },
          { text: 'link', href: 'https://example.org/' },
          { text: 'x = 1', code: true },
          { text: 'gone', struck: true },
          { text: '', note: 1 },
        ],
      },
      { type: 'subhead', level: 3, runs: [{ text: 'Below' }] },
      { type: 'quote', paragraphs: [[{ text: 'We can.' }], [{ text: 'We will.' }]] },
      { type: 'list', ordered: true, items: [[{ text: 'One' }], [{ text: 'Two' }]] },
      {
        type: 'image',
        src: 'https://images.example.org/a.jpg',
        alt: '',
        caption: 'C',
        credit: 'D',
        width: 640,
        height: 480,
        mediaType: 'image/jpeg',
      },
      { type: 'embed', href: 'https://www.youtube.com/watch?v=abc', provider: 'YouTube', medium: 'video', title: 'T' },
      { type: 'read-more', runs: [{ text: 'Read more: B' }] },
      { type: 'code', text: 'let x;\nlet y;\n', language: 'js' },
      { type: 'table', head: [[{ text: 'A' }], []], rows: [[[{ text: '1' }], [{ text: '2' }]]] },
      { type: 'footnotes', notes: [[{ text: 'See there.' }]] },
    ];
    const { draft, problems } = read(anArticle(blocks));
    expect(problems).toEqual([]);
    expect(draft?.blocks).toEqual(blocks);
  });

  it('an embed needs no more than its address', () => {
    expect(readBody({ type: 'embed', href: 'https://vimeo.com/1234567' }).draft?.blocks).toEqual([
      { type: 'embed', href: 'https://vimeo.com/1234567', provider: 'Vimeo', medium: 'video' },
    ]);
  });

  it.each([
    ['no object', 'One.', 'field-type', 'Block 1 must be an object'],
    ['no type', { runs: [] }, 'field-missing', 'Block 1 has no type'],
    ['an unknown type', { type: 'paragraf', runs: [] }, 'field-choice', 'Block 1 is of an unknown type “paragraf”'],
    ['a type that is no text', { type: ['paragraph'] }, 'field-type', 'Block 1: type must be a text'],
    ['no runs', { type: 'paragraph', text: 'One.' }, 'field-missing', 'Block 1 (paragraph) has no runs'],
    ['runs that are no list', { type: 'paragraph', runs: 'One.' }, 'field-type', 'runs must be a list of runs'],
    ['a run that is no object', { type: 'paragraph', runs: ['One.'] }, 'field-type', 'must be a run'],
    ['a run without text', { type: 'paragraph', runs: [{ strong: true }] }, 'field-missing', 'has no text'],
    ['a text that is a list', { type: 'paragraph', runs: [{ text: ['x'] }] }, 'field-type', 'text must be a text'],
    [
      'a style that is no yes or no',
      { type: 'paragraph', runs: [{ text: 'x', em: 'very' }] },
      'field-choice',
      'em must be true or false',
    ],
    ['a silence in other words', { ...paragraph, silent: 'yes' }, 'field-choice', 'silent must be true or false'],
    ['a silence in a number', { ...paragraph, silent: 1 }, 'field-choice', 'silent must be true or false'],
    ['a silence that is a list', { ...paragraph, silent: [true] }, 'field-type', 'silent must be true or false'],
    [
      'an order that is no yes or no',
      { type: 'list', ordered: 'numbers', items: [[{ text: 'x' }]] },
      'field-choice',
      'ordered must be true or false',
    ],
    [
      'a note that is no number',
      { type: 'paragraph', runs: [{ note: 'one' }] },
      'field-type',
      'note must be a whole number',
    ],
    ['a note that leads nowhere', { type: 'paragraph', runs: [{ note: 2 }] }, 'field-choice', 'refers to footnote 2'],
    [
      'a subhead of level 1',
      { type: 'subhead', level: 1, runs: [{ text: 'x' }] },
      'field-choice',
      'level must be 2 or 3',
    ],
    ['a subhead without level', { type: 'subhead', runs: [{ text: 'x' }] }, 'field-missing', 'level must be 2 or 3'],
    ['a quote of a text', { type: 'quote', paragraphs: 'x' }, 'field-type', 'paragraphs must be a list'],
    ['a list without items', { type: 'list', ordered: true }, 'field-missing', 'Block 1 (list) has no items'],
    ['an image over http', { type: 'image', src: 'http://a.example/b.jpg', alt: '' }, 'image-src', 'src is neither'],
    ['an image of a script', { type: 'image', src: 'javascript:x()', alt: '' }, 'image-src', 'src is neither'],
    ['an image without alt', { type: 'image', src: 'https://a.example/b.jpg' }, 'image-alt', 'no alternative text'],
    [
      'a caption that is too long',
      { type: 'image', src: 'https://a.example/b.jpg', alt: '', caption: 'x'.repeat(1001) },
      'field-length',
      'caption is 1001 characters long',
    ],
    [
      'a width of nothing',
      { type: 'image', src: 'https://a.example/b.jpg', alt: '', width: 0 },
      'field-type',
      'width must be a whole number',
    ],
    [
      'an embed of a stranger',
      { type: 'embed', href: 'https://evil.example/x' },
      'embed-unknown',
      'whose videos, sounds or posts',
    ],
    ['code without text', { type: 'code' }, 'field-missing', 'Block 1 (code) has no text'],
    ['a table without rows', { type: 'table', head: [] }, 'field-missing', 'Block 1 (table) has no rows'],
    ['a row that is no list', { type: 'table', rows: ['x'] }, 'field-type', 'rows must be a list of cells'],
    [
      'a table of 31 columns',
      { type: 'table', rows: [Array.from({ length: 31 }, () => [])] },
      'table-size',
      '1 rows of 31 columns',
    ],
    ['a table of 501 rows', { type: 'table', rows: Array.from({ length: 501 }, () => [[]]) }, 'table-size', '501 rows'],
  ])('%s is an error that names the block', (_, block, code, words) => {
    const { draft, problems } = readBody(block, paragraph);
    expect(draft).toBeUndefined();
    const error = problems.find(({ severity }) => severity === 'error');
    expect(error).toMatchObject({ code, field: 'body' });
    expect(error?.message).toContain(words);
  });

  it('a fault has the line and the column of what is at fault', () => {
    const text =
      '{"headline": "H", "section": "sport", "body": [\n  {"type": "subhead", "runs": [],\n   "level": 7}\n]}';
    expect(read(text).problems).toMatchObject([{ code: 'field-choice', words: '7', place: { line: 3, column: 13 } }]);
  });

  it('an unknown member is left out, with one warning however often it comes', () => {
    const { draft, problems } = readBody(
      { ...paragraph, id: 'a' },
      { ...paragraph, id: 'b' },
      { type: 'paragraph', runs: [{ text: 'x', bold: true }] },
    );
    expect(problems.map(({ severity, code, words }) => [severity, code, words])).toEqual([
      ['warning', 'field-unknown', 'id'],
      ['warning', 'field-unknown', 'bold'],
    ]);
    expect(draft?.blocks).toHaveLength(3);
  });

  it('a member that stands there twice is an error', () => {
    const body = '[{"type": "paragraph", "runs": [{"text": "a", "text": "b"}]}]';
    expect(read(`{"headline": "H", "section": "sport", "body": ${body}}`).problems).toMatchObject([
      { code: 'json', words: 'text' },
    ]);
  });

  it('a second block of footnotes is an error, for its numbers would be taken', () => {
    const notes = { type: 'footnotes', notes: [[{ text: 'N' }]] };
    expect(readBody(paragraph, notes, notes).problems).toMatchObject([{ code: 'field-choice' }]);
  });

  it('a media type that is no picture’s is left out', () => {
    const image = { type: 'image', src: 'https://images.example.org/a.jpg', alt: '' };
    expect(readBody(paragraph, { ...image, mediaType: 'text/html' }).draft?.blocks).toEqual([paragraph, image]);
  });

  it('an unsafe link loses its address and keeps its words', () => {
    const { draft, problems } = readBody({
      type: 'paragraph',
      runs: [{ text: 'Click', href: ' java\nscript:alert(1)' }],
    });
    expect(problems).toMatchObject([{ code: 'link-unsafe', severity: 'warning' }]);
    expect(draft?.blocks).toEqual([{ type: 'paragraph', runs: [{ text: 'Click' }] }]);
  });

  it('texts are cleaned, and runs of one style are joined', () => {
    const { draft } = readBody({
      type: 'paragraph',
      runs: [{ text: 'a\u0000\u200bb' }, { text: ' c', strong: false }],
    });
    expect(draft?.blocks).toEqual([{ type: 'paragraph', runs: [{ text: 'ab c' }] }]);
  });

  it('blocks without a word in them are left out; if none is left, there is no text', () => {
    expect(
      readBody(paragraph, { type: 'paragraph', runs: [] }, { type: 'quote', paragraphs: [[{ text: ' ' }]] }).draft
        ?.blocks,
    ).toEqual([paragraph]);
    expect(readBody({ type: 'paragraph', runs: [] }).problems).toMatchObject([{ code: 'body-missing' }]);
  });

  it('a body of nothing but mistakes is answered in a list that can be read', () => {
    const { problems } = readBody(...Array.from({ length: 5000 }, () => 1));
    expect(problems).toHaveLength(100);
  });

  it('many warnings never hide an error', () => {
    const unsafe = { type: 'paragraph', runs: [{ text: 'x', href: 'javascript:x()' }] };
    const { draft, problems } = readBody(...Array.from({ length: 300 }, () => unsafe), { type: 'code' });
    expect(draft).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'field-missing' }]);
  });
});

describe('what the API answers', () => {
  const text = fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('word', ' and ', 'نص', 'línea\nnueva', '👩‍🚒'),
    )
    .filter((each) => each !== '' && cleanText(each) === each);
  const words = text.filter((each) => each.trim() !== '');
  const href = fc
    .oneof(fc.webUrl(), fc.constantFrom('/en/a?b=c#d', 'mailto:a@example.org'))
    .map((each) => safeLink(each) ?? '/');
  const flag = fc.constant(true as const);
  const run: fc.Arbitrary<Run> = fc.record(
    { text, strong: flag, em: flag, code: flag, struck: flag, href },
    { requiredKeys: ['text'] },
  );
  const runs = fc
    .array(run, { minLength: 1, maxLength: 4 })
    .map(joinRuns)
    .filter((each) => textOfRuns(each).trim() !== '');
  // Texts joined may compose anew: only what is clean as it stands comes out of the API.
  const clean = runs.filter((each) => each.every((one) => cleanText(one.text) === one.text));
  const passages = fc.array(clean, { minLength: 1, maxLength: 4 });
  const cells = fc.array(fc.oneof(clean, fc.constant<Run[]>([])), { minLength: 2, maxLength: 2 });
  const short = words.map((each) => each.trim()).filter((each) => cleanText(each) === each && each !== '');
  const block: fc.Arbitrary<Block> = fc.oneof(
    fc.record({ type: fc.constant('paragraph' as const), runs: clean }),
    fc.record({ type: fc.constant('read-more' as const), runs: clean }),
    fc.record({ type: fc.constant('subhead' as const), level: fc.constantFrom(2 as const, 3 as const), runs: clean }),
    fc.record({ type: fc.constant('quote' as const), paragraphs: passages }),
    fc.record({ type: fc.constant('list' as const), ordered: fc.boolean(), items: passages }),
    fc.record(
      {
        type: fc.constant('image' as const),
        src: fc.webUrl({ validSchemes: ['https'] }).map((each) => safeLink(each) ?? ''),
        alt: fc.oneof(short, fc.constant('')),
        caption: short,
        credit: short,
        width: fc.integer({ min: 1, max: 9000 }),
        height: fc.integer({ min: 1, max: 9000 }),
        mediaType: fc.constantFrom('image/jpeg', 'image/webp'),
      },
      { requiredKeys: ['type', 'src', 'alt'] },
    ),
    fc
      .tuple(fc.constantFrom('https://youtu.be/abcdefgh', 'https://x.com/a/status/1'), short)
      .map(([at, title]) => embedOf(at, title)!),
    fc.record(
      { type: fc.constant('code' as const), text, language: fc.constantFrom('js', 'py') },
      { requiredKeys: ['type', 'text'] },
    ),
    fc.record({
      type: fc.constant('table' as const),
      head: cells,
      rows: fc.array(cells, { minLength: 1, maxLength: 3 }),
    }),
  );
  const body = fc
    .tuple(fc.array(block, { minLength: 1, maxLength: 8 }), fc.array(clean, { maxLength: 3 }))
    .map(([blocks, notes]): Block[] => {
      if (notes.length === 0) return blocks;
      return [
        { type: 'paragraph', runs: [{ text: 'See' }, { text: '', note: notes.length }] },
        ...blocks,
        { type: 'footnotes', notes },
      ];
    });

  it('goes in unchanged', () => {
    fc.assert(
      fc.property(body, (blocks) => {
        const { draft, problems } = read(anArticle(JSON.parse(JSON.stringify(blocks))));
        expect(problems).toEqual([]);
        expect(draft?.blocks).toEqual(blocks);
      }),
      { numRuns: 120 },
    );
  });

  it('is what Markdown was made to: a story can be fetched and uploaded as blocks', () => {
    const first = read(
      anArticle('One[^1] **two**.\n\n## Sub\n\n- a\n- b\n\n| A | B |\n|---|---|\n| 1 | |\n\n[^1]: A note.\n'),
    );
    expect(read(anArticle(first.draft?.blocks)).draft?.blocks).toEqual(first.draft?.blocks);
  });
});

it('whatever stands in a body, it is read or refused, and what is read is clean', () => {
  const types = [
    'paragraph',
    'subhead',
    'quote',
    'list',
    'image',
    'embed',
    'read-more',
    'code',
    'table',
    'footnotes',
    'x',
  ];
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom([[{ text: 'a\u202e' }]], [{ text: 'b' }], 'images/../a'),
  );
  const names = ['runs', 'level', 'paragraphs', 'items', 'src', 'alt', 'href', 'text', 'head', 'rows', 'notes'];
  const block = fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...names), junk))
    .map(([type, rest]) => ({ ...rest, type }));
  fc.assert(
    fc.property(fc.array(fc.oneof(block, fc.jsonValue())), (blocks) => {
      const { draft, problems } = read(anArticle(blocks));
      expect(draft !== undefined || problems.some(({ severity }) => severity === 'error')).toBe(true);
      for (const each of draft?.blocks ?? []) expect(textOfBlock(each)).not.toContain('\u202e');
    }),
    { numRuns: 120 },
  );
});
