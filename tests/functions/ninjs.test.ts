import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../functions/ingest-article/read-draft.ts';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures/ninjs');
const now = new Date('2026-11-24T12:00:00Z');

function read(text: string, name = 'articles/en/wire/a.json') {
  const key = readArticleKey(name);
  if ('code' in key) throw new Error(key.message);
  return readDraft(new TextEncoder().encode(text), key, now);
}

function readFixture(name: string, edition = 'en') {
  return read(readFileSync(path.join(fixtures, name), 'utf8'), `articles/${edition}/wire/${name}`);
}

/** A whole 3.x story; `members` replace or add to it, undefined leaves one out. */
function anItem(members: object = {}): string {
  return JSON.stringify({
    uri: 'https://wire.example.com/a',
    type: 'text',
    language: 'en',
    headlines: [{ value: 'Harbour reopens' }],
    bodies: [{ contentType: 'text/plain', value: 'The harbour reopened.\n\nShips are back.' }],
    subjects: [{ name: 'shipping', uri: 'http://cv.iptc.org/newscodes/mediatopic/04000000' }],
    ...members,
  });
}

const codesOf = ({ problems }: ReturnType<typeof read>) => problems.map(({ severity, code }) => `${severity} ${code}`);
const textsOf = ({ draft }: ReturnType<typeof read>) => draft?.blocks.map(textOfBlock);

describe('whole items', () => {
  it('a 2.x story with its picture becomes an article with everything that readers see', () => {
    const result = readFixture('harbour-crane-2x.json');
    expect(result.problems).toEqual([]);
    expect(result.draft).toMatchObject({
      headline: 'Port Ellery switches off its last steam crane after 118 years',
      standfirst: 'The crane lifted its first load in 1908. Its last one was a brass band.',
      byline: ['Tobias Renwick', 'Ana Ruiz'],
      source: 'Harbour Wire',
      section: 'business',
      kind: 'feature',
      importance: 'major',
      tags: ['shipping', 'economy, business and finance', 'Port Ellery'],
      regions: ['europe'],
      hero: {
        src: 'https://images.example.org/crane-1600.jpg',
        alt: 'The steam crane of Port Ellery lowers a brass band onto the quay.',
        credit: 'L. Pascoe',
      },
    });
    expect(result.draft?.blocks.map(({ type }) => type)).toEqual(['paragraph', 'paragraph', 'subhead', 'list']);
  });

  it('a 1.x composite is a story with its picture; a picture that nobody can describe is left out of the text', () => {
    const result = readFixture('ferry-1x.json');
    expect(codesOf(result)).toEqual(['warning image-alt']);
    expect(result.draft).toMatchObject({
      headline: 'Ferry with 212 aboard runs aground off Tern Island',
      standfirst: 'Nobody is hurt. The tide is expected to free the ship by morning.',
      byline: ['Marit Oduya'],
      source: 'Coast News Agency',
      section: 'world',
      importance: 'major',
      hero: { src: 'https://images.example.org/gannet-3000.jpg', credit: 'S. Lund' },
    });
    expect(textsOf(result)).toHaveLength(3);
  });

  it('a Spanish 3.x story goes to the edition es', () => {
    const result = readFixture('pacto-puertos-3x.json', 'es');
    expect(result.problems).toEqual([]);
    expect(result.draft).toMatchObject({
      byline: ['Lucía Ferrándiz', 'Omar Saleh'],
      section: 'climate',
      tags: ['inundaciones', 'medio ambiente'],
      regions: ['europe', 'north-africa'],
    });
    expect(result.draft?.blocks.map(({ type }) => type)).toEqual(['paragraph', 'quote', 'paragraph', 'read-more']);
  });

  it('an Arabic 3.x story goes to the edition ar', () => {
    const result = readFixture('floating-clinic-3x.json', 'ar');
    expect(result.problems).toEqual([]);
    expect(result.draft).toMatchObject({
      byline: ['سلمى الحداد'],
      section: 'health',
      importance: 'minor',
      regions: ['middle-east'],
    });
    expect(textsOf(result)).toHaveLength(3);
  });

  it('an embargo is kept, and urgency 1 is breaking', () => {
    expect(readFixture('budget-embargoed-3x.json').draft).toMatchObject({
      embargoedUntil: '2026-11-25T11:30:00.000Z',
      expires: '2026-12-31T23:59:59.000Z',
      importance: 'breaking',
    });
  });

  it('a canceled item withdraws its article, though nothing else is in it', () => {
    expect(readFixture('bridge-canceled-2x.json')).toEqual({ notice: { status: 'withdrawn' }, problems: [] });
  });

  it('a withheld item takes its article back for now', () => {
    expect(readFixture('trial-withheld-3x.json')).toEqual({ notice: { status: 'withheld' }, problems: [] });
  });

  it('a flash without a body is told in its description', () => {
    const result = readFixture('earthquake-flash-3x.json');
    expect(codesOf(result)).toEqual(['warning field-missing']);
    expect(result.draft?.standfirst).toBeUndefined();
    expect(textsOf(result)?.[0]).toMatch(/^An earthquake was felt/);
  });

  it('a partial item without a body is no story', () => {
    const partial = { representationType: 'partial', bodies: undefined, descriptions: [{ value: 'More at six.' }] };
    expect(codesOf(read(anItem(partial)))).toEqual(['error body-missing']);
  });

  it('notes to editors reach no reader', () => {
    for (const name of ['harbour-crane-2x.json', 'budget-embargoed-3x.json', 'bridge-canceled-2x.json']) {
      expect(JSON.stringify(readFixture(name))).not.toMatch(/ext\. 4410|STRICTLY|MANDATORY/);
    }
  });
});

