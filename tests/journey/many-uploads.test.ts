import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';
import { type RunningStack, startStack } from '../harness/running-stack.ts';

const count = 200;
const patient = { timeout: 110_000, interval: 200 };
let running: RunningStack | undefined;

afterEach(async () => {
  await running?.stop();
  running?.forget();
});

async function uploadAll(stack: RunningStack, from: number, to: number): Promise<void> {
  const uploads = Array.from({ length: to - from }, (_, n) =>
    stack.s3.send(
      new PutObjectCommand({
        Bucket: stack.outputs.UploadsBucketName,
        Key: `articles/en/burst/story-${from + n}.md`,
        Body: anArticleFile({ headline: `Story ${from + n}`, section: 'sport' }, 'One short sentence.'),
      }),
    ),
  );
  await Promise.all(uploads);
}

async function listed(stack: RunningStack): Promise<Set<string>> {
  const ids = new Set<string>();
  let next: string | undefined = '/v1/articles?section=sport&limit=100';
  while (next !== undefined) {
    const page = (await (await fetch(`${stack.site}${next}`)).json()) as { articles: { id: string }[]; next?: string };
    for (const { id } of page.articles) ids.add(id);
    next = page.next;
  }
  return ids;
}

async function listen(stack: RunningStack): Promise<string> {
  const { QueueUrl = '' } = await stack.sqs.send(new CreateQueueCommand({ QueueName: 'listener' }));
  const { Attributes } = await stack.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const filter = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: ['article.published'] }) };
  await stack.sns.send(
    new SubscribeCommand({
      TopicArn: stack.outputs.AnnouncementsTopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn ?? '',
      Attributes: filter,
    }),
  );
  return QueueUrl;
}

/** Reads announcements until `count` different ones have come. */
async function announced(stack: RunningStack, QueueUrl: string): Promise<Set<string>> {
  const ids = new Set<string>();
  await vi.waitFor(
    async () => {
      const { Messages = [] } = await stack.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body } of Messages) ids.add(JSON.parse(Body ?? '').id);
      const Entries = Messages.map(({ ReceiptHandle = '' }, n) => ({ Id: String(n), ReceiptHandle }));
      if (Entries.length > 0) await stack.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      expect(ids.size).toBe(count);
    },
    { ...patient, interval: 1 },
  );
  return ids;
}

it(`${count} articles uploaded at once are all readable, each announced, each with its receipt`, async () => {
  running = await startStack();
  const QueueUrl = await listen(running);
  await uploadAll(running, 0, count);
  const ids = await announced(running, QueueUrl);
  expect(await listed(running)).toEqual(new Set([...ids].map((id) => id.replace('@1', ''))));
});

it('a host that is killed in the middle of it and started again loses none', async () => {
  running = await startStack();
  const QueueUrl = await listen(running);
  await uploadAll(running, 0, count);
  await vi.waitFor(async () => expect((await listed(running!)).size).toBeGreaterThan(10), { ...patient, interval: 20 });
  await running.kill();
  const { state } = running;
  running = await startStack({ state });
  const ids = await announced(running, QueueUrl.replace(/^http:\/\/[^/]+/, running.aws));
  expect(await listed(running)).toEqual(new Set([...ids].map((id) => id.replace('@1', ''))));
});
