import type { Dynamodb, TableSettings } from './emulators/dynamodb/dynamodb.ts';
import type { Messaging } from './emulators/messaging/messaging.ts';
import type { S3 } from './emulators/s3/s3.ts';
import type { BucketNotification, BucketSettings, CorsRule, LifecycleRule } from './emulators/s3/settings.ts';
import type { Resource, Stack } from './template.ts';

/** The properties that are read here, as CloudFormation shapes them. */
type Table = {
  AttributeDefinitions: TableSettings['attributeDefinitions'];
  KeySchema: TableSettings['keySchema'];
  GlobalSecondaryIndexes?: TableSettings['globalSecondaryIndexes'];
  TimeToLiveSpecification?: { AttributeName?: string; Enabled: boolean };
};
type Queue = Partial<Record<(typeof queueAttributes)[number], number | boolean>> & { RedrivePolicy?: object };
type Subscription = {
  TopicArn: string;
  Protocol: string;
  Endpoint: string;
  RawMessageDelivery?: boolean;
  FilterPolicy?: unknown;
  FilterPolicyScope?: string;
};
type Notification = { Event: string; Queue: string; Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } } };
type Cors = {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  ExposedHeaders?: string[];
  MaxAge?: number;
};
type Lifecycle = {
  Status: string;
  Prefix?: string;
  ExpirationInDays?: number;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
};
type Bucket = {
  NotificationConfiguration?: { QueueConfigurations?: Notification[] };
  VersioningConfiguration?: { Status: string };
  CorsConfiguration?: { CorsRules: Cors[] };
  LifecycleConfiguration?: { Rules: Lifecycle[] };
};

const queueAttributes = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'FifoQueue',
  'ContentBasedDeduplication',
] as const;

export type Stores = { dynamodb: Dynamodb; messaging: Messaging; s3: S3 };

/**
 * Gives the emulators the tables, queues, topics, subscriptions and buckets of the stack. What they hold already stays.
 *
 * @throws Error that names what the stack asks for and is not emulated.
 */
export async function provision(stack: Stack, { dynamodb, messaging, s3 }: Stores): Promise<void> {
  const tables = [...stack.ofType('AWS::DynamoDB::GlobalTable'), ...stack.ofType('AWS::DynamoDB::Table')];
  await Promise.all(tables.map((table) => dynamodb.declareTable(tableOf(table))));
  const queues = stack.ofType('AWS::SQS::Queue').map((queue) => ({ queue, ...queueOf(queue) }));
  // A queue that others redrive to comes before them.
  for (const first of [true, false]) {
    for (const { name, attributes } of queues) {
      if (first === (attributes.RedrivePolicy === undefined)) messaging.declareQueue({ name, attributes });
    }
  }
  for (const { name } of stack.ofType('AWS::SNS::Topic')) messaging.declareTopic({ name });
  for (const subscription of stack.ofType('AWS::SNS::Subscription')) {
    messaging.declareSubscription(subscriptionOf(subscription));
  }
  for (const bucket of stack.ofType('AWS::S3::Bucket')) s3.declareBucket(bucketOf(bucket, stack.place.region));
}

function tableOf({ name, properties }: Resource) {
  const table = properties as Table;
  const { TimeToLiveSpecification: ttl } = table;
  return {
    name,
    attributeDefinitions: table.AttributeDefinitions,
    keySchema: table.KeySchema,
    ...(table.GlobalSecondaryIndexes === undefined ? {} : { globalSecondaryIndexes: table.GlobalSecondaryIndexes }),
    ...(ttl?.Enabled && ttl.AttributeName !== undefined ? { ttlAttribute: ttl.AttributeName } : {}),
  };
}

function queueOf({ name, properties }: Resource): { name: string; attributes: Record<string, string> } {
  const { RedrivePolicy, ...rest } = properties as Queue;
  const attributes = queueAttributes.flatMap((key) => (rest[key] === undefined ? [] : [[key, String(rest[key])]]));
  return {
    name,
    attributes: {
      ...Object.fromEntries(attributes),
      ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    },
  };
}

function subscriptionOf({ id, properties }: Resource) {
  const { TopicArn, Protocol, Endpoint, RawMessageDelivery, FilterPolicy, FilterPolicyScope } =
    properties as Subscription;
  if (Protocol !== 'sqs')
    throw new Error(`The subscription ${id} is of the protocol ${Protocol}: only sqs is emulated.`);
  return {
    topicArn: TopicArn,
    queueArn: Endpoint,
    raw: RawMessageDelivery === true,
    ...(FilterPolicy === undefined ? {} : { filterPolicy: FilterPolicy }),
    ...(FilterPolicyScope === undefined ? {} : { filterPolicyScope: FilterPolicyScope }),
  };
}

function bucketOf({ name, arn = '', properties }: Resource, region: string): BucketSettings {
  const bucket = properties as Bucket;
  const cors = bucket.CorsConfiguration?.CorsRules.map(corsOf);
  return {
    name,
    arn,
    region,
    notifications: (bucket.NotificationConfiguration?.QueueConfigurations ?? []).map(notificationOf),
    versioned: bucket.VersioningConfiguration?.Status === 'Enabled',
    lifecycle: (bucket.LifecycleConfiguration?.Rules ?? []).flatMap(lifecycleOf),
    ...(cors === undefined ? {} : { cors }),
  };
}

function corsOf({ AllowedOrigins, AllowedMethods, AllowedHeaders, ExposedHeaders, MaxAge }: Cors): CorsRule {
  return {
    allowedOrigins: AllowedOrigins,
    allowedMethods: AllowedMethods,
    ...(AllowedHeaders === undefined ? {} : { allowedHeaders: AllowedHeaders }),
    ...(ExposedHeaders === undefined ? {} : { exposedHeaders: ExposedHeaders }),
    ...(MaxAge === undefined ? {} : { maxAgeSeconds: MaxAge }),
  };
}

function lifecycleOf(rule: Lifecycle): LifecycleRule[] {
  if (rule.Status !== 'Enabled') return [];
  const { Prefix = '', ExpirationInDays, AbortIncompleteMultipartUpload: abort } = rule;
  return [
    {
      prefix: Prefix,
      ...(ExpirationInDays === undefined ? {} : { expirationDays: ExpirationInDays }),
      ...(abort === undefined ? {} : { abortUploadDays: abort.DaysAfterInitiation }),
    },
  ];
}

function notificationOf({ Event, Queue, Filter }: Notification, index: number): BucketNotification {
  const rule = (name: string) => Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? '';
  return {
    id: `notification-${index}`,
    queueArn: Queue,
    events: [Event],
    prefix: rule('prefix'),
    suffix: rule('suffix'),
  };
}