describe('what is no story for this edition', () => {
  it.each(['picture', 'video', 'audio', 'event', 'planning', 'graphic'])(
    'a %s is refused with a word on it',
    (type) => {
      const { draft, problems } = read(anItem({ type }));
      expect(draft).toBeUndefined();
      expect(problems).toMatchObject([{ code: 'json-shape', field: 'type', words: type }]);
    },
  );

  it('a composite without a text is refused, one with a text is a story', () => {
    expect(codesOf(read(anItem({ type: 'composite', bodies: undefined })))).toEqual(['error json-shape']);
    expect(read(anItem({ type: 'composite' })).problems).toEqual([]);
  });

  it('a plan of an event without a type is no story', () => {
    expect(codesOf(read(anItem({ type: undefined, eventDetails: { dates: {} } })))).toEqual(['error json-shape']);
  });

  it.each([
    ['en-GB', []],
    ['eng', []],
    ['', []],
    ['und', []],
    ['de', ['error language-other']],
    ['es-MX', ['error language-other']],
  ])('the language “%s” in the edition en: %j', (language, codes) => {
    expect(codesOf(read(anItem({ language })))).toEqual(codes);
  });

  it('a story of another edition is told where it belongs', () => {
    expect(read(anItem({ language: 'ar-EG' })).problems[0]?.advice).toContain('articles/ar/');
  });

  it('an unknown status is an error: nobody publishes what an agency meant to hold', () => {
    expect(read(anItem({ pubStatus: 'embargo' })).problems).toMatchObject([
      { code: 'field-choice', severity: 'error', field: 'pubStatus', words: 'embargo' },
    ]);
  });

  it('a name that stands there twice is an error, also in another case', () => {
    const item = anItem().replace('{', '{"pubstatus":"usable","pubStatus":"usable",');
    expect(codesOf(read(item))).toEqual(['error json']);
  });

  it.each(['2026-11-25', 'tomorrow'])('an embargo that cannot be read (%s) is an error', (embargoedUntil) => {
    expect(codesOf(read(anItem({ embargoedUntil })))).toEqual(['error field-time']);
  });

  it('an item without headline and text says both at once', () => {
    const { problems } = read('{"uri": "https://wire.example.com/a", "type": "text"}');
    expect(problems).toContainEqual(expect.objectContaining({ code: 'body-missing', field: 'bodies' }));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'field-missing', field: 'headline' }));
  });

  it('our own format is not taken for ninjs', () => {
    const own = { uri: 'x', headline: 'H', section: 'sport', body: 'One.' };
    expect(codesOf(read(JSON.stringify(own)))).toEqual(['warning field-unknown']);
    expect(codesOf(read(JSON.stringify({ ...own, body: undefined })))).toContain('warning field-unknown');
  });
});

