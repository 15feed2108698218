import { afterEach, describe, expect, it } from 'vitest';
import { serveApi } from '../../functions/serve-api/serve-api.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { all, faultsOf, type Node, readStrictly, textOf } from '../fixtures/feed-rules.ts';
import { aRequest } from '../fixtures/requests.ts';
import { aNewsroom } from './newsroom.ts';

type Newsroom = ReturnType<typeof aNewsroom>;
const site = 'https://news.example.org';
const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';

async function ask(newsroom: Newsroom, path: string, headers: Record<string, string> = {}) {
  const [, , edition = '', section] = path.split('/');
  const routeKey = section === undefined ? 'GET /podcast/{edition}' : 'GET /podcast/{edition}/{section}';
  const parameters = { edition, ...(section === undefined ? {} : { section }) };
  const response = await serveApi(aRequest({ routeKey, path, headers, parameters }), {
    ...newsroom.needs,
    ...newsroom.packing,
  });
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    body: response.body ?? '',
    isBase64Encoded: response.isBase64Encoded,
  };
}

/** The episodes of a feed, which must keep its rules. */
async function episodes(newsroom: Newsroom, path = '/podcast/en.xml'): Promise<Node[]> {
  const { status, body } = await ask(newsroom, path);
  expect(status).toBe(200);
  expect(faultsOf(body)).toEqual([]);
  return all(readStrictly(body), 'channel').flatMap((channel) => all(channel, 'item'));
}

const guids = (items: readonly Node[]) => items.map((item) => textOf(item, 'guid'));
const addressOf = (item: Node | undefined) =>
  item === undefined ? '' : (all(item, 'enclosure')[0]?.attributes.url ?? '');

async function publish(newsroom: Newsroom, name: string, fields: Record<string, string | null> = {}): Promise<void> {
  await newsroom.put(`articles/en/p/${name}.md`, anArticleFile(fields));
  await newsroom.narrate(`en-p-${name}`);
}

