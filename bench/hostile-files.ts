/** A file of the worst kind: `make` fills it to about so many bytes. What has more than `largest` is refused unread. */
export type HostileFile = { name: string; key: string; make: (bytes: number) => string; largest?: number };

const fields = 'headline: Council agrees on the harbour tunnel\nsection: politics';
const jsonFields = '"headline": "Council agrees on the harbour tunnel", "section": "politics"';
const newsMl = 'xmlns="http://iptc.org/std/nar/2006-10-01/"';

function fill(piece: string, bytes: number): string {
  return piece.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(piece))));
}

/** Pieces that differ by their number. */
function count(piece: (n: number) => string, bytes: number): string {
  const pieces: string[] = [];
  for (let n = 1, length = 0; length < bytes; n++) {
    const next = piece(n);
    pieces.push(next);
    length += Buffer.byteLength(next);
  }
  return pieces.join('');
}

/** Opened as often as it is closed. */
function nest(open: string, close: string, bytes: number): string {
  const times = Math.floor(bytes / (open.length + close.length));
  return open.repeat(times) + close.repeat(times);
}

function markdown(name: string, body: (bytes: number) => string): HostileFile {
  return { name, key: 'articles/en/a.md', make: (bytes) => `---\n${fields}\n---\n${body(bytes)}\n` };
}

function yaml(name: string, more: (bytes: number) => string): HostileFile {
  const make = (bytes: number) => `---\n${fields}\n${more(bytes - 200)}\n---\nText.\n`;
  return { name, key: 'articles/en/a.md', make, largest: 64 * 1024 };
}

function concept(name: string, more: (bytes: number) => string): HostileFile {
  return { name, key: 'concepts/a.yaml', make: (bytes) => `name: Harbour\n${more(bytes - 20)}\n`, largest: 512 * 1024 };
}

function json(name: string, make: (bytes: number) => string): HostileFile {
  return { name, key: 'articles/en/a.json', make };
}

function blocks(name: string, list: (bytes: number) => string): HostileFile {
  return json(name, (bytes) => `{${jsonFields}, "body": [${list(bytes).replace(/,$/, '')}]}`);
}

function ninjs(name: string, more: (bytes: number) => string): HostileFile {
  return json(name, (bytes) => `{"uri": "urn:a", "headline": "Tunnel opens", ${more(bytes).replace(/,$/, '')}}`);
}

function g2(name: string, set: (bytes: number) => { meta?: string; text?: string }): HostileFile {
  const make = (bytes: number) => {
    const { meta = '', text = '<p>Text.</p>' } = set(bytes);
    const content = `<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>${text}</body></html></inlineXML></contentSet>`;
    return `<newsItem ${newsMl}><contentMeta><headline>Tunnel opens</headline>${meta}</contentMeta>${content}</newsItem>`;
  };
  return { name, key: 'articles/en/a.xml', make };
}

function nitf(name: string, body: (bytes: number) => string, head = (_: number): string => ''): HostileFile {
  const make = (bytes: number) =>
    `<nitf><head>${head(bytes)}</head><body><body.head><hedline><hl1>Tunnel opens</hl1></hedline></body.head><body.content>${body(bytes)}</body.content></body></nitf>`;
  return { name, key: 'articles/en/a.xml', make };
}

function html(name: string, make: (bytes: number) => string): HostileFile {
  return { name, key: 'articles/en/a.html', make };
}

function fragment(name: string, make: (bytes: number) => string): HostileFile {
  const metas =
    '<meta name="broadsheet:headline" content="Tunnel opens"><meta name="broadsheet:section" content="politics">';
  return html(name, (bytes) => metas + make(bytes));
}

