import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../../functions/serve-api/serve-api.ts';
import { routes } from '../../shared/contract/routes.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aRequest } from '../fixtures/requests.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const gunzip = (bytes: Uint8Array) => gunzipSync(bytes).toString();

type Newsroom = ReturnType<typeof aNewsroom>;

async function ask(newsroom: Newsroom, path: string, headers: Record<string, string> = {}) {
  const url = new URL(path, 'http://site');
  const [, articleId, part = ''] = /^\/v1\/articles\/([^/]+)(\/history|\/json-ld)?$/.exec(url.pathname) ?? [];
  const request: HttpRequest = aRequest({
    routeKey: articleId === undefined ? `GET ${url.pathname}` : `GET /v1/articles/{id}${part}`,
    path: url.pathname,
    headers,
    query: [...url.searchParams],
    ...(articleId === undefined ? {} : { parameters: { id: articleId } }),
  });
  const response = await serveApi(request, { ...newsroom.needs, ...newsroom.packing });
  const text = response.isBase64Encoded ? gunzip(Buffer.from(response.body ?? '', 'base64')) : response.body;
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    text,
    body: text ? JSON.parse(text) : undefined,
  };
}

it('whatever readers may GET answers HEAD alike, so that a checker of links does not take it for dead', async () => {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile());
  const gets = Object.entries(routes).flatMap(([route, by]) =>
    route.startsWith('GET ') && by === 'serve-api' ? [route.slice(4)] : [],
  );
  expect(gets).toContain('/');
  for (const route of gets) {
    expect(Object.keys(routes)).toContain(`HEAD ${route}`);
    const parameters = { id, edition: 'en.xml', section: 'politics.xml' };
    const path = route.startsWith('/podcast/') ? '/podcast/en.xml' : route.replace('{id}', id);
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) =>
        serveApi(aRequest({ routeKey: `${method} ${route}`, path, parameters }), {
          ...newsroom.needs,
          ...newsroom.packing,
        }),
      ),
    );
    expect(get?.statusCode, route).toBe(200);
    expect(head, route).toEqual(get);
  }
});

