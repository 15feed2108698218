import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { type Block, htmlOfBlocks, runsOfBlock, textOfRuns } from '../../shared/domain/blocks.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { foreignIn } from '../../shared/domain/foreign.ts';
import { piecesOf } from '../../shared/domain/pieces.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { type Lexicon, speechOf } from '../../shared/domain/speech.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';
import { anArticleFile } from '../fixtures/articles.ts';

function blocksIn(name: string, text: string): Block[] {
  const key = readArticleKey(`articles/en/a/${name}`);
  if ('code' in key) throw new Error(key.message);
  const { draft, problems } = readDraft(new TextEncoder().encode(text), key, new Date('2026-11-24T12:00:00Z'));
  expect(problems).toEqual([]);
  return draft?.blocks ?? [];
}

const inMarkdown = (body: string) => blocksIn('a.md', anArticleFile({}, body));
const inJson = (body: unknown) => blocksIn('a.json', JSON.stringify({ headline: 'H', section: 'sport', body }));

function unitsIn(blocks: readonly Block[]): Unit[] {
  const voice = editionOf('en').voices.main;
  return blocks.flatMap((block, index) =>
    runsOfBlock(block).map((runs): Unit => {
      const foreign = foreignIn(runs, 'en');
      const text = textOfRuns(runs);
      return { edition: 'en', block: index, from: 0, text, foreign, voice, pauseMs: 400, dateline: false };
    }),
  );
}

/** What is between <speak> and the pause at the end. */
function said(blocks: readonly Block[], lexicon: Lexicon = []): string[] {
  return unitsIn(blocks).map((unit) => /^<speak>(.*)<\/speak>$/s.exec(speechOf(unit, lexicon).ssml)?.[1] ?? '');
}

describe('words marked as in another language', () => {
  const html = 'A <span lang="fr">coup d’État</span> failed.';
  const ssml = 'A <lang xml:lang="fr-FR">coup d’État</lang> failed.';

  it('are said in it and shown as such, from Markdown, HTML and JSON blocks', () => {
    const runs = [{ text: 'A ' }, { text: 'coup d’État', lang: 'fr' }, { text: ' failed.' }];
    for (const blocks of [
      inMarkdown('A [coup d’État](lang:fr) failed.'),
      inJson({ html: `<p>${html}</p>` }),
      inJson([{ type: 'paragraph', runs }]),
    ]) {
      expect(blocks).toEqual([{ type: 'paragraph', runs }]);
      expect(htmlOfBlocks(blocks)).toBe(`<p>${html}</p>`);
      expect(said(blocks)).toEqual([ssml]);
    }
  });

  it('may be a whole quote, with words of a third language and of our own in it', () => {
    const blocks = inJson({
      html: '<blockquote lang="pt-br"><p>Bom dia, <i lang="it">ciao</i>, <span lang="en-GB">hello</span></p></blockquote><p>Bye.</p>',
    });
    expect(said(blocks)).toEqual([
      '<lang xml:lang="pt-BR">Bom dia, </lang><lang xml:lang="it-IT">ciao</lang>, hello',
      'Bye.',
    ]);
  });

  it('are left to the voice where Polly does not know the language, and are shown as such all the same', () => {
    const blocks = inMarkdown('The [mokopuna](lang:mi) came.');
    expect(said(blocks)).toEqual(['The mokopuna came.']);
    expect(htmlOfBlocks(blocks)).toContain('<span lang="mi">mokopuna</span>');
  });

  it('say nothing in a page’s template or in the article’s own language', () => {
    const page = '<main lang="de"><article lang="fr"><p lang="en-US">Good <em lang="en">day</em>.</p></article></main>';
    const blocks = inJson({ html: page });
    expect(blocks).toEqual([
      { type: 'paragraph', runs: [{ text: 'Good ' }, { text: 'day', em: true }, { text: '.' }] },
    ]);
  });

  it('are no matter of our language’s rules, but of the lexicon', () => {
    const blocks = inMarkdown('At 5% [de 5% à Paris chez Kim](lang:fr).');
    expect(said(blocks, [{ term: 'Paris', say: { alias: 'Paree' } }])).toEqual([
      'At <sub alias="5 percent">5%</sub> <lang xml:lang="fr-FR">de 5% à </lang><sub alias="Paree">Paris</sub><lang xml:lang="fr-FR"> chez Kim</lang>.',
    ]);
  });

  it('are cut where they are long, as all are, and go on in their language', () => {
    const [unit] = unitsIn(inMarkdown(`[${'Une phrase assez longue. '.repeat(300).trim()}](lang:fr)`));
    if (unit === undefined) throw new Error('no unit');
    const pieces = piecesOf(unit).map(([from, to]) => unit.text.slice(from, to));
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/\. $/);
    expect(pieces.join('')).toBe(unit.text);
  });

  it('of no language are kept, with a warning that says how to write it', () => {
    const key = readArticleKey('articles/en/a/a.json');
    if ('code' in key) throw new Error(key.message);
    const body = [{ type: 'paragraph', runs: [{ text: 'Hi', lang: 'the French' }] }];
    const file = new TextEncoder().encode(JSON.stringify({ headline: 'H', section: 'sport', body }));
    const { draft, problems } = readDraft(file, key, new Date('2026-11-24T12:00:00Z'));
    expect(draft?.blocks).toEqual([{ type: 'paragraph', runs: [{ text: 'Hi' }] }]);
    expect(problems).toMatchObject([
      { severity: 'warning', message: '“the French” is no language tag; the words are kept without it.' },
    ]);
  });
});
