import { describe, expect, it } from 'vitest';
import { serveApi } from '../../functions/serve-api/serve-api.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aRequest } from '../fixtures/requests.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;

async function get(newsroom: Newsroom, routeKey: string, path: string, parameters: Record<string, string> = {}) {
  const response = await serveApi(aRequest({ routeKey, path, parameters }), { ...newsroom.needs, ...newsroom.packing });
  return { ...response, body: response.body ? JSON.parse(response.body) : undefined };
}
const article = (newsroom: Newsroom, of = id) =>
  get(newsroom, 'GET /v1/articles/{id}', `/v1/articles/${of}`, { id: of });
const history = (newsroom: Newsroom) =>
  get(newsroom, 'GET /v1/articles/{id}/history', `/v1/articles/${id}/history`, { id });
const page = (newsroom: Newsroom, path: string) => get(newsroom, `GET ${path}`, path);

describe('the history of an article', () => {
  it('names every public version, newest first, and what each changed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    newsroom.moveClock('2026-11-24T13:00:00Z');
    await newsroom.put(key, anArticleFile({ headline: 'Council votes', tags: '[Harbour]' }));
    newsroom.moveClock('2026-11-24T14:00:00Z');
    await newsroom.put(key, anArticleFile({ headline: 'Council votes', tags: '[Harbour]' }, 'One.\n\nTwo.'));
    expect((await history(newsroom)).body.versions).toEqual([
      {
        revision: 3,
        at: '2026-11-24T14:00:00.000Z',
        headline: 'Council votes',
        changed: [{ field: 'body', added: 2, removed: 3 }],
        corrections: [],
      },
      {
        revision: 2,
        at: '2026-11-24T13:00:00.000Z',
        headline: 'Council votes',
        changed: [
          { field: 'headline', from: 'Council agrees on the harbour tunnel', to: 'Council votes' },
          { field: 'tags' },
        ],
        corrections: [],
      },
      {
        revision: 1,
        at: '2026-11-24T12:00:00.000Z',
        headline: 'Council agrees on the harbour tunnel',
        changed: [],
        corrections: [],
      },
    ]);
  });

  it('says nothing of a version that nobody saw, nor of an article that nobody may see', async () => {
    const newsroom = aNewsroom();
    const later = { 'publish-at': '2026-11-24T15:00:00Z' };
    await newsroom.put(key, anArticleFile({ ...later, headline: 'The secret name' }));
    await newsroom.put(key, anArticleFile({ ...later, headline: 'The public name' }));
    expect((await history(newsroom)).statusCode).toBe(404);
    newsroom.moveClock('2026-11-24T15:00:00Z');
    const { body } = await history(newsroom);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body.versions).toMatchObject([{ revision: 1, changed: [], headline: 'The public name' }]);
    await newsroom.remove(key);
    expect((await history(newsroom)).statusCode).toBe(410);
  });

  it('keeps the file of every public version as it came', async () => {
    const newsroom = aNewsroom();
    const files = [anArticleFile(), anArticleFile({ headline: 'Second' })];
    for (const file of files) await newsroom.put(key, file);
    expect([1, 2].map((revision) => Buffer.from(newsroom.table.original(id, revision) ?? []).toString())).toEqual(
      files,
    );
  });
});

describe('a correction', () => {
  const corrections =
    '[{ at: 2026-11-24T12:30:00Z, kind: correction, text: "It costs 40 million, not 14." }, { at: 2026-11-24T12:20:00Z, kind: clarification, text: "The mayor spoke on Monday." }]';

  it('is data: in the article, on its card, in its history, in its announcement', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    newsroom.moveClock('2026-11-24T13:00:00Z');
    await newsroom.put(key, anArticleFile({ corrections }));
    const expected = [
      { at: '2026-11-24T12:20:00.000Z', kind: 'clarification', text: 'The mayor spoke on Monday.' },
      { at: '2026-11-24T12:30:00.000Z', kind: 'correction', text: 'It costs 40 million, not 14.' },
    ];
    expect((await article(newsroom)).body).toMatchObject({
      corrections: expected,
      correctedAt: '2026-11-24T13:00:00.000Z',
    });
    expect((await history(newsroom)).body.versions[0]).toMatchObject({ corrections: expected });
    expect(newsroom.announcer.said.at(-1)).toMatchObject({ type: 'article.updated', corrections: expected });
    const [card] = (await newsroom.table.list('en', '9', 9)).cards;
    expect(card?.correctedAt).toBe('2026-11-24T13:00:00.000Z');
  });
});

