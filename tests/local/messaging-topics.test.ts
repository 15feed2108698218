import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type MessageAttributeValue,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  type SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MessagingHost, newDirectory, queueArn, startMessaging, topicArn } from './fixtures/messaging-host.ts';

let host: MessagingHost;
let forbidden: string | undefined;
const TopicArn = topicArn('news');

beforeEach(async () => {
  forbidden = undefined;
  host = await startMessaging(await newDirectory(), (service, queue, source) => {
    expect([service, source]).toEqual(['sns.amazonaws.com', TopicArn]);
    return queue !== forbidden;
  });
  host.messaging.declareTopic({ name: 'news' });
  host.messaging.declareQueue({ name: 'inbox', attributes: {} });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await host.stop();
});

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const number = (value: number) => ({ DataType: 'Number', StringValue: String(value) });

const publish = (Message: string, MessageAttributes: Record<string, MessageAttributeValue> = {}) =>
  host.sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));

const subscribe = (Attributes: Record<string, string> = {}, more: Partial<SubscribeCommandInput> = {}) =>
  host.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('inbox'), Attributes, ...more }));

async function arrived(name = 'inbox') {
  const messages = await host.messaging.receive(queueArn(name), { max: 10, waitSeconds: 0 });
  host.messaging.remove(
    queueArn(name),
    messages.map(({ receiptHandle }) => receiptHandle),
  );
  return messages;
}

