import { randomUUID } from 'node:crypto';
import type { Fauxqs, FauxqsQueue, StoredMessage } from './fauxqs.ts';
import { notEmulated, Refusal } from './refusal.ts';
import type { Stores } from './stores.ts';

type MoveTask = {
  Status: 'COMPLETED';
  SourceArn: string;
  DestinationArn?: string;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  /** Milliseconds since 1970. */
  StartedTimestamp: number;
};

/** The redrive of dead letters: what `aws sqs start-message-move-task` and the console's button do. */
export type Redrive = {
  start(sourceArn: string, destinationArn: string | undefined): { TaskHandle: string };
  list(sourceArn: string, max: number): { Results: MoveTask[] };
  sourcesOf(deadLetters: FauxqsQueue): FauxqsQueue[];
};

export function createRedrive(stores: Stores, createMessage: Fauxqs['SqsStore']['createMessage']): Redrive {
  const tasks: MoveTask[] = [];

  function sourcesOf(deadLetters: FauxqsQueue): FauxqsQueue[] {
    return [...stores.sqs.allQueues()].filter((queue) => deadLetterQueueOf(queue.attributes) === deadLetters.arn);
  }

  function existing(arn: string): FauxqsQueue {
    const queue = stores.sqs.getQueueByArn(arn);
    if (!queue) throw new Refusal('ResourceNotFoundException', `There is no queue ${arn}.`);
    return queue;
  }

  function move(message: StoredMessage, destination: FauxqsQueue): void {
    stores.persistence.deleteMessage(message.messageId);
    destination.enqueue(createMessage(message.body, message.messageAttributes));
  }

  return {
    sourcesOf,
    /** Moves every visible message before it returns. Each starts afresh, with a new id and no receives, as in SQS. */
    start(sourceArn, destinationArn) {
      const deadLetters = existing(sourceArn);
      const sources = sourcesOf(deadLetters);
      if (sources.length === 0)
        throw new Refusal('InvalidParameterValue', `${sourceArn} is not the dead-letter queue of any queue.`);
      if (deadLetters.isFifo()) throw notEmulated('Moving the messages of a FIFO queue');
      if (destinationArn === sourceArn)
        throw new Refusal('InvalidParameterValue', 'A dead-letter queue cannot be its own destination.');
      const destination = destinationArn === undefined ? undefined : existing(destinationArn);
      const onlySource = sources.length === 1 ? sources[0] : undefined;
      const started = Date.now();
      const staying: StoredMessage[] = [];
      let moved = 0;
      deadLetters.processTimers();
      stores.persistence.transaction(() => {
        for (const message of deadLetters.messages) {
          const cameFrom = stores.sourceOfDeadLetter(message.messageId);
          const target =
            destination ?? (cameFrom === undefined ? onlySource : (stores.sqs.getQueueByArn(cameFrom) ?? onlySource));
          if (target) {
            move(message, target);
            moved += 1;
          } else staying.push(message);
        }
      });
      deadLetters.messages = staying;
      tasks.unshift({
        Status: 'COMPLETED',
        SourceArn: sourceArn,
        ...(destinationArn !== undefined && { DestinationArn: destinationArn }),
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: moved + staying.length,
        StartedTimestamp: started,
      });
      return { TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64') };
    },
    list(sourceArn, max) {
      existing(sourceArn);
      return { Results: tasks.filter((task) => task.SourceArn === sourceArn).slice(0, max) };
    },
  };
}

/** The ARN in a queue's RedrivePolicy, if it has one that can be read. */
export function deadLetterQueueOf(attributes: Record<string, string>): string | undefined {
  if (!attributes.RedrivePolicy) return undefined;
  try {
    const policy: unknown = JSON.parse(attributes.RedrivePolicy);
    if (typeof policy !== 'object' || policy === null || !('deadLetterTargetArn' in policy)) return undefined;
    return String(policy.deadLetterTargetArn);
  } catch {
    return undefined;
  }
}
