import type { KnownType } from './template-types.ts';

/** Where the stack is, as its ARNs and addresses say. `siteUrl` has no slash at its end. */
export type Place = { account: string; region: string; stackName: string; awsEndpoint: string; siteUrl: string };

/** What the values of a resource are made from; `property` is a resolved property that is a string. */
export type Named = { id: string; name: string; place: Place; property(name: string): string | undefined };

type Value = (named: Named) => string;

/** `ref` is absent where nothing can be said of it here: a Ref to such a resource is an error. */
export type Rule = {
  nameProperty?: string;
  longest?: number;
  /** Names of both types live in one space. */
  space?: string;
  ref?: Value;
  arn?: Value;
  attributes?: Record<string, Value>;
};

export const PARTITION = 'aws';
export const URL_SUFFIX = 'amazonaws.com';

const name: Value = (named) => named.name;
const id: Value = (named) => named.id;

function regional(service: string, path: (named: Named) => string): Value {
  return (named) => `arn:${PARTITION}:${service}:${named.place.region}:${named.place.account}:${path(named)}`;
}

function global(service: string, path: (named: Named) => string): Value {
  return (named) => `arn:${PARTITION}:${service}::${named.place.account}:${path(named)}`;
}

/** The address of a queue: an emulator answers on every queue under the one AWS endpoint. */
const queueUrl: Value = ({ name, place }) => `${place.awsEndpoint}/${place.account}/${name}`;
const queueArn = regional('sqs', name);
const topicArn = regional('sns', name);
const tableArn = regional('dynamodb', ({ name }) => `table/${name}`);
const functionArn = regional('lambda', ({ name }) => `function:${name}`);
const mappingArn = regional('lambda', ({ id }) => `event-source-mapping:${id}`);
const roleArn = global('iam', ({ name, property }) => `role${property('Path') ?? '/'}${name}`);
const logGroupArn = regional('logs', ({ name }) => `log-group:${name}:*`);
const keyArn = regional('kms', ({ name }) => `key/${name}`);
const alarmArn = regional('cloudwatch', ({ name }) => `alarm:${name}`);
const scheduleArn = regional(
  'scheduler',
  ({ name, property }) => `schedule/${property('GroupName') ?? 'default'}/${name}`,
);
const scheduleGroupArn = regional('scheduler', ({ name }) => `schedule-group/${name}`);
const bucketArn: Value = ({ name }) => `arn:${PARTITION}:s3:::${name}`;
const edgeFunctionArn = global('cloudfront', ({ name }) => `function/${name}`);
const distributionArn = global('cloudfront', ({ name }) => `distribution/${name}`);

/** The domain under which AWS would serve a bucket in its region; the CDN's origins are told by it. */
export const bucketDomain: Value = ({ name, place }) => `${name}.s3.${place.region}.${URL_SUFFIX}`;
/** The domain of an HTTP API. */
export const apiDomain: Value = ({ name, place }) => `${name}.execute-api.${place.region}.${URL_SUFFIX}`;
/** The domain of a distribution. */
export const distributionDomain: Value = ({ name }) => `${name}.cloudfront.net`;

const table: Rule = {
  nameProperty: 'TableName',
  longest: 255,
  space: 'table',
  ref: name,
  arn: tableArn,
  attributes: { Arn: tableArn },
};
const alarm: Rule = {
  nameProperty: 'AlarmName',
  longest: 255,
  space: 'alarm',
  ref: name,
  arn: alarmArn,
  attributes: { Arn: alarmArn },
};
const policyOfCdn: Rule = { ref: id, attributes: { Id: id } };

/**
 * What Ref, Fn::GetAtt and ARNs are, by resource type ("Return values" of each type in the CloudFormation template
 * reference). An attribute that does not stand here is an error, never a guess.
 */
export const RULES: Record<KnownType, Rule> = {
  'AWS::ApiGatewayV2::Api': {
    longest: 63,
    ref: name,
    attributes: { ApiEndpoint: (named) => `https://${apiDomain(named)}`, ApiId: name },
  },
  'AWS::ApiGatewayV2::Authorizer': { ref: id, attributes: { AuthorizerId: id } },
  'AWS::ApiGatewayV2::Integration': { ref: id, attributes: { IntegrationId: id } },
  'AWS::ApiGatewayV2::Route': { ref: id, attributes: { RouteId: id } },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName', space: '', ref: name },
  'AWS::CDK::Metadata': {},
  'AWS::CloudFront::CachePolicy': policyOfCdn,
  'AWS::CloudFront::Distribution': {
    longest: 63,
    ref: name,
    arn: distributionArn,
    attributes: { DomainName: distributionDomain, Id: name },
  },
  'AWS::CloudFront::Function': {
    nameProperty: 'Name',
    longest: 64,
    ref: edgeFunctionArn,
    arn: edgeFunctionArn,
    attributes: { FunctionARN: edgeFunctionArn },
  },
  'AWS::CloudFront::OriginAccessControl': policyOfCdn,
  'AWS::CloudFront::OriginRequestPolicy': policyOfCdn,
  'AWS::CloudFront::ResponseHeadersPolicy': policyOfCdn,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', longest: 255, ref: name },
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::IAM::Policy': {},
  'AWS::IAM::Role': { nameProperty: 'RoleName', longest: 64, ref: name, arn: roleArn, attributes: { Arn: roleArn } },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', longest: 256, ref: name },
  'AWS::KMS::Key': { ref: name, arn: keyArn, attributes: { Arn: keyArn, KeyId: name } },
  'AWS::Lambda::EventSourceMapping': {
    ref: id,
    arn: mappingArn,
    attributes: { Id: id, EventSourceMappingArn: mappingArn },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    longest: 64,
    ref: name,
    arn: functionArn,
    attributes: { Arn: functionArn },
  },
  'AWS::Lambda::Permission': { ref: id },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    longest: 512,
    ref: name,
    arn: logGroupArn,
    attributes: { Arn: logGroupArn },
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    longest: 63,
    ref: name,
    arn: bucketArn,
    attributes: {
      Arn: bucketArn,
      DomainName: ({ name }) => `${name}.s3.${URL_SUFFIX}`,
      RegionalDomainName: bucketDomain,
    },
  },
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::Subscription': {},
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    longest: 256,
    ref: topicArn,
    arn: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    longest: 80,
    ref: queueUrl,
    arn: queueArn,
    attributes: { Arn: queueArn, QueueName: name, QueueUrl: queueUrl },
  },
  'AWS::SQS::QueuePolicy': {},
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    longest: 64,
    ref: name,
    arn: scheduleArn,
    attributes: { Arn: scheduleArn },
  },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    longest: 64,
    ref: name,
    arn: scheduleGroupArn,
    attributes: { Arn: scheduleGroupArn },
  },
};
