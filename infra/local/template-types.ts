/**
 * The resource types that the local host acts on: what it makes of each, the properties that it `reads` (to honour
 * them, or to refuse what it cannot), and those that it leaves `absent` (README.md says what follows from that). `A.B`
 * is the property B of A, or of each item of the list A; a property counts with all that is in it. A type that stands
 * neither here nor in LEFT_OUT, and a property that stands in neither list, are errors at start, so that nothing of a
 * template is skipped in silence.
 */
export const HOSTED = {
  'AWS::ApiGatewayV2::Api': {
    is: 'the HTTP API behind the public port',
    reads: 'ProtocolType CorsConfiguration',
    absent: 'Name Description FailOnWarnings Tags',
  },
  'AWS::ApiGatewayV2::Authorizer': {
    is: 'asked before a route’s integration',
    reads: `
      ApiId AuthorizerType AuthorizerUri AuthorizerPayloadFormatVersion AuthorizerResultTtlInSeconds
      EnableSimpleResponses IdentitySource`,
    absent: 'Name',
  },
  'AWS::ApiGatewayV2::Integration': {
    is: 'the function that a route wakes',
    reads: 'ApiId IntegrationType IntegrationUri PayloadFormatVersion TimeoutInMillis',
    absent: 'Description IntegrationMethod',
  },
  'AWS::ApiGatewayV2::Route': {
    is: 'a method and path of the HTTP API',
    reads: 'ApiId RouteKey Target AuthorizationType AuthorizerId',
    absent: 'OperationName',
  },
  'AWS::ApiGatewayV2::Stage': {
    is: 'the throttle and the path prefix of the HTTP API',
    reads: 'ApiId StageName DefaultRouteSettings.ThrottlingRateLimit DefaultRouteSettings.ThrottlingBurstLimit',
    absent: 'AccessLogSettings AutoDeploy Description DefaultRouteSettings.DetailedMetricsEnabled Tags',
  },
  'AWS::CloudFront::CachePolicy': {
    is: 'what a behaviour passes on and compresses; nothing is cached',
    reads: 'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin',
    absent: `
      CachePolicyConfig.Comment CachePolicyConfig.Name CachePolicyConfig.DefaultTTL
      CachePolicyConfig.MaxTTL CachePolicyConfig.MinTTL`,
  },
  'AWS::CloudFront::Distribution': {
    is: 'the CDN’s behaviours, before the API and the buckets on the public port',
    reads: 'DistributionConfig',
    absent: 'Tags',
  },
  'AWS::CloudFront::Function': {
    is: 'run before a behaviour asks its origin, for the event viewer-request alone',
    reads: 'AutoPublish FunctionCode FunctionConfig.Runtime FunctionConfig.KeyValueStoreAssociations Name',
    absent: 'FunctionConfig.Comment FunctionMetadata Tags',
  },
  'AWS::CloudFront::OriginRequestPolicy': {
    is: 'what a behaviour passes on to its origin',
    reads: `
      OriginRequestPolicyConfig.CookiesConfig OriginRequestPolicyConfig.HeadersConfig
      OriginRequestPolicyConfig.QueryStringsConfig`,
    absent: 'OriginRequestPolicyConfig.Comment OriginRequestPolicyConfig.Name',
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    is: 'the headers that a behaviour adds and removes',
    reads: `
      ResponseHeadersPolicyConfig.CorsConfig ResponseHeadersPolicyConfig.CustomHeadersConfig
      ResponseHeadersPolicyConfig.RemoveHeadersConfig ResponseHeadersPolicyConfig.SecurityHeadersConfig
      ResponseHeadersPolicyConfig.ServerTimingHeadersConfig`,
    absent: 'ResponseHeadersPolicyConfig.Comment ResponseHeadersPolicyConfig.Name',
  },
  'AWS::DynamoDB::GlobalTable': {
    is: 'a table of one region',
    reads: 'TableName AttributeDefinitions KeySchema GlobalSecondaryIndexes TimeToLiveSpecification',
    absent: `
      BillingMode SSESpecification StreamSpecification WarmThroughput WriteOnDemandThroughputSettings
      WriteProvisionedThroughputSettings Replicas.ContributorInsightsSpecification
      Replicas.DeletionProtectionEnabled Replicas.GlobalSecondaryIndexes
      Replicas.PointInTimeRecoverySpecification Replicas.ReadOnDemandThroughputSettings
      Replicas.ReadProvisionedThroughputSettings Replicas.Region Replicas.SSESpecification
      Replicas.TableClass Replicas.Tags`,
  },
  'AWS::DynamoDB::Table': {
    is: 'a table',
    reads: 'TableName AttributeDefinitions KeySchema GlobalSecondaryIndexes TimeToLiveSpecification',
    absent: `
      BillingMode ContributorInsightsSpecification DeletionProtectionEnabled OnDemandThroughput
      PointInTimeRecoverySpecification ProvisionedThroughput SSESpecification StreamSpecification
      TableClass Tags WarmThroughput`,
  },
  'AWS::IAM::Policy': {
    is: 'judged on every call of the roles that it is attached to',
    reads: 'PolicyDocument Roles Users Groups',
    absent: 'PolicyName',
  },
  'AWS::IAM::Role': {
    is: 'whose rights the functions and schedules have',
    reads: 'RoleName Path ManagedPolicyArns PermissionsBoundary Policies',
    absent: 'AssumeRolePolicyDocument Description MaxSessionDuration Tags',
  },
  'AWS::Lambda::EventSourceMapping': {
    is: 'a poller between a queue and a function',
    reads: `
      EventSourceArn FunctionName BatchSize Enabled FilterCriteria FunctionResponseTypes
      MaximumBatchingWindowInSeconds ScalingConfig.MaximumConcurrency`,
    absent: 'MetricsConfig Tags',
  },
  'AWS::Lambda::Function': {
    is: 'run in processes of its own from its bundle',
    reads: `
      FunctionName Code.S3Key Environment.Variables Handler LoggingConfig.LogFormat MemorySize
      ReservedConcurrentExecutions Role Runtime Timeout`,
    absent: `
      Architectures Code.S3Bucket Description EphemeralStorage KmsKeyArn LoggingConfig.ApplicationLogLevel
      LoggingConfig.LogGroup LoggingConfig.SystemLogLevel RecursiveLoop SnapStart Tags TracingConfig`,
  },
  'AWS::Lambda::Permission': {
    is: 'judged where a service wakes a function',
    reads: 'Action FunctionName Principal SourceAccount SourceArn',
    absent: '',
  },
  'AWS::S3::Bucket': {
    is: 'a bucket with its notifications, CORS and lifecycle',
    reads: `
      BucketName CorsConfiguration.CorsRules VersioningConfiguration
      NotificationConfiguration.QueueConfigurations.Event
      NotificationConfiguration.QueueConfigurations.Filter.S3Key.Rules
      NotificationConfiguration.QueueConfigurations.Queue
      LifecycleConfiguration.Rules.AbortIncompleteMultipartUpload
      LifecycleConfiguration.Rules.ExpirationInDays LifecycleConfiguration.Rules.Prefix
      LifecycleConfiguration.Rules.Status`,
    absent: `
      BucketEncryption LoggingConfiguration OwnershipControls PublicAccessBlockConfiguration Tags
      LifecycleConfiguration.Rules.ExpiredObjectDeleteMarker LifecycleConfiguration.Rules.Id
      LifecycleConfiguration.Rules.NoncurrentVersionExpiration
      LifecycleConfiguration.Rules.NoncurrentVersionTransitions LifecycleConfiguration.Rules.Transitions`,
  },
  'AWS::S3::BucketPolicy': {
    is: 'judged on every call for the bucket',
    reads: 'Bucket PolicyDocument',
    absent: '',
  },
  'AWS::SNS::Subscription': {
    is: 'a subscription with its filter policy',
    reads: 'TopicArn Protocol Endpoint FilterPolicy FilterPolicyScope RawMessageDelivery',
    absent: 'RedrivePolicy',
  },
  'AWS::SNS::Topic': {
    is: 'a topic',
    reads: 'TopicName FifoTopic',
    absent: 'DisplayName KmsMasterKeyId SignatureVersion Tags TracingConfig',
  },
  'AWS::SNS::TopicPolicy': {
    is: 'judged on every call for the topic',
    reads: 'Topics PolicyDocument',
    absent: '',
  },
  'AWS::SQS::Queue': {
    is: 'a queue with its redrive policy',
    reads: `
      QueueName ContentBasedDeduplication DelaySeconds FifoQueue MaximumMessageSize MessageRetentionPeriod
      ReceiveMessageWaitTimeSeconds RedrivePolicy VisibilityTimeout`,
    absent: 'KmsDataKeyReusePeriodSeconds KmsMasterKeyId RedriveAllowPolicy SqsManagedSseEnabled Tags',
  },
  'AWS::SQS::QueuePolicy': {
    is: 'judged on every call for the queue, and where S3 and SNS send to it',
    reads: 'Queues PolicyDocument',
    absent: '',
  },
  'AWS::Scheduler::Schedule': {
    is: 'wakes its function by the clock',
    reads: `
      Name GroupName ScheduleExpression State Target.Arn Target.Input
      Target.RetryPolicy.MaximumRetryAttempts Target.RoleArn`,
    absent: `
      Description FlexibleTimeWindow KmsKeyArn ScheduleExpressionTimezone
      Target.RetryPolicy.MaximumEventAgeInSeconds`,
  },
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

/** The properties in the template that `reads` and `absent` of the type do not have, by their paths. */
export function unknownProperties(type: HostedType, properties: Record<string, unknown>): string[] {
  const known = `${HOSTED[type].reads} ${HOSTED[type].absent}`.split(/\s+/);
  const unknownIn = (value: unknown, within: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => unknownIn(item, within));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => {
      const path = `${within}${name}`;
      if (known.includes(path)) return [];
      return known.some((other) => other.startsWith(`${path}.`)) ? unknownIn(inner, `${path}.`) : [path];
    });
  };
  return [...new Set(unknownIn(properties, ''))];
}