describe('a public path', () => {
  it('answers with its article, and redirects for ever from the one that it had before', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await page(newsroom, '/en/politics/tunnel')).toMatchObject({ statusCode: 200, body: { id } });
    await newsroom.put(key, anArticleFile({ slug: 'harbour-tunnel' }));
    expect(await page(newsroom, '/en/politics/tunnel')).toMatchObject({
      statusCode: 301,
      headers: { location: '/en/politics/harbour-tunnel' },
    });
    expect(await page(newsroom, '/en/politics/harbour-tunnel')).toMatchObject({ statusCode: 200, body: { id } });
    expect(await newsroom.put('articles/en/x/tunnel.md', anArticleFile())).toBe('rejected');
  });

  it('tells nobody of an article that is not to be seen yet', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile({ 'publish-at': '2026-11-24T15:00:00Z' }));
    expect((await page(newsroom, '/en/politics/tunnel')).statusCode).toBe(404);
    expect((await page(newsroom, '/en/politics/nothing')).statusCode).toBe(404);
  });
});

describe('a withdrawal', () => {
  it('by a status in the file tells readers the reason, and a later version revives the article', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(await newsroom.put(key, '---\nstatus: withdrawn\nreason: The report was wrong.\n---\n')).toBe('withdrawn');
    expect(await article(newsroom)).toMatchObject({
      statusCode: 410,
      body: { detail: 'The report was wrong.', reason: 'The report was wrong.' },
    });
    expect((await newsroom.table.list('en', '9', 9)).cards).toEqual([]);
    expect(newsroom.announcer.said.at(-1)).toMatchObject({
      type: 'article.withdrawn',
      reason: 'The report was wrong.',
    });
    // Removing the file afterwards keeps the reason.
    expect(await newsroom.remove(key)).toBe('withdrawn');
    expect((await article(newsroom)).body.reason).toBe('The report was wrong.');
    expect(await newsroom.put(key, anArticleFile())).toBe('published');
    expect((await article(newsroom)).statusCode).toBe(200);
    expect(newsroom.told()).toEqual([
      `article.published ${id}@1`,
      `article.withdrawn ${id}@1/withdrawn`,
      `article.published ${id}@2`,
    ]);
  });

  it('of a wire: withheld hides a story for now, canceled for good', async () => {
    const newsroom = aNewsroom();
    const wire = 'articles/en/wire/story.json';
    const item = {
      uri: 'urn:x:1',
      version: '1',
      headlines: [{ value: 'Ferry aground' }],
      bodies: [{ contentType: 'text/plain', value: 'The ferry ran aground.' }],
      standard: { name: 'ninjs', version: '3.0' },
    };
    expect(await newsroom.put(wire, JSON.stringify({ ...item, pubStatus: 'withheld' }))).toBe('withheld');
    expect((await article(newsroom, 'en-wire-story')).statusCode).toBe(404);
    expect(await newsroom.put(wire, JSON.stringify({ ...item, pubStatus: 'usable' }))).toBe('published');
    expect(await newsroom.put(wire, JSON.stringify({ ...item, pubStatus: 'withheld' }))).toBe('withheld');
    expect((await article(newsroom, 'en-wire-story')).body.detail).toBe('This article is withheld for now.');
    expect(await newsroom.put(wire, JSON.stringify({ uri: 'urn:x:1', pubStatus: 'canceled' }))).toBe('withdrawn');
    expect((await article(newsroom, 'en-wire-story')).body.detail).toBe('This article was withdrawn.');
  });
});

