import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/bundle.ts';
import { NewsStack } from '../../infra/news-stack.ts';
import { environments, functionNames } from '../../shared/contract/environment.ts';
import { routes } from '../../shared/contract/routes.ts';

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
      'NewsroomTopicArn',
      'UploadsBucketName',
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
    for (const id of ['Articles', 'SubscriptionsTable', 'Uploads', 'Media'])
      expect(resources[id]?.DeletionPolicy, id).toBe('Retain');
    for (const id of ['Articles', 'SubscriptionsTable']) {
      expect(JSON.stringify(properties(id).Replicas), id).toContain('"DeletionProtectionEnabled":true');
    }
  });

  it('notifies by a plain property, without a function of CDK’s own', () => {
    expect(properties('Uploads').NotificationConfiguration).toMatchObject({
      QueueConfigurations: [{ Event: 's3:ObjectCreated:*' }, { Event: 's3:ObjectRemoved:*' }],
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
    ['sns:Publish', ['IngestArticle', 'NarrateArticle', 'ReleaseDue']],
    ['kms:GenerateDataKey', ['IngestArticle', 'NarrateArticle', 'ReleaseDue']],
    ['s3:PutObject', ['NarrateArticle']],
    ['sqs:SendMessage', ['RecordView']],
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
});

describe('the API', () => {
  it('has the routes of the contract and no other', () => {
    const keys = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey);
    expect(keys.toSorted()).toEqual(Object.keys(routes).toSorted());
  });
});
