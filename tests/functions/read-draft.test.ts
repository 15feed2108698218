import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { htmlOfBlocks } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';
import { anArticleFile } from '../fixtures/articles.ts';

const samples = path.join(import.meta.dirname, '../../samples');
const bytes = (text: string) => new TextEncoder().encode(text);

function read(text: string | Uint8Array, name = 'articles/en/a/b.md') {
  const key = readArticleKey(name);
  if ('code' in key) throw new Error(key.message);
  return readDraft(typeof text === 'string' ? bytes(text) : text, key, new Date('2026-11-24T12:00:00Z'));
}

function blocksOf(body: string) {
  return read(anArticleFile({}, body)).draft?.blocks;
}

describe('a well-formed file', () => {
  it.each(
    readdirSync(samples, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(wire\/)?(en|es|ar)\/.*\.(md|json|xml|html)$/.test(file))
      .map((file) => [file]),
  )('sample %s is accepted without a problem', (file) => {
    const { draft, problems } = read(readFileSync(path.join(samples, file)), `articles/${file.replace('wire/', '')}`);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (!file.startsWith('wire/')) expect(problems).toEqual([]);
    expect(draft?.blocks.length).toBeGreaterThan(0);
  });

  it('gives every field', () => {
    const { draft, problems } = read(
      anArticleFile({
        byline: '[Ana Ruiz, "O’Neil, Pat"]',
        kind: 'Analysis',
        importance: 'breaking',
        coverage: 'Harbour',
        slug: 'tunnel',
        'publish-at': '2026-11-24T19:30+01:00',
        hero: '{ src: https://images.example.org/a.jpg, alt: A tunnel, credit: "Photo: X" }',
      }),
    );
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      byline: ['Ana Ruiz', 'O’Neil, Pat'],
      kind: 'analysis',
      importance: 'breaking',
      coverage: 'Harbour',
      slug: 'tunnel',
      publishAt: '2026-11-24T18:30:00.000Z',
      hero: { src: 'https://images.example.org/a.jpg', alt: 'A tunnel', credit: 'Photo: X' },
    });
  });

  it('in JSON says the same as in Markdown', () => {
    const json = JSON.stringify({ headline: 'H', section: 'sport', tags: ['A'], body: 'One.\n\n*Two.*' });
    const front = read('---\nheadline: H\nsection: sport\ntags: [A]\n---\nOne.\n\n*Two.*\n');
    expect(read(json, 'articles/en/a/b.json').draft).toEqual(front.draft);
  });

  it('may begin with a byte order mark and end its lines as on Windows', () => {
    expect(read(`\ufeff${anArticleFile().replaceAll('\n', '\r\n')}`).problems).toEqual([]);
  });
});

