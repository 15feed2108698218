import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import type { Block, Run } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';

function read(text: string, name = 'articles/en/a/b.html') {
  const key = readArticleKey(name);
  if ('code' in key) throw new Error(key.message);
  return readDraft(new TextEncoder().encode(text), key, new Date('2026-11-24T12:00:00Z'));
}

const paragraph = (...runs: Run[]): Block => ({ type: 'paragraph', runs });

const own = [
  '<meta name="broadsheet:headline" content="Council agrees">',
  '<meta name="broadsheet:section" content="Politics">',
  '<meta name="broadsheet:byline" content="Ana Ruiz">',
  '<meta name="broadsheet:byline" content="O’Neil, Pat">',
  '<meta name="broadsheet:tags" content="Harbour, Transport">',
  '<meta name="broadsheet:hero.src" content="https://a.example/b.jpg">',
  '<meta name="broadsheet:hero.alt" content="A tunnel">',
  '<meta name="broadsheet:corrections.at" content="2026-11-23T10:00:00Z">',
  '<meta name="broadsheet:corrections.text" content="It is 40, not 50.">',
  '<meta name="broadsheet:corrections.at" content="2026-11-24T10:00:00Z">',
  '<meta name="broadsheet:corrections.kind" content="update">',
  '<meta name="broadsheet:corrections.text" content="The mayor has answered.">',
].join('\n');

describe('a piece of HTML with our fields', () => {
  it('is an article', () => {
    expect(read(`${own}\n<p>It agreed.</p>`)).toMatchObject({
      draft: {
        headline: 'Council agrees',
        section: 'politics',
        byline: ['Ana Ruiz', 'O’Neil, Pat'],
        tags: ['Harbour', 'Transport'],
        hero: { src: 'https://a.example/b.jpg', alt: 'A tunnel' },
        corrections: [
          { at: '2026-11-23T10:00:00.000Z', kind: 'correction', text: 'It is 40, not 50.' },
          { at: '2026-11-24T10:00:00.000Z', kind: 'update', text: 'The mayor has answered.' },
        ],
        blocks: [{ type: 'paragraph', runs: [{ text: 'It agreed.' }] }],
      },
      problems: [],
    });
  });

  it('is held to our rules, and told the place', () => {
    const { draft, problems } = read(
      `${own.replace('Politics', 'Politcs')}\n<meta name="broadsheet:standfrist" content="x"><p>x`,
    );
    expect(draft).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'field-choice', field: 'section', place: { line: 2, column: 1 } },
      { code: 'field-unknown', severity: 'warning', place: { line: 13, column: 1 } },
    ]);
  });

  it('may withdraw its article', () => {
    expect(
      read('<meta name="broadsheet:status" content="withdrawn"><meta name="broadsheet:reason" content="Wrong.">'),
    ).toMatchObject({
      notice: { status: 'withdrawn', reason: 'Wrong.' },
    });
  });

  it('takes headline and time from what readers see', () => {
    const { draft } = read(
      '<meta name="broadsheet:section" content="sport"><h1>A <i>win</i></h1><p>x <time datetime="2026-11-01T10:00:00+01:00">1 November</time></p><h1>Later</h1>',
    );
    expect(draft).toMatchObject({ headline: 'A win', publishAt: '2026-11-01T09:00:00.000Z' });
    expect(draft?.blocks.map(({ type }) => type)).toEqual(['paragraph', 'subhead']);
  });

  it('is told what stands beside the story and is left out', () => {
    expect(read(`${own}<p>x</p><aside>y</aside>`).problems).toMatchObject([{ code: 'html-dropped', words: '<aside>' }]);
  });

  it('without text is no article', () => {
    expect(read(own).problems).toMatchObject([{ code: 'body-missing' }]);
  });
});

/** A page as agencies and sites publish it. */
function aPage({ head = '', article = '<p>It agreed.</p>' } = {}): string {
  return `<!doctype html><html lang="en"><head><title>Council agrees | Harbour Wire</title>${head}</head>
<body><header><h1>Harbour Wire</h1></header><nav>Menu</nav><main><article><h1>Council agrees</h1>${article}</article>
<aside><article>Another story</article></aside></main><footer>Imprint</footer></body></html>`;
}