describe('one article', () => {
  it('is answered whole, compressed for who can take it, and with 304 for who has it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    const plain = await ask(newsroom, `/v1/articles/${id}`);
    expect(plain.body).toMatchObject({
      id,
      headline: 'Council agrees on the harbour tunnel',
      section: 'politics',
      body: { html: expect.stringContaining('<p>The council agreed on Tuesday to build the <strong>tunnel</strong>') },
      narration: { state: 'ready', mp3: expect.stringMatching(/^\/media\/narrations\/.*\.mp3$/) },
    });
    const packed = await ask(newsroom, `/v1/articles/${id}`, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body).toEqual(plain.body);
    const again = await ask(newsroom, `/v1/articles/${id}`, { 'if-none-match': String(plain.headers.etag) });
    expect(again).toMatchObject({ status: 304, body: undefined });
  });

  it('is JSON-LD for search engines, and says that its voice is a machine’s', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ kind: 'opinion' }));
    const silent = await ask(newsroom, `/v1/articles/${id}/json-ld`);
    expect(silent.headers['content-type']).toBe('application/ld+json; charset=utf-8');
    expect(silent.body.audio).toBeUndefined();
    await newsroom.narrate(id);
    const { body: article } = await ask(newsroom, `/v1/articles/${id}`);
    const { body } = await ask(newsroom, `/v1/articles/${id}/json-ld`);
    const { site } = newsroom.packing;
    expect(body).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'OpinionNewsArticle',
      url: `${site}${article.url}`,
      headline: article.headline,
      inLanguage: 'en',
      datePublished: article.publishedAt,
      author: [{ '@type': 'Person', name: 'Ana Ruiz' }],
      audio: {
        '@type': 'AudioObject',
        contentUrl: `${site}${article.narration.mp3}`,
        duration: `PT${article.narration.durationSeconds}S`,
        description: 'Read by a synthetic voice',
        digitalSourceType: 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
      },
    });
  });

  it.each([
    ['en', 'Sport'],
    ['es', 'Deportes'],
    ['ar', 'رياضة'],
  ])('is JSON-LD with its section as the edition %s calls it', async (edition, name) => {
    const newsroom = aNewsroom();
    await newsroom.put(`articles/${edition}/a.md`, anArticleFile({ section: 'sport' }));
    const { body } = await ask(newsroom, `/v1/articles/${edition}-a/json-ld`);
    expect(body).toMatchObject({ inLanguage: edition, articleSection: name });
  });

  it('is JSON-LD that ends no script of a page, whatever its headline', async () => {
    const newsroom = aNewsroom();
    const headline = 'He wrote </script><!-- and <b>left</b>';
    await newsroom.put(key, anArticleFile({ headline: JSON.stringify(headline) }));
    const { text, body } = await ask(newsroom, `/v1/articles/${id}/json-ld`);
    expect(text).not.toContain('<');
    expect(body).toMatchObject({ headline });
  });

  it('that never was is 404, that is withdrawn 410', async () => {
    const newsroom = aNewsroom();
    expect((await ask(newsroom, '/v1/articles/en-nothing')).status).toBe(404);
    await newsroom.put(key, anArticleFile());
    await newsroom.remove(key);
    expect((await ask(newsroom, `/v1/articles/${id}`)).status).toBe(410);
  });

  it('shows on no surface a millisecond before its time, nor after its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -2, max: 2 }), fc.boolean(), async (offset, atEnd) => {
        const newsroom = aNewsroom();
        const times = { 'embargoed-until': '2026-11-24T15:00:00Z', expires: '2026-11-25T15:00:00Z' };
        await newsroom.put(key, anArticleFile({ ...times, importance: 'breaking' }));
        const edge = Date.parse(atEnd ? times.expires : times['embargoed-until']);
        newsroom.moveClock(new Date(edge + offset).toISOString());
        const shows = atEnd ? offset < 0 : offset >= 0;
        const ranking = { windowHours: 24, halfLifeHours: 6, generatedAt: newsroom.now().toISOString() };
        await newsroom.readership.saveMostRead('en', { ...ranking, articles: [{ id, readers: 1, score: 1 }] });
        expect((await ask(newsroom, `/v1/articles/${id}`)).status).toBe(shows ? 200 : atEnd ? 410 : 404);
        for (const list of ['', '?section=politics', '?tag=harbour', '?breaking=true', '?narration=true']) {
          expect((await ask(newsroom, `/v1/articles${list}`)).body.articles).toHaveLength(shows ? 1 : 0);
        }
        expect((await ask(newsroom, '/v1/most-read')).body.articles).toHaveLength(shows ? 1 : 0);
        await newsroom.narrate(id);
        expect(newsroom.told().some((said) => said.startsWith('narration.ready'))).toBe(shows);
        expect((await ask(newsroom, '/en/politics/tunnel')).status).toBe(shows ? 200 : atEnd ? 410 : 404);
        const history = await ask(newsroom, `/v1/articles/${id}/history`);
        expect(history.status).toBe(shows ? 200 : atEnd ? 410 : 404);
        expect((await ask(newsroom, `/v1/articles/${id}/json-ld`)).status).toBe(shows ? 200 : atEnd ? 410 : 404);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a list', () => {
  it('is newest first, in pages that neither skip nor repeat while others are published', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), async (count, limit) => {
        const newsroom = aNewsroom();
        const publish = (n: number) =>
          newsroom.put(
            `articles/en/p/story-${n}.md`,
            anArticleFile({ 'publish-at': new Date(Date.UTC(2026, 10, 1, n)).toISOString() }),
          );
        for (let n = 0; n < count; n++) await publish(n);
        const seen: string[] = [];
        let next: string | undefined = `/v1/articles?section=politics&limit=${limit}`;
        let newer = 100;
        while (next !== undefined) {
          const { body }: { body: { articles: { id: string }[]; next?: string } } = await ask(newsroom, next);
          seen.push(...body.articles.map((article) => article.id));
          next = body.next;
          await publish(newer++);
        }
        expect(seen).toEqual(Array.from({ length: count }, (_, n) => `en-p-story-${count - 1 - n}`));
      }),
      { numRuns: 30 },
    );
  });

  it('has the audio of its articles for whoever asks for it, and Most Read has it always', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    await newsroom.put('articles/en/politics/silent.md', anArticleFile({ narration: '{ skip: true }' }));
    const { narration } = (await ask(newsroom, `/v1/articles/${id}`)).body;
    const listed = (await ask(newsroom, '/v1/articles?narration=true&limit=5')).body.articles;
    const audio = new Map(listed.map((each: { id: string; narration?: unknown }) => [each.id, each.narration]));
    expect(audio).toEqual(
      new Map([
        ['en-politics-silent', undefined],
        [id, narration],
      ]),
    );
    expect((await ask(newsroom, '/v1/articles')).text).not.toContain('narration');
    const ranking = { windowHours: 24, halfLifeHours: 6, generatedAt: newsroom.now().toISOString() };
    await newsroom.readership.saveMostRead('en', { ...ranking, articles: [{ id, readers: 1, score: 1 }] });
    expect((await ask(newsroom, '/v1/most-read')).body.articles).toMatchObject([{ card: { id }, narration }]);
  });

  it('keeps asking for audio on its next page', async () => {
    const newsroom = aNewsroom();
    for (const name of ['a', 'b']) await newsroom.put(`articles/en/politics/${name}.md`, anArticleFile());
    const { body } = await ask(newsroom, '/v1/articles?narration=true&limit=1');
    expect(body.next).toContain('narration=true');
  });

  it.each([
    ['/v1/articles?tag=harbour&tag=transport', 'tag'],
    ['/v1/articles?edition=en&limit=3&edition=en', 'edition'],
    ['/v1/most-read?section=sport&section=world', 'section'],
  ])('refuses %s: nobody knows which of the two is meant', async (path, parameter) => {
    const { status, body } = await ask(aNewsroom(), path);
    const detail = `“${parameter}” is given more than once. Give it once.`;
    expect({ status, body }).toMatchObject({ status: 400, body: { parameter, detail } });
  });

  it('refuses a question that it cannot answer, and says how to ask', async () => {
    const newsroom = aNewsroom();
    for (const query of [
      'limit=0',
      'limit=x',
      'section=sprot',
      'edition=fr',
      'sections=sport',
      'tag=a&region=b',
      'cursor=x',
      'breaking=false',
    ]) {
      const { status, body } = await ask(newsroom, `/v1/articles?${query}`);
      expect(status, query).toBe(400);
      expect(body.detail.length, query).toBeGreaterThan(10);
    }
  });
});
