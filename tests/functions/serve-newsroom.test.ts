import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveNewsroom } from '../../functions/serve-newsroom/serve-newsroom.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { Original } from '../../shared/ports.ts';
import { fakeNarrationStudio } from '../fakes/narration-studio.ts';
import { fakeNewsroomReading } from '../fakes/newsroom-reading.ts';
import { anyText } from '../fixtures/any-text.ts';
import { aRequest } from '../fixtures/requests.ts';

const key = 'articles/en/politics/tunnel.md';
const uploads = 'GET /v1/uploads/{key+}';
const list = 'GET /v1/newsroom/articles/{id}/originals';
const one = 'GET /v1/newsroom/articles/{id}/originals/{revision}';

function aReceipt(more: Partial<Receipt> = {}): Receipt {
  return {
    key,
    sequencer: '0A',
    outcome: 'published',
    uploadedAt: '2026-11-24T12:00:00.000Z',
    judgedAt: '2026-11-24T12:00:01.000Z',
    problems: [],
    ...more,
  };
}

function anOriginal(bytes: Uint8Array, more: Partial<Original> = {}): Original {
  return {
    revision: 1,
    at: '2026-11-24T12:00:00.000Z',
    key,
    bytes: bytes.length,
    sha256: sha256(bytes),
    mediaType: 'text/markdown; charset=utf-8',
    ...more,
  };
}

type Asked = { parameters?: Record<string, string>; query?: Record<string, string> | [string, string][] };

async function ask(desk: ReturnType<typeof fakeNewsroomReading>, routeKey: string, asked: Asked = {}) {
  const { studio } = fakeNarrationStudio();
  const now = () => new Date('2026-11-24T12:00:00Z');
  const response = await serveNewsroom(aRequest({ routeKey, ...asked }), { desk, studio, now });
  const bytes = Buffer.from(response.body ?? '', response.isBase64Encoded ? 'base64' : 'utf8');
  const headers = response.headers ?? {};
  const isJson = String(headers['content-type']).includes('json') && !response.isBase64Encoded;
  return { status: response.statusCode, headers, bytes, body: isJson ? JSON.parse(bytes.toString()) : undefined };
}

describe('the receipts of an upload', () => {
  it('are answered by the newest, and all of them for who asks', async () => {
    const desk = fakeNewsroomReading();
    for (const sequencer of ['0A', '0C', '0B']) await desk.writeReceipt(aReceipt({ sequencer }));
    const newest = await ask(desk, uploads, { parameters: { key } });
    expect(newest).toMatchObject({ status: 200, body: { key, sequencer: '0C' } });
    const { body } = await ask(desk, uploads, { parameters: { key }, query: { all: 'true' } });
    expect(body.receipts.map((receipt: Receipt) => receipt.sequencer)).toEqual(['0C', '0B', '0A']);
  });

  it('are found under any key whatever, given as a parameter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (odd) => {
        const desk = fakeNewsroomReading();
        await desk.writeReceipt(aReceipt({ key: odd }));
        const { status, body } = await ask(desk, 'GET /v1/uploads', { query: { key: odd } });
        expect({ status, key: body.key }).toEqual({ status: 200, key: odd });
      }),
    );
  });

  it('that are not there are 404, and a question that is none is 400', async () => {
    const desk = fakeNewsroomReading();
    expect(await ask(desk, uploads, { parameters: { key: 'en/politics/tunnel.md' } })).toMatchObject({
      status: 404,
      headers: { 'content-type': expect.stringContaining('application/problem+json') },
      body: { key: 'en/politics/tunnel.md', detail: expect.stringContaining('articles/') },
    });
    const parameters = { key };
    expect((await ask(desk, 'GET /v1/uploads')).body).toMatchObject({ status: 400, parameter: 'key' });
    const twice: [string, string][] = ['a', 'b'].map((name) => ['key', `articles/en/${name}.md`]);
    expect((await ask(desk, 'GET /v1/uploads', { query: twice })).body).toMatchObject({
      status: 400,
      parameter: 'key',
    });
    expect((await ask(desk, uploads, { parameters, query: { all: 'yes' } })).body.parameter).toBe('all');
    expect((await ask(desk, uploads, { parameters, query: { sequence: '1' } })).body.parameter).toBe('sequence');
  });
});

