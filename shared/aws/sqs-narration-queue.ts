import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { NarrationQueue } from '../ports.ts';

/** The narration queue. A call is an announcement's likeness: type, article, revision. */
export function sqsNarrationQueue(queue: string): NarrationQueue {
  const client = new SQSClient();
  return {
    async ask(call, delaySeconds = 0) {
      await client.send(
        new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(call), DelaySeconds: delaySeconds }),
      );
    },
  };
}