describe('texts', () => {
  it.each([
    ['paragraphs between blank lines', 'One\nstill one.\r\n\r\nTwo.', ['One still one.', 'Two.']],
    ['a paragraph a line', 'One.\nTwo.\n', ['One.', 'Two.']],
  ])('plain text is %s', (_, value, texts) => {
    expect(textsOf(read(anItem({ bodies: [{ contentType: 'text/plain', value }] })))).toEqual(texts);
  });

  it.each([
    ['its media type', { role: 'text', contentType: 'text/html', value: 'One <b>two</b>' }],
    ['its role', { role: 'html5', value: 'One <b>two</b>' }],
    ['how it begins', { value: ' <p class="lead">One <b>two</b></p>' }],
  ])('HTML is told by %s', (_, body) => {
    expect(read(anItem({ bodies: [body] })).draft?.blocks).toEqual([
      { type: 'paragraph', runs: [{ text: 'One ' }, { text: 'two', strong: true }] },
    ]);
  });

  it('the richest body that can be read wins', () => {
    const bodies = [
      { contentType: 'text/vnd.IPTC.NITF', value: '<nitf/>' },
      { contentType: 'text/plain', value: 'Plain.' },
      { contentType: 'text/markdown', value: '*Marked.*' },
      { contentType: 'application/xhtml+xml', value: '<p> </p>' },
    ];
    expect(textsOf(read(anItem({ bodies })))).toEqual(['Marked.']);
  });

  it('of an item in several languages the edition’s is read', () => {
    const headlines = [
      { language: 'es', role: 'main', value: 'Reabre el puerto' },
      { language: 'en-GB', value: 'Harbour opens again' },
    ];
    expect(read(anItem({ headlines })).draft?.headline).toBe('Harbour opens again');
    expect(read(anItem({ headlines, language: 'es' }), 'articles/es/a.json').draft?.headline).toBe('Reabre el puerto');
    expect(read(anItem({ headlines }), 'articles/ar/a.json').problems).toMatchObject([{ code: 'language-other' }]);
  });

  it('a body that begins with the headline, and a standfirst that is the first paragraph, are not said twice', () => {
    const { draft } = read(
      anItem({
        bodies: [{ contentType: 'text/html', value: '<h1>Harbour reopens</h1><p>Ships are back.</p>' }],
        descriptions: [{ value: 'Ships are back.' }],
      }),
    );
    expect(draft?.blocks).toMatchObject([{ type: 'paragraph' }]);
    expect(draft?.standfirst).toBeUndefined();
  });

  it('a scripted body loses its script', () => {
    const bodies = [
      {
        contentType: 'text/html',
        value: '<p onclick="x()">A</p><script>alert(1)</script><a href="javascript:x()">b</a>',
      },
    ];
    expect(JSON.stringify(read(anItem({ bodies })).draft)).not.toMatch(/script|alert|onclick/);
  });

  it('a problem of the body has the place of the body', () => {
    const item = JSON.stringify(
      JSON.parse(
        anItem({ bodies: [{ contentType: 'text/html', value: '<img src="https://a.example/b.png"><p>A</p>' }] }),
      ),
      null,
      2,
    );
    const line = item.split('\n').findIndex((each) => each.includes('<img')) + 1;
    expect(read(item).problems).toMatchObject([
      { code: 'image-alt', severity: 'warning', place: { line, column: 16 } },
    ]);
  });

  it('a description that is too long for a standfirst is left out with a warning', () => {
    const result = read(anItem({ descriptions: [{ value: 'x'.repeat(1001) }] }));
    expect(codesOf(result)).toEqual(['warning field-length']);
    expect(result.draft?.standfirst).toBeUndefined();
  });
});

