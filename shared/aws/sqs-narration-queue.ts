import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { NarrationQueue } from '../ports.ts';

/** The narration queue, which hears of everything else by announcements. */
export function sqsNarrationQueue(queue: string): NarrationQueue {
  const client = new SQSClient();
  return {
    async ask(article, revision) {
      const MessageBody = JSON.stringify({ type: 'narration.wanted', article, revision });
      await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));
    },
  };
}
