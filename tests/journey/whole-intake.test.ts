import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { keyOf, recordFrom } from '../../shared/aws/article-items.ts';
import { recordKey } from '../../shared/contract/table-keys.ts';
import type { Announcement } from '../../shared/domain/announcement.ts';
import type { ArticleAnswer } from '../../shared/domain/article-answer.ts';
import type { ReadyNarration } from '../../shared/domain/narration.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const patient = { timeout: 60_000, interval: 100 };
const root = path.join(import.meta.dirname, '../..');
let stack: RunningStack;
let listener: string;
const announced = new Map<string, Announcement>();

beforeAll(async () => {
  stack = await startStack();
  listener = await listen();
});
afterAll(async () => {
  await stack?.stop();
  stack?.forget();
});

/** A queue that hears every announcement. */
async function listen(): Promise<string> {
  const { QueueUrl = '' } = await stack.sqs.send(new CreateQueueCommand({ QueueName: 'listener' }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await stack.sqs.send(asked);
  await stack.sns.send(
    new SubscribeCommand({
      TopicArn: stack.outputs.AnnouncementsTopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn ?? '',
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return QueueUrl;
}

/**
 * The announcement with an id, a recording's without the time when it was made, as soon as it has come; those of others are
 * kept for whoever asks for them.
 */
function announcement(id: string): Promise<Announcement> {
  return vi.waitFor(
    async () => {
      const asked = new ReceiveMessageCommand({ QueueUrl: listener, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = announced.has(id) ? {} : await stack.sqs.send(asked);
      for (const { Body = '' } of Messages) {
        const message = JSON.parse(Body) as Announcement;
        announced.set(message.id.replace(/(\/narration)\/.*$/, '$1'), message);
      }
      const Entries = Messages.map(({ ReceiptHandle = '' }, n) => ({ Id: String(n), ReceiptHandle }));
      if (Entries.length > 0) await stack.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: listener, Entries }));
      const found = announced.get(id);
      if (found === undefined) throw new Error(`${id} was not announced, only ${[...announced.keys()].join(', ')}`);
      return found;
    },
    { timeout: 100_000, interval: 1 },
  );
}

function upload(key: string, body: string | Uint8Array) {
  return stack.s3.send(new PutObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: key, Body: body }));
}

const ask = (address: string, init: RequestInit = {}) => fetch(`${stack.site}${address}`, init);
const statusOf = async (address: string) => (await ask(address)).status;

/** What the API answers for an article, once it answers what is wanted. */
function article(id: string, wanted: (answer: ArticleAnswer) => boolean = () => true): Promise<ArticleAnswer> {
  return vi.waitFor(async () => {
    const response = await ask(`/v1/articles/${id}`);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as ArticleAnswer;
    if (!wanted(answer)) throw new Error(`${id} stays ${JSON.stringify({ ...answer, body: '…' })}`);
    return answer;
  }, patient);
}

/** How an article is read aloud, once it is. */
async function narrationOf(id: string): Promise<Omit<ReadyNarration, 'speechHash'>> {
  const { narration } = await article(id, ({ narration }) => narration.state === 'ready');
  if (narration.state !== 'ready') throw new Error(`${id} is not read aloud`);
  return narration;
}

/** The receipt that lies beside an upload in the bucket, once it says what is wanted. */
function receipt(key: string, wanted: (receipt: Receipt) => boolean = () => true): Promise<Receipt> {
  return vi.waitFor(async () => {
    const asked = new GetObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: `receipts/${key}.json` });
    const { Body } = await stack.s3.send(asked);
    const found = JSON.parse((await Body?.transformToString()) ?? '') as Receipt;
    if (!wanted(found)) throw new Error(`The receipt stays ${JSON.stringify(found)}`);
    return found;
  }, patient);
}

