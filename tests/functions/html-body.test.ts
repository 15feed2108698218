import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHtml } from '../../functions/ingest-article/formats/html-body.ts';
import { placesIn } from '../../functions/ingest-article/manuscript.ts';
import { type Block, htmlOfBlocks, joinRuns, type Run } from '../../shared/domain/blocks.ts';

const body = (html: string) => readHtml(html, placesIn(html));
const blocks = (html: string) => body(html).blocks;
const codes = (html: string) => body(html).problems.map(({ code, severity }) => `${severity} ${code}`);
const paragraph = (...runs: Run[]): Block => ({ type: 'paragraph', runs });

describe('a body in HTML', () => {
  it.each<[what: string, html: string, blocks: Block[]]>([
    ['text without a paragraph', 'One <b>two</b>', [paragraph({ text: 'One ' }, { text: 'two', strong: true })]],
    ['white space', '<p>  a\n\t b </p>\n <p>&nbsp;</p>', [paragraph({ text: 'a b' })]],
    ['spaces between runs', '<p>a <i> b</i></p>', [paragraph({ text: 'a ' }, { text: 'b', em: true })]],
    ['neighbours of one look', '<p><b>a</b><strong>b</strong></p>', [paragraph({ text: 'ab', strong: true })]],
    ['entities', '<p>caf&eacute; &amp; &#8220;x&#x201d;</p>', [paragraph({ text: 'café & “x”' })]],
    ['unknown elements', '<p>a<blink>b</blink><x-y>c</x-y></p>', [paragraph({ text: 'abc' })]],
    [
      'layout',
      '<div>a<div>b</div>c</div>',
      [paragraph({ text: 'a' }), paragraph({ text: 'b' }), paragraph({ text: 'c' })],
    ],
    ['open ends', '<p>a<p><b>b', [paragraph({ text: 'a' }), paragraph({ text: 'b', strong: true })]],
    ['ends without a beginning', 'a</b></div> b', [paragraph({ text: 'a b' })]],
    ['a line break', '<p>a <br> b<br></p>', [paragraph({ text: 'a\nb' })]],
    ['two line breaks', '<p>a<br><br>b</p>', [paragraph({ text: 'a' }), paragraph({ text: 'b' })]],
    [
      'figures above and below the line',
      '<p>10<sup>6</sup> m<sup>-2</sup> of CO<sub>2</sub>, the 1<sup>st</sup> said.<sup>12</sup></p>',
      [paragraph({ text: '10⁶ m⁻² of CO₂, the 1st said.¹²' })],
    ],
    ['a quotation', '<p>He said <q>no</q>.</p>', [paragraph({ text: 'He said “no”.' })]],
    [
      'all looks at once',
      '<p><a href="https://x.example/a?b&amp;c"><b><i><s><code>x</code></s></i></b></a></p>',
      [paragraph({ text: 'x', strong: true, em: true, struck: true, code: true, href: 'https://x.example/a?b&c' })],
    ],
    [
      'subheads',
      '<h1>a</h1><h2>b</h2><h3>c</h3><h6>d</h6>',
      ([2, 2, 3, 3] as const).map(
        (level, index): Block => ({ type: 'subhead', level, runs: [{ text: 'abcd'.charAt(index) }] }),
      ),
    ],
    [
      'lists within lists',
      '<ol><li>a<ul><li>b</ul><li><p>c</p></ol>',
      [{ type: 'list', ordered: true, items: [[{ text: 'a' }], [{ text: 'b' }], [{ text: 'c' }]] }],
    ],
    [
      'a quote',
      '<blockquote><p>a</p>b<blockquote>c</blockquote></blockquote>',
      [{ type: 'quote', paragraphs: [[{ text: 'a' }], [{ text: 'b' }], [{ text: 'c' }]] }],
    ],
    [
      'a picture within a list',
      '<ul><li>a<li><img src="https://a.example/b.jpg" alt="B"><li>c</ul>',
      [
        { type: 'list', ordered: false, items: [[{ text: 'a' }]] },
        { type: 'image', src: 'https://a.example/b.jpg', alt: 'B' },
        { type: 'list', ordered: false, items: [[{ text: 'c' }]] },
      ],
    ],
    [
      'a picture within a paragraph, which it follows',
      '<p>a <img src="images/b.jpg" alt="B"> c</p>',
      [paragraph({ text: 'a c' }), { type: 'image', src: 'images/b.jpg', alt: 'B' }],
    ],
    [
      'a figure',
      '<figure><picture><source srcset="x"><img src="https://a.example/b.jpg" alt=""></picture><figcaption>A <b>tunnel</b> <span class="photo-credit">AP</span></figcaption></figure>',
      [{ type: 'image', src: 'https://a.example/b.jpg', alt: '', caption: 'A tunnel', credit: 'AP' }],
    ],
    [
      'a figure that holds a quote',
      '<figure><blockquote>a</blockquote><figcaption>Ana Ruiz</figcaption></figure>',
      [{ type: 'quote', paragraphs: [[{ text: 'a' }]] }, paragraph({ text: 'Ana Ruiz' })],
    ],
    [
      'a picture that counts readers',
      '<p>a<img src="https://t.example/" width=1 height=1></p>',
      [paragraph({ text: 'a' })],
    ],
    [
      'a picture that is not loaded yet',
      '<img src="data:image/gif;base64,x" data-src="https://a.example/b.jpg" alt="B">',
      [{ type: 'image', src: 'https://a.example/b.jpg', alt: 'B' }],
    ],
    [
      'code',
      '<pre><code class="hljs language-js">\nif (a) {\n  b &lt; c\n}\n</code></pre>',
      [{ type: 'code', text: 'if (a) {\n  b < c\n}', language: 'js' }],
    ],
    [
      'a table',
      '<table><caption>Costs</caption><thead><tr><th>Year<th>Cost</thead><tbody><tr><td rowspan=2>2026<td>1<br>2<tr><td>3<tr><td colspan=2><p>4</p><p>5</p></table>',
      [
        paragraph({ text: 'Costs' }),
        {
          type: 'table',
          head: [[{ text: 'Year' }], [{ text: 'Cost' }]],
          rows: [
            [[{ text: '2026' }], [{ text: '1\n2' }]],
            [[], [{ text: '3' }]],
            [[{ text: '4\n5' }], []],
          ],
        },
      ],
    ],
    [
      'a table within a table, a list within a cell',
      '<table><tr><td><table><tr><td>a<td>b</table><td><ul><li>c<li>d</ul></table>',
      [{ type: 'table', head: [], rows: [[[{ text: 'a\nb' }], [{ text: 'c\nd' }]]] }],
    ],
    [
      'footnotes',
      '<p>a<sup><a href="#fn2">2</a></sup></p><section class="footnotes"><hr><ol><li id="fn2"><p>b <a href="#fnref2">↩</a></p></ol></section>',
      [paragraph({ text: 'a' }, { text: '', note: 1 }), { type: 'footnotes', notes: [[{ text: 'b' }]] }],
    ],
    ['a footnote that is not there', '<p>a<a href="#fn7">7</a></p>', [paragraph({ text: 'a7' })]],
    [
      'a read-more line',
      '<p>Read more: <a href="/en/x">y</a></p>',
      [{ type: 'read-more', runs: [{ text: 'Read more: ' }, { text: 'y', href: '/en/x' }] }],
    ],
    [
      'an embedded video',
      '<iframe src="//www.youtube.com/embed/abcdefg" title="The tunnel"></iframe>',
      [
        {
          type: 'embed',
          href: 'https://www.youtube.com/embed/abcdefg',
          provider: 'YouTube',
          medium: 'video',
          title: 'The tunnel',
        },
      ],
    ],
    [
      'a link that stands alone',
      '<p><a href="https://youtu.be/abcdefg">Watch</a></p><p>https://youtu.be/abcdefg</p>',
      [
        { type: 'embed', href: 'https://youtu.be/abcdefg', provider: 'YouTube', medium: 'video', title: 'Watch' },
        { type: 'embed', href: 'https://youtu.be/abcdefg', provider: 'YouTube', medium: 'video' },
      ],
    ],
    [
      'a post',
      '<blockquote class="twitter-tweet"><p>Hello</p>— Ana <a href="https://twitter.com/ana/status/12">Nov 1</a></blockquote>',
      [
        {
          type: 'embed',
          href: 'https://twitter.com/ana/status/12',
          provider: 'X',
          medium: 'social',
          title: 'Hello — Ana Nov 1',
        },
      ],
    ],
    ['what is hidden', '<p>a<span hidden>b</span><span style="display: none">c</span></p>', [paragraph({ text: 'a' })]],
    ['a form', '<form><label>a</label><select><option>b</select><button>c</button></form>', [paragraph({ text: 'a' })]],
    ['names of the language', '<constructor __proto__=x constructor=y>a</constructor>', [paragraph({ text: 'a' })]],
  ])('with %s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });

  it('that we wrote ourselves reads as it was', () => {
    const run = fc.record(
      {
        text: fc.stringMatching(/^[a-zé“<&"'>]{1,8}$/),
        strong: fc.constant(true as const),
        em: fc.constant(true as const),
        href: fc.constantFrom('https://x.example/?a=1&b=2', '/en/y', 'mailto:a@b.example'),
      },
      { requiredKeys: ['text'] },
    );
    const runs = fc.array(run, { minLength: 1, maxLength: 4 }).map(joinRuns);
    const block: fc.Arbitrary<Block> = fc.oneof(
      runs.map((each): Block => ({ type: 'paragraph', runs: each })),
      runs.map((each): Block => ({ type: 'subhead', level: 3, runs: each })),
      runs.map((each): Block => ({ type: 'read-more', runs: each })),
      fc.array(runs, { minLength: 1, maxLength: 3 }).map((paragraphs): Block => ({ type: 'quote', paragraphs })),
      fc.array(runs, { minLength: 1, maxLength: 3 }).map((items): Block => ({ type: 'list', ordered: true, items })),
      fc.tuple(runs, runs).map((row): Block => ({ type: 'table', head: row, rows: [row] })),
      fc.constant<Block>({ type: 'code', text: ' a\n  <b>' }),
      fc.constant<Block>({ type: 'image', src: 'https://a.example/b.jpg', alt: '"<', caption: 'C' }),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (all) => {
        expect(blocks(htmlOfBlocks(all))).toEqual(all);
      }),
    );
  });

  it.each([
    ['a script', 'a<script>b</script><script>c</script>', ['warning html-dropped']],
    [
      'two kinds of what is left out',
      'a<script>b</script><style>c</style><style>d</style>',
      ['warning html-dropped', 'warning html-dropped'],
    ],
    ['an unknown embed', 'a<iframe src="https://x.example/"></iframe>', ['warning embed-unknown']],
    ['an unsafe link', '<a href="javascript:x">a</a>', ['warning link-unsafe']],
    ['a picture without an address', '<img alt="x">', ['error image-src']],
    ['a picture without words', '<img src="https://a.example/b.jpg">', ['error image-alt']],
    ['a decorative picture', '<img src="https://a.example/b.jpg" alt="">', []],
    ['a table that is too long', `<table>${'<tr><td>x'.repeat(501)}</table>`, ['error table-size']],
    ['a table that is too wide', `<table><tr><td colspan=31>x</table>`, ['error table-size']],
    ['a table as large as it may be', `<table>${'<tr><td colspan=30>x'.repeat(500)}</table>`, []],
    ['too many levels', '<div>'.repeat(201), ['error body-too-deep']],
    ['as many levels as there may be', `${'<div>'.repeat(200)}x`, []],
    ['many of one kind', '<a href="x:">a</a>'.repeat(1000), Array.from({ length: 20 }, () => 'warning link-unsafe')],
  ])('with %s tells the editor', (_, html, expected) => {
    expect(codes(html)).toEqual(expected);
  });

  it('says where', () => {
    expect(body('<p>a</p>\r\n<p>é <img src="x"></p>').problems).toMatchObject([
      { place: { line: 2, column: 6 }, words: 'x' },
    ]);
  });
});
