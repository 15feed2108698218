/** The same article of 1,000 words in each format: paragraphs with a link and stressed words, and some subheads. */
export function usualArticles(): { format: string; key: string; text: string }[] {
  const html = bodyOf(
    (n) => `<h2>What it costs, part ${n}</h2>`,
    (n) => `<p>${sentence(n, '<strong>tunnel</strong>', '<a href="https://example.org/estimate">estimate</a>')}</p>`,
  );
  const markdown = bodyOf(
    (n) => `## What it costs, part ${n}`,
    (n) => sentence(n, '**tunnel**', '[estimate](https://example.org/estimate)'),
    '\n\n',
  );
  const [headline, section] = ['Council agrees on the harbour tunnel', 'politics'];
  const article = (format: string, ending: string, text: string) => ({
    format,
    key: `articles/en/usual.${ending}`,
    text,
  });
  const topic = 'medtop:11000000';
  const xhtml = `<html xmlns="http://www.w3.org/1999/xhtml"><body>${html}</body></html>`;
  const ninjs = {
    standard: { name: 'ninjs', version: '3.0', schema: 'https://iptc.org/std/ninjs/ninjs-schema_3.0.json' },
    uri: 'urn:newsml:harbour.example:20261124:tunnel',
    type: 'text',
    language: 'en',
    headlines: [{ role: 'main', value: headline }],
    subjects: [{ name: 'Politics' }, { name: 'Transport' }],
    bodies: [{ role: 'main', contentType: 'text/html', value: html }],
  };
  return [
    article(
      'Markdown',
      'md',
      `---\nheadline: ${headline}\nsection: ${section}\nbyline: [Ana Ruiz, Tobias Renwick]\ntags: [Transport, Port Ellery]\n---\n\n${markdown}\n`,
    ),
    article(
      'JSON, Markdown within',
      'json',
      JSON.stringify({ headline, section, tags: ['Transport'], body: markdown }),
    ),
    article('JSON, HTML within', 'json', JSON.stringify({ headline, section, tags: ['Transport'], body: { html } })),
    article('ninjs 3', 'json', JSON.stringify(ninjs, null, 2)),
    article(
      'NewsML-G2',
      'xml',
      `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:tunnel"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta><headline>${headline}</headline><subject qcode="${topic}"><name>Transport</name></subject></contentMeta><contentSet><inlineXML>${xhtml}</inlineXML></contentSet></newsItem>`,
    ),
    article(
      'NITF',
      'xml',
      `<nitf><head><tobject><tobject.subject tobject.subject.refnum="11000000"/></tobject></head><body><body.head><hedline><hl1>${headline}</hl1></hedline></body.head><body.content>${html.replaceAll('h2>', 'hl2>')}</body.content></body></nitf>`,
    ),
    article(
      'HTML',
      'html',
      `<!doctype html><html lang="en"><head><title>${headline}</title><meta property="article:section" content="${section}"><style>p { margin: 0 }</style></head><body><nav><a href="/">Home</a></nav><article><h1>${headline}</h1>${html}</article></body></html>`,
    ),
  ];
}

/** Forty paragraphs of 25 words, a subhead before each tenth. */
function bodyOf(subhead: (n: number) => string, paragraph: (n: number) => string, between = '\n'): string {
  const parts = Array.from({ length: 40 }, (_, n) =>
    n % 10 === 0 ? [subhead(n / 10 + 1), paragraph(n)] : [paragraph(n)],
  );
  return parts.flat().join(between);
}

function sentence(n: number, thing: string, link: string): string {
  return `The council of Port Ellery agreed for the ${n + 1}th time to build a ${thing} below the old harbour, which the ${link} puts at 40 million crowns.`;
}
