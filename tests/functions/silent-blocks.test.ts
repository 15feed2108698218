import { expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
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
