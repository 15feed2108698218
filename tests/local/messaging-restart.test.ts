import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { PublishCommand, SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type MessagingHost,
  newDirectory,
  queueArn,
  region,
  startMessaging,
  topicArn,
} from './fixtures/messaging-host.ts';

afterEach(() => {
  vi.useRealTimers();
});

async function restart(host: MessagingHost, directory: string): Promise<MessagingHost> {
  await host.stop();
  return startMessaging(directory);
}

const bodies = async (host: MessagingHost, name: string, waitSeconds = 0) =>
  (await host.messaging.receive(queueArn(name), { max: 10, waitSeconds })).map(({ body }) => body);

describe('after a restart', () => {
  it('what has grown too old meanwhile is gone for good', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const directory = await newDirectory();
    const attributes = { MessageRetentionPeriod: '60' };
    let host = await startMessaging(directory);
    host.messaging.declareQueue({ name: 'work', attributes });
    await host.sqs.send(new SendMessageCommand({ QueueUrl: host.queueUrl('work'), MessageBody: 'old' }));
    vi.setSystemTime(Date.now() + 61_000);
    host = await restart(host, directory);
    host.messaging.declareQueue({ name: 'work', attributes });
    expect(await bodies(host, 'work')).toEqual([]);
    vi.useRealTimers();
    host = await restart(host, directory);
    expect(await bodies(host, 'work')).toEqual([]);
    await host.stop();
  });

  it('waiting, delayed, hidden and released messages are as they were', async () => {
    const directory = await newDirectory();
    let host = await startMessaging(directory);
    host.messaging.declareQueue({ name: 'work', attributes: { VisibilityTimeout: '1000' } });
    const QueueUrl = host.queueUrl('work');
    const send = (MessageBody: string, DelaySeconds?: number) =>
      host.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
    await send('deleted');
    await send('hidden');
    await send('released');
    const received = await host.messaging.receive(queueArn('work'), { max: 3, waitSeconds: 0 });
    const [deleted, hidden, released] = received.map(({ receiptHandle }) => receiptHandle);
    host.messaging.remove(queueArn('work'), [deleted ?? '']);
    host.messaging.release(queueArn('work'), [released ?? ''], 0);
    await send('delayed', 2);
    await send('waiting 📰');
    await host.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { desk: 'world' } }));

    host = await restart(host, directory);
    host.messaging.declareQueue({ name: 'work', attributes: { VisibilityTimeout: '1000' } });
    const again = await host.messaging.receive(queueArn('work'), { max: 10, waitSeconds: 0 });
    expect(again.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])).toEqual([
      ['released', '2'],
      ['waiting 📰', '1'],
    ]);
    expect(await bodies(host, 'work', 10)).toEqual(['delayed']);
    await host.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: host.queueUrl('work'),
        ReceiptHandle: hidden,
        VisibilityTimeout: 0,
      }),
    );
    expect(await bodies(host, 'work')).toEqual(['hidden']);
    await host.stop();
  });

  it('a user’s queues and subscriptions work, at the new address', async () => {
    const directory = await newDirectory();
    let host = await startMessaging(directory);
    host.messaging.declareTopic({ name: 'news' });
    for (const QueueName of ['mine', 'deleted']) await host.sqs.send(new CreateQueueCommand({ QueueName }));
    const { SubscriptionArn } = await host.sns.send(
      new SubscribeCommand({
        TopicArn: topicArn('news'),
        Protocol: 'sqs',
        Endpoint: queueArn('mine'),
        Attributes: { FilterPolicy: '{"kind":["news"]}', RawMessageDelivery: 'true' },
      }),
    );
    await host.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"kind":["blog"]}',
      }),
    );
    await host.sqs.send(new DeleteQueueCommand({ QueueUrl: host.queueUrl('deleted') }));
    expect((await host.sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([host.queueUrl('mine')]);

    const before = host.endpoint;
    host = await restart(host, directory);
    expect(host.endpoint).not.toBe(before);
    host.messaging.declareTopic({ name: 'news' });
    const { QueueUrl } = await host.sqs.send(new GetQueueUrlCommand({ QueueName: 'mine' }));
    expect(QueueUrl).toBe(host.queueUrl('mine'));
    for (const kind of ['news', 'blog'])
      await host.sns.send(
        new PublishCommand({
          TopicArn: topicArn('news'),
          Message: kind,
          MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
        }),
      );
    const { Messages } = await host.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['blog']);
    expect((await host.sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
    await host.stop();
  });

  it('a dead letter still knows where it came from', async () => {
    const directory = await newDirectory();
    let host = await startMessaging(directory);
    host.messaging.declareQueue({ name: 'dead', attributes: {} });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 1 });
    for (const name of ['one', 'two']) {
      host.messaging.declareQueue({ name, attributes: { RedrivePolicy, VisibilityTimeout: '0' } });
      host.messaging.send('s3.amazonaws.com', 'arn:aws:s3:::b', queueArn(name), name);
      await bodies(host, name);
      expect(await bodies(host, name)).toEqual([]);
    }
    host = await restart(host, directory);
    await host.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn('dead') }));
    host = await restart(host, directory);
    expect(await bodies(host, 'dead')).toEqual([]);
    expect(await bodies(host, 'one')).toEqual(['one']);
    expect(await bodies(host, 'two')).toEqual(['two']);
    await host.stop();
  });
});

it('nothing that was answered is lost when the process is killed', async () => {
  const directory = await newDirectory();
  const child = fork(path.join(import.meta.dirname, 'fixtures/messaging-child.ts'), [directory]);
  const [endpoint] = (await once(child, 'message')) as [string];
  const settings = {
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  const QueueUrl = `${endpoint}/000000000000/inbox`;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hidden' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toHaveLength(1);

  const answered: string[] = [];
  const publishers = ['a', 'b', 'c', 'd'].map(async (name) => {
    for (let index = 0; ; index++) {
      const body = `${name}${index}`;
      await (index % 2
        ? sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
        : sns.send(new PublishCommand({ TopicArn: topicArn('news'), Message: body })));
      answered.push(body);
      if (answered.length === 40) child.kill('SIGKILL');
    }
  });
  await Promise.allSettled(publishers);
  child.kill('SIGKILL');
  sqs.destroy();
  sns.destroy();

  const host = await startMessaging(directory);
  const kept: string[] = [];
  for (let batch = await bodies(host, 'inbox'); batch.length > 0; batch = await bodies(host, 'inbox'))
    kept.push(...batch);
  expect(kept).toEqual(expect.arrayContaining(answered));
  expect(answered.length).toBeGreaterThanOrEqual(40);
  expect(kept).not.toContain('hidden');
  await host.stop();
});