describe('a broken file', () => {
  it.each([
    ['no front matter', 'Just text', 'front-matter-missing', 1, 1],
    ['an open front matter', '---\nheadline: x\n', 'front-matter-open', 1, 1],
    ['a syntax error', '---\nheadline: "x\nsection: sport\n---\nx', 'yaml', 2, 11],
    ['a field twice', anArticleFile({ source: 'X\nsource: Y' }), 'yaml', 6, 1],
    ['no headline', anArticleFile({ headline: null }), 'field-missing', 2, 1],
    ['an empty headline', anArticleFile({ headline: '' }), 'field-missing', 2, 1],
    ['a headline that is too long', anArticleFile({ headline: 'x'.repeat(301) }), 'field-length', 2, 11],
    ['a section that does not exist', anArticleFile({ section: 'sprot' }), 'field-choice', 6, 10],
    ['a time without a zone', anArticleFile({ expires: '2026-11-24T10:00' }), 'field-time', 9, 10],
    ['a month that does not exist', anArticleFile({ expires: '2026-13-41T10:00Z' }), 'field-time', 9, 10],
    ['a day that does not exist', anArticleFile({ expires: '2027-02-30T10:00Z' }), 'field-time', 9, 10],
    ['an end in the past', anArticleFile({ expires: '2026-11-24T12:00Z' }), 'expires-early', 9, 10],
    [
      'an end before the beginning',
      anArticleFile({ 'publish-at': '2026-12-02T10:00Z', expires: '2026-12-01T10:00Z' }),
      'expires-early',
      10,
      10,
    ],
    ['a list where a text is due', anArticleFile({ headline: '[a, b]' }), 'field-type', 2, 11],
    ['an alias', '---\nheadline: &a x\nsection: *a\n---\nx', 'yaml-alias', 2, 11],
    ['a tag', '---\nheadline: !!js/function x\nsection: sport\n---\nx', 'yaml', 2, undefined],
    ['a hero without a description', anArticleFile({ hero: '{ src: https://a.example/b.jpg }' }), 'image-alt', 9, 7],
    ['a hero that is not https', anArticleFile({ hero: '{ src: "javascript:alert(1)", alt: x }' }), 'hero-src', 9, 14],
    ['an image without a description', anArticleFile({}, 'One.\n\n![](https://a.example/b.jpg)'), 'image-alt', 13, 5],
    ['no text', anArticleFile({}, ''), 'body-missing', 1, 1],
  ])('with %s says where and how to mend it', (_, text, code, line, column) => {
    const { draft, problems } = read(text);
    const problem = problems.find((each) => each.code === code);
    expect(problems.map((each) => each.code)).toContain(code);
    expect(draft).toBeUndefined();
    expect(problem?.place.line).toBe(line);
    if (column !== undefined) expect(problem?.place.column).toBe(column);
    expect(problem?.advice).not.toBe('');
  });

  it('in JSON is told line and column', () => {
    const { problems } = read('{\n  "headline": "x",\n  "section": "sport" "body": "x"\n}', 'articles/en/a/b.json');
    expect(problems).toMatchObject([{ code: 'json', place: { line: 3 } }]);
  });

  it('that is not UTF-8 is told the byte', () => {
    const { problems } = read(Buffer.concat([bytes('---\nheadline: '), Buffer.from([0xe9, 0x20])]));
    expect(problems).toMatchObject([{ code: 'encoding', place: { line: 2, column: 11 } }]);
    expect(problems[0]?.message).toContain('byte 14');
  });

  it('reports all its problems at once, in the order of the file', () => {
    const file = anArticleFile({ headline: null, section: 'x', expires: 'soon' }, '![](https://a.example/b.jpg)');
    expect(read(file).problems.map((each) => each.code)).toEqual([
      'field-missing',
      'field-choice',
      'field-time',
      'image-alt',
    ]);
  });

  it('with an unknown field passes with a warning that names the nearest one', () => {
    const { draft, problems } = read(anArticleFile({ standfrist: 'x' }));
    expect(draft).toBeDefined();
    expect(problems).toMatchObject([
      { code: 'field-unknown', severity: 'warning', advice: 'Did you mean “standfirst”?' },
    ]);
  });

  it('of any bytes is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }).map(bytes)), (noise) => {
        for (const content of [noise, Buffer.concat([bytes('---\n'), noise, bytes('\n---\nx')])]) {
          for (const name of ['articles/en/a.md', 'articles/en/a.json']) {
            const { draft, problems } = read(content, name);
            expect(draft === undefined ? problems.length : 1).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a body', () => {
  it('becomes blocks', () => {
    expect(
      blocksOf(
        '# Big\n\nA *b* **c** `d` [e](https://x.example/).\n\n> q1\n>\n> q2\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nx<y\n```\n\nRead more: [z](/en/z)',
      ),
    ).toEqual([
      { type: 'subhead', level: 2, runs: [{ text: 'Big' }] },
      {
        type: 'paragraph',
        runs: [
          { text: 'A ' },
          { text: 'b', em: true },
          { text: ' ' },
          { text: 'c', strong: true },
          { text: ' ' },
          { text: 'd', code: true },
          { text: ' ' },
          { text: 'e', href: 'https://x.example/' },
          { text: '.' },
        ],
      },
      { type: 'quote', paragraphs: [[{ text: 'q1' }], [{ text: 'q2' }]] },
      { type: 'list', ordered: false, items: [[{ text: 'one' }], [{ text: 'two' }]] },
      { type: 'table', head: [[{ text: 'a' }], [{ text: 'b' }]], rows: [[[{ text: '1' }], [{ text: '2' }]]] },
      { type: 'code', text: 'x<y', language: 'js' },
      { type: 'read-more', runs: [{ text: 'Read more: ' }, { text: 'z', href: '/en/z' }] },
    ]);
  });

  it.each([
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt&colon;alert(1))',
    '<javascript:alert(1)>',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](//evil.example/a"onmouseover=alert(1))',
    '![x](https://a.example/"onerror=alert(1))',
    '<img src=x onerror=alert(1)>',
    '[x](vbscript:x)',
    '`<svg onload=alert(1)>`',
  ])('%s renders to no script', (markdown) => {
    const html = htmlOfBlocks(blocksOf(`Text.\n\n${markdown}`) ?? []);
    expect(html).not.toMatch(/<script|<svg|<img src=x|href="(javascript|data|vbscript)|"\s*on\w+=/i);
  });
});

describe('a long text', () => {
  /** Words of no language, which hardly pack. */
  const noise = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      createHash('sha256').update(String(n)).digest('base64url').replaceAll(/[-_]/g, ''),
    ).join(' ');

  it('that could not be stored is told, with its packed size', () => {
    const { draft, problems } = read(anArticleFile({}, noise(15_000)));
    expect(draft).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'body-length', message: expect.stringMatching(/packs to \d{3,4} KB/) }]);
  });

  it('of as many bytes in words is accepted', () => {
    const words =
      'The council agreed on Tuesday to build the tunnel under the harbour of Port Ellery internationally. ';
    expect(read(anArticleFile({}, words.repeat(1200))).problems).toEqual([]);
    expect(read(anArticleFile({}, noise(3000))).problems).toEqual([]);
  });
});
