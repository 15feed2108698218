import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { htmlOfBlocks } from '../../shared/domain/blocks.ts';
import { aNewsItem, aNitf, htmlOf, read } from '../fixtures/xml/wire-stories.ts';

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../fixtures/xml', name), 'utf8');
const itemText = (content: string) => read(aNewsItem({ content }));

describe('a message in NewsML-G2', () => {
  const { draft, problems } = read(fixture('newsml-g2-message.xml'));

  it('gives every field, in the language of the edition', () => {
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      headline: 'Harbour tunnel opens after nine years',
      standfirst: 'The first cars crossed under the harbour on Tuesday, four years late and at twice the price.',
      byline: ['Ana Ruiz', 'Sam Lee'],
      source: 'Meridian News Agency',
      section: 'business',
      kind: 'analysis',
      importance: 'breaking',
      tags: ['Shipping', 'Lena Okafor', 'tunnel'],
      regions: ['africa'],
      embargoedUntil: '2026-11-24T18:30:00.000Z',
      expires: '2027-11-24T00:00:00.000Z',
    });
  });

  it('gives its picture as the lead image, in the size that suits a page', () => {
    expect(draft?.hero).toEqual({
      src: 'https://img.meridian.example/tunnel/opening-1600.jpg',
      alt: 'Three cars with their lights on drive out of a tunnel mouth',
      caption: 'The first cars leave the tunnel at Saltmarsh.',
      credit: 'Photo: Ife Marsh / Meridian',
    });
  });

  it('gives its XHTML as blocks, whatever its prefix, without what stands in fields', () => {
    expect(draft?.blocks.map(({ type }) => type)).toEqual([
      'paragraph',
      'subhead',
      'list',
      'quote',
      'image',
      'paragraph',
    ]);
    expect(htmlOfBlocks(draft?.blocks.slice(0, 1) ?? [])).toBe(
      '<p>PORT ALDER (Meridian) – The first cars crossed under the harbour on <em>Tuesday</em>, a day that the city had ' +
        '<a href="https://www.meridian.example/tunnel?from=wire&amp;page=2">waited for</a> since 2017.</p>',
    );
  });

  it('keeps from readers what is for editors', () => {
    expect(JSON.stringify(draft)).not.toMatch(/Eds:|555 0100|subscribers|2nd lead|ruiz\.a/);
  });

  it('shows no picture that is embargoed or not usable', () => {
    const text = fixture('newsml-g2-message.xml');
    const [story, picture] = text.split('harbour-tunnel-picture');
    const heroOf = (from: string, to: string) =>
      read(`${story}harbour-tunnel-picture${picture?.replace(from, to)}`).draft?.hero;
    expect(heroOf('stat:usable', 'stat:withheld')).toBeUndefined();
    expect(heroOf('<pubStatus', '<embargoed>2026-11-30T00:00:00Z</embargoed><pubStatus')).toBeUndefined();
    expect(heroOf('<pubStatus', '<pubStatus')).toBeDefined();
  });

  it('with two stories is refused where the second begins', () => {
    const story = aNewsItem().split('\n').slice(1).join('\n');
    const message = `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>\n${story}\n${story}\n</itemSet></newsMessage>`;
    expect(read(message).problems).toMatchObject([
      { code: 'xml-shape', advice: 'File one story per file.', place: { line: 7, column: 1 } },
    ]);
  });
});

describe('an item of NewsML-G2 with a story in NITF', () => {
  const { draft, problems } = read(fixture('newsml-g2-nitf.xml'), 'articles/es/economia/alquileres.xml');

  it('takes from the story what the item leaves out', () => {
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      headline: 'Los alquileres bajan por primera vez en seis años',
      standfirst: 'La oferta crece en las ciudades medianas.',
      byline: ['Julia Ortega y Gasset'],
      source: 'Agencia Meseta',
      section: 'business',
      importance: 'minor',
      regions: ['latin-america'],
      translationOf: 'en-business-rents',
    });
    expect(draft?.blocks.map(({ type }) => type)).toEqual(['paragraph', 'subhead', 'paragraph']);
  });
});

