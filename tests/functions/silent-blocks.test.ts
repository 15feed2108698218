import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';
import { anArticleFile } from '../fixtures/articles.ts';

function silences(name: string, text: string) {
  const key = readArticleKey(`articles/en/a/${name}`);
  if ('code' in key) throw new Error(key.message);
  const { draft, problems } = readDraft(new TextEncoder().encode(text), key, new Date('2026-11-24T12:00:00Z'));
  expect(problems).toEqual([]);
  return draft?.blocks.map(({ silent }) => silent ?? false);
}

it('a block is marked as not to be read aloud in Markdown, HTML and JSON', () => {
  const markdown = 'One.\n\n<!-- silent -->\n\n- Two\n- Three\n\nFour.';
  expect(silences('a.md', anArticleFile({}, markdown))).toEqual([false, true, false]);
  const fields = { headline: 'H', section: 'sport' };
  const html = '<p>One.</p><section data-narration="skip"><p>Two.</p><p>Three.</p></section><p>Four.</p>';
  expect(silences('a.json', JSON.stringify({ ...fields, body: { html } }))).toEqual([false, true, true, false]);
  const blocks = [
    { type: 'paragraph', runs: [{ text: 'One.' }] },
    { type: 'paragraph', silent: true, runs: [{ text: 'Two.' }] },
  ];
  expect(silences('a.json', JSON.stringify({ ...fields, body: blocks }))).toEqual([false, true]);
});

it.each(['Skip', ' skip '])('HTML may write its mark as “%s”', (mark) => {
  const html = `<p>One.</p><p data-narration="${mark}">Two.</p>`;
  expect(silences('a.json', JSON.stringify({ headline: 'H', section: 'sport', body: { html } }))).toEqual([
    false,
    true,
  ]);
});

it.each(['yes', 'silent', ''])('HTML marked as “%s” is an error: it would be read aloud in silence', (mark) => {
  const key = readArticleKey('articles/en/a/a.html');
  if ('code' in key) throw new Error(key.message);
  const fields = '<meta name="broadsheet:headline" content="H"><meta name="broadsheet:section" content="sport">';
  const file = `${fields}<article><p>One.</p>\n<p data-narration="${mark}">Two.</p></article>`;
  const { draft, problems } = readDraft(new TextEncoder().encode(file), key, new Date('2026-11-24T12:00:00Z'));
  expect(draft).toBeUndefined();
  expect(problems).toMatchObject([{ code: 'field-choice', severity: 'error', field: 'body', place: { line: 2 } }]);
});

it.each([
  ['without a line between', 'One.\n\n<!-- silent -->\nTwo.', [false, true]],
  ['under a paragraph', 'One.\n<!-- silent -->\n- Two', [false, true]],
  ['in capitals', 'One.\n\n<!-- SILENT -->\n\nTwo.\n\nThree.', [false, true, false]],
  ['in other words', 'One.\n\n<!--not read aloud-->\n> Two.', [false, true]],
])('the mark of Markdown works %s', (_, markdown, expected) => {
  expect(silences('a.md', anArticleFile({}, markdown))).toEqual(expected);
});

describe('a comment in Markdown', () => {
  const read = (markdown: string) => {
    const key = readArticleKey('articles/en/a/a.md');
    if ('code' in key) throw new Error(key.message);
    const file = new TextEncoder().encode(anArticleFile({}, markdown));
    const { draft, problems } = readDraft(file, key, new Date('2026-11-24T12:00:00Z'));
    return { blocks: draft?.blocks, texts: draft?.blocks.map(textOfBlock), problems };
  };
  const blocksOf = (markdown: string) => read(markdown).blocks;

  it.each([
    ['<!-- editor: check the figure -->\n\nOne.', ['One.']],
    ['One.\n\n<!-- a note\n\nof several\nlines -->\n\nTwo.', ['One.', 'Two.']],
    ['One <!-- check --> and two.', ['One and two.']],
    ['- One <!-- check -->\n- Two', ['One \nTwo']],
    ['> One.\n> <!-- check -->\n> Two.', ['One.\nTwo.']],
    ['<!-- a note\n\nof two --> One.', ['One.']],
    ['<!-->\n\nOne.\n\nTwo.', ['One.', 'Two.']],
    ['One <!---> two.', ['One two.']],
    [`<!-- a -->${' '.repeat(300)}One.`, ['One.']],
    ['![A boat <!-- ask Tom --> at *sea*](https://ellery.example/a.jpg)', ['']],
  ])('goes out to nobody, and its author is told: %s', (markdown, texts) => {
    const { texts: found, problems } = read(markdown);
    expect(found).toEqual(texts);
    expect(problems).toMatchObject([{ code: 'comment-left-out', severity: 'warning', message: expect.any(String) }]);
  });

  it('ends with the list that it begins in, and takes nothing that follows', () => {
    const markdown = '- One\n- <!-- open\n\nTwo.\n\nThree.\n\n<!-- x -->\n\nFour.';
    const { texts, problems } = read(markdown);
    expect(texts?.slice(1)).toEqual(['Two.', 'Three.', 'Four.']);
    expect(problems.map(({ code }) => code)).toContain('html-as-text');
  });

  it('leaves the description of a picture without it', () => {
    const [picture] = blocksOf('![A boat <!-- ask Tom --> at *sea*](https://ellery.example/a.jpg)') ?? [];
    expect(picture).toMatchObject({ type: 'image', alt: 'A boat at sea' });
  });

  it('is text where it is code, or never ends', () => {
    expect(read('One `<!-- kept -->` two.').texts).toEqual(['One <!-- kept --> two.']);
    expect(read('```\n<!-- kept -->\n```').texts).toEqual(['<!-- kept -->']);
    expect(read('One <!-- two.\n\nThree.').texts).toEqual(['One <!-- two.', 'Three.']);
  });
});