describe('a story family', () => {
  const translation = 'articles/es/politica/tunel.md';
  const translated = 'es-politica-tunel';
  const corrections = '[{ at: 2026-11-24T12:45:00Z, text: "It costs 40 million." }]';
  const inSpanish = (more = {}) => anArticleFile({ headline: 'El túnel', 'translation-of': id, ...more });

  it.each([
    ['the original first', [key, translation]],
    ['the translation first', [translation, key]],
  ])('knows its members, %s', async (_, order) => {
    const newsroom = aNewsroom();
    for (const each of order) await newsroom.put(each, each === key ? anArticleFile() : inSpanish());
    expect((await article(newsroom)).body.translations).toEqual([
      { id: translated, edition: 'es', url: '/es/politics/tunel', headline: 'El túnel', original: false },
    ]);
    expect((await article(newsroom, translated)).body).toMatchObject({
      translationOf: id,
      translations: [{ id, edition: 'en', original: true }],
    });
  });

  it('flags a translation that was made before a correction, until it is updated', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(translation, inSpanish());
    expect((await article(newsroom, translated)).body.translatedBefore).toBeUndefined();
    newsroom.moveClock('2026-11-24T13:00:00Z');
    await newsroom.put(key, anArticleFile({ corrections }));
    expect((await article(newsroom, translated)).body.translatedBefore).toEqual({
      original: id,
      at: '2026-11-24T13:00:00.000Z',
      text: 'It costs 40 million.',
    });
    newsroom.moveClock('2026-11-24T14:00:00Z');
    await newsroom.put(key, anArticleFile({ corrections, headline: 'Another headline' }));
    expect((await article(newsroom, translated)).body.translatedBefore).toBeDefined();
    await newsroom.put(translation, inSpanish({ standfirst: 'Ya corregido.' }));
    expect((await article(newsroom, translated)).body.translatedBefore).toBeUndefined();
  });

  it('names no member that readers may not see', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(translation, inSpanish({ 'publish-at': '2026-11-24T15:00:00Z' }));
    newsroom.moveClock('2026-11-24T14:59:59.999Z');
    expect((await article(newsroom)).body.translations).toBeUndefined();
    newsroom.moveClock('2026-11-24T15:00:00Z');
    expect((await article(newsroom)).body.translations).toHaveLength(1);
    await newsroom.remove(translation);
    expect((await article(newsroom)).body.translations).toBeUndefined();
  });

  it('lets a translation go that is one no more', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(translation, inSpanish());
    await newsroom.put(translation, anArticleFile({ headline: 'El túnel' }));
    expect((await article(newsroom)).body.translations).toBeUndefined();
  });
});

describe('a scheduled article', () => {
  const at = { 'publish-at': '2026-11-24T15:00:00Z' };
  const window = `/${Date.parse(at['publish-at'])}-ever/`;

  it('has its audio made in advance, at an address that opens with it, and told of after it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile(at));
    expect(newsroom.asked).toEqual([{ type: 'narration.wanted', article: id, revision: 1 }]);
    expect(await newsroom.narrate(id, 1, 'narration.wanted')).toBe('ready');
    expect([...newsroom.recordings.keys()]).toEqual([expect.stringContaining(window)]);
    expect(newsroom.told()).toEqual([]);
    newsroom.moveClock('2026-11-24T15:00:00Z');
    expect((await article(newsroom)).body.narration.mp3).toContain(window);
    await newsroom.release();
    const spoken = newsroom.narrator.spoken.length;
    await newsroom.narrate(id, 1);
    expect(newsroom.narrator.spoken.length).toBe(spoken);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`, `narration.ready ${id}@1/narration`]);
  });

  it('that is put off takes its audio along, unpaid, and closes the address that would have opened', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile(at));
    await newsroom.narrate(id, 1, 'narration.wanted');
    const spoken = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({ 'publish-at': '2026-11-25T15:00:00Z' }));
    const later = `/${Date.parse('2026-11-25T15:00:00Z')}-ever/`;
    expect([...newsroom.recordings.keys()]).toEqual([expect.stringContaining(later)]);
    newsroom.moveClock('2026-11-25T15:00:00Z');
    await newsroom.release();
    await newsroom.narrate(id, 1);
    expect(newsroom.narrator.spoken.length).toBe(spoken);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`, `narration.ready ${id}@1/narration`]);
  });

  it('that is withdrawn before its time leaves no audio and no word', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile(at));
    await newsroom.narrate(id, 1, 'narration.wanted');
    await newsroom.remove(key);
    expect(newsroom.recordings.size).toBe(0);
    expect(newsroom.told()).toEqual([]);
    expect((await article(newsroom)).statusCode).toBe(404);
    newsroom.moveClock('2026-11-24T16:00:00Z');
    expect(await newsroom.release()).toMatchObject({ announced: 0 });
  });

  it('says how late its release is', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile(at));
    newsroom.moveClock('2026-11-24T15:03:20Z');
    expect(await newsroom.release()).toMatchObject({ announced: 1, lateSeconds: 200 });
  });

  it('keeps its pictures behind the same gate', async () => {
    const newsroom = aNewsroom();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAD0lEQVR42mNk+M9QzwAEAAmGAYCF+yOnAAAAAElFTkSuQmCC',
      'base64',
    );
    newsroom.uploads.put('images/a b.png', png);
    await newsroom.put(key, anArticleFile({ ...at, hero: '{ src: "images/a b.png", alt: A picture }' }));
    expect([...newsroom.pictures.keys()]).toEqual([
      expect.stringMatching(/^\/media\/images\/en-politics-tunnel\/1795532400000-ever\/[0-9a-f]{32}\.png$/),
    ]);
    expect((await newsroom.table.find(id))?.article?.hero).toMatchObject({
      width: 3,
      height: 2,
      mediaType: 'image/png',
    });
    await newsroom.put(
      key,
      anArticleFile({ 'publish-at': '2026-11-24T16:00:00Z', hero: '{ src: "images/a b.png", alt: A picture }' }),
    );
    expect([...newsroom.pictures.keys()]).toEqual([expect.stringContaining('/1795536000000-ever/')]);
  });
});

