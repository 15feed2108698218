import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { fieldNames } from '../../shared/domain/article-fields.ts';
import { articleSchema } from '../../shared/domain/article-schema.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';

const root = path.join(import.meta.dirname, '../..');
const schema = articleSchema() as {
  properties: Record<string, { description?: string }>;
  $defs: Record<string, object>;
};
const validate = new Ajv2020({ allErrors: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

/** Whether ingest-article takes an article. */
function isAccepted(article: object): boolean {
  const key = readArticleKey('articles/en/a/b.json');
  if ('code' in key) throw new Error(key.message);
  const bytes = new TextEncoder().encode(JSON.stringify(article));
  const { draft, notice } = readDraft(bytes, key, new Date('2026-11-24T12:00:00Z'));
  return draft !== undefined || notice !== undefined;
}

const article = { headline: 'H', section: 'sport', body: 'One.' };
const hero = { src: 'https://images.example.org/a.jpg', alt: 'A' };
const correction = { at: '2026-11-24T10:00:00Z', text: 'It was two.' };
const blocks = (...list: object[]) => ({ ...article, body: list });

it('docs/article.schema.json is this schema; `npm run schema` writes it anew', () => {
  expect(JSON.parse(readFileSync(path.join(root, 'docs/article.schema.json'), 'utf8'))).toEqual(schema);
});

it('every field of an article is in it, with a description', () => {
  for (const name of [...fieldNames, 'body']) expect(schema.properties[name], name).toBeDefined();
  for (const [name, field] of Object.entries({ ...schema.properties, ...schema.$defs })) {
    const described = 'description' in field || '$ref' in field || ['block', 'run'].includes(name);
    expect(described, name).toBe(true);
  }
});

it.each(
  readdirSync(path.join(root, 'samples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(en|es|ar)\/.*\.json$/.test(file))
    .map((file) => [file]),
)('the sample %s is valid', (file) => {
  validate(JSON.parse(readFileSync(path.join(root, 'samples', file), 'utf8')));
  expect(validate.errors).toBeNull();
});

describe('schema and pipeline agree', () => {
  it.each([
    ['the least', article],
    ['a section by its name in another edition', { ...article, section: 'Deportes' }],
    ['one name or many', { ...article, byline: 'Ana Ruiz', tags: ['A', 'B'], regions: 'Europe' }],
    ['a region that is unknown', { ...article, regions: ['Atlantis'] }],
    ['a field that is unknown', { ...article, mood: 'good' }],
    [
      'all times',
      {
        ...article,
        'publish-at': '2026-11-24T19:30+01:00',
        'embargoed-until': '2026-11-24 10:00Z',
        expires: '2027-01-01T00:00:00.000Z',
      },
    ],
    ['a lead image', { ...article, hero: { ...hero, caption: 'C', credit: 'D' } }],
    ['a lead image of the bucket, for decoration', { ...article, hero: { src: 'images/a b.jpg', alt: '' } }],
    ['corrections', { ...article, corrections: [correction, { ...correction, kind: 'update' }] }],
    ['a translation', { ...article, 'translation-of': 'es/clima/pacto.md' }],
    ['a withdrawal', { status: 'withdrawn', reason: 'It was wrong.' }],
    ['a usable status', { ...article, status: 'usable' }],
    ['HTML', { ...article, body: { html: '<p>One.</p>' } }],
    ['Markdown', { ...article, body: { markdown: 'One.' } }],
    [
      'blocks',
      blocks(
        { type: 'paragraph', runs: [{ text: 'a', strong: true, href: '/en' }], silent: true },
        { type: 'table', rows: [[[{ text: '1' }]]] },
      ),
    ],
    [
      'an embed as the API has it',
      blocks({ type: 'embed', href: 'https://vimeo.com/1234567', provider: 'Vimeo', medium: 'video' }),
    ],
    [
      'notes',
      blocks(
        { type: 'paragraph', runs: [{ text: 'a' }, { note: 1 }] },
        { type: 'footnotes', notes: [[{ text: 'b' }]] },
      ),
    ],
  ])('that %s is right', (_, given) => {
    validate(given);
    expect(validate.errors).toBeNull();
    expect(isAccepted(given)).toBe(true);
  });

  it.each([
    ['nothing', {}],
    ['no headline', { ...article, headline: undefined }],
    ['an empty headline', { ...article, headline: ' ' }],
    ['a headline that is too long', { ...article, headline: 'x'.repeat(301) }],
    ['a headline in a list', { ...article, headline: ['H'] }],
    ['a section that does not exist', { ...article, section: 'sports' }],
    ['a kind that does not exist', { ...article, kind: 'newz' }],
    ['an importance that does not exist', { ...article, importance: 'huge' }],
    ['a time without a zone', { ...article, expires: '2027-01-01T00:00:00' }],
    ['too many tags', { ...article, tags: Array.from({ length: 65 }, (_, index) => `t${index}`) }],
    ['a name that is too long', { ...article, byline: ['x'.repeat(121)] }],
    ['a lead image without alt', { ...article, hero: { src: hero.src } }],
    ['a lead image over http', { ...article, hero: { ...hero, src: 'http://images.example.org/a.jpg' } }],
    ['a lead image that is an address', { ...article, hero: hero.src }],
    ['a correction without text', { ...article, corrections: [{ at: correction.at }] }],
    ['a correction without time', { ...article, corrections: [{ text: 'x' }] }],
    ['a status that does not exist', { ...article, status: 'gone' }],
    ['no body', { ...article, body: undefined }],
    ['an empty body', { ...article, body: '' }],
    ['a body of no form', { ...article, body: { text: 'One.' } }],
    ['no blocks', blocks()],
    ['a block that does not exist', blocks({ type: 'paragraf', runs: [] })],
    ['a subhead of level 1', blocks({ type: 'subhead', level: 1, runs: [{ text: 'x' }] })],
    ['an image without alt', blocks({ type: 'image', src: hero.src })],
    ['a run of nothing', blocks({ type: 'paragraph', runs: [{ strong: true }] })],
    ['a silence in other words', blocks({ type: 'paragraph', runs: [{ text: 'x' }], silent: 'yes' })],
    ['a list without items', blocks({ type: 'list', ordered: true })],
  ])('that %s is wrong', (_, given) => {
    expect(validate(given)).toBe(false);
    expect(isAccepted(given)).toBe(false);
  });
});