describe('a podcast', () => {
  it('has every article that has a voice, newest first, in its edition and its section', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 'a', { section: 'politics' });
    newsroom.moveClock('2026-11-24T13:00:00.000Z');
    await publish(newsroom, 'b', { section: 'sport' });
    await newsroom.put('articles/en/p/silent.md', anArticleFile());
    expect(guids(await episodes(newsroom))).toEqual(['en-p-b', 'en-p-a']);
    expect(guids(await episodes(newsroom, '/podcast/en/politics.xml'))).toEqual(['en-p-a']);
    expect(await episodes(newsroom, '/podcast/es.xml')).toEqual([]);
  });

  it('leads to the very files: as long as it says, with captions, and chapters where there are subheads', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const [item] = await episodes(newsroom);
    if (item === undefined) throw new Error('no episode');
    const recording = newsroom.recordings.get(addressOf(item).replace(site, ''));
    expect(all(item, 'enclosure')[0]?.attributes.length).toBe(String(recording?.mp3.length));
    const seconds = (recording?.timings.durationMs ?? 0) / 1000;
    expect(textOf(item, 'itunes:duration')).toBe(String(Math.round(seconds)));
    expect(parseMp3(recording?.mp3 ?? new Uint8Array()).frames.length * 24).toBe(recording?.timings.durationMs);
    expect(textOf(item, 'link')).toBe(`${site}/en/politics/tunnel`);
    const chapters = all(item, 'podcast:chapters')[0]?.attributes.url ?? '';
    expect(chapters.startsWith(`${site}/media/narrations/${id}/`)).toBe(true);
    const { chapters: list } = JSON.parse(recording?.chapters ?? '{}') as { chapters: { title: string }[] };
    expect(list.map(({ title }) => title)).toEqual(['Council agrees on the harbour tunnel', 'What it costs']);
  });

  it('keeps an episode’s GUID through a correction, says it, and leads to the new audio', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const [before] = await episodes(newsroom);
    newsroom.moveClock('2026-11-24T15:00:00.000Z');
    const correction = 'The tunnel opens in 2031, not 2030.';
    const corrections = `[{ at: 2026-11-24T15:00:00Z, kind: correction, text: "${correction}" }]`;
    await newsroom.put(key, anArticleFile({ standfirst: 'Work begins in autumn.', corrections }));
    // Audio of the text before is not shown with another.
    expect(await episodes(newsroom)).toEqual([]);
    await newsroom.narrate(id, 2, 'article.updated');
    const [after] = await episodes(newsroom);
    expect(after && textOf(after, 'guid')).toBe(before && textOf(before, 'guid'));
    expect(after && textOf(after, 'pubDate')).toBe(before && textOf(before, 'pubDate'));
    expect(addressOf(after)).not.toBe(addressOf(before));
    expect(after && textOf(after, 'description')).toContain(correction);
  });

  it('opens and closes with its articles, to the millisecond', async () => {
    const newsroom = aNewsroom();
    const times = { 'embargoed-until': '2026-11-24T15:00:00Z', expires: '2026-11-25T15:00:00Z' };
    await publish(newsroom, 'a', times);
    await publish(newsroom, 'b');
    for (const [time, shown] of [
      ['2026-11-24T14:59:59.999Z', false],
      ['2026-11-24T15:00:00.000Z', true],
      ['2026-11-25T14:59:59.999Z', true],
      ['2026-11-25T15:00:00.000Z', false],
    ] as const) {
      newsroom.moveClock(time);
      expect(guids(await episodes(newsroom)).includes('en-p-a'), time).toBe(shown);
    }
    await newsroom.remove('articles/en/p/b.md');
    expect(await episodes(newsroom)).toEqual([]);
  });

  it('has the newest hundred at most, and finds them behind those that have no voice', async () => {
    const newsroom = aNewsroom();
    const minute = (n: number) => new Date(Date.UTC(2026, 10, 1, 0, n)).toISOString();
    for (let n = 0; n < 105; n++) await publish(newsroom, `old-${n}`, { 'publish-at': minute(n) });
    for (let n = 0; n < 120; n++)
      await newsroom.put(`articles/en/p/new-${n}.md`, anArticleFile({ 'publish-at': minute(200 + n) }));
    const found = guids(await episodes(newsroom));
    expect(found).toHaveLength(100);
    expect([found[0], found[99]]).toEqual(['en-p-old-104', 'en-p-old-5']);
  });

  describe('of the kinds that the newsroom wants', () => {
    const { podcast } = settings;
    afterEach(() => {
      settings.podcast = podcast;
    });

    it.each([
      ['without its word has all but flashes, galleries and infographics', undefined, ['video', 'news']],
      ['has flashes if it says so, and nothing else', ['flash'], ['flash']],
    ] as const)('%s', async (_, wanted, found) => {
      const newsroom = aNewsroom();
      settings.podcast = { ...podcast, ...(wanted === undefined ? {} : { kinds: [...wanted] }) };
      const times = ['infographic', 'gallery', 'news', 'flash', 'video'].entries();
      for (const [n, kind] of times) await publish(newsroom, kind, { kind, 'publish-at': `2026-11-01T0${n}:00:00Z` });
      expect(guids(await episodes(newsroom))).toEqual(found.map((kind) => `en-p-${kind}`));
    });
  });

  it('has its hundred behind a thousand flashes, in few readings', async () => {
    const newsroom = aNewsroom();
    const minute = (n: number) => new Date(Date.UTC(2026, 10, 1, 0, n)).toISOString();
    for (let n = 0; n < 101; n++) await publish(newsroom, `story-${n}`, { 'publish-at': minute(n) });
    const flash = (n: number) =>
      newsroom.put(`articles/en/p/flash-${n}.md`, anArticleFile({ kind: 'flash', 'publish-at': minute(200 + n) }));
    for (let n = 0; n < 899; n++) await flash(n);
    const { reading } = newsroom.needs;
    let readings = 0;
    const counted: Newsroom = {
      ...newsroom,
      needs: {
        ...newsroom.needs,
        reading: {
          ...reading,
          list: (...asked) => reading.list(...asked).finally(() => readings++),
          cards: (ids) => reading.cards(ids).finally(() => readings++),
        },
      },
    };
    const found = guids(await episodes(counted));
    expect(found).toHaveLength(100);
    expect([found[0], found[99]]).toEqual(['en-p-story-100', 'en-p-story-1']);
    expect(readings).toBeLessThanOrEqual(8);
    // Where there are too many the feed has fewer, and is no slower.
    for (let n = 899; n < 1001; n++) await flash(n);
    readings = 0;
    expect(await episodes(counted)).toEqual([]);
    expect(readings).toBeLessThanOrEqual(8);
  }, 30_000);

  it('is answered with 304 to who has it, until something changes', async () => {
    const newsroom = aNewsroom();
    await publish(newsroom, 'a');
    const first = await ask(newsroom, '/podcast/en.xml');
    expect(first.headers).toMatchObject({
      'content-type': 'application/rss+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
    });
    const known = { 'if-none-match': `W/${first.headers.etag}` };
    newsroom.moveClock('2026-11-24T12:30:00.000Z');
    expect(await ask(newsroom, '/podcast/en.xml', known)).toMatchObject({ status: 304, body: '' });
    await newsroom.remove('articles/en/p/a.md');
    expect((await ask(newsroom, '/podcast/en.xml', known)).status).toBe(200);
  });

  it('has a cover where it says so, of the size that Apple asks for', async () => {
    const newsroom = aNewsroom();
    const [channel] = all(readStrictly((await ask(newsroom, '/podcast/en/sport.xml')).body), 'channel');
    const href = channel === undefined ? '' : (all(channel, 'itunes:image')[0]?.attributes.href ?? '');
    const cover = await ask(newsroom, href.replace(site, ''));
    expect(cover).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' }, isBase64Encoded: true });
    const png = Buffer.from(cover.body, 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1400, 1400]);
  });

  it('that is none is 404, and says where there are some', async () => {
    const newsroom = aNewsroom();
    for (const path of [
      '/podcast/en',
      '/podcast/fr.xml',
      '/podcast/en/gossip.xml',
      '/podcast/en.xml/politics',
      '/podcast/en/politics',
    ]) {
      const { status, body } = await ask(newsroom, path);
      expect(status, path).toBe(404);
      expect(body).toContain('/podcast/en.xml');
    }
  });
});