describe('a story in NITF', () => {
  it('gives every field and its body', () => {
    const { draft, problems } = read(fixture('nitf-doctype.xml'));
    expect(problems).toMatchObject([{ code: 'image-src', severity: 'warning', place: { line: 49, column: 11 } }]);
    expect(draft).toMatchObject({
      headline: 'Saltmarsh win the cup on penalties',
      standfirst: 'Keeper saves three in a row',
      byline: ['Dana Whitlock'],
      source: 'Meridian Sport',
      section: 'sport',
      kind: 'feature',
      importance: 'major',
      tags: ['Football', 'Cup', 'Final', 'Penalty shootouts'],
      regions: ['europe'],
      embargoedUntil: '2026-11-22T17:00:00.000Z',
      expires: '2027-01-22T17:00:00.000Z',
    });
    expect(draft?.blocks[0]).toEqual({
      type: 'image',
      src: 'https://img.meridian.example/cup.jpg',
      alt: 'A goalkeeper dives to her left',
      caption: 'Ines Calder saves the last penalty.',
      credit: 'Photo: Ife Marsh',
    });
    const types = 'image paragraph subhead paragraph quote list paragraph table paragraph'.split(' ');
    expect(draft?.blocks.map(({ type }) => type)).toEqual(types);
    const html = htmlOfBlocks(draft?.blocks ?? []);
    expect(html).toContain(
      '<p>It was <em>the longest</em> final yet.<br>Read the <a href="https://www.meridian.example/cup">',
    );
    expect(html).toMatch(/<p>Tom Reyes contributed to this report\.<\/p>$/);
    expect(JSON.stringify(draft)).not.toMatch(/Not for publication|Editors:|Match sheets|For print only|Trimmed/);
  });

  it('may be in Arabic', () => {
    const { draft, problems } = read(fixture('nitf-arabic.xml'), 'articles/ar/world/port.xml');
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      section: 'business',
      byline: ['ليلى حداد', 'كريم منصور'],
      tags: ['موانئ', 'تجارة'],
      regions: ['north-africa'],
      source: 'وكالة الشرق',
    });
    expect(draft?.blocks).toHaveLength(2);
  });

  it('in another language than the edition’s is refused', () => {
    expect(read(fixture('nitf-arabic.xml')).problems).toContainEqual(
      expect.objectContaining({ code: 'language-other', place: { line: 2, column: 1 } }),
    );
  });

  it('as plain text, as HTML in CDATA and as preformatted lines is read as well', () => {
    expect(htmlOf(aNitf('One\n\nTwo'))).toBe('<p>One</p>\n<p>Two</p>');
    expect(htmlOf(aNitf('<![CDATA[<p>One <b>two</b></p><script>x</script>]]>'))).toBe(
      '<p>One <strong>two</strong></p>',
    );
    expect(htmlOf(aNitf('<pre>Alder 2\n\nMarsh 1</pre>'))).toBe('<p>Alder 2</p>\n<p>Marsh 1</p>');
    expect(htmlOf(aNitf('<p>A <![CDATA[<b>tag</b>]]></p>'))).toBe('<p>A &lt;b&gt;tag&lt;/b&gt;</p>');
  });

  it('shows readers no note that its agency marks as not to be published', () => {
    const note = (type: string) => `<note type="${type}"><body.content><p>${type}</p></body.content></note>`;
    expect(htmlOf(aNitf(`${note('npa')}${note('pa')}<p>x</p>`))).toBe('<p>pa</p>\n<p>x</p>');
  });

  it('takes an attribute without a prefix for its own', () => {
    const link = (attributes: string) => `<p><a xmlns:x="urn:x" ${attributes}>a</a></p>`;
    const [own, other] = ['href="https://own.example/"', 'x:href="https://other.example/"'];
    expect(htmlOf(aNitf(link(`${own} ${other}`)))).toBe(htmlOf(aNitf(link(own))));
  });

  it('keeps its headline as its text if there is no other', () => {
    expect(htmlOf(aNitf('<p>Tunnel opens</p>'))).toBe('<p>Tunnel opens</p>');
  });
});

describe('the text of an item', () => {
  it('may be plain or HTML in inlineData', () => {
    expect(
      htmlOfBlocks(
        itemText('<inlineData contenttype="text/plain">One\n\nTwo &amp; three</inlineData>').draft?.blocks ?? [],
      ),
    ).toBe('<p>One</p>\n<p>Two &amp; three</p>');
    const { draft, problems } = itemText(
      '<inlineData contenttype="text/html"><![CDATA[<p>One</p>\n <object></object>]]></inlineData>',
    );
    expect(htmlOfBlocks(draft?.blocks ?? [])).toBe('<p>One</p>');
    expect(problems).toMatchObject([
      { code: 'section-assumed' },
      { code: 'html-dropped', place: { line: 6, column: 2 } },
    ]);
  });

  it('is not what was encoded, and needs no picture', () => {
    const encoded = '<inlineData contenttype="text/plain" encoding="base64">VGV4dA==</inlineData>';
    expect(itemText(encoded).problems).toMatchObject([{ code: 'xml-shape' }]);
    const html = '<inlineData contenttype="text/html">&lt;p&gt;A&lt;/p&gt;&lt;img src="a.jpg"&gt;</inlineData>';
    expect(itemText(html).problems).toMatchObject([
      { code: 'section-assumed' },
      { code: 'image-src', severity: 'warning' },
    ]);
  });

  it('is that in the language of the edition', () => {
    const of = (lang: string, text: string) =>
      `<inlineXML xml:lang="${lang}"><html><body><p>${text}</p></body></html></inlineXML>`;
    expect(htmlOfBlocks(itemText(of('es', 'Uno') + of('en-US', 'One')).draft?.blocks ?? [])).toBe('<p>One</p>');
  });

  it('holds no script, however it is prefixed', () => {
    const body =
      '<x:body xmlns:x="http://www.w3.org/1999/xhtml" onload="x()"><x:p onclick="x()">A<x:script>alert(1)</x:script></x:p><y:script xmlns:y="urn:y">b()</y:script><x:a href="java&#10;script:x()">c</x:a></x:body>';
    const { draft, problems } = itemText(`<inlineXML>${body}</inlineXML>`);
    expect(htmlOfBlocks(draft?.blocks ?? [])).toBe('<p>A</p>\n<p>c</p>');
    expect(problems.map(({ code }) => code)).toEqual(['section-assumed', 'html-dropped', 'link-unsafe']);
  });

  it('keeps a figure without a description out, with its caption', () => {
    const { draft, problems } = itemText(
      '<inlineXML><body><p>A</p><figure><img src="https://img.example.org/a.jpg"/></figure><img src="images/ours.jpg" alt="x"/></body></inlineXML>',
    );
    expect(draft?.blocks).toHaveLength(1);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['section-assumed', 'warning'],
      ['image-alt', 'warning'],
      ['image-src', 'warning'],
    ]);
  });

  it('that is a picture’s caption makes no article', () => {
    const { problems } = read(aNewsItem({ management: '<itemClass qcode="ninat:picture"/>' }));
    expect(problems).toMatchObject([{ code: 'xml-shape', place: { line: 2, column: 1 } }]);
    expect(problems[0]?.message).toContain('“picture”');
  });
});
