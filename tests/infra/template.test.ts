import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CachePolicy, OriginRequestPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/bundle.ts';
import { NewsStack } from '../../infra/news-stack.ts';
import { environments, functionNames } from '../../shared/contract/environment.ts';
import { newsroomPaths, routes } from '../../shared/contract/routes.ts';

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };
/** The properties that the tests look into, as CloudFormation shapes them. */
type Properties = {
  Role: { 'Fn::GetAtt': string[] };
  RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': string[] }; maxReceiveCount: number };
  MessageRetentionPeriod: number;
  VisibilityTimeout: number;
  Timeout: number;
  Replicas: unknown;
  NotificationConfiguration: unknown;
};
type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Principal?: Record<string, unknown> };

let resources: Record<string, Resource>;
let outputs: Record<string, unknown>;

beforeAll(async () => {
  await bundleFunctions();
  const template = Template.fromStack(new NewsStack(new App(), 'Broadsheet')).toJSON();
  resources = template.Resources;
  outputs = template.Outputs;
});

const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);
const properties = (id: string) => (resources[id]?.Properties ?? {}) as Properties;
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** The table that a statement names, by its logical id. */
function tableOf(resource: unknown): string | undefined {
  return (resource as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt']?.[0];
}

/** The statements of the role that a function runs under. */
function statementsOf(lambda: string): Statement[] {
  const role = properties(lambda).Role['Fn::GetAtt'][0];
  return ofType('AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(`"${role}"`))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

describe('the stack', () => {
  it('names what people and tools need', () => {
    expect(Object.keys(outputs).toSorted()).toEqual([
      'AnnouncementsTopicArn',
      'ApiUrl',
      'ArticlesTableName',
      'MediaBucketName',
      'NarrationQueueUrl',
      'NewsroomKeysTableName',
      'NewsroomTopicArn',
      'UploadsBucketName',
      'UploadsQueueUrl',
    ]);
  });

  it('passes CDK’s validation and the rules of AWS Solutions, each exception acknowledged with its reason', () => {
    const outdir = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-synth-'));
    const { CDK_VALIDATION, ...env } = process.env;
    const app = path.join(import.meta.dirname, '../../infra/app.ts');
    const { status, stderr } = spawnSync(process.execPath, [app], {
      env: { ...env, CDK_OUTDIR: outdir },
      encoding: 'utf8',
    });
    const report = readFileSync(path.join(outdir, 'validation-report.json'), 'utf8');
    rmSync(outdir, { recursive: true });
    expect(status, stderr).toBe(0);
    expect(JSON.parse(report).pluginReports).toEqual([]);
  });

  it('has one function for each name of the contract, with exactly the environment of the contract', () => {
    const found = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    expect(found).toHaveLength(functionNames.length);
    for (const name of functionNames) {
      const lambda = found.find(({ Description }) => Description === `Broadsheet ${name}`);
      const { Variables } = (lambda?.Environment ?? {}) as { Variables: object };
      expect(Object.keys(Variables).toSorted(), name).toEqual([...environments[name]].toSorted());
      expect(lambda, name).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: expect.any(Number),
        Timeout: expect.any(Number),
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
      });
    }
  });

  it('keeps logs two weeks', () => {
    for (const [id, { Properties }] of ofType('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays, id).toBe(14);
  });
});

describe('queues', () => {
  const isDeadLetters = (id: string) => id.endsWith('DeadLetters');

  it('each have a dead-letter queue of their own, which keeps longer and takes no one else’s', () => {
    const queues = ofType('AWS::SQS::Queue').map(([id]) => id);
    const targets = queues
      .filter((id) => !isDeadLetters(id))
      .map((id) => {
        const { RedrivePolicy, MessageRetentionPeriod } = properties(id);
        const target = RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0] ?? '';
        expect(Number(properties(target).MessageRetentionPeriod)).toBeGreaterThan(Number(MessageRetentionPeriod));
        expect(RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
        return target;
      });
    expect(targets.toSorted()).toEqual(queues.filter(isDeadLetters).toSorted());
  });

  it('each have an alarm that speaks to the newsroom', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    for (const [id] of ofType('AWS::SQS::Queue')) {
      const metric = isDeadLetters(id) ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage';
      const alarm = alarms.find(
        (each) => each.MetricName === metric && JSON.stringify(each.Dimensions).includes(`"${id}"`),
      );
      expect(alarm?.AlarmActions, id).toEqual([{ Ref: 'Newsroom' }]);
      expect(alarm?.AlarmDescription, id).toContain('docs/runbook.md#');
    }
  });

  it('and every other alarm lead to a heading of the runbook', () => {
    const runbook = readFileSync(path.join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, words = '']) =>
      words.toLowerCase().replaceAll(' ', '-'),
    );
    for (const [id, { Properties }] of ofType('AWS::CloudWatch::Alarm')) {
      const [, heading] = String(Properties.AlarmDescription).split('docs/runbook.md#');
      expect(headings, id).toContain(heading);
    }
  });

  it('are fed by their own workers only where Lambda is told that it is on purpose', () => {
    const feeding = ofType('AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) => {
      const queue = (Properties.EventSourceArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? '';
      const lambda = (Properties.FunctionName as { Ref: string }).Ref;
      const sends = statementsOf(lambda)
        .filter(({ Action }) => list(Action).includes('sqs:SendMessage'))
        .some(({ Resource }) => JSON.stringify(Resource).includes(`"${queue}"`));
      expect(resources[lambda]?.Properties.RecursiveLoop, lambda).toBe(sends ? 'Allow' : undefined);
      return sends ? [lambda] : [];
    });
    expect(feeding.toSorted()).toEqual(['IngestArticle', 'NarrateArticle']);
  });

  it('hide a message for at least six times its function’s timeout, and their workers report what failed', () => {
    for (const [id, { Properties }] of ofType('AWS::Lambda::EventSourceMapping')) {
      const queue = (Properties.EventSourceArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? '';
      const lambda = (Properties.FunctionName as { Ref: string }).Ref;
      expect(Number(properties(queue).VisibilityTimeout), id).toBeGreaterThanOrEqual(
        6 * Number(properties(lambda).Timeout),
      );
      expect(Properties.FunctionResponseTypes, id).toEqual(['ReportBatchItemFailures']);
      expect(
        (Properties.ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency,
        id,
      ).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('what is kept', () => {
  it('is encrypted, restorable, private and reached by TLS only', () => {
    for (const [id, { Properties }] of ofType('AWS::DynamoDB::GlobalTable')) {
      expect(JSON.stringify(Properties.Replicas), id).toContain('"PointInTimeRecoveryEnabled":true');
      expect(Properties.BillingMode, id).toBe('PAY_PER_REQUEST');
      expect(Properties.TimeToLiveSpecification, id).toEqual({ AttributeName: 'expires', Enabled: true });
    }
    for (const [id, { Properties }] of ofType('AWS::S3::Bucket')) {
      expect(Properties.BucketEncryption, id).toBeDefined();
      expect(Object.values(Properties.PublicAccessBlockConfiguration as object), id).toEqual([true, true, true, true]);
    }
    for (const [id, { Properties }] of ofType('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled, id).toBe(true);
    for (const [id, { Properties }] of ofType('AWS::SNS::Topic')) expect(Properties.KmsMasterKeyId, id).toBeDefined();
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap(ofType);
    expect(policies).toHaveLength(2 + 6 + 2);
    for (const [id, { Properties }] of policies)
      expect(JSON.stringify(Properties), id).toContain('"aws:SecureTransport":"false"');
  });

  it('outlives the stack where it would be lost', () => {
    for (const id of ['Articles', 'NewsroomKeys', 'SubscriptionsTable', 'Uploads', 'Media'])
      expect(resources[id]?.DeletionPolicy, id).toBe('Retain');
    for (const id of ['Articles', 'NewsroomKeys', 'SubscriptionsTable']) {
      expect(JSON.stringify(properties(id).Replicas), id).toContain('"DeletionProtectionEnabled":true');
    }
  });

  it('notifies by a plain property, without a function of CDK’s own', () => {
    expect(properties('Uploads').NotificationConfiguration).toMatchObject({
      QueueConfigurations: ['articles/', 'concepts/', 'lexicons/'].flatMap((Value) =>
        ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((Event) => ({
          Event,
          Filter: { S3Key: { Rules: [{ Value }] } },
        })),
      ),
    });
    expect(Object.values(resources).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
  });
});

describe('grants', () => {
  it('hold no wildcard action, and no wildcard resource but where an action knows none', () => {
    for (const [id, { Properties }] of ofType('AWS::IAM::Policy')) {
      for (const { Action, Resource } of (Properties.PolicyDocument as { Statement: Statement[] }).Statement) {
        for (const action of list(Action)) expect(action, id).not.toContain('*');
        if (list(Resource).includes('*')) {
          const bare = list(Action).filter((action) => !/^(xray:Put|polly:SynthesizeSpeech$)/.test(action));
          expect(bare, id).toEqual([]);
        }
      }
    }
  });

  it.each([
    ['polly:SynthesizeSpeech', ['NarrateArticle']],
    ['sns:Publish', ['IngestArticle', 'NarrateArticle', 'ReconcileUploads', 'ReleaseDue']],
    ['kms:GenerateDataKey', ['IngestArticle', 'NarrateArticle', 'ReconcileUploads', 'ReleaseDue']],
    ['s3:PutObject', ['IngestArticle', 'NarrateArticle']],
    ['sqs:SendMessage', ['IngestArticle', 'NarrateArticle', 'ReconcileUploads', 'RecordView', 'ReleaseDue']],
  ])('only those who must may %s', (action, expected) => {
    const may = ofType('AWS::Lambda::Function')
      .map(([id]) => id)
      .filter((id) => statementsOf(id).some((statement) => list(statement.Action).includes(action)));
    expect(may.toSorted()).toEqual(expected);
  });

  it('let the readers’ function read and nothing else', () => {
    const actions = statementsOf('ServeApi')
      .flatMap(({ Action }) => list(Action))
      .filter((action) => action.startsWith('dynamodb:'));
    expect(new Set(actions)).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem']));
  });

  it('let one function get a key’s hash, the newsroom’s query articles, and neither do more', () => {
    const onTable = (lambda: string) =>
      statementsOf(lambda)
        .flatMap(({ Action, Resource }) => list(Action).map((action) => ({ action, resource: tableOf(Resource) })))
        .filter(({ action }) => action.startsWith('dynamodb:'));
    expect(onTable('AuthorizeNewsroom')).toEqual([{ action: 'dynamodb:GetItem', resource: 'NewsroomKeys' }]);
    expect(onTable('ServeNewsroom')).toEqual([{ action: 'dynamodb:Query', resource: 'Articles' }]);
    const others = ofType('AWS::Lambda::Function')
      .map(([id]) => id)
      .filter((id) => id !== 'AuthorizeNewsroom' && JSON.stringify(statementsOf(id)).includes('"NewsroomKeys"'));
    expect(others).toEqual([]);
  });
});

describe('the API', () => {
  it('has the routes of the contract and no other', () => {
    const keys = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey);
    expect(keys.toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it('asks for a newsroom key on every route of the newsroom, and on no other', () => {
    const [authorizer, ...others] = ofType('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 60,
    });
    expect(JSON.stringify(authorizer?.[1].Properties.AuthorizerUri)).toContain('"AuthorizeNewsroom"');
    for (const [, { Properties }] of ofType('AWS::ApiGatewayV2::Route')) {
      const name = routes[Properties.RouteKey as keyof typeof routes];
      const expected = name === 'serve-newsroom' ? { type: 'CUSTOM', id: { Ref: authorizer?.[0] } } : { type: 'NONE' };
      expect({ type: Properties.AuthorizationType, id: Properties.AuthorizerId }, name).toEqual(expected);
    }
  });

  it('lets no page of another origin speak with a newsroom key', () => {
    expect(resources.Api?.Properties.CorsConfiguration).toMatchObject({
      AllowHeaders: ['content-type', 'if-none-match'],
    });
  });
});

describe('the CDN', () => {
  const config = () =>
    resources.Site?.Properties.DistributionConfig as {
      CacheBehaviors: Record<string, unknown>[];
      CustomErrorResponses: { ErrorCode: number; ErrorCachingMinTTL: number }[];
    };
  const behaviour = (pattern: string) => config().CacheBehaviors.find(({ PathPattern }) => PathPattern === pattern);

  it('keeps nothing of the newsroom’s routes, takes them by TLS only, and lets the key through', () => {
    const paths = Object.entries(routes)
      .filter(([, name]) => name === 'serve-newsroom')
      .map(([key]) => (key.split(' ')[1] ?? '').replaceAll(/\{[^}]+\}/g, 'x'));
    for (const path of paths) {
      const pattern = newsroomPaths.find((each) => path.startsWith(each.replace('*', '')));
      expect(behaviour(pattern ?? ''), path).toMatchObject({
        CachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
        OriginRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: ['GET', 'HEAD'],
      });
      expect(behaviour(pattern ?? ''), path).not.toHaveProperty('ResponseHeadersPolicyId');
    }
  });

  it('keeps no error longer than the second after which a correction is seen', () => {
    const kept = config().CustomErrorResponses;
    expect(kept.map(({ ErrorCode }) => ErrorCode)).toEqual(expect.arrayContaining([400, 403, 404, 500, 502, 503, 504]));
    for (const { ErrorCode, ErrorCachingMinTTL } of kept)
      expect(ErrorCachingMinTTL, String(ErrorCode)).toBeLessThanOrEqual(ErrorCode < 500 ? 0 : 1);
  });

  it('asks the gate before it serves any media, and no other function', () => {
    expect(behaviour('/media/*')?.FunctionAssociations).toEqual([
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['MediaGate', 'FunctionARN'] } },
    ]);
    expect(ofType('AWS::CloudFront::Function')).toEqual([
      [
        'MediaGate',
        expect.objectContaining({
          Properties: expect.objectContaining({
            AutoPublish: true,
            FunctionConfig: expect.objectContaining({ Runtime: 'cloudfront-js-2.0' }),
          }),
        }),
      ],
    ]);
  });
});
