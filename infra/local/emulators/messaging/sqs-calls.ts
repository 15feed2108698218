import type { FauxqsSqsStore } from './fauxqs.ts';
import { deadLetterQueueOf, type Redrive } from './redrive.ts';
import { notEmulated, Refusal } from './refusal.ts';

export type SqsInput = Record<string, unknown>;

/** What fauxqs does well enough. */
const passedOn = new Set([
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'CreateQueue',
  'DeleteMessage',
  'DeleteMessageBatch',
  'DeleteQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueueTags',
  'ListQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
]);

const queueAttributes = new Set([
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'Policy',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
]);

/** A call is either answered here, or goes to fauxqs with the input given back. */
export type SqsOutcome = { result: object } | { forward: SqsInput };

/** @throws {Refusal} for what would otherwise succeed here and fail on AWS. */
export function judgeSqsCall(
  action: string,
  input: SqsInput,
  sqs: FauxqsSqsStore,
  region: string,
  redrive: Redrive,
): SqsOutcome {
  switch (action) {
    case 'ListDeadLetterSourceQueues': {
      const queue = sqs.getQueue(text(input.QueueUrl));
      if (!queue) throw new Refusal('QueueDoesNotExist', 'The specified queue does not exist.');
      return { result: { queueUrls: redrive.sourcesOf(queue).map(({ url }) => url) } };
    }
    case 'StartMessageMoveTask':
      return {
        result: redrive.start(
          text(input.SourceArn),
          input.DestinationArn === undefined ? undefined : text(input.DestinationArn),
        ),
      };
    case 'ListMessageMoveTasks':
      return {
        result: redrive.list(text(input.SourceArn), typeof input.MaxResults === 'number' ? input.MaxResults : 1),
      };
  }
  if (!passedOn.has(action)) throw notEmulated(`The SQS operation ${action || '(none given)'}`);
  switch (action) {
    case 'CreateQueue':
      checkNewQueue(input, sqs, region);
      break;
    case 'SetQueueAttributes':
      checkDeadLetterQueue(record(input.Attributes), sqs);
      break;
    case 'SendMessage':
      checkMessage(input);
      break;
    case 'SendMessageBatch':
      for (const entry of Array.isArray(input.Entries) ? input.Entries : []) checkMessage(record(entry));
      break;
    case 'ReceiveMessage':
      return { forward: withAttributeNames(input) };
  }
  return { forward: input };
}

/** fauxqs returns all message attributes to a client that asked for none. No attribute has the empty name. */
function withAttributeNames(input: SqsInput): SqsInput {
  const names = input.MessageAttributeNames;
  return Array.isArray(names) && names.length > 0 ? input : { ...input, MessageAttributeNames: [''] };
}

function checkNewQueue(input: SqsInput, sqs: FauxqsSqsStore, region: string): void {
  const name = text(input.QueueName);
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name.replace(/\.fifo$/, '')) || name.length > 80)
    throw new Refusal(
      'InvalidParameterValue',
      'A queue name has 1 to 80 letters, digits, hyphens and underscores, and ends in .fifo for a FIFO queue.',
    );
  const attributes = record(input.Attributes);
  const unknown = Object.keys(attributes).find((attribute) => !queueAttributes.has(attribute));
  if (unknown) throw new Refusal('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  checkDeadLetterQueue(attributes, sqs);
  const queue = sqs.getQueueByArn(`arn:aws:sqs:${region}:000000000000:${name}`);
  const other = queue && Object.entries(attributes).find(([attribute, value]) => queue.attributes[attribute] !== value);
  if (other)
    throw new Refusal(
      'QueueNameExists',
      `A queue named ${name} already exists with another value of ${other[0]}. SetQueueAttributes changes it.`,
    );
}

function checkDeadLetterQueue(attributes: SqsInput, sqs: FauxqsSqsStore): void {
  if (!attributes.RedrivePolicy) return;
  const arn = deadLetterQueueOf({ RedrivePolicy: String(attributes.RedrivePolicy) });
  if (arn === undefined)
    throw new Refusal(
      'InvalidParameterValue',
      'RedrivePolicy is not a JSON object with deadLetterTargetArn and maxReceiveCount.',
    );
  if (!sqs.getQueueByArn(arn))
    throw new Refusal('InvalidParameterValue', `Dead letter target does not exist: ${arn}. Create it first.`);
}

function checkMessage(message: SqsInput): void {
  const { MessageBody: body, DelaySeconds: delay } = message;
  if (typeof body !== 'string' || body === '')
    throw new Refusal('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (delay !== undefined && !(Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) <= 900))
    throw new Refusal(
      'InvalidParameterValue',
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  if (Object.keys(record(message.MessageAttributes)).length > 10)
    throw new Refusal('InvalidParameterValue', 'A message has at most 10 message attributes.');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function record(value: unknown): SqsInput {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
