import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ViewQueue } from '../ports.ts';

export function sqsViewQueue(queueUrl: string): ViewQueue {
  const client = new SQSClient();
  return {
    async send(view) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(view) }));
    },
  };
}