describe('a receipt', () => {
  it('lies beside the upload and tells of announcement and narration, once they are done', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'published', announced: { ids: [`${id}@1`] } });
    await newsroom.narrate(id);
    const receipt = newsroom.uploads.filed.get(key);
    expect(receipt).toMatchObject({
      outcome: 'published',
      article: { id, path: '/en/politics/tunnel' },
      narration: { voice: 'Joanna', chunks: 6, chunksReused: 0 },
    });
    expect(receipt?.narration?.cost).toBeCloseTo(((receipt?.narration?.characters ?? 0) * 16) / 1e6, 6);
    expect(newsroom.announcer.reported.map(({ outcome, narration }) => [outcome, narration !== undefined])).toEqual([
      ['published', false],
      ['published', true],
    ]);
  });

  it('of a change of metadata alone says that the narration cost nothing', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    await newsroom.put(key, anArticleFile({ tags: '[Ferries]' }));
    expect(newsroom.uploads.filed.get(key)).toMatchObject({
      outcome: 'updated',
      narration: { characters: 0, cost: 0 },
    });
    expect((await article(newsroom)).body.narration.state).toBe('ready');
  });

  it('is given when its event comes again after a crash, and stays the newest upload’s', async () => {
    const newsroom = aNewsroom();
    const upload = newsroom.uploads.put(key, anArticleFile());
    const { file } = newsroom.needs.uploads;
    newsroom.needs.uploads.file = async () => {
      throw new Error('killed');
    };
    await expect(newsroom.ingest(upload)).rejects.toThrow('killed');
    newsroom.needs.uploads.file = file;
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'published' });
    await newsroom.put(key, 'broken');
    await newsroom.ingest(upload);
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('very many tags', () => {
  it('are all entered and all left, though no transaction could hold so many', async () => {
    const newsroom = aNewsroom();
    const tags = (letter: string) => `[${Array.from({ length: 64 }, (_, n) => `${letter}${n}`).join(', ')}]`;
    await newsroom.put(key, anArticleFile({ tags: tags('a') }));
    await newsroom.put(key, anArticleFile({ tags: tags('b') }));
    for (let n = 0; n < 64; n++) {
      expect((await newsroom.table.list(`en/tag/a${n}`, '9', 9)).cards).toEqual([]);
      expect((await newsroom.table.list(`en/tag/b${n}`, '9', 9)).cards).toHaveLength(1);
    }
  });
});