const markdownFiles: HostileFile[] = [
  markdown('quotes in quotes', (bytes) => `${fill('> ', bytes)}a`),
  markdown('quotes deeper line by line', (bytes) => count((n) => `${'>'.repeat(Math.min(n, 90))} a\n`, bytes)),
  markdown('lists in lists on one line', (bytes) => `${fill('- ', bytes)}a`),
  markdown('lists deeper line by line', (bytes) => count((n) => `${'  '.repeat(n % 80)}- a\n`, bytes)),
  markdown('numbered lists in quotes in turns', (bytes) => `${fill('> 1. ', bytes)}a`),
  markdown('brackets that open', (bytes) => fill('[', bytes)),
  markdown('brackets that open and close', (bytes) => nest('[', ']', bytes)),
  markdown('links that do not end', (bytes) => fill('[a](', bytes)),
  markdown('links in links', (bytes) => nest('[', '](u)', bytes)),
  markdown('images that open', (bytes) => fill('![', bytes)),
  markdown('images in images', (bytes) => nest('![', '](https://e.org/a.png)', bytes)),
  markdown('images without words', (bytes) => fill('![](https://e.org/a.png) ', bytes)),
  markdown('links to nowhere safe', (bytes) => fill('[a](x:y) ', bytes)),
  markdown('links to nowhere safe, line by line', (bytes) => fill('[a](x:y)\n', bytes)),
  markdown('link titles that do not end', (bytes) => fill('[a](b "', bytes)),
  markdown('link definitions', (bytes) => count((n) => `[a${n}]: /u\n`, bytes)),
  markdown('link definitions and uses', (bytes) => `[a]: /u\n\n${fill('[a] ', bytes)}`),
  markdown('emphasis soup *_*_', (bytes) => fill('*_', bytes)),
  markdown('emphasis soup *a_ ', (bytes) => fill('*a_ ', bytes)),
  markdown('emphasis that opens', (bytes) => fill('a **a ', bytes)),
  markdown('emphasis in threes', (bytes) => fill('***a** b*c_d__', bytes)),
  markdown('strikethrough soup', (bytes) => fill('~~a~~~', bytes)),
  markdown('backticks of every length', (bytes) => count((n) => `a${'`'.repeat((n % 300) + 1)}`, bytes)),
  markdown('backticks that open', (bytes) => fill('`a``b', bytes)),
  markdown('escapes', (bytes) => fill('\\*\\\\', bytes)),
  markdown('entities', (bytes) => fill('&amp;&#1234567;&a', bytes)),
  markdown('angle brackets', (bytes) => fill('<a ', bytes)),
  markdown('tags without end', (bytes) => fill('<a b="c" ', bytes)),
  markdown('addresses in angle brackets', (bytes) => fill('<https://e.org/', bytes)),
  markdown('tables with many rows', (bytes) => `a|b\n-|-\n${fill('a|b\n', bytes)}`),
  markdown('a table of many columns', (bytes) => `${fill('a|', bytes / 2)}\n${fill('-|', bytes / 2)}\n`),
  markdown('tables that are wide and short of cells', (bytes) => {
    const width = Math.floor(Math.sqrt(bytes));
    return `${'a|'.repeat(width)}\n${'-|'.repeat(width)}\n${fill('x\n', bytes - 4 * width)}`;
  }),
  markdown('pipes', (bytes) => fill('|', bytes)),
  markdown('1,000 footnotes referred to', (bytes) =>
    count((n) => (n <= 1000 ? `[^${n}] ` : `\n\n[^${n - 1000}]: a`), bytes),
  ),
  markdown('one footnote referred to again and again', (bytes) => `${fill('[^1]', bytes)}\n\n[^1]: a`),
  markdown('inline notes in inline notes', (bytes) => nest('^[', ']', bytes)),
  markdown('inline notes that open', (bytes) => fill('^[', bytes)),
  markdown('inline notes side by side', (bytes) => fill('^[a]', bytes)),
  markdown('footnotes that are nowhere', (bytes) => `[^z]: a\n\n${fill('[^a', bytes)}`),
  markdown('footnotes that nobody refers to', (bytes) => count((n) => `[^${n}]: a\n\n`, bytes)),
  markdown('footnotes in footnotes', (bytes) => `[^1]\n\n${count((n) => `[^${n}]: a[^${n + 1}]\n\n`, bytes)}`),
  markdown('comments that open in one line', (bytes) => fill('<!-- ', bytes)),
  markdown('comments that open in lines of their own', (bytes) => fill('<!--\n', bytes)),
  markdown('comments that all end at one place', (bytes) => `${fill('<!--\n', bytes - 5)}--> x`),
  markdown('comments side by side', (bytes) => fill('<!--a-->', bytes)),
  markdown('headings', (bytes) => fill('# a\n', bytes)),
  markdown('underlined headings', (bytes) => fill('a\n-\n', bytes)),
  markdown('one paragraph of single letters', (bytes) => fill('a\n', bytes)),
  markdown('one word', (bytes) => fill('a', bytes)),
  markdown('spaces', (bytes) => `a${fill(' ', bytes)}b`),
  markdown('spaces at the ends of lines', (bytes) => fill(`a${' '.repeat(60)}\n`, bytes)),
  markdown('blank lines', (bytes) => fill('\n', bytes)),
  markdown('tabs', (bytes) => fill('\t', bytes)),
  markdown('fences that open', (bytes) => fill('```\na\n~~~\n', bytes)),
  markdown('fences of every length', (bytes) => count((n) => `${'`'.repeat((n % 300) + 3)}\n`, bytes)),
  markdown('marks on one letter', (bytes) => `a${fill('\u0301', bytes)}`),
  markdown('invisible signs', (bytes) => fill('a\u200b', bytes)),
  markdown('flags', (bytes) => fill('\u{1f3f4}\u{e0067}', bytes)),
  markdown('embeds', (bytes) => fill('https://youtu.be/abcdefg\n\n', bytes)),
];

const yamlFiles: HostileFile[] = [
  yaml('many keys', (bytes) => count((n) => `k${n}: a\n`, bytes)),
  yaml('many keys in one line', (bytes) => `tags: {${count((n) => `k${n},`, bytes)}}`),
  yaml('one key again and again', (bytes) => fill('a: b\n', bytes)),
  yaml('many complex keys', (bytes) => fill('? a\n', bytes)),
  yaml('keys that are lists', (bytes) => fill('? [a]\n: b\n', bytes)),
  yaml('brackets that open', (bytes) => `tags: ${fill('[', bytes)}`),
  yaml('brackets, sixty deep, again and again', (bytes) => fill(`- ${nest('[', ']', 120)}\n`, bytes)),
  yaml('braces that open', (bytes) => `tags: ${fill('{a: ', bytes)}`),
  yaml('indents', (bytes) => {
    const deep = Math.floor(Math.sqrt(bytes * 2));
    return Array.from({ length: deep }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
  }),
  yaml('dashes on one line', (bytes) => `a:\n ${fill('- ', bytes)}`),
  yaml('dashes fifteen deep', (bytes) => `a:\n${fill(` ${'- '.repeat(15)}a\n`, bytes)}`),
  yaml('question marks', (bytes) => fill('? ', bytes)),
  yaml('aliases', (bytes) => `a: &a b\nc: [${fill('*a,', bytes)}]`),
  yaml('an alias bomb', (bytes) => `a0: &a0 [x]\n${count((n) => `a${n}: &a${n} [*a${n - 1},*a${n - 1}]\n`, bytes)}`),
  yaml('anchors', (bytes) => count((n) => `- &a${n} b\n`, bytes).replace(/^/, 'x:\n')),
  yaml('merge keys', (bytes) => `a: &a {b: c}\n${count((n) => `c${n}: {<<: *a}\n`, bytes)}`),
  yaml('tags', (bytes) => count((n) => `k${n}: !t${n} a\n`, bytes)),
  yaml('tag soup', (bytes) => `tags: ${fill('!', bytes)}`),
  yaml('directives', (bytes) => fill('%TAG ! a\n', bytes)),
  yaml('one long plain text', (bytes) => `standfirst: ${fill('a ', bytes)}`),
  yaml('one long plain text in many lines', (bytes) => `standfirst: a\n${fill('  a\n', bytes)}`),
  yaml('one long quoted text in many lines', (bytes) => `standfirst: "${fill('a\n  ', bytes)}"`),
  yaml('one long quoted text of escapes', (bytes) => `standfirst: "${fill('\\u0041', bytes)}"`),
  yaml('a quoted text that does not end', (bytes) => `standfirst: "${fill('a: b\n', bytes)}`),
  yaml('a literal block', (bytes) => `standfirst: |\n${fill('  a\n', bytes)}`),
  yaml('a folded block', (bytes) => `standfirst: >\n${fill('  a\n\n', bytes)}`),
  yaml('colons', (bytes) => `standfirst: ${fill('a: ', bytes)}`),
  yaml('comments', (bytes) => fill('# a\n', bytes)),
  yaml('comment signs in a list', (bytes) => `tags: [${fill('a,#\n', bytes)}]`),
  yaml('control signs', (bytes) => `standfirst: ${fill('@`', bytes)}`),
  yaml('tabs as indents', (bytes) => fill('\ta: b\n', bytes)),
  yaml('a long number', (bytes) => `standfirst: ${fill('1', bytes)}`),
  yaml('almost a number', (bytes) => `standfirst: ${fill('1', bytes)}e`),
  yaml('blank lines', (bytes) => fill(' \n', bytes)),
  yaml('many tags', (bytes) => `tags: [${fill('a,', bytes)}]`),
  yaml('many regions', (bytes) => `regions: [${fill('a,', bytes)}]`),
  yaml('many corrections', (bytes) => `corrections:\n${fill('- {}\n', bytes)}`),
  yaml('a byline of lookalikes', (bytes) => `byline: [${fill('Pоlice,', bytes)}]`),
];

const conceptFiles: HostileFile[] = [
  concept('many keys', (bytes) => count((n) => `k${n}: a\n`, bytes)),
  concept('many keys within aliases', (bytes) => `aliases: {${count((n) => `k${n},`, bytes)}}`),
  concept('one key again and again', (bytes) => fill('a: b\n', bytes)),
  concept('many aliases', (bytes) => `aliases: [${fill('a,', bytes)}]`),
  concept('indents', (bytes) => {
    const deep = Math.floor(Math.sqrt(bytes * 2));
    return Array.from({ length: deep }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
  }),
  concept('colons', (bytes) => `region: ${fill('a: ', bytes)}`),
  concept('an alias bomb', (bytes) => `a0: &a0 [x]\n${count((n) => `a${n}: &a${n} [*a${n - 1},*a${n - 1}]\n`, bytes)}`),
  concept('one long plain text in many lines', (bytes) => `region: a\n${fill('  a\n', bytes)}`),
  concept('a pronunciation of many signs', (bytes) => `pronunciation: {en: {ipa: ${fill('a', bytes)}}}`),
];

const jsonFiles: HostileFile[] = [
  json('deep lists', (bytes) => nest('[', ']', bytes)),
  json('lists that open', (bytes) => fill('[', bytes)),
  json('deep objects', (bytes) => nest('{"a":', '}', bytes)),
  json(
    'lists, sixty deep, again and again',
    (bytes) => `{${jsonFields},"body":[${fill(`${nest('[', ']', 120)},`, bytes)}0]}`,
  ),
  json('many names', (bytes) => `{${count((n) => `"k${n}":1,`, bytes)}${jsonFields}}`),
  json('one name again and again', (bytes) => `{${fill('"headline":1,', bytes)}${jsonFields}}`),
  json('commas', (bytes) => `{${fill(',', bytes)}}`),
  json('a long text', (bytes) => `{${jsonFields},"body":"${fill('a ', bytes)}"}`),
  json('a text of escapes', (bytes) => `{${jsonFields},"body":"${fill('\\u0041', bytes)}"}`),
  json('a text of lone surrogates', (bytes) => `{${jsonFields},"body":"${fill('\\ud800', bytes)}"}`),
  json('a text that does not end', (bytes) => `{"headline":"${fill('a', bytes)}`),
  json('a long number', (bytes) => `{"headline":${fill('9', bytes)}}`),
  json('minus signs', (bytes) => `{"headline":${fill('-', bytes)}}`),
  json('comments', (bytes) => `{${fill('/**/', bytes)}}`),
  json('letters', (bytes) => fill('a ', bytes)),
  json('no value again and again', (bytes) => fill('}', bytes)),
  json('backslashes', (bytes) => `{"headline":"${fill('\\x', bytes)}"}`),
  json('Markdown in a text', (bytes) => `{${jsonFields},"body":"${fill('*_', bytes)}"}`),
  json('HTML in a text', (bytes) => `{${jsonFields},"body":{"html":"${nest('<b>', '</b>', bytes)}"}}`),
  json('HTML of wrong pictures', (bytes) => `{${jsonFields},"body":{"html":"${fill('<img>', bytes)}"}}`),
  blocks('blocks of nothing', (bytes) => fill('{},', bytes)),
  blocks('blocks of many runs', (bytes) => `{"type":"paragraph","runs":[${fill('{"text":"a"},', bytes)}{"text":"a"}]}`),
  blocks(
    'blocks of runs in turns',
    (bytes) => `{"type":"paragraph","runs":[${fill('{"text":"a"},{"text":"b","em":true},', bytes)}{"text":"a"}]}`,
  ),
  blocks('blocks with unknown members', (bytes) => count((n) => `{"type":"paragraph","runs":[],"r${n}":1},`, bytes)),
  blocks('blocks of footnotes', (bytes) => fill('{"type":"footnotes","notes":[]},', bytes)),
  blocks('a table of many rows', (bytes) => `{"type":"table","rows":[${fill('[],', bytes)}[]]}`),
  ninjs('subjects', (bytes) => `"body_text":"Text.","subjects":[${count((n) => `{"name":"s${n}"},`, bytes)}{}]`),
  ninjs('places', (bytes) => `"body_text":"Text.","places":[${count((n) => `{"name":"s${n}"},`, bytes)}{}]`),
  ninjs('headlines', (bytes) => `"body_text":"Text.",${count((n) => `"headline_${n}":"a",`, bytes)}"x":1`),
  ninjs('bodies of HTML without text', (bytes) => `"bodies":[${fill('{"role":"html","value":"<b></b>"},', bytes)}{}]`),
  ninjs(
    'associations',
    (bytes) => `"body_text":"Text.","associations":[${fill('{"type":"picture","renditions":[{}]},', bytes)}{}]`,
  ),
  ninjs('a byline', (bytes) => `"body_text":"Text.","by":"${fill('a and ', bytes)}"`),
  ninjs('a body of plain lines', (bytes) => `"body_text":"${fill('a\\n', bytes)}"`),
];

const xmlFiles: HostileFile[] = [
  g2('attributes', (bytes) => ({ text: `<p ${count((n) => `a${n}="" `, bytes)}>a</p>` })),
  g2('one attribute again and again', (bytes) => ({ text: `<p ${fill('a="" ', bytes)}>a</p>` })),
  g2('attributes with prefixes', (bytes) => ({
    text: `<p ${count((n) => `xmlns:x${n}="u" x${n}:a="" `, bytes)}>a</p>`,
  })),
  g2('namespaces at each level', (bytes) => ({
    text: fill(`${'<b xmlns:a="u">'.repeat(100)}a${'</b>'.repeat(100)}`, bytes),
  })),
  g2('prefixes looked for through a hundred levels', (bytes) => ({
    text: `<div xmlns:z="u">${'<b xmlns="http://www.w3.org/1999/xhtml">'.repeat(100)}${fill('<z:a/>', bytes)}${'</b>'.repeat(100)}</div>`,
  })),
  g2('deep elements', (bytes) => ({ text: nest('<b>', '</b>', bytes) })),
  g2('a hundred levels, again and again', (bytes) => ({ text: fill(nest('<b>', '</b>', 700), bytes) })),
  g2('paragraphs in a hundred levels of divisions', (bytes) => ({
    text: `${'<div>'.repeat(100)}${fill('<p>a</p>', bytes)}${'</div>'.repeat(100)}`,
  })),
  g2('entities', (bytes) => ({ text: `<p>${fill('&amp;', bytes)}</p>` })),
  g2('numbered entities', (bytes) => ({ text: `<p>${fill('&#x41;', bytes)}</p>` })),
  g2('ampersands', (bytes) => ({ text: `<p>${fill('&', bytes)}</p>` })),
  g2('an entity that does not end', (bytes) => ({ text: `<p>&${fill('a', bytes)}</p>` })),
  g2('empty elements', (bytes) => ({ text: fill('<p/>', bytes) })),
  g2('sections of characters', (bytes) => ({ text: `<p>${fill('<![CDATA[a]]>', bytes)}</p>` })),
  g2('comments', (bytes) => ({ text: `<p>${fill('<!---->', bytes)}</p>` })),
  g2('comments and letters', (bytes) => ({ text: `<p>${fill('a<!-- -->', bytes)}</p>` })),
  g2('instructions', (bytes) => ({ text: `<p>${fill('<?a?>', bytes)}</p>` })),
  g2('a comment that does not end', (bytes) => ({ text: `<!--${fill('-a', bytes)}` })),
  g2('closing brackets', (bytes) => ({ text: `<p>${fill(']]', bytes)}</p>` })),
  g2('one text of letters', (bytes) => ({ text: `<p>${fill('a', bytes)}</p>` })),
  g2('spaces between elements', (bytes) => ({ text: fill(`<p>a</p>${' '.repeat(99)}`, bytes) })),
  g2('subjects', (bytes) => ({ meta: count((n) => `<subject qcode="a:${n}"><name>s${n}</name></subject>`, bytes) })),
  g2('headlines', (bytes) => ({ meta: fill('<headline>a</headline>', bytes) })),
  g2('ranked headlines, the best last', (bytes) => ({
    meta: count((n) => `<headline rank="${1_000_000 - n}">a</headline>`, bytes),
  })),
  g2('creators', (bytes) => ({ meta: count((n) => `<creator><name>a b${n}</name></creator>`, bytes) })),
  g2('a byline', (bytes) => ({ meta: `<by>${fill('a and ', bytes)}</by>` })),
  g2('pictures', (bytes) => ({ text: fill('<figure><img src="a"/></figure>', bytes) })),
  g2('links in a row', (bytes) => ({ text: `<p>${fill('<a href="/a">a</a>', bytes)}</p>` })),
  g2('tables of a row', (bytes) => ({ text: `<table>${fill('<tr><td>a</td></tr>', bytes)}</table>` })),
  g2('cells that span', (bytes) => ({
    text: `<table>${fill('<tr><td rowspan="65534" colspan="1000">a</td></tr>', bytes)}</table>`,
  })),
  g2('messages of many items', (bytes) => ({
    text: '<p>a</p>',
    meta: fill('<icon href="https://e.org/a.png"/>', bytes),
  })),
  {
    name: 'a message of many items',
    key: 'articles/en/a.xml',
    make: (bytes) => `<newsMessage ${newsMl}><itemSet>${fill('<newsItem/>', bytes)}</itemSet></newsMessage>`,
  },
  {
    name: 'a document type that does not end',
    key: 'articles/en/a.xml',
    make: (bytes) => `<!DOCTYPE nitf ${fill("'", bytes)}`,
  },
  {
    name: 'document types',
    key: 'articles/en/a.xml',
    make: (bytes) => `<!DOCTYPE nitf [${fill('<!ENTITY a "b">', bytes)}]><nitf/>`,
  },
  { name: 'angle brackets', key: 'articles/en/a.xml', make: (bytes) => fill('<', bytes) },
  { name: 'elements that open', key: 'articles/en/a.xml', make: (bytes) => fill('<a>', bytes) },
  nitf(
    'blocks in a hundred levels',
    (bytes) => `${'<block>'.repeat(100)}${fill('<p>a</p>', bytes)}${'</block>'.repeat(100)}`,
  ),
  nitf('media', (bytes) => fill('<media media-type="image"><media-reference source="a"/></media>', bytes)),
  nitf(
    'keywords with commas',
    () => '<p>a</p>',
    (bytes) => `<docdata><key-list><keyword key="${fill('a,', bytes)}"/></key-list></docdata>`,
  ),
  nitf('preformatted text', (bytes) => `<pre>${fill('a\n', bytes)}</pre>`),
  nitf(
    'places',
    () => '<p>a</p>',
    (bytes) => `<docdata><identified-content>${fill('<location>a</location>', bytes)}</identified-content></docdata>`,
  ),
  nitf('notes', (bytes) => fill('<fn><p>a</p></fn>', bytes)),
];

const htmlFiles: HostileFile[] = [
  html('tags that open', (bytes) => fill('<b>', bytes)),
  html('paragraphs that open', (bytes) => fill('<p>a', bytes)),
  html('divisions that open', (bytes) => fill('<div>', bytes)),
  html('tags that close', (bytes) => fill('</b>', bytes)),
  html('closing tags in a hundred and fifty levels', (bytes) => `${'<b>'.repeat(150)}${fill('</i>', bytes)}`),
  html('list items that open', (bytes) => `<ul>${fill('<li>a', bytes)}`),
  html('attributes', (bytes) => `<p ${count((n) => `a${n} `, bytes)}>a`),
  html('one attribute that does not end', (bytes) => `<p a="${fill('a', bytes)}`),
  html('quotation marks in a tag', (bytes) => `<p ${fill('"', bytes)}>a`),
  html('angle brackets', (bytes) => fill('<', bytes)),
  html('angle brackets and letters', (bytes) => fill('<a', bytes)),
  html('comments', (bytes) => `<p>${fill('<!---->', bytes)}`),
  html('comments that open', (bytes) => `<p>${fill('<!--', bytes)}`),
  html('sections of characters', (bytes) => `<p>${fill('<![CDATA[', bytes)}`),
  html('entities', (bytes) => `<p>${fill('&amp', bytes)}`),
  html('half entities', (bytes) => `<p>${fill('&CounterClockwiseContourIntegra', bytes)}`),
  html('numbered entities', (bytes) => `<p>${fill('&#', bytes)}`),
  html('tables that open', (bytes) => fill('<table><tr><td>', bytes)),
  html('rows that open', (bytes) => `<table>${fill('<tr><td>a', bytes)}`),
  html('cells that span', (bytes) => `<table>${fill('<tr><td rowspan=65534 colspan=1000>a', bytes)}`),
  html('one row of many cells', (bytes) => `<table><tr>${fill('<td>a', bytes)}`),
  html('articles side by side', (bytes) => fill('<article>a</article>', bytes)),
  html('articles in articles', (bytes) => fill(nest('<article>', '</article>', 3000), bytes)),
  html('headings', (bytes) => fill('<h1>a</h1>', bytes)),
  html('metas', (bytes) => `${count((n) => `<meta name="broadsheet:k${n}" content="a">`, bytes)}`),
  html('one meta again and again', (bytes) => fill('<meta name="broadsheet:tags" content="a">', bytes)),
  html('corrections', (bytes) => fill('<meta name="broadsheet:corrections.text" content="a">', bytes)),
  html('links in a row', (bytes) => `<p>${fill('<a href="/a">a</a>', bytes)}`),
  html('links to nowhere safe', (bytes) => `<p>${fill('<a href="x:y">a</a>', bytes)}`),
  html('styles in turns', (bytes) => `<p>${fill('<b>a</b>b', bytes)}`),
  html('scripts', (bytes) => `<p>a</p>${fill('<script></script>', bytes)}`),
  html('a script that does not end', (bytes) => `<p>a</p><script>${fill('</scrip', bytes)}`),
  html('scripts of linked data', (bytes) => `<p>a</p>${fill('<script type="application/ld+json">[</script>', bytes)}`),
  html(
    'linked data of many lists',
    (bytes) => `<p>a</p><script type="application/ld+json">[${fill('{},', bytes)}{}]</script>`,
  ),
  html('linked data with many authors', (bytes) => {
    const authors = fill('"Ana Ruiz",', bytes);
    return `<p>a</p><script type="application/ld+json">{"@type":"NewsArticle","author":[${authors}"x"]}</script>`;
  }),
  html(
    'a page with a standfirst said in each division',
    (bytes) =>
      `<meta name="description" content="${'a'.repeat(200)}">${fill(`${'<div>'.repeat(15)}${'a'.repeat(190)}${'</div>'.repeat(15)}`, bytes)}`,
  ),
  html('line breaks', (bytes) => `<p>a${fill('<br>a', bytes)}`),
  html('figures', (bytes) => fill('<figure><figcaption>a', bytes)),
  html('quotes', (bytes) => fill('<blockquote>a', bytes)),
  html('footnotes', (bytes) => `<p>${count((n) => `<a href="#fn${n}">`, bytes)}`),
  fragment('footnotes and references', (bytes) => {
    const note = (n: number) => `<li id="fn${n}">a`;
    return `<p>${count((n) => `<a href="#fn${n}">${n}</a>`, bytes / 2)}</p><section class="footnotes">${count(note, bytes / 2)}</section>`;
  }),
  fragment(
    'one long footnote',
    (bytes) => `<section class="footnotes"><ol><li>${fill('<p>a<b>b</b>', bytes)}</ol></section>`,
  ),
  fragment('one long caption', (bytes) => `<figure><figcaption>${fill('<p>a<b>b</b>', bytes)}</figure>`),
  fragment('one long cell', (bytes) => `<table><tr><td>${fill('<p>a<b>b</b>', bytes)}</table>`),
  fragment('a wrong picture again and again', (bytes) => fill('<img src=a>', bytes)),
  fragment('spaces', (bytes) => `<p>a${fill(' ', bytes)}b`),
  fragment('spaces between words', (bytes) => `<p>${fill(`a${' '.repeat(99)}`, bytes)}`),
  fragment('preformatted lines', (bytes) => `<pre>${fill('\r\n', bytes)}`),
  fragment('numbers in a hundred digits', (bytes) => fill(`<p>${'9'.repeat(99)}`, bytes)),
];

/** By format, the files that parsers of it have choked on, and those that were made against ours. */
export const hostileFiles: ReadonlyMap<string, readonly HostileFile[]> = new Map([
  ['Markdown', markdownFiles],
  ['Front matter (YAML)', yamlFiles],
  ['Concepts (YAML)', conceptFiles],
  ['JSON and ninjs', jsonFiles],
  ['NewsML-G2 and NITF', xmlFiles],
  ['HTML', htmlFiles],
]);
