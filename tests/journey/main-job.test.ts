import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ArticleAnswer } from '../../shared/domain/article-answer.ts';
import { textOfBlock } from '../../shared/domain/blocks.ts';
import { parseMp3 } from '../../shared/domain/mp3.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const patient = { timeout: 60_000, interval: 50 };
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  stack.forget();
});

function upload(key: string, body: string | Buffer) {
  return stack.s3.send(new PutObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: key, Body: body }));
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.site}${path}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

async function subscribe(topic: string, name: string, filter?: object) {
  const { QueueUrl = '' } = await stack.sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await stack.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await stack.sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn ?? '',
      Attributes: { RawMessageDelivery: 'true', ...(filter ? { FilterPolicy: JSON.stringify(filter) } : {}) },
    }),
  );
  return async () => {
    const { Messages = [] } = await stack.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 20,
        MaxNumberOfMessages: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    const [message] = Messages;
    if (message === undefined) throw new Error(`nothing arrived in ${name}`);
    await stack.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle ?? '' }));
    return { body: JSON.parse(message.Body ?? ''), attributes: message.MessageAttributes };
  };
}

describe('the main job', () => {
  const id = 'en-politics-tunnel';
  const key = 'articles/en/politics/tunnel.md';

  it('takes an article from the bucket to the reader’s eyes and ears, and tells who asked', async () => {
    const next = await subscribe(stack.outputs.AnnouncementsTopicArn, 'partner', {
      section: ['politics'],
      edition: ['en'],
    });
    await upload('articles/en/sport/other.md', anArticleFile({ section: 'sport' }));
    await upload(key, anArticleFile());

    const published = await next();
    expect(published.body).toMatchObject({ id: `${id}@1`, type: 'article.published', article: id, revision: 1 });
    expect(published.attributes).toMatchObject({
      type: { StringValue: 'article.published' },
      section: { StringValue: 'politics' },
    });
    expect(published.body.api).toBe(`${stack.site}/v1/articles/${id}`);
    const ready = await next();
    expect(ready.body).toMatchObject({
      id: expect.stringContaining(`${id}@1/narration/`),
      type: 'narration.ready',
    });

    const article = (await get(`/v1/articles/${id}`)).body as ArticleAnswer;
    expect(article).toMatchObject({
      headline: 'Council agrees on the harbour tunnel',
      standfirst: 'Work begins in spring.',
      byline: [{ name: 'Ana Ruiz' }],
      source: 'Harbour Wire',
      section: 'politics',
      tags: [{ slug: 'harbour' }, { slug: 'transport' }],
      regions: [{ slug: 'europe' }],
      readingMinutes: 1,
      narration: { state: 'ready', voice: { id: 'Joanna' } },
    });
    expect(
      (await get('/v1/articles?section=politics&limit=20')).body.articles.map((card: { id: string }) => card.id),
    ).toEqual([id]);
  });

  it('gives audio that plays in parts, captions, and timings that name the words', async () => {
    const article = (await get(`/v1/articles/${id}`)).body as ArticleAnswer;
    if (article.narration.state !== 'ready') throw new Error('not narrated');
    const { mp3, vtt, timings, durationSeconds } = article.narration;
    const audio = await fetch(`${stack.site}${mp3}`);
    expect(audio.headers.get('content-type')).toBe('audio/mpeg');
    const whole = Buffer.from(await audio.arrayBuffer());
    expect((parseMp3(whole).frames.length * 576) / 24000).toBeCloseTo(durationSeconds, 2);
    const part = await fetch(`${stack.site}${mp3}`, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true);
    expect(await (await fetch(`${stack.site}${vtt}`)).text()).toMatch(/^WEBVTT\n\n1\n00:00:00/);
    const { words, byline = '' } = (await get(timings)).body as Timings;
    const places: Record<number, string> = { [-3]: byline, [-2]: article.headline, [-1]: article.standfirst ?? '' };
    const said = words.map(([, block, from, to]) =>
      (places[block] ?? textOfBlock(article.body.blocks[block]!)).slice(from, to),
    );
    expect(said.slice(0, 6)).toEqual(['Council', 'agrees', 'on', 'the', 'harbour', 'tunnel']);
    expect(said.at(-1)).toBe('it');
    expect(words.map(([ms]) => ms)).toEqual(words.map(([ms]) => ms).toSorted((a, b) => a - b));
  });

  it('answers 304 to who has it, and packs for who can unpack', async () => {
    const first = await fetch(`${stack.site}/v1/articles/${id}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(first.headers.get('content-encoding')).toBe('gzip');
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${stack.site}/v1/articles/${id}`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('moves Most Read by the views of readers, not of crawlers', async () => {
    const look = (userAgent: string, article = id) =>
      fetch(`${stack.site}/v1/views`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': userAgent },
        body: JSON.stringify({ article }),
      });
    expect((await look('Mozilla/5.0 one')).status).toBe(204);
    for (const reader of ['one', 'two', 'two']) await look(`Mozilla/5.0 ${reader}`);
    for (let n = 0; n < 5; n++) await look('Googlebot/2.1', 'en-sport-other');
    await look('Mozilla/5.0 three', 'en-sport-other');
    await vi.waitFor(
      async () => {
        const { articles } = (await get('/v1/most-read')).body;
        expect(
          articles.map((entry: { rank: number; readers: number; card: { id: string } }) => [
            entry.rank,
            entry.card.id,
            entry.readers,
          ]),
        ).toEqual([
          [1, id, 2],
          [2, 'en-sport-other', 1],
        ]);
      },
      { ...patient, timeout: 100_000 },
    );
  });

  it('answers a broken file with its problems, and keeps the last good version live', async () => {
    const next = await subscribe(stack.outputs.NewsroomTopicArn, 'desk');
    await upload(key, anArticleFile({ headline: null }));
    const { body } = await next();
    expect(body).toMatchObject({
      key,
      outcome: 'rejected',
      problems: [{ code: 'field-missing', place: { line: 2, column: 1 } }],
    });
    expect(body.problems[0].advice).toContain('headline');
    expect((await get(`/v1/articles/${id}`)).status).toBe(200);
  });

  it('withdraws what is removed from the bucket: gone from the API, the lists, Most Read and the audio', async () => {
    const article = (await get(`/v1/articles/${id}`)).body as ArticleAnswer;
    await stack.s3.send(new DeleteObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key: key }));
    await vi.waitFor(async () => expect((await get(`/v1/articles/${id}`)).status).toBe(410), patient);
    expect((await get('/v1/articles?section=politics')).body.articles).toEqual([]);
    expect(
      (await get('/v1/most-read')).body.articles.map((entry: { card: { id: string } }) => entry.card.id),
    ).not.toContain(id);
    const mp3 = article.narration.state === 'ready' ? article.narration.mp3 : '';
    await vi.waitFor(async () => expect((await fetch(`${stack.site}${mp3}`)).status).toBe(404), patient);
  });

  it('speaks Spanish and Arabic', async () => {
    await upload(
      'articles/es/cultura/ano.md',
      anArticleFile({ headline: '¿Qué año?', section: 'culture' }, 'El señor Núñez llegó.'),
    );
    await upload(
      'articles/ar/x/الرمال.md',
      anArticleFile({ headline: 'مدينة الرمال', section: 'world' }, 'قال العمدة «نعم» أمس.'),
    );
    await vi.waitFor(async () => {
      for (const edition of ['es', 'ar']) {
        const [card] = (await get(`/v1/articles?edition=${edition}`)).body.articles;
        const { narration } = (await get(`/v1/articles/${card.id}`)).body as ArticleAnswer;
        expect(narration.state).toBe('ready');
      }
    }, patient);
  });
});
