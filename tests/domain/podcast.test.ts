import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Correction } from '../../shared/domain/article.ts';
import type { Card } from '../../shared/domain/listing.ts';
import type { ReadyNarration } from '../../shared/domain/narration.ts';
import { type EditionCode, editionCodes, newsroom } from '../../shared/domain/newsroom.ts';
import { type Episode, podcastFeed, podcastGuid, type Show } from '../../shared/domain/podcast.ts';
import { sections } from '../../shared/domain/section.ts';
import { anyText } from '../fixtures/any-text.ts';
import { all, faultsOf, type Node, readStrictly, textOf } from '../fixtures/feed-rules.ts';

const site = 'https://news.example.org';
const guid = '917393e3-1b1e-5cef-ace4-edaa54e1f810';
const sha1 = (data: Uint8Array) => createHash('sha1').update(data).digest();

function anEpisode(id: string, card: Partial<Card> = {}, narration: Partial<ReadyNarration> = {}): Episode {
  const base = `/media/narrations/${id}/1764000000000-ever/0a1b`;
  return {
    card: {
      id,
      edition: 'en',
      kind: 'news',
      section: 'politics',
      headline: 'Council agrees',
      byline: [{ slug: 'ana', name: 'Ana Ruiz' }],
      importance: 'major',
      tags: [],
      regions: [],
      url: `/en/politics/${id}`,
      publishedAt: '2026-11-24T09:05:03.250Z',
      readingMinutes: 1,
      ...card,
    },
    corrections: [],
    narration: {
      state: 'ready',
      revision: 1,
      madeAt: '2026-11-24T09:06:00.000Z',
      speechHash: 'a',
      mp3: `${base}.mp3`,
      vtt: `${base}.vtt`,
      timings: `${base}.json`,
      durationSeconds: 61.44,
      bytes: 123_456,
      voice: { id: 'Joanna', engine: 'neural', language: 'en-US' },
      characters: 0,
      cost: 0,
      chunks: 1,
      chunksReused: 0,
      ...narration,
    },
  };
}

const channelOf = (xml: string) => {
  const [channel] = all(readStrictly(xml), 'channel');
  if (channel === undefined) throw new Error('no channel');
  return channel;
};
/** The only item of a feed of one episode. */
const itemOf = (episode: Episode) => {
  const [item] = all(channelOf(podcastFeed({ edition: episode.card.edition }, [episode], site, guid)), 'item');
  if (item === undefined) throw new Error('no item');
  return item;
};

describe('a feed', () => {
  it('keeps the rules of RSS, Apple and the podcast namespace, for every show, full or empty', () => {
    for (const edition of editionCodes) {
      for (const section of [undefined, ...sections]) {
        const show = { edition, ...(section === undefined ? {} : { section }) };
        const episodes = [
          anEpisode(
            'en-c',
            { publishedAt: '2026-11-24T10:00:00.000Z' },
            { chapters: '/media/narrations/en-c/1-ever/x-chapters.json' },
          ),
          anEpisode('en-b', { standfirst: 'Work begins.' }),
          anEpisode('en-a', { publishedAt: '2026-11-09T00:00:00.000Z', byline: [] }, { durationSeconds: 0.2 }),
        ];
        expect(faultsOf(podcastFeed(show, episodes, site, guid))).toEqual([]);
        expect(faultsOf(podcastFeed(show, [], site, guid))).toEqual([]);
      }
    }
  });

  it('has its rules looked after: what breaks them is seen', () => {
    const feed = podcastFeed({ edition: 'en' }, [anEpisode('en-b'), anEpisode('en-b')], site, guid);
    expect(faultsOf(feed)).toEqual(['no guid occurs twice', 'no enclosure occurs twice']);
    expect(
      faultsOf(
        feed
          .replace(/ \+0000/g, ' GMT')
          .replace('itunes:explicit', 'itunes:sound')
          .replace('/itunes:explicit', '/itunes:sound'),
      ),
    ).toEqual(expect.arrayContaining(['channel has one itunes:explicit', 'pubDate is of RFC 2822']));
    expect(() => faultsOf(feed.replace('Council agrees', 'Council & agrees'))).toThrow();
  });

  it('says where it is, what it is called, and that no human being is speaking', () => {
    const channel = channelOf(podcastFeed({ edition: 'es', section: 'sport' }, [anEpisode('es-a')], site, guid));
    expect(textOf(channel, 'title')).toBe('Broadsheet: Deportes');
    expect(textOf(channel, 'language')).toBe('es');
    expect(textOf(channel, 'description')).toContain('voz sintética');
    expect(textOf(channel, 'podcast:txt')).toBe('true');
    expect(all(channel, 'atom:link')[0]?.attributes.href).toBe(`${site}/podcast/es/sport.xml`);
    expect(all(channel, 'itunes:image')[0]?.attributes.href).toBe(`${site}/podcast/es/sport.png`);
  });
});

