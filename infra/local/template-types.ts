/**
 * The resource types that the local host acts on, and what it makes of each. A type that stands neither here nor in
 * LEFT_OUT is an error at start, so that nothing of a template is skipped in silence. README.md lists both.
 */
export const HOSTED = {
  'AWS::ApiGatewayV2::Api': 'the HTTP API behind the public port',
  'AWS::ApiGatewayV2::Authorizer': 'asked before a route’s integration',
  'AWS::ApiGatewayV2::Integration': 'the function that a route wakes',
  'AWS::ApiGatewayV2::Route': 'a method and path of the HTTP API',
  'AWS::ApiGatewayV2::Stage': 'the throttle and the path prefix of the HTTP API',
  'AWS::CloudFront::CachePolicy': 'what a behaviour passes on and compresses; nothing is cached',
  'AWS::CloudFront::Distribution': 'the CDN’s behaviours, before the API and the buckets on the public port',
  'AWS::CloudFront::Function': 'run before a behaviour asks its origin, for the event viewer-request alone',
  'AWS::CloudFront::OriginRequestPolicy': 'what a behaviour passes on to its origin',
  'AWS::CloudFront::ResponseHeadersPolicy': 'the headers that a behaviour adds and removes',
  'AWS::DynamoDB::GlobalTable': 'a table of one region',
  'AWS::DynamoDB::Table': 'a table',
  'AWS::IAM::Policy': 'judged on every call of the roles that it is attached to',
  'AWS::IAM::Role': 'whose rights the functions and schedules have',
  'AWS::Lambda::EventSourceMapping': 'a poller between a queue and a function',
  'AWS::Lambda::Function': 'run in processes of its own from its bundle',
  'AWS::Lambda::Permission': 'judged where a service wakes a function',
  'AWS::S3::Bucket': 'a bucket with its notifications, CORS and lifecycle',
  'AWS::S3::BucketPolicy': 'judged on every call for the bucket',
  'AWS::SNS::Subscription': 'a subscription with its filter policy',
  'AWS::SNS::Topic': 'a topic',
  'AWS::SNS::TopicPolicy': 'judged on every call for the topic',
  'AWS::SQS::Queue': 'a queue with its redrive policy',
  'AWS::SQS::QueuePolicy': 'judged on every call for the queue, and where S3 and SNS send to it',
  'AWS::Scheduler::Schedule': 'wakes its function by the clock',
} as const;

/** The resource types that are left out on purpose, and why that changes nothing that a program could see. */
export const LEFT_OUT = {
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::CloudFront::OriginAccessControl': 'signs the CDN’s reads, which the bucket’s policy judges here as well',
  'AWS::CloudWatch::Alarm': 'there are no metrics to watch on this computer',
  'AWS::CloudWatch::CompositeAlarm': 'there are no metrics to watch on this computer',
  'AWS::CloudWatch::Dashboard': 'there are no metrics to show on this computer',
  'AWS::KMS::Alias': 'a name for a key that is not used here',
  'AWS::KMS::Key': 'encryption at rest; grants on keys are not judged here',
  'AWS::Logs::LogGroup': 'logs go to the terminal, which keeps them as long as it likes',
  'AWS::Scheduler::ScheduleGroup': 'only gives schedules a longer name',
} as const;

export type HostedType = keyof typeof HOSTED;
export type KnownType = HostedType | keyof typeof LEFT_OUT;

export function isHosted(type: string): type is HostedType {
  return Object.hasOwn(HOSTED, type);
}

export function isKnown(type: string): type is KnownType {
  return isHosted(type) || Object.hasOwn(LEFT_OUT, type);
}