describe('terms', () => {
  it.each([
    [{ name: 'x', uri: 'http://cv.iptc.org/newscodes/mediatopic/15000000' }, 'sport'],
    [{ name: 'x', uri: 'medtop:07000000' }, 'health'],
    [{ name: 'x', literal: '13010000' }, 'science'],
    [{ name: 'Technology', literal: '13010000' }, 'technology'],
    [{ name: 'x', scheme: 'http://cv.iptc.org/newscodes/subjectcode/', code: '11006000' }, 'politics'],
    [{ name: 'x', scheme: 'https://people.example.org/', code: '11006000' }, 'world'],
    [{ name: 'x', uri: 'https://people.example.org/15000000' }, 'world'],
  ])('the subject %j leads to %s', (subject, section) => {
    expect(read(anItem({ subjects: [subject] })).draft?.section).toBe(section);
  });

  it('the most relevant subject says the section', () => {
    const subjects = [
      { name: 'a', literal: 'medtop:15000000', relevance: 10 },
      { name: 'b', literal: 'medtop:11000000', relevance: 70 },
    ];
    expect(read(anItem({ subjects })).draft?.section).toBe('politics');
  });

  it('without a subject of ours the folder says the section, and a warning tells it', () => {
    const result = read(anItem({ subjects: [] }), 'articles/en/sport/a.json');
    expect(codesOf(result)).toEqual(['warning section-assumed']);
    expect(result.draft?.section).toBe('sport');
  });

  it.each([
    [1, 'breaking'],
    [2, 'major'],
    [5, 'major'],
    [6, 'minor'],
    [9, 'minor'],
  ])('urgency %i is %s', (urgency, importance) => {
    expect(read(anItem({ urgency })).draft?.importance).toBe(importance);
  });

  it('an urgency beyond the scale is told and taken for major', () => {
    const result = read(anItem({ urgency: 12 }));
    expect(codesOf(result)).toEqual(['warning field-choice']);
    expect(result.draft?.importance).toBe('major');
  });

  it('the agency is no author of its own story', () => {
    expect(read(anItem({ by: 'NTB', infoSources: [{ name: 'NTB' }] })).draft).toMatchObject({
      byline: [],
      source: 'NTB',
    });
  });
});

describe('pictures', () => {
  const picture = {
    name: 'p1',
    uri: 'urn:p1',
    type: 'picture',
    headlines: [{ value: 'The harbour' }],
    renditions: [{ name: 'web', href: 'https://images.example.org/a.jpg', contentType: 'image/jpeg' }],
  };

  it('the first picture leads if none says that it does', () => {
    const video = { ...picture, type: 'video' };
    expect(read(anItem({ associations: [video, picture] })).draft?.hero).toEqual({
      src: 'https://images.example.org/a.jpg',
      alt: 'The harbour',
    });
  });

  it('the one that is named as such leads before others', () => {
    const lead = { ...picture, name: 'Main picture', headlines: [{ value: 'The lead' }] };
    expect(read(anItem({ associations: [picture, lead] })).draft?.hero?.alt).toBe('The lead');
  });

  it('a logo never leads, and a picture that cannot be shown gives way to one that can', () => {
    const logo = { ...picture, name: 'Company logo', headlines: [{ value: 'A logo' }] };
    const remote = { ...picture, name: 'main', renditions: [{ name: 'web', href: 'http://images.example.org/b.jpg' }] };
    const result = read(anItem({ associations: [logo, remote, picture] }));
    expect(result.problems).toEqual([]);
    expect(result.draft?.hero?.alt).toBe('The harbour');
  });

  it.each([
    ['at a key of our bucket', { renditions: [{ name: 'web', href: 'images/a.jpg' }] }, 'hero-src'],
    ['without a word on it', { headlines: undefined }, 'image-alt'],
    ['without https', { renditions: [{ name: 'web', href: 'http://images.example.org/a.jpg' }] }, 'hero-src'],
    [
      'in a form that browsers do not show',
      { renditions: [{ name: 'web', href: 'https://images.example.org/a.tif', contentType: 'image/tiff' }] },
      'hero-src',
    ],
  ])('a picture %s is left out with a warning', (_, members, code) => {
    const result = read(anItem({ associations: [{ ...picture, ...members }] }));
    expect(codesOf(result)).toEqual([`warning ${code}`]);
    expect(result.draft).toBeDefined();
    expect(result.draft?.hero).toBeUndefined();
  });
});

it('whatever shape its members have, an item is read or refused', () => {
  const names = [
    'type',
    'headlines',
    'bodies',
    'subjects',
    'associations',
    'by',
    'urgency',
    'language',
    'infoSources',
    'pubStatus',
    'standard',
  ];
  const members = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(members, (given) => {
      const result = read(anItem(given));
      expect(result.draft !== undefined || result.notice !== undefined || result.problems.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