describe('a newsroom’s own words', () => {
  const { name, podcast } = newsroom;
  const { podcast: english } = newsroom.editions.en;
  afterEach(() => {
    Object.assign(newsroom, { name, podcast });
    newsroom.editions.en.podcast = english;
  });

  it('are what its feeds say', () => {
    newsroom.name = 'The Ellery Post & Mail';
    newsroom.podcast = {
      category: 'Government',
      owner: { name: 'Ellery Press', email: 'audio@ellery.example' },
      appleCode: 'a1b2',
    };
    newsroom.editions.en.podcast = { description: 'Every story.', cover: 'https://ellery.example/cover.jpg' };
    const feed = podcastFeed({ edition: 'en' }, [anEpisode('en-a', { byline: [] })], site, guid);
    expect(faultsOf(feed)).toEqual([]);
    const channel = channelOf(feed);
    expect(textOf(channel, 'title')).toBe('The Ellery Post & Mail: English');
    expect(textOf(channel, 'description')).toBe('Every story. Read by a synthetic voice.');
    expect(all(channel, 'itunes:image')[0]?.attributes.href).toBe('https://ellery.example/cover.jpg');
    expect(textOf(all(channel, 'image')[0] ?? channel, 'url')).toBe('https://ellery.example/cover.jpg');
    expect(all(channel, 'itunes:category')[0]?.attributes.text).toBe('Government');
    const owner = all(channel, 'itunes:owner')[0] ?? channel;
    expect([textOf(owner, 'itunes:name'), textOf(owner, 'itunes:email')]).toEqual([
      'Ellery Press',
      'audio@ellery.example',
    ]);
    const texts = all(channel, 'podcast:txt').map(({ attributes, text }) => [attributes.purpose, text]);
    expect(texts).toContainEqual(['applepodcastsverify', 'a1b2']);
    expect(textOf(channel, 'copyright')).toBe('© Ellery Press');
    expect(textOf(all(channel, 'item')[0] ?? channel, 'itunes:author')).toBe('The Ellery Post & Mail');
  });

  it('are what an edition’s show is known by and where it has moved; its sections stay what they are', () => {
    const known = '9b024349-ccf0-5f69-a609-6b82873eab3c';
    const newFeed = 'https://ellery.example/podcast/en.xml';
    newsroom.editions.en.podcast = { ...english, guid: known, newFeed };
    const shows: Show[] = [{ edition: 'en' }, { edition: 'es' }, { edition: 'en', section: 'politics' }];
    const told = shows.map((show) => {
      const feed = podcastFeed(show, [], site, guid);
      expect(faultsOf(feed)).toEqual([]);
      const channel = channelOf(feed);
      return [textOf(channel, 'podcast:guid'), textOf(channel, 'itunes:new-feed-url')];
    });
    expect(told).toEqual([
      [known, newFeed],
      [guid, undefined],
      [guid, undefined],
    ]);
  });

  it('leave out what is not told', () => {
    const channel = channelOf(podcastFeed({ edition: 'en' }, [], site, guid));
    expect([...all(channel, 'itunes:owner'), ...all(channel, 'copyright')]).toEqual([]);
    expect(all(channel, 'podcast:txt').map(({ attributes }) => attributes.purpose)).toEqual(['ai-content']);
  });
});