describe('the originals of an article', () => {
  const id = 'en-politics-tunnel';

  it('are listed newest first, each with where it is', async () => {
    const desk = fakeNewsroomReading();
    for (const revision of [1, 2]) {
      const bytes = Buffer.from(`revision ${revision}`);
      await desk.writeOriginal(id, anOriginal(bytes, { revision }), bytes);
    }
    const { status, body } = await ask(desk, list, { parameters: { id } });
    expect({ status, article: body.article }).toEqual({ status: 200, article: id });
    expect(body.originals).toMatchObject([
      { revision: 2, bytes: 10, path: `/v1/newsroom/articles/${id}/originals/2` },
      { revision: 1, path: `/v1/newsroom/articles/${id}/originals/1`, sha256: sha256('revision 1') },
    ]);
  });

  it('come back byte for byte, to be saved and never run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const desk = fakeNewsroomReading();
        await desk.writeOriginal(id, anOriginal(bytes, { mediaType: 'text/html' }), bytes);
        const answer = await ask(desk, one, { parameters: { id, revision: '1' } });
        expect(answer.bytes.equals(bytes)).toBe(true);
        expect(answer.headers).toMatchObject({
          'content-type': 'text/html',
          'content-disposition': expect.stringMatching(/^attachment; /),
          'content-security-policy': expect.stringContaining('sandbox'),
          'x-content-type-options': 'nosniff',
        });
      }),
    );
  });

  it('are named by any name whatever, which stays within its header', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (name, mediaType) => {
        const desk = fakeNewsroomReading();
        const original = anOriginal(new Uint8Array(), { key: `articles/en/${name}`, mediaType });
        await desk.writeOriginal(id, original, new Uint8Array());
        const { headers } = await ask(desk, one, { parameters: { id, revision: '1' } });
        expect(headers['content-disposition']).toMatch(
          /^attachment; filename="[\w.-]+"; filename\*=UTF-8''(?:[\w.-]|%[0-9A-F]{2})+$/,
        );
        expect(headers['content-type']).toMatch(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/);
      }),
    );
    const desk = fakeNewsroomReading();
    const names = ['قمة 1.md', 'half a pair \ud800.md'];
    for (const [index, name] of names.entries()) {
      const revision = index + 1;
      const original = anOriginal(new Uint8Array(), { revision, key: `articles/ar/${name}` });
      await desk.writeOriginal(id, original, new Uint8Array());
      const { headers } = await ask(desk, one, { parameters: { id, revision: String(revision) } });
      const [, encoded = ''] = /filename\*=UTF-8''(.+)$/.exec(String(headers['content-disposition'])) ?? [];
      expect(decodeURIComponent(encoded)).toBe(name.toWellFormed());
    }
  });

  it.each(['0', '2', '-1', '1.0', '1e0', '01', '9'.repeat(400), '1#00', ''])(
    'that are not there are 404: revision %j',
    async (revision) => {
      const desk = fakeNewsroomReading();
      await desk.writeOriginal(id, anOriginal(new Uint8Array()), new Uint8Array());
      expect(await ask(desk, one, { parameters: { id, revision } })).toMatchObject({
        status: 404,
        body: { article: id, see: `/v1/newsroom/articles/${id}/originals` },
      });
      expect((await ask(desk, list, { parameters: { id: 'en-nothing' } })).status).toBe(404);
    },
  );
});

it('nothing that the newsroom is answered may be kept by anybody', async () => {
  const desk = fakeNewsroomReading();
  const bytes = Buffer.from('x');
  await desk.writeReceipt(aReceipt());
  await desk.writeOriginal('en-a', anOriginal(bytes), bytes);
  const asked: [string, Asked][] = [
    [uploads, { parameters: { key } }],
    [uploads, { parameters: { key: 'none' } }],
    ['GET /v1/uploads', {}],
    [list, { parameters: { id: 'en-a' } }],
    [one, { parameters: { id: 'en-a', revision: '1' } }],
    [one, { parameters: { id: 'en-b', revision: '1' } }],
    ['GET /v1/newsroom/narration/costs', {}],
    ['GET /v1/newsroom/narration/costs', { query: { by: 'weather' } }],
    ['GET /v1/newsroom', {}],
  ];
  for (const [route, parameters] of asked) {
    expect((await ask(desk, route, parameters)).headers['cache-control'], route).toBe('private, no-store');
  }
});