describe('a topic', () => {
  it('wraps a message in an envelope', async () => {
    await subscribe();
    await host.sns.send(
      new PublishCommand({ TopicArn, Subject: 'Late', Message: 'Zug 📰', MessageAttributes: { kind: text('news') } }),
    );
    const [message] = await arrived();
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Subject: 'Late',
      Message: 'Zug 📰',
      MessageAttributes: { kind: { Type: 'String', Value: 'news' } },
    });
    expect(message?.messageAttributes).toEqual({});
  });

  it('delivers a raw message with its attributes', async () => {
    await subscribe({ RawMessageDelivery: 'true' });
    await publish('raw 📰', { kind: text('news'), revision: number(3) });
    expect(await arrived()).toMatchObject([
      { body: 'raw 📰', messageAttributes: { kind: text('news'), revision: number(3) } },
    ]);
  });

  it.each([
    ['an exact value', { kind: ['news', 'blog'] }, { kind: text('blog') }, { kind: text('opinion') }],
    [
      'a prefix',
      { type: [{ prefix: 'article.' }] },
      { type: text('article.updated') },
      { type: text('narration.ready') },
    ],
    ['all but a value', { kind: [{ 'anything-but': ['video'] }] }, { kind: text('news') }, { kind: text('video') }],
    ['an attribute that exists', { hero: [{ exists: true }] }, { hero: text('x') }, { kind: text('x') }],
    ['an attribute that does not', { hero: [{ exists: false }] }, { kind: text('x') }, { hero: text('x') }],
    ['a number', { words: [{ numeric: ['>=', 100, '<', 200] }] }, { words: number(150) }, { words: number(200) }],
    [
      'one of several keys',
      { $or: [{ kind: ['news'] }, { section: ['world'] }] },
      { section: text('world') },
      { section: text('sport') },
    ],
  ])('filters by %s', async (_, filterPolicy, passing, failing) => {
    host.messaging.declareSubscription({ topicArn: TopicArn, queueArn: queueArn('inbox'), raw: true, filterPolicy });
    await publish('no', failing);
    await publish('yes', passing);
    expect((await arrived()).map(({ body }) => body)).toEqual(['yes']);
  });

  it('filters by the body', async () => {
    host.messaging.declareSubscription({
      topicArn: TopicArn,
      queueArn: queueArn('inbox'),
      raw: true,
      filterPolicy: { article: { section: ['world'], words: [{ numeric: ['>', 10] }] } },
      filterPolicyScope: 'MessageBody',
    });
    await publish(JSON.stringify({ article: { section: 'sport', words: 11 } }));
    await publish(JSON.stringify({ article: { section: 'world', words: 10 } }));
    await publish('not JSON');
    await publish(JSON.stringify({ article: { section: 'world', words: 11 } }));
    expect(await arrived()).toHaveLength(1);
  });

  it('lets a user change the filter of a subscription', async () => {
    const { SubscriptionArn } = await subscribe({ FilterPolicy: '{"kind":["news"]}', RawMessageDelivery: 'true' });
    await publish('first', { kind: text('blog') });
    await host.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"kind":["blog"]}',
      }),
    );
    await publish('second', { kind: text('blog') });
    expect((await arrived()).map(({ body }) => body)).toEqual(['second']);
  });

  it('keeps one subscription of a queue, with its latest declaration', async () => {
    const subscription = { topicArn: TopicArn, queueArn: queueArn('inbox') };
    host.messaging.declareSubscription({ ...subscription, raw: false, filterPolicy: { kind: ['news'] } });
    await publish('warm the cache of the filter', { kind: text('blog') });
    host.messaging.declareSubscription({ ...subscription, raw: true, filterPolicy: { kind: ['blog'] } });
    await publish('blog', { kind: text('blog') });
    await publish('news', { kind: text('news') });
    host.messaging.declareSubscription({ ...subscription, raw: true });
    await publish('any');
    expect((await arrived()).map(({ body }) => body)).toEqual(['blog', 'any']);
    const { Subscriptions } = await host.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toHaveLength(1);
    const { Attributes } = await host.sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: Subscriptions?.[0]?.SubscriptionArn }),
    );
    expect(Attributes?.FilterPolicy).toBeUndefined();
  });

  it('drops what the policy of a queue forbids, with a warning, and delivers to the others', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    host.messaging.declareQueue({ name: 'closed', attributes: {} });
    await subscribe({ RawMessageDelivery: 'true' });
    await subscribe({}, { Endpoint: queueArn('closed') });
    await subscribe({}, { Endpoint: queueArn('absent') });
    forbidden = queueArn('closed');
    await publish('hello');
    await host.sns.send(
      new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'batch' }] }),
    );
    expect(await arrived('closed')).toEqual([]);
    expect((await arrived()).map(({ body }) => body)).toEqual(['hello', 'batch']);
    const warnings = warn.mock.calls.map(([line]) => String(line));
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toContain(queueArn('closed'));
    expect(warnings[0]).toContain('sns.amazonaws.com');
    expect(warnings[0]).toContain(TopicArn);
    expect(warnings[1]).toContain(queueArn('absent'));
  });

  it('applies the delay of a queue', async () => {
    host.messaging.declareQueue({ name: 'inbox', attributes: { DelaySeconds: '1' } });
    await subscribe();
    await publish('later');
    expect(await arrived()).toEqual([]);
    expect(await host.messaging.receive(queueArn('inbox'), { max: 1, waitSeconds: 10 })).toHaveLength(1);
  });

  it('takes a message of 256 KiB and no more', async () => {
    await subscribe({ RawMessageDelivery: 'true' });
    await publish('x'.repeat(262_144));
    await expect(publish('x'.repeat(262_145))).rejects.toThrow(/too long/);
    expect(await arrived()).toHaveLength(1);
  });

  it.each(['x'.repeat(101), 'Größe', 'two\nlines', ' begins with a space'])(
    'refuses the subject %j',
    async (Subject) => {
      await expect(host.sns.send(new PublishCommand({ TopicArn, Message: 'x', Subject }))).rejects.toThrow(/Subject/);
    },
  );

  it.each([
    ['e-mail', 'email', 'editor@example.com'],
    ['HTTPS', 'https', 'https://example.com/hook'],
    ['Lambda', 'lambda', 'arn:aws:lambda:us-east-1:000000000000:function:f'],
    ['SMS', 'sms', '+31612345678'],
  ])('refuses a subscription by %s, which it would never serve', async (_, Protocol, Endpoint) => {
    await expect(subscribe({}, { Protocol, Endpoint })).rejects.toMatchObject({
      message: expect.stringContaining(Protocol),
      $metadata: { httpStatusCode: 501 },
    });
  });

  it.each([
    ['an unknown operator', { FilterPolicy: '{"kind":[{"numberic":["=",1]}]}' }, /numberic/],
    ['a filter policy that is not JSON', { FilterPolicy: 'kind=news' }, /JSON/],
    ['a value without an array', { FilterPolicy: '{"kind":"news"}' }, /array/],
    ['a nested policy on attributes', { FilterPolicy: '{"a":{"b":["c"]}}' }, /array/],
    ['a broken numeric rule', { FilterPolicy: '{"a":[{"numeric":[">","1"]}]}' }, /numeric/],
    ['an unknown scope', { FilterPolicyScope: 'Body' }, /FilterPolicyScope/],
    ['an attribute nobody knows', { FilterPolicyscope: 'MessageBody' }, /FilterPolicyscope/],
    ['a dead-letter queue', { RedrivePolicy: '{}' }, /not emulated/],
  ])('refuses a subscription with %s', async (_, attributes, message) => {
    await expect(subscribe(attributes)).rejects.toThrow(message);
    const { SubscriptionArn } = await subscribe();
    for (const [AttributeName, AttributeValue] of Object.entries(attributes))
      await expect(
        host.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue })),
      ).rejects.toThrow(message);
  });

  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, ['a']]));
  const values = (count: number) => Array.from({ length: count }, (_, n) => `value ${n}`);
  it.each<[string, 'fits' | RegExp, Record<string, unknown>, 'MessageAttributes' | 'MessageBody']>([
    ['five keys', 'fits', keys(5), 'MessageAttributes'],
    ['six keys', /five keys/, keys(6), 'MessageAttributes'],
    ['150 combinations', 'fits', { a: values(15), b: values(10) }, 'MessageAttributes'],
    ['151 combinations', /150 combinations/, { a: values(151) }, 'MessageAttributes'],
    ['160 combinations', /150 combinations/, { a: values(16), b: values(10) }, 'MessageAttributes'],
    ['six keys within a key', 'fits', { article: keys(6) }, 'MessageBody'],
    ['160 combinations within a key', /150 combinations/, { a: { b: values(16), c: values(10) } }, 'MessageBody'],
    ['256 KB', 'fits', { a: ['x'.repeat(262_144 - '{"a":[""]}'.length)] }, 'MessageAttributes'],
    ['more than 256 KB', /256 KB/, { a: ['é'.repeat(131_072)] }, 'MessageAttributes'],
  ])('holds the template and the API to the limits of filter policies: %s', async (_, fault, filterPolicy, scope) => {
    const declare = async () =>
      host.messaging.declareSubscription({
        topicArn: TopicArn,
        queueArn: queueArn('inbox'),
        raw: false,
        filterPolicy,
        filterPolicyScope: scope,
      });
    const FilterPolicy = JSON.stringify(filterPolicy);
    const ask = () => subscribe({ FilterPolicy, FilterPolicyScope: scope, RawMessageDelivery: 'false' });
    for (const make of [declare, ask]) {
      if (fault === 'fits') await make();
      else await expect(make()).rejects.toThrow(fault);
    }
  });

  it('says what it does not emulate, rather than deliver something else', async () => {
    const structured = { TopicArn, MessageStructure: 'json', Message: '{"default":"x"}' };
    await expect(host.sns.send(new PublishCommand(structured))).rejects.toThrow(/MessageStructure/);
    await expect(host.sns.send(new PublishCommand({ PhoneNumber: '+1', Message: 'x' }))).rejects.toThrow(/TopicArn/);
    await expect(host.sns.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: '+1' }))).rejects.toMatchObject({
      message: expect.stringContaining('CheckIfPhoneNumberIsOptedOut'),
    });
    await subscribe({ FilterPolicy: '{"tags":["climate"]}' });
    const tags = { DataType: 'String.Array', StringValue: '["climate"]' };
    await expect(publish('x', { tags })).rejects.toThrow(/String\.Array/);
    expect(await publish('x', { others: tags })).toHaveProperty('MessageId');
  });

  it('refuses a batch that is too long or lacks a message', async () => {
    const batch = (...messages: string[]) =>
      host.sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: messages.map((Message, index) => ({ Id: `m${index}`, Message })),
        }),
      );
    await expect(batch('x'.repeat(200_000), 'x'.repeat(100_000))).rejects.toMatchObject({
      name: expect.stringContaining('BatchRequestTooLong'),
    });
    await expect(batch('x', '')).rejects.toThrow(/message/i);
    expect((await batch('x', 'y')).Successful).toHaveLength(2);
  });
});

it('tells a caller who they are', async () => {
  const answer = await fetch(host.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<Account>000000000000</Account>');
});