describe('a version that nobody has seen', () => {
  const embargo = { 'embargoed-until': '2026-11-25T12:00:00Z' };
  const secret = () => anArticleFile({ ...embargo, headline: 'SECRET' }, 'Secret words.');
  const everything = (newsroom: Newsroom) => JSON.stringify(newsroom.announcer.said);

  it('leaves no word of itself when it is withdrawn: what readers saw before is', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(key, secret());
    expect((await article(newsroom)).statusCode).toBe(404);
    await newsroom.remove(key);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`, `article.withdrawn ${id}@1/withdrawn`]);
    expect(everything(newsroom)).not.toContain('SECRET');
    expect((await article(newsroom)).statusCode).toBe(410);
    expect(await newsroom.put(key, anArticleFile())).toBe('published');
    expect(newsroom.told().at(-1)).toBe(`article.published ${id}@2`);
  });

  it('after a withdrawal neither', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.remove(key);
    await newsroom.put(key, secret());
    await newsroom.remove(key);
    expect(everything(newsroom)).not.toContain('SECRET');
    expect(newsroom.told()).toHaveLength(2);
  });

  it('is in no history of the version that replaces it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(key, secret());
    await newsroom.put(key, anArticleFile({ ...embargo, headline: 'Harmless' }));
    newsroom.moveClock('2026-11-25T12:00:00Z');
    const { body } = await history(newsroom);
    expect(JSON.stringify(body)).not.toContain('SECRET');
    expect(body.versions).toMatchObject([
      { revision: 2, at: '2026-11-25T12:00:00.000Z', changed: [{ field: 'headline', to: 'Harmless' }] },
      { revision: 1 },
    ]);
    await newsroom.release();
    expect(newsroom.told()).toEqual([`article.published ${id}@1`, `article.updated ${id}@2`]);
    expect(everything(newsroom)).not.toContain('SECRET');
  });

  it('closes the addresses that were open before it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    await newsroom.put(key, anArticleFile(embargo));
    expect([...newsroom.recordings.keys()]).toEqual([
      expect.stringContaining(`/${Date.parse('2026-11-25T12:00:00Z')}-ever/`),
    ]);
  });
});

describe('what is withdrawn', () => {
  it('has no audio any more, whoever the narrator is busy with', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.narrate(id);
    await newsroom.remove(key);
    expect(newsroom.recordings.size).toBe(0);
  });

  it('frees all its paths, old ones too', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.put(key, anArticleFile({ slug: 'second-name' }));
    await newsroom.remove(key);
    expect(await newsroom.put('articles/en/x/a.md', anArticleFile({ slug: 'tunnel' }))).toBe('published');
    expect(await newsroom.put('articles/en/x/b.md', anArticleFile({ slug: 'second-name' }))).toBe('published');
  });

  it('is named by none of its translations, nor before its time', async () => {
    const newsroom = aNewsroom();
    const translation = 'articles/es/politica/tunel.md';
    const translated = 'es-politica-tunel';
    await newsroom.put(translation, anArticleFile({ 'translation-of': id }));
    await newsroom.put(key, anArticleFile({ 'publish-at': '2026-11-24T15:00:00Z' }));
    expect(JSON.stringify((await article(newsroom, translated)).body)).not.toContain(id);
    newsroom.moveClock('2026-11-24T15:00:00Z');
    expect((await article(newsroom, translated)).body).toMatchObject({ translationOf: id, translations: [{ id }] });
    await newsroom.remove(key);
    expect(JSON.stringify((await article(newsroom, translated)).body)).not.toContain(id);
  });

  it('was a translation of another before, and neither original forgets to let it go', async () => {
    const newsroom = aNewsroom();
    const other = 'articles/en/politics/other.md';
    for (const each of [key, other]) await newsroom.put(each, anArticleFile({ slug: null }));
    const translation = 'articles/es/politica/tunel.md';
    await newsroom.put(translation, anArticleFile({ 'translation-of': id }));
    await newsroom.put(translation, anArticleFile({ 'translation-of': 'en-politics-other' }));
    expect((await article(newsroom)).body.translations).toBeUndefined();
    expect((await article(newsroom, 'en-politics-other')).body.translations).toHaveLength(1);
  });
});
