import type { FauxqsSnsStore } from './fauxqs.ts';
import { type FilterPolicyScope, faultInFilterPolicy } from './filter-policy.ts';
import { notEmulated, Refusal } from './refusal.ts';

/** The form of a query-protocol call. */
export type SnsInput = URLSearchParams;

/** What fauxqs does well enough. */
const passedOn = new Set([
  'CreateTopic',
  'DeleteTopic',
  'GetSubscriptionAttributes',
  'GetTopicAttributes',
  'ListSubscriptions',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'ListTopics',
  'Publish',
  'PublishBatch',
  'SetSubscriptionAttributes',
  'SetTopicAttributes',
  'Subscribe',
  'TagResource',
  'Unsubscribe',
  'UntagResource',
]);

/** @throws {Refusal} for what would otherwise succeed here and deliver nothing, or fail on AWS. */
export function judgeSnsCall(action: string, input: SnsInput, sns: FauxqsSnsStore): void {
  if (!passedOn.has(action)) throw notEmulated(`The SNS operation ${action || '(none given)'}`);
  switch (action) {
    case 'Subscribe':
      checkSubscription(input);
      break;
    case 'SetSubscriptionAttributes':
      checkChange(input, sns);
      break;
    case 'Publish':
      if (input.has('TargetArn') || input.has('PhoneNumber'))
        throw notEmulated('Publishing to anything but a TopicArn');
      checkMessage(input, '', sns);
      break;
    case 'PublishBatch':
      checkBatch(input, sns);
      break;
  }
}

function invalid(reason: string): Refusal {
  return new Refusal('InvalidParameter', `Invalid parameter: ${reason}`);
}

function checkSubscription(input: SnsInput): void {
  const protocol = input.get('Protocol') ?? '';
  if (protocol !== 'sqs') throw notEmulated(`A subscription with the protocol "${protocol}"`);
  const endpoint = input.get('Endpoint') ?? '';
  if (!/^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/.test(endpoint))
    throw invalid(`SQS endpoint ARN: "${endpoint}" is not the ARN of a queue`);
  const attributes = new Map<string, string>();
  for (const [key, name] of input) {
    const index = /^Attributes\.entry\.(\d+)\.key$/.exec(key)?.[1];
    if (index !== undefined) attributes.set(name, input.get(`Attributes.entry.${index}.value`) ?? '');
  }
  const scope = attributes.get('FilterPolicyScope') ?? 'MessageAttributes';
  for (const [name, value] of attributes) checkAttribute(name, value, scope);
}

function checkChange(input: SnsInput, sns: FauxqsSnsStore): void {
  const name = input.get('AttributeName') ?? '';
  const value = input.get('AttributeValue') ?? '';
  const attributes = sns.getSubscription(input.get('SubscriptionArn') ?? '')?.attributes ?? {};
  checkAttribute(name, value, attributes.FilterPolicyScope ?? 'MessageAttributes');
  if (name === 'FilterPolicyScope' && attributes.FilterPolicy) checkPolicy(attributes.FilterPolicy, value);
}

function checkAttribute(name: string, value: string, scope: string): void {
  switch (name) {
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false') throw invalid('RawMessageDelivery is "true" or "false"');
      return;
    case 'FilterPolicyScope':
      if (!isScope(value)) throw invalid('FilterPolicyScope is "MessageAttributes" or "MessageBody"');
      return;
    case 'FilterPolicy':
      if (value !== '') checkPolicy(value, scope);
      return;
    case 'RedrivePolicy':
      throw notEmulated('The RedrivePolicy of a subscription');
    default:
      throw invalid(`Attributes Reason: "${name}" is not an attribute of an SQS subscription`);
  }
}

function checkPolicy(policy: string, scope: string): void {
  const fault = isScope(scope) ? faultInFilterPolicy(policy, scope) : undefined;
  if (fault) throw invalid(fault);
}

function isScope(scope: string): scope is FilterPolicyScope {
  return scope === 'MessageAttributes' || scope === 'MessageBody';
}

/** Checks the message whose parameters begin with the prefix. */
function checkMessage(input: SnsInput, prefix: string, sns: FauxqsSnsStore): void {
  if (input.has(`${prefix}MessageStructure`)) throw notEmulated('MessageStructure, a message for each protocol,');
  if (!input.get(`${prefix}Message`)) throw invalid('Empty message');
  const subject = input.get(`${prefix}Subject`);
  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  if (subject !== null && !/^[!-~][ -~]{0,99}$/.test(subject))
    throw invalid('Subject: it has 1 to 100 ASCII characters, no control characters, and does not begin with a space');
  const attributes = [...input].filter(([key]) => key.startsWith(`${prefix}MessageAttributes.entry.`));
  for (const [key, value] of attributes) {
    if (!key.endsWith('.Value.DataType') || value !== 'String.Array') continue;
    const name = input.get(key.replace(/Value\.DataType$/, 'Name')) ?? '';
    if (isFilteredBy(sns, input.get('TopicArn') ?? '', name))
      throw notEmulated(`A filter policy on "${name}", an attribute of the type String.Array,`);
  }
}

function isFilteredBy(sns: FauxqsSnsStore, topicArn: string, attribute: string): boolean {
  return (sns.getTopic(topicArn)?.subscriptionArns ?? []).some((arn) => {
    const { FilterPolicy = '', FilterPolicyScope = 'MessageAttributes' } = sns.getSubscription(arn)?.attributes ?? {};
    return FilterPolicyScope === 'MessageAttributes' && FilterPolicy.includes(JSON.stringify(attribute));
  });
}

const maxBatchBytes = 262_144;

function checkBatch(input: SnsInput, sns: FauxqsSnsStore): void {
  const prefixes = new Set<string>();
  let bytes = 0;
  for (const [key, value] of input) {
    const prefix = /^PublishBatchRequestEntries\.member\.\d+\./.exec(key)?.[0];
    if (prefix === undefined) continue;
    prefixes.add(prefix);
    // The size is of bodies and attributes: names, types and values.
    if (/\.(Message|Name|DataType|StringValue|BinaryValue)$/.test(key)) bytes += Buffer.byteLength(value);
  }
  if (bytes > maxBatchBytes)
    throw new Refusal('BatchRequestTooLong', `The messages of a batch have at most ${maxBatchBytes} bytes together.`);
  for (const prefix of prefixes) {
    if (!input.get(`${prefix}Id`)) throw invalid('every entry of a batch needs an Id');
    checkMessage(input, prefix, sns);
  }
}
