import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMessaging } from '../../infra/local/emulators/messaging/messaging.ts';
import { sqsNarrationQueue } from '../../shared/aws/sqs-narration-queue.ts';
import type { NarrationCall } from '../../shared/domain/narration.ts';
import type { NarrationQueue } from '../../shared/ports.ts';
import { fakeNarrationQueue } from '../fakes/narration-studio.ts';
import { serveEmulator } from './local-aws.ts';

type Opened = {
  queue: NarrationQueue;
  /** The call that a narrator gets at this moment. */
  take(): Promise<NarrationCall | undefined>;
  /** How many are held back. */
  later(): Promise<number>;
  close(): Promise<void>;
};

const wanted: NarrationCall = { type: 'narration.wanted', article: 'en-a', revision: 2, attempt: 1, flaws: 0 };
const paths = ['/media/narrations/en-a/0-ever/café.mp3'];
const retired: NarrationCall = { type: 'narration.retired', article: 'en-a', paths, at: '2026-11-24T13:00:00.000Z' };

/** What the narration queue promises, whoever keeps it. */
function narrationQueueSuite(name: string, open: () => Promise<Opened>) {
  describe(`the narration queue, ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('wakes a narrator at once with what it was asked', async () => {
      for (const call of [wanted, retired]) {
        await opened.queue.ask(call);
        expect(await opened.take()).toEqual(call);
      }
    });

    it('holds back for as long as it is told, and for fifteen minutes at most', async () => {
      await opened.queue.ask(wanted, 900);
      expect(await opened.take()).toBeUndefined();
      expect(await opened.later()).toBe(1);
      await expect(opened.queue.ask(wanted, 901)).rejects.toThrow();
      expect(await opened.later()).toBe(1);
    });
  });
}

narrationQueueSuite('in memory', async () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const queue = fakeNarrationQueue(() => now);
  let taken = 0;
  return {
    queue,
    async take() {
      const call = queue.take(now.getTime())?.call;
      if (call !== undefined) taken++;
      return call;
    },
    later: async () => queue.asked.length - taken,
    async close() {},
  };
});

narrationQueueSuite('in SQS', async () => {
  const { emulator, close } = await serveEmulator((directory) =>
    openMessaging({ directory, region: 'us-east-1', maySend: () => true }),
  );
  emulator.declareQueue({ name: 'narrations', attributes: {} });
  const QueueUrl = `${process.env.AWS_ENDPOINT_URL}/000000000000/narrations`;
  const client = new SQSClient();
  return {
    queue: sqsNarrationQueue(QueueUrl),
    async take() {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      const [body] = Messages.map(({ Body }) => Body);
      return body === undefined ? undefined : JSON.parse(body);
    },
    async later() {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesDelayed'] }),
      );
      return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
    },
    close,
  };
});