const linked = (...items: object[]) => `<script type="application/ld+json">${JSON.stringify(items)}</script>`;
const fieldsOf = (head: string) => read(aPage({ head })).draft;

describe('a page', () => {
  it('gives its story, and nothing around it', () => {
    const { draft, problems } = read(aPage());
    expect(draft).toMatchObject({
      headline: 'Council agrees',
      section: 'world',
      blocks: [{ type: 'paragraph', runs: [{ text: 'It agreed.' }] }],
    });
    expect(problems).toMatchObject([{ code: 'section-assumed', severity: 'warning' }]);
  });

  it('gives what its JSON-LD says', () => {
    const { draft } = read(
      aPage({
        head: linked(
          { '@type': 'WebSite', name: 'x' },
          {
            '@graph': [
              {
                '@type': ['OpinionNewsArticle'],
                headline: 'Why it agreed',
                description: 'Work begins in spring.',
                author: [{ '@type': 'Person', name: 'Ana Ruiz' }, 'Pat O’Neil'],
                publisher: { name: 'Harbour Wire' },
                articleSection: ['Local', 'Politics'],
                keywords: 'Harbour, Transport,harbour',
                contentLocation: { name: 'Europe' },
                datePublished: '2026-11-20T10:00:00+01:00',
                dateModified: '2026-11-21T10:00:00Z',
                image: [
                  { '@type': 'ImageObject', url: 'https://a.example/b.jpg', caption: 'A tunnel', creditText: 'AP' },
                ],
                correction: [
                  { '@type': 'CorrectionComment', text: 'It is 40, not 50.' },
                  'https://x.example/corrections',
                ],
              },
            ],
          },
        ),
        article: '<p><b>Work begins</b> in spring.</p><p>It agreed.</p>',
      }),
    );
    expect(draft).toMatchObject({
      headline: 'Why it agreed',
      standfirst: 'Work begins in spring.',
      byline: ['Ana Ruiz', 'Pat O’Neil'],
      source: 'Harbour Wire',
      section: 'politics',
      kind: 'opinion',
      tags: ['Harbour', 'Transport'],
      regions: ['europe'],
      publishAt: '2026-11-20T09:00:00.000Z',
      hero: { src: 'https://a.example/b.jpg', alt: 'A tunnel', credit: 'AP' },
      corrections: [{ at: '2026-11-21T10:00:00.000Z', kind: 'correction', text: 'It is 40, not 50.' }],
      blocks: [{ type: 'paragraph', runs: [{ text: 'It agreed.' }] }],
    });
  });

  it('gives what its Open Graph says', () => {
    const metas = Object.entries({
      'og:title': 'Council &amp; mayor agree',
      'og:description': 'Work begins.',
      'og:site_name': 'Harbour Wire',
      'og:image': 'https://a.example/b.jpg',
      'og:image:alt': 'A tunnel',
      'article:section': 'Sport',
      'article:author': 'https://social.example/ana',
      'article:published_time': '2026-11-20T10:00:00Z',
      'article:expiration_time': '2027-11-20T10:00:00Z',
    });
    const head = metas.map(([property, content]) => `<meta property="${property}" content="${content}">`).join('');
    expect(
      fieldsOf(`${head}<meta property="article:tag" content="A"><meta property="article:tag" content="B">`),
    ).toMatchObject({
      headline: 'Council & mayor agree',
      standfirst: 'Work begins.',
      source: 'Harbour Wire',
      section: 'sport',
      byline: [],
      tags: ['A', 'B'],
      publishAt: '2026-11-20T10:00:00.000Z',
      expires: '2027-11-20T10:00:00.000Z',
      hero: { src: 'https://a.example/b.jpg', alt: 'A tunnel' },
    });
  });

  it('gives what plain names say', () => {
    const head =
      '<meta name=description content="Work begins."><meta name=AUTHOR content="By Ana Ruiz and Pat Lee"><meta name=keywords content="A,B">';
    expect(fieldsOf(head)).toMatchObject({
      standfirst: 'Work begins.',
      byline: ['Ana Ruiz', 'Pat Lee'],
      tags: ['A', 'B'],
    });
  });

  const headlines = [
    ['our own name', '<meta name="broadsheet:headline" content="our own name">'],
    ['JSON-LD', linked({ '@type': 'NewsArticle', headline: 'JSON-LD' })],
    ['the Open Graph', '<meta property="og:title" content="the Open Graph">'],
    ['the title', '<title>the title</title>'],
    ['the heading', ''],
  ] as const;

  it.each(headlines.map(([source], index) => [source, index] as const))(
    'takes the headline from %s before all that follows',
    (source, index) => {
      const head = headlines
        .slice(index)
        .map(([, html]) => html)
        .join('');
      const page = `<!doctype html><meta name="broadsheet:section" content="sport">${head}<body><h1>the heading</h1><p>x</p>`;
      expect(read(page).draft?.headline).toBe(source);
    },
  );

  it('whose JSON-LD is broken is read without it, with a warning at the place', () => {
    const { draft, problems } = read(
      aPage({ head: '\n<script type="application/ld+json">{"@type": "NewsArticle" "x"}</script>' }),
    );
    expect(draft?.headline).toBe('Council agrees');
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'json', severity: 'warning', place: { line: 2, column: 60 } }),
    );
  });

  it('whose JSON-LD has no bottom is read without it', () => {
    const deep = `<script type="application/ld+json">${'['.repeat(100_000)}</script>`;
    expect(read(aPage({ head: deep })).problems).toContainEqual(
      expect.objectContaining({ code: 'json-too-deep', severity: 'warning' }),
    );
  });

  it.each([
    ['of which nobody knows what it shows', 'https://a.example/b.jpg', 'image-alt'],
    ['at an address that is not safe', 'http://a.example/b.jpg', 'hero-src'],
  ])('with a lead image %s goes without it', (_, src, code) => {
    const { draft, problems } = read(aPage({ head: `<meta property="og:image" content="${src}">` }));
    expect(draft).toBeDefined();
    expect(draft?.hero).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ code, severity: 'warning' }));
  });

  it('says in its text what its lead image shows', () => {
    const head = '<meta property="og:image" content="https://a.example/b.jpg">';
    const article = '<p>x</p><img src="https://a.example/b.jpg" alt="A tunnel">';
    expect(read(aPage({ head, article })).draft?.hero).toMatchObject({ alt: 'A tunnel' });
  });

  it('with a day instead of a time is published when it came, with a warning', () => {
    const head = linked({ '@type': 'NewsArticle', datePublished: '2026-11-20' });
    const { draft, problems } = read(aPage({ head }));
    expect(draft).toBeDefined();
    expect(draft?.publishAt).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'field-time', severity: 'warning' }));
  });

  it('has addresses of its own, which are no paths of ours', () => {
    const { draft } = read(
      aPage({
        head: '<link rel="canonical" href="https://wire.example/world/tunnel">',
        article: '<p><a href="/sport">a</a> <a href="b">b</a></p><img src="/c.jpg" alt="C">',
      }),
    );
    expect(draft?.blocks).toEqual([
      paragraph(
        { text: 'a', href: 'https://wire.example/sport' },
        { text: ' ' },
        { text: 'b', href: 'https://wire.example/world/b' },
      ),
      { type: 'image', src: 'https://wire.example/c.jpg', alt: 'C' },
    ]);
  });

  it('of one sentence keeps it, though it is the standfirst too', () => {
    const { draft } = read(aPage({ head: '<meta name=description content="It agreed.">' }));
    expect(draft?.blocks).toEqual([paragraph({ text: 'It agreed.' })]);
  });

  it('with several stories gives the longest', () => {
    const page = '<!doctype html><title>T</title><article>a</article><article><p>the longer one</p></article>';
    expect(read(page).draft?.blocks).toEqual([paragraph({ text: 'the longer one' })]);
  });

  it('of which the end was never reached is rejected', () => {
    const page = `<!doctype html><title>T</title><body>${'<b>'.repeat(300)}<article>x</article>`;
    const { draft, problems } = read(page);
    expect(draft).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'body-too-deep', severity: 'error' }));
  });

  it('of any markup is answered, never thrown at', () => {
    const piece = fc.constantFrom(
      ...'<html> <head> <meta name= content="x"> <title> <h1> <article> </article> <script type=application/ld+json> {" [ ] } </script> <body> <main> <time datetime= <p> </p> <base href= og:image broadsheet:hero.src " \''.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 }), (soup) => {
        const { draft, notice, problems } = read(soup.join(' '));
        expect(draft ?? notice ?? problems[0]).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});