describe('an episode', () => {
  it('has audio, captions and chapters at whole addresses, with the size and the length of the audio', () => {
    const item = itemOf(anEpisode('en-a', {}, { chapters: '/media/narrations/en-a/1-ever/0a1b-chapters.json' }));
    const base = `${site}/media/narrations/en-a/1764000000000-ever/0a1b`;
    expect(all(item, 'enclosure')[0]?.attributes).toEqual({ url: `${base}.mp3`, length: '123456', type: 'audio/mpeg' });
    expect(all(item, 'podcast:transcript')[0]?.attributes).toMatchObject({ url: `${base}.vtt`, language: 'en' });
    expect(all(item, 'podcast:chapters')[0]?.attributes.url).toBe(
      `${site}/media/narrations/en-a/1-ever/0a1b-chapters.json`,
    );
    expect(textOf(item, 'itunes:duration')).toBe('61');
    expect(textOf(item, 'pubDate')).toBe('Tue, 24 Nov 2026 09:05:03 +0000');
    expect(textOf(item, 'itunes:author')).toBe('Ana Ruiz');
  });

  it('keeps its GUID and date when its text is corrected, and tells of the correction in its language', () => {
    const before = anEpisode('ar-a', { edition: 'ar' });
    const corrections: Correction[] = [{ at: '2026-11-25T08:00:00.000Z', kind: 'correction', text: 'a < b' }];
    const after = anEpisode(
      'ar-a',
      { edition: 'ar', updatedAt: '2026-11-25T08:00:00.000Z' },
      { mp3: '/media/new.mp3' },
    );
    const [old, now] = [itemOf(before), itemOf({ ...after, corrections })];
    expect([textOf(now, 'guid'), textOf(now, 'pubDate')]).toEqual([textOf(old, 'guid'), textOf(old, 'pubDate')]);
    expect(all(now, 'enclosure')[0]?.attributes.url).toBe(`${site}/media/new.mp3`);
    const link = `<p><a href="${site}/en/politics/ar-a">اقرأ المقال</a></p>`;
    for (const name of ['description', 'content:encoded']) {
      const [correction = '', ...rest] = textOf(now, name)?.split(/(?<=<\/p>)/) ?? [];
      expect(correction).toMatch(/^<p>تصحيح \(.+\): a &lt; b<\/p>$/);
      expect(rest).toEqual([link, '<p>يقرؤه صوت اصطناعي.</p>']);
    }
  });

  it('has its authors as persons, and nobody where only an agency is known', () => {
    const byline = [
      { slug: 'ana', name: 'Ana Ruiz' },
      { slug: 'bo', name: 'Bo & Co' },
    ];
    const persons = all(itemOf(anEpisode('en-a', { byline })), 'podcast:person');
    expect(persons.map(({ text, attributes }) => [text, attributes])).toEqual([
      ['Ana Ruiz', { role: 'author', group: 'writing' }],
      ['Bo & Co', { role: 'author', group: 'writing' }],
    ]);
    expect(all(itemOf(anEpisode('en-a', { byline: [], source: 'Harbour Wire' })), 'podcast:person')).toEqual([]);
  });

  /** The paragraphs of a description or of the notes. */
  const paragraphsOf = (item: Node, name: 'description' | 'content:encoded') =>
    readStrictly(`<notes>${textOf(item, name)}</notes>`).children.map(({ text }) => text);
  const update = (text: string): Correction => ({ at: '2026-11-25T08:00:00.000Z', kind: 'update', text });

  it('tells all corrections in its notes, and in its description the newest that find room', () => {
    const texts = Array.from({ length: 20 }, (_, n) => `${'word '.repeat(60)}${n}.`);
    const item = itemOf({ ...anEpisode('en-a', { standfirst: 'Work begins.' }), corrections: texts.map(update) });
    const told = (text: string) => `Update (November 25, 2026): ${text}`;
    const ends = ['', 'Read by a synthetic voice.'];
    expect(paragraphsOf(item, 'content:encoded')).toEqual(['Work begins.', ...texts.map(told), ...ends]);
    const newest = texts.slice(-11).map(told);
    expect(paragraphsOf(item, 'description')).toEqual(['Work begins.', ...newest, ...ends]);
    const long = { ...anEpisode('en-a', { standfirst: '漢'.repeat(1000) }), corrections: [update('漢'.repeat(500))] };
    expect(paragraphsOf(itemOf(long), 'description')).toEqual([told('漢'.repeat(500)), ...ends]);
  });

  it('has a description of 4,000 bytes at most, of whole paragraphs, whatever was corrected', () => {
    const text = fc.tuple(fc.constantFrom('a', 'ب', '漢', '😀', '&'), fc.integer({ min: 1, max: 1000 }));
    const written = text.map(([letter, times]) => letter.repeat(times));
    fc.assert(
      fc.property(written, fc.array(written, { maxLength: 20 }), (standfirst, texts) => {
        const item = itemOf({ ...anEpisode('en-a', { standfirst }), corrections: texts.map(update) });
        expect(Buffer.byteLength(textOf(item, 'description') ?? '')).toBeLessThanOrEqual(4000);
        const [told, all] = [paragraphsOf(item, 'description'), paragraphsOf(item, 'content:encoded')];
        const from = told[0] === standfirst ? 1 : 0;
        const kept = told.length - from;
        expect(told.slice(from)).toEqual(all.slice(-kept));
      }),
    );
  });

  it('reads back as its article says it, whatever characters there are, and nothing in it is markup', () => {
    /** What no XML can hold is a sign of loss; all else stays. */
    const held = (text: string) => text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
    const texts = fc.oneof(
      anyText,
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]>', '<![CDATA[', '&amp;', '\r\n', '</p>'),
    );
    fc.assert(
      fc.property(texts, texts, fc.constantFrom<EditionCode>(...editionCodes), (headline, standfirst, edition) => {
        const item = itemOf(
          anEpisode('en-a', { edition, headline, standfirst, byline: [{ slug: 'a', name: headline }] }),
        );
        expect(textOf(item, 'title')).toBe(held(headline));
        expect(textOf(item, 'itunes:author')).toBe(held(headline));
        const notes = readStrictly(`<notes>${textOf(item, 'description')}</notes>`);
        expect(notes.children.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([
          ['p', []],
          ['p', ['a']],
          ['p', []],
        ]);
        expect(notes.children[0]?.text).toBe(held(standfirst));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a show’s GUID', () => {
  it('is that of the namespace’s own examples', () => {
    expect(podcastGuid('https://mp3s.nashownotes.com/pc20rss.xml', sha1)).toBe('917393e3-1b1e-5cef-ace4-edaa54e1f810');
    expect(podcastGuid('http://podnews.net/rss/', sha1)).toBe('9b024349-ccf0-5f69-a609-6b82873eab3c');
  });
});