/** A grey picture (https://www.w3.org/TR/png/). */
function aPicture(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const rows = deflateSync(Buffer.alloc((width + 1) * height, 128));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

it('opens a scheduled article at its moment: on every address, with its audio and its picture, and then tells', async () => {
  const id = 'en-politics-later';
  const opens = Date.now() + 12_000;
  await upload('images/later.png', aPicture(4, 3));
  const fields = { 'publish-at': new Date(opens).toISOString(), hero: '{ src: images/later.png, alt: A wall }' };
  await upload('articles/en/politics/later.md', anArticleFile(fields, 'One short sentence.'));
  expect((await receipt('articles/en/politics/later.md')).outcome).toBe('scheduled');
  const record = await vi.waitFor(async () => {
    const Key = keyOf(recordKey(id));
    const { Item } = await stack.dynamodb.send(new GetItemCommand({ TableName: stack.outputs.ArticlesTableName, Key }));
    const found = recordFrom(Item);
    expect(found?.narration?.state).toBe('ready');
    return found;
  }, patient);
  const { mp3, vtt, timings } = record?.narration?.state === 'ready' ? record.narration : {};
  const media = [mp3, vtt, timings, record?.article?.hero?.src].map(String);
  expect(media).toEqual(media.map(() => expect.stringMatching(/^\/media\//)));
  const closed = [`/v1/articles/${id}`, `/v1/articles/${id}/history`, '/en/politics/later', ...media];
  expect(await Promise.all(closed.map(statusOf))).toEqual(closed.map(() => 404));

  await vi.waitFor(async () => expect(await Promise.all(closed.map(statusOf))).toEqual(closed.map(() => 200)), patient);
  const published = await announcement(`${id}@1`);
  expect(published).toMatchObject({ type: 'article.published', card: { publishedAt: new Date(opens).toISOString() } });
  await announcement(`${id}@1/narration`);
});

it('publishes what the wires send, and a page, each with its headline, section and voice', async () => {
  const file = (name: string) => readFileSync(path.join(root, name), 'utf8');
  // Embargo and end would make the day matter on which this runs.
  const undated = (xml: string) =>
    xml.replace(/<(embargoed|expires)>[^<]*<\/\1>/g, '').replace(/<date\.(release|expire) [^>]*>/g, '');
  const stories = [
    {
      key: 'articles/es/wire/pacto.json',
      body: file('samples/wire/es/pacto-puertos.json'),
      headline: 'Doce puertos pactan compartir el dinero contra las inundaciones',
      section: 'climate',
    },
    {
      key: 'articles/en/wire/tunnel.xml',
      body: undated(file('samples/wire/en/newsml-g2.xml')),
      headline: 'Harbour tunnel opens after nine years',
      section: 'business',
    },
    {
      key: 'articles/en/wire/cup.xml',
      body: undated(file('samples/wire/en/nitf.xml')),
      headline: 'Saltmarsh win the cup on penalties',
      section: 'sport',
    },
    {
      key: 'articles/en/wire/night-buses.html',
      body: file('samples/wire/en/night-buses.html'),
      headline: 'Night buses return to the harbour districts',
      section: 'politics',
    },
  ];
  for (const { key, body } of stories) await upload(key, body);
  for (const { key, headline, section } of stories) {
    const { outcome, problems, article: told } = await receipt(key);
    expect(outcome, JSON.stringify(problems)).toBe('published');
    const { body, ...answer } = await article(told?.id ?? '', ({ narration }) => narration.state === 'ready');
    expect(answer).toMatchObject({ headline, section });
    expect(body.blocks.filter(({ type }) => type === 'paragraph').length, key).toBeGreaterThan(0);
  }
});

it('serves a picture of the bucket from its own site, with its size in the article', async () => {
  const picture = aPicture(30, 20);
  await upload('images/2026/harbour wall.png', picture);
  const hero = '{ src: images/2026/harbour wall.png, alt: A grey wall, credit: Harbour Wire }';
  await upload('articles/en/politics/wall.md', anArticleFile({ hero }, 'One short sentence.'));
  const { hero: shown } = await article('en-politics-wall');
  expect(shown).toMatchObject({ alt: 'A grey wall', width: 30, height: 20, mediaType: 'image/png' });
  const response = await ask(shown?.src ?? '');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
});

it('leads from an article’s old path to its new one', async () => {
  const key = 'articles/en/politics/moving.md';
  await upload(key, anArticleFile({ slug: 'old-name' }, 'One short sentence.'));
  const { url } = await article('en-politics-moving');
  expect(url).toBe('/en/politics/old-name');
  expect(await statusOf(url)).toBe(200);
  await upload(key, anArticleFile({ slug: 'new-name' }, 'One short sentence.'));
  await vi.waitFor(async () => {
    const moved = await ask(url, { redirect: 'manual' });
    expect(moved.status).toBe(301);
    expect(moved.headers.get('location')).toBe('/en/politics/new-name');
  }, patient);
  const landed = await ask(url);
  expect(landed.status).toBe(200);
  expect(((await landed.json()) as ArticleAnswer).id).toBe('en-politics-moving');
});

it('withdraws with a reason: readers are told it, the audio is gone, and subscribers know', async () => {
  const id = 'en-politics-mistaken';
  const key = 'articles/en/politics/mistaken.md';
  await upload(key, anArticleFile({}, 'One short sentence.'));
  const { mp3, vtt, timings } = await narrationOf(id);
  expect(await statusOf(mp3)).toBe(200);
  const reason = 'The council never met.';
  await upload(key, `---\nstatus: withdrawn\nreason: ${reason}\n---\n`);
  await vi.waitFor(async () => expect(await statusOf(`/v1/articles/${id}`)).toBe(410), patient);
  for (const address of [`/v1/articles/${id}`, `/v1/articles/${id}/history`, '/en/politics/mistaken']) {
    const gone = await ask(address);
    expect(gone.status, address).toBe(410);
    expect(await gone.json()).toMatchObject({ detail: reason, reason, article: id });
  }
  await vi.waitFor(
    async () => expect(await Promise.all([mp3, vtt, timings].map(statusOf))).toEqual([404, 404, 404]),
    patient,
  );
  expect(await announcement(`${id}@1/withdrawn`)).toMatchObject({ type: 'article.withdrawn', reason });
  expect((await receipt(key, ({ outcome }) => outcome === 'withdrawn')).article?.id).toBe(id);
});

it('tells readers of a translation that its original was corrected after it, until it is made anew', async () => {
  const original = 'articles/en/world/summit.md';
  const translation = 'articles/es/mundo/cumbre.md';
  const inSpanish = { headline: 'La cumbre del puerto', section: 'world', 'translation-of': 'en/world/summit.md' };
  await upload(original, anArticleFile({ section: 'world' }, 'Ninety ports signed.'));
  await article('en-world-summit');
  await upload(translation, anArticleFile(inSpanish, 'Firmaron noventa puertos.'));
  type Related = ArticleAnswer & { translations?: { id: string }[]; translatedBefore?: { text: string } };
  const related = (id: string, wanted: (answer: Related) => boolean) => article(id, wanted) as Promise<Related>;
  const pair = (other: string) => (answer: Related) => answer.translations?.[0]?.id === other;
  await related('en-world-summit', pair('es-mundo-cumbre'));
  const before = await related('es-mundo-cumbre', pair('en-world-summit'));
  expect(before.translatedBefore).toBeUndefined();

  const text = 'An earlier version had ninety ports; they were nineteen.';
  const corrections = `[{ at: 2026-01-01T00:00:00Z, kind: correction, text: "${text}" }]`;
  await upload(original, anArticleFile({ section: 'world', corrections }, 'Nineteen ports signed.'));
  const stale = await related('es-mundo-cumbre', ({ translatedBefore }) => translatedBefore !== undefined);
  expect(stale.translatedBefore).toMatchObject({ original: 'en-world-summit', text });
  expect((await announcement('en-world-summit@2')).corrections).toMatchObject([{ kind: 'correction', text }]);

  await upload(translation, anArticleFile(inSpanish, 'Firmaron diecinueve puertos.'));
  // What a family says follows the commit of its member by a moment.
  await related(
    'es-mundo-cumbre',
    ({ revision, translatedBefore }) => revision === 2 && translatedBefore === undefined,
  );
});

it('lays the receipt beside the upload, with what was announced and what the voice cost', async () => {
  const key = 'articles/en/politics/paid.md';
  await upload(key, anArticleFile({}, 'Nobody has ever said precisely this before.'));
  const whole = await receipt(key, ({ announced, narration }) => announced !== undefined && narration !== undefined);
  expect(whole).toMatchObject({
    key,
    outcome: 'published',
    problems: [],
    article: { id: 'en-politics-paid', revision: 1, path: '/en/politics/paid' },
    announced: { ids: ['en-politics-paid@1'], to: 'announcements' },
    narration: { voice: 'Joanna' },
  });
  const { characters = 0, cost = 0 } = whole.narration ?? {};
  expect(characters).toBeGreaterThan(0);
  // Sixteen dollars for a million characters, Polly’s list price of a neural voice.
  expect(cost).toBeCloseTo((characters * 16) / 1e6, 6);
});

it('answers a file that it rejects with a receipt in the bucket, down to the line and the column', async () => {
  const key = 'articles/en/politics/broken.md';
  await upload(key, anArticleFile({ section: 'politcs' }));
  const { outcome, problems, article: none } = await receipt(key);
  expect({ outcome, none }).toEqual({ outcome: 'rejected', none: undefined });
  // The sixth line is `section: politcs`.
  expect(problems).toMatchObject([{ code: 'field-choice', severity: 'error', place: { line: 6, column: 10 } }]);
  expect(problems[0]?.advice).toContain('politics');
  expect(await statusOf('/v1/articles/en-politics-broken')).toBe(404);
});

it('gives players of podcasts the narrated article, with the true length of its sound', async () => {
  const id = 'en-culture-listening';
  await upload('articles/en/culture/listening.md', anArticleFile({ section: 'culture' }, 'One short sentence.'));
  const { mp3 } = await narrationOf(id);
  // Feeds are cached for a minute: this is the only question that is asked of this one.
  const feed = await ask('/podcast/en.xml');
  expect(feed.headers.get('content-type')).toMatch(/^application\/rss\+xml/);
  const items = (await feed.text()).split('<item>').slice(1);
  const [item = ''] = items.filter((text) => text.includes(`>${id}</guid>`));
  const [, url = '', length = ''] = /<enclosure url="([^"]*)" length="(\d+)" type="audio\/mpeg"\/>/.exec(item) ?? [];
  expect(url).toBe(`${stack.site}${mp3}`);
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  expect(String(whole.length)).toBe(length);
  const part = await fetch(url, { headers: { range: 'bytes=1000-1999' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${length}`);
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(1000, 2000))).toBe(true);
});
