import {
  AddPermissionCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  QueueNameExists,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type MessagingHost,
  newDirectory,
  queueArn,
  region,
  startMessaging,
  topicArn,
} from './fixtures/messaging-host.ts';

let host: MessagingHost;

beforeEach(async () => {
  host = await startMessaging(await newDirectory());
  host.messaging.declareQueue({ name: 'work', attributes: {} });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await host.stop();
});

const send = (body: string, name = 'work') =>
  host.sqs.send(new SendMessageCommand({ QueueUrl: host.queueUrl(name), MessageBody: body }));

async function take(name = 'work', options: { WaitTimeSeconds?: number; VisibilityTimeout?: number } = {}) {
  const { Messages = [] } = await host.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: host.queueUrl(name),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...options,
    }),
  );
  return Messages;
}

async function counts(name = 'work') {
  const { Attributes } = await host.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: host.queueUrl(name), AttributeNames: ['All'] }),
  );
  return [
    Attributes?.ApproximateNumberOfMessages,
    Attributes?.ApproximateNumberOfMessagesNotVisible,
    Attributes?.ApproximateNumberOfMessagesDelayed,
  ];
}

describe('a queue over HTTP', () => {
  it('keeps a message of any characters that SQS allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
          .filter((text) => !/[\p{Cc}\u{FFFE}\u{FFFF}]/u.test(text)),
        async (body) => {
          await send(body);
          const [message] = await take();
          expect(message?.Body).toBe(body);
          host.messaging.remove(queueArn('work'), [message?.ReceiptHandle ?? '']);
        },
      ),
      { numRuns: 25, examples: [['📰 Größe, إذاعة, 速報']] },
    );
  });

  it('refuses a body with a control character', async () => {
    await expect(send('bell \u0007')).rejects.toThrow(/Invalid characters/);
  });

  it('hides a received message until its visibility timeout, and counts its receives', async () => {
    await send('once more');
    const [first] = await take('work', { VisibilityTimeout: 1 });
    expect(first?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await take()).toEqual([]);
    const [second] = await take('work', { WaitTimeSeconds: 10 });
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  it('makes a message visible at once when its visibility is set to nothing', async () => {
    await send('again');
    const [first] = await take();
    await host.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: host.queueUrl('work'),
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const [second] = await take();
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  it('delays what is sent to a delayed queue, and wakes a poll when it is due', async () => {
    host.messaging.declareQueue({ name: 'slow', attributes: { DelaySeconds: '1' } });
    await send('later', 'slow');
    expect(await counts('slow')).toEqual(['0', '0', '1']);
    expect(await take('slow', { WaitTimeSeconds: 10 })).toHaveLength(1);
    host.messaging.send('s3.amazonaws.com', 'arn:aws:s3:::bucket', queueArn('slow'), 'later too');
    expect(await counts('slow')).toEqual(['0', '1', '1']);
  });

  it('takes and deletes in batches', async () => {
    const entries = Array.from({ length: 10 }, (_, index) => ({ Id: `m${index}`, MessageBody: `body ${index}` }));
    await host.sqs.send(new SendMessageBatchCommand({ QueueUrl: host.queueUrl('work'), Entries: entries }));
    const messages = await take();
    expect(messages.map(({ Body }) => Body)).toEqual(entries.map(({ MessageBody }) => MessageBody));
    const { Successful } = await host.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: host.queueUrl('work'),
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: `d${index}`, ReceiptHandle })),
      }),
    );
    expect(Successful).toHaveLength(10);
    expect(await counts()).toEqual(['0', '0', '0']);
  });

  it('gives message attributes only to those who ask', async () => {
    await host.sqs.send(
      new SendMessageCommand({
        QueueUrl: host.queueUrl('work'),
        MessageBody: 'x',
        MessageAttributes: { trace: { DataType: 'String', StringValue: 'abc' } },
      }),
    );
    const receive = (MessageAttributeNames?: string[]) =>
      host.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: host.queueUrl('work'), VisibilityTimeout: 0, MessageAttributeNames }),
      );
    expect((await receive()).Messages?.[0]?.MessageAttributes).toBeUndefined();
    expect((await receive(['tr.*'])).Messages?.[0]?.MessageAttributes).toBeUndefined();
    expect((await receive(['trace'])).Messages?.[0]?.MessageAttributes?.trace?.StringValue).toBe('abc');
  });

  it('gives queue URLs that lead back over the address the client used', async () => {
    const { QueueUrl } = await host.sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    expect(QueueUrl).toBe(host.queueUrl('work'));
    const { QueueUrls } = await host.sqs.send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([host.queueUrl('work')]);
  });

  it('wakes a long poll when a message arrives', async () => {
    const polled = take('work', { WaitTimeSeconds: 20 });
    await send('news');
    expect((await polled).map(({ Body }) => Body)).toEqual(['news']);
  });

  it.each(['while its request is under way', 'while it waits'])(
    'gives nothing to a client that goes away %s',
    async (when) => {
      const waiting = vi.spyOn(AbortSignal.prototype, 'addEventListener');
      const abort = new AbortController();
      const polls = Array.from({ length: 3 }, () =>
        host.sqs.send(new ReceiveMessageCommand({ QueueUrl: host.queueUrl('work'), WaitTimeSeconds: 20 }), {
          abortSignal: abort.signal,
        }),
      );
      if (when === 'while it waits')
        // The server listens to each poll's signal once the poll waits for a message.
        await vi.waitFor(() =>
          expect(waiting.mock.contexts.filter((signal) => signal !== abort.signal).length).toBeGreaterThanOrEqual(3),
        );
      else await counts();
      abort.abort();
      for (const poll of polls) await expect(poll).rejects.toThrow();
      await send('for the living');
      expect(await take('work', { WaitTimeSeconds: 5 })).toHaveLength(1);
    },
  );

  it.each<[string, Record<string, string>, RegExp]>([
    ['a typing error in an attribute', { VisiblityTimeout: '5' }, /Unknown Attribute/],
    [
      'a dead-letter queue that does not exist',
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('none'), maxReceiveCount: 1 }) },
      /does not exist/,
    ],
    ['a redrive policy that is not JSON', { RedrivePolicy: 'none' }, /JSON/],
    ['a number out of range', { VisibilityTimeout: '50000' }, /VisibilityTimeout/],
  ])('refuses to create a queue with %s', async (_, Attributes, message) => {
    await expect(host.sqs.send(new CreateQueueCommand({ QueueName: 'mine', Attributes }))).rejects.toThrow(message);
  });

  it('creates a queue once, and refuses it with other attributes', async () => {
    const create = (Attributes: Record<string, string>) =>
      host.sqs.send(new CreateQueueCommand({ QueueName: 'mine', Attributes }));
    const { QueueUrl } = await create({ VisibilityTimeout: '5' });
    expect(await create({ VisibilityTimeout: '5' })).toMatchObject({ QueueUrl });
    await expect(create({ VisibilityTimeout: '6' })).rejects.toBeInstanceOf(QueueNameExists);
    await expect(create({ Policy: '{}' })).rejects.toBeInstanceOf(QueueNameExists);
  });

  it('refuses more attributes and longer delays than SQS takes', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'x' }]),
    );
    const message = { QueueUrl: host.queueUrl('work'), MessageBody: 'x' };
    await expect(host.sqs.send(new SendMessageCommand({ ...message, MessageAttributes: attributes }))).rejects.toThrow(
      /at most 10/,
    );
    await expect(host.sqs.send(new SendMessageCommand({ ...message, DelaySeconds: 901 }))).rejects.toThrow(/900/);
  });

  it('says which operation it does not emulate', async () => {
    const call = new AddPermissionCommand({
      QueueUrl: host.queueUrl('work'),
      Label: 'x',
      AWSAccountIds: ['1'],
      Actions: ['*'],
    });
    await expect(host.sqs.send(call)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('AddPermission'),
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('tells a client of another region which one there is', async () => {
    const elsewhere = new SQSClient({
      endpoint: host.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await expect(elsewhere.send(new GetQueueUrlCommand({ QueueName: 'work' }))).rejects.toThrow(
      `set AWS_REGION=${region}`,
    );
    elsewhere.destroy();
  });

  it('refuses the old query protocol and broken JSON with a reason', async () => {
    const post = async (headers: Record<string, string>, body: string) => {
      const answer = await fetch(host.endpoint, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    };
    const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/sqs/aws4_request, Signature=x`;
    const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await post(form, 'Action=ListQueues')).toMatchObject({ status: 501, text: expect.stringContaining('JSON') });
    expect(await post({ 'x-amz-target': 'AmazonSQS.ListQueues' }, '{')).toMatchObject({ status: 400 });
    expect(await post({ 'x-amz-target': 'AmazonSQS.ListQueues' }, '[]')).toMatchObject({ status: 400 });
    expect(await post({ 'x-amz-target': 'Kinesis.PutRecord' }, '{}')).toMatchObject({ status: 501 });
  });
});

describe('dead letters', () => {
  const policy = (maxReceiveCount: number) =>
    JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount });

  beforeEach(() => {
    host.messaging.declareQueue({ name: 'dead', attributes: {} });
    host.messaging.declareQueue({ name: 'work', attributes: { RedrivePolicy: policy(2) } });
    host.messaging.declareQueue({ name: 'other', attributes: { RedrivePolicy: policy(1) } });
  });

  const kill = async (body: string, name: string, receives: number) => {
    await send(body, name);
    for (let count = 0; count < receives; count++) expect(await take(name, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await take(name)).toEqual([]);
  };

  it('leave the queue after as many receives as its policy allows', async () => {
    await kill('poison', 'work', 2);
    const [dead] = await take('dead');
    expect(dead).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '4' } });
  });

  it('go back to the queues they came from, as new messages', async () => {
    await kill('from work', 'work', 2);
    await kill('from other', 'other', 1);
    const { TaskHandle } = await host.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn('dead') }));
    expect(TaskHandle).toBeTruthy();
    expect(await counts('dead')).toEqual(['0', '0', '0']);
    expect(await take('work')).toMatchObject([{ Body: 'from work', Attributes: { ApproximateReceiveCount: '1' } }]);
    expect(await take('other')).toMatchObject([{ Body: 'from other', Attributes: { ApproximateReceiveCount: '1' } }]);
    const { Results } = await host.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: queueArn('dead') }));
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 }]);
  });

  it('go to the queue that is named, and stay if nobody knows where from', async () => {
    await send('sent by hand', 'dead');
    await host.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn('dead') }));
    expect(await counts('dead')).toEqual(['1', '0', '0']);
    await host.sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: queueArn('dead'), DestinationArn: queueArn('work') }),
    );
    expect(await counts('dead')).toEqual(['0', '0', '0']);
    expect(await take('work')).toHaveLength(1);
  });

  it('do not go round in a circle', async () => {
    const circle = { SourceArn: queueArn('dead'), DestinationArn: queueArn('dead') };
    await expect(host.sqs.send(new StartMessageMoveTaskCommand(circle))).rejects.toThrow(/its own destination/);
  });

  it('are moved only from a dead-letter queue, which can name its sources', async () => {
    await expect(host.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn('work') }))).rejects.toThrow(
      /not the dead-letter queue/,
    );
    const { queueUrls } = await host.sqs.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: host.queueUrl('dead') }),
    );
    expect(queueUrls).toEqual([host.queueUrl('work'), host.queueUrl('other')]);
  });
});

describe('the retention period', () => {
  const minutesLater = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 1 });
    host.messaging.declareQueue({ name: 'dead', attributes: { MessageRetentionPeriod: '600' } });
    host.messaging.declareQueue({ name: 'short', attributes: { MessageRetentionPeriod: '60', DelaySeconds: '0' } });
    host.messaging.declareQueue({ name: 'poison', attributes: { MessageRetentionPeriod: '300', RedrivePolicy } });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends every message that is older, be it waiting, held or delayed, and no younger one', async () => {
    const QueueUrl = host.queueUrl('short');
    await send('held', 'short');
    expect(await take('short', { VisibilityTimeout: 600 })).toHaveLength(1);
    await send('waiting', 'short');
    await host.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 600 }));
    minutesLater(0.9);
    await send('young', 'short');
    expect(await counts('short')).toEqual(['2', '1', '1']);
    minutesLater(0.2);
    expect(await counts('short')).toEqual(['1', '0', '0']);
    expect((await take('short')).map(({ Body }) => Body)).toEqual(['young']);
  });

  it('is counted from the first sending, also of a dead letter', async () => {
    await send('poison', 'poison');
    minutesLater(4);
    await take('poison', { VisibilityTimeout: 0 });
    await take('poison');
    expect(await counts('dead')).toEqual(['1', '0', '0']);
    minutesLater(5.9);
    expect(await counts('dead')).toEqual(['1', '0', '0']);
    minutesLater(0.2);
    expect(await take('dead')).toEqual([]);
  });

  it('is four days where the queue names none', async () => {
    await send('long');
    minutesLater(4 * 24 * 60 - 1);
    expect(await counts()).toEqual(['1', '0', '0']);
    minutesLater(2);
    expect(await counts()).toEqual(['0', '0', '0']);
  });
});

describe('a queue within the process', () => {
  it('gives a message with all its attributes', async () => {
    await host.sqs.send(
      new SendMessageCommand({
        QueueUrl: host.queueUrl('work'),
        MessageBody: 'hello',
        MessageAttributes: { n: { DataType: 'Number', StringValue: '7' } },
      }),
    );
    const [message] = await host.messaging.receive(queueArn('work'), { max: 10, waitSeconds: 0 });
    expect(message).toMatchObject({
      body: 'hello',
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      messageAttributes: { n: { DataType: 'Number', StringValue: '7' } },
      attributes: {
        ApproximateReceiveCount: '1',
        SenderId: '000000000000',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
    });
  });

  it('wakes the waiting on arrival, on release, and when a message becomes visible again', async () => {
    // Longer than a test may last: a wait that only ends with its time fails.
    const receive = () => host.messaging.receive(queueArn('work'), { max: 1, waitSeconds: 60 });
    const arrival = receive();
    host.messaging.send('s3.amazonaws.com', 'arn:aws:s3:::bucket', queueArn('work'), 'event');
    const [first] = await arrival;
    const released = receive();
    host.messaging.release(queueArn('work'), [first?.receiptHandle ?? ''], 0);
    const [second] = await released;
    const visible = receive();
    host.messaging.release(queueArn('work'), [second?.receiptHandle ?? ''], 1);
    const [third] = await visible;
    expect(third).toMatchObject({ messageId: first?.messageId, attributes: { ApproximateReceiveCount: '3' } });
    host.messaging.remove(queueArn('work'), [third?.receiptHandle ?? '']);
    expect(await counts()).toEqual(['0', '0', '0']);
  });

  it('gives one message to one of many who wait', async () => {
    const abort = new AbortController();
    const waiting = Array.from({ length: 5 }, () =>
      host.messaging.receive(queueArn('work'), { max: 10, waitSeconds: 20, signal: abort.signal }),
    );
    await send('one');
    expect(await Promise.race(waiting)).toHaveLength(1);
    abort.abort();
    expect((await Promise.all(waiting)).flat()).toHaveLength(1);
  });

  it('takes nothing for an aborted wait', async () => {
    const abort = new AbortController();
    const waiting = host.messaging.receive(queueArn('work'), { max: 10, waitSeconds: 20, signal: abort.signal });
    abort.abort();
    await send('stays');
    expect(await waiting).toEqual([]);
    expect(await counts()).toEqual(['1', '0', '0']);
    const aborted = { max: 1, waitSeconds: 20, signal: AbortSignal.abort() };
    expect(await host.messaging.receive(queueArn('work'), aborted)).toEqual([]);
    expect(await counts()).toEqual(['1', '0', '0']);
  });

  it('ends every wait on close', async () => {
    const waiting = Array.from({ length: 4 }, () =>
      host.messaging.receive(queueArn('work'), { max: 1, waitSeconds: 20 }),
    );
    await host.messaging.close();
    expect(await Promise.all(waiting)).toEqual([[], [], [], []]);
  });

  it('starts no timer that is not needed', async () => {
    const abort = new AbortController();
    const waiting = host.messaging.receive(queueArn('work'), { max: 1, waitSeconds: 20, signal: abort.signal });
    const intervals = vi.spyOn(globalThis, 'setInterval');
    const timeouts = vi.spyOn(globalThis, 'setTimeout');
    host.messaging.declareQueue({ name: 'idle', attributes: {} });
    const idle = host.messaging.receive(queueArn('idle'), { max: 1, waitSeconds: 20, signal: abort.signal });
    expect(intervals).not.toHaveBeenCalled();
    expect(timeouts).toHaveBeenCalledTimes(1);
    abort.abort();
    await Promise.all([waiting, idle]);
  });

  it('gets the attributes of its latest declaration, and the defaults for the rest', async () => {
    await send('kept');
    host.messaging.declareQueue({ name: 'work', attributes: { VisibilityTimeout: '7' } });
    await host.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: host.queueUrl('work'), Attributes: { DelaySeconds: '3' } }),
    );
    host.messaging.declareQueue({ name: 'work', attributes: { VisibilityTimeout: '8' } });
    const { Attributes } = await host.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: host.queueUrl('work'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '8', DelaySeconds: '0', ApproximateNumberOfMessages: '1' });
    expect(() => host.messaging.declareQueue({ name: 'work', attributes: { VisibilityTimeout: '-1' } })).toThrow(
      /queue work cannot be made.*VisibilityTimeout/,
    );
  });

  it('does not take a message that its policy forbids, and says what is missing', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const strict = await startMessaging(await newDirectory(), (service) => service !== 's3.amazonaws.com');
    strict.messaging.declareQueue({ name: 'uploads', attributes: {} });
    const sent = strict.messaging.send('s3.amazonaws.com', 'arn:aws:s3:::content', queueArn('uploads'), 'event');
    expect(sent).toBe(false);
    expect(strict.messaging.send('s3.amazonaws.com', 'arn:aws:s3:::content', queueArn('absent'), 'event')).toBe(false);
    expect(warn.mock.calls.flat().join('\n')).toMatch(/uploads.*s3\.amazonaws\.com.*arn:aws:s3:::content.*\n.*absent/);
    expect(await strict.messaging.receive(queueArn('uploads'), { max: 1, waitSeconds: 0 })).toEqual([]);
    await strict.stop();
  });

  it('refuses what does not exist', async () => {
    await expect(host.messaging.receive(queueArn('none'), { max: 1, waitSeconds: 0 })).rejects.toThrow(/no queue/);
    const subscription = { topicArn: topicArn('none'), queueArn: queueArn('work'), raw: true };
    expect(() => host.messaging.declareSubscription(subscription)).toThrow(/no topic/);
  });
});
