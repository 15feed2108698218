import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { renderings, snippets } from '../fixtures/hostile.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;

/** All that our pages are made of: elements, their attributes, and what those may say. */
const allowed: Record<string, Record<string, RegExp>> = {
  p: { class: /^(read-more|embed embed-(video|audio|social))$/ },
  h2: {},
  h3: {},
  blockquote: {},
  ul: {},
  ol: { class: /^footnotes$/ },
  li: { id: /^note-\d+$/ },
  figure: {},
  figcaption: {},
  img: { src: /^(https:\/\/|\/|images\/)/, alt: /^/, loading: /^lazy$/, width: /^\d+$/, height: /^\d+$/ },
  a: { href: /^(https?:\/\/|mailto:|\/(?![/\\])|#note-\d+$)/, rel: /^noopener noreferrer$/ },
  span: { lang: /^[A-Za-z0-9-]{2,35}$/ },
  strong: {},
  em: {},
  s: {},
  code: {},
  sup: {},
  br: {},
  pre: {},
  table: {},
  thead: {},
  tbody: {},
  tr: {},
  th: { scope: /^col$/ },
  td: {},
};

/** What is in a piece of HTML, as a browser reads it, that our pages are not made of. */
function strangersIn(html: string): string[] {
  const strangers: string[] = [];
  const look = (node: Node): void => {
    if (node.nodeName === '#text') return;
    const attributes = Object.hasOwn(allowed, node.nodeName) ? allowed[node.nodeName] : undefined;
    if (attributes === undefined || !('attrs' in node)) strangers.push(node.nodeName);
    else {
      for (const { name, value } of node.attrs) {
        const shape = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
        if (shape === undefined || !shape.test(value)) strangers.push(`${node.nodeName} ${name}="${value}"`);
      }
      for (const child of node.childNodes) look(child);
    }
  };
  for (const node of parseFragment(html).childNodes) look(node);
  return strangers;
}

/** Control characters but tab and line break, and letters that turn or hide the text. */
const deceit = /(?![\t\n])\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;

describe('the look for strangers', () => {
  it.each([
    ['<script>x</script>'],
    ['<p onclick="x">x</p>'],
    ['<a href="javascript:x">x</a>'],
    ['<a href="//evil.example/">x</a>'],
    ['<img src="x" alt="">'],
    ['<p class="admin">x</p>'],
    ['<li id="location">x</li>'],
    ['<!-- x -->'],
  ])('finds them in %s', (html) => {
    expect(strangersIn(html)).not.toEqual([]);
  });
});

describe('hostile markup', () => {
  it('is known in more than a hundred ways', () => {
    expect(new Set(snippets.map(([, snippet]) => snippet)).size).toBeGreaterThan(150);
  });

  it.each(snippets)('with %s leaves nothing but text and judged addresses: %j', (_, snippet) => {
    const bodies = renderings(snippet);
    expect(bodies.length).toBeGreaterThan(0);
    for (const html of bodies) {
      expect(strangersIn(html)).toEqual([]);
      expect(html).not.toMatch(deceit);
      expect(html.isWellFormed()).toBe(true);
    }
  });

  it('keeps the words around it', () => {
    for (const [, snippet] of snippets) for (const html of renderings(snippet)) expect(html).toContain('Text.');
  });

  it('in any mixture, cut anywhere, leaves nothing either', () => {
    const pieces = fc.oneof(
      fc.constantFrom(...snippets.map(([, snippet]) => snippet)),
      fc.constantFrom(
        '<p>',
        '</p>',
        '<table>',
        '<td>',
        '</table>',
        '<li>',
        '<ul>',
        '<a href="',
        '">',
        "'",
        '<!--',
        '-->',
      ),
      fc.constantFrom(
        '<svg>',
        '<math>',
        '<style>',
        '</style>',
        '<pre>',
        '<figure>',
        '<figcaption>',
        '<img alt=x src=',
        '&',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const cut = fc.tuple(pieces, fc.nat({ max: 60 })).map(([piece, length]) => piece.slice(0, length));
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, cut), { minLength: 1, maxLength: 12 }), (soup) => {
        for (const html of renderings(soup.join(''))) expect(strangersIn(html)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
