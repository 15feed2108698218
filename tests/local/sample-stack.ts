import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Stack as LocalStack, type Place, readStack } from '../../infra/local/template.ts';

export const PLACE: Place = {
  account: '000000000000',
  region: 'eu-west-1',
  stackName: 'Sample',
  awsEndpoint: 'http://127.0.0.1:4566',
  siteUrl: 'http://127.0.0.1:8080',
};

/** A directory of the test's own. */
function makeDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), 'broadsheet-template-'));
}

/** Writes a cloud assembly with one hand-written template, and reads it. */
export function readTemplate(template: Record<string, unknown>, stackName = 'Sample'): LocalStack {
  const directory = makeDirectory();
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'template.json' } };
  writeFileSync(path.join(directory, 'manifest.json'), JSON.stringify({ artifacts: { [stackName]: artifact } }));
  writeFileSync(path.join(directory, 'template.json'), JSON.stringify({ Resources: {}, ...template }));
  return readStack(directory, stackName, { ...PLACE, stackName });
}

/** Synthesizes a stack with one of everything, and returns the directory of its cloud assembly. */
export function synthesizeSample(): { cdkOut: string; bundle: string } {
  const directory = makeDirectory();
  const bundle = path.join(directory, 'bundle');
  mkdirSync(bundle);
  writeFileSync(path.join(bundle, 'index.mjs'), 'export const handler = async () => "read all about it";\n');
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Sample');

  const deadLetters = new Queue(stack, 'DeadLetters', { enforceSSL: true });
  const uploads = new Queue(stack, 'Uploads', {
    enforceSSL: true,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  });
  const ordered = new Queue(stack, 'Ordered', { fifo: true });
  const news = new Topic(stack, 'News', { masterKey: new Key(stack, 'Key'), enforceSSL: true });
  news.addSubscription(new SqsSubscription(uploads));
  const media = new Bucket(stack, 'Media', { enforceSSL: true });
  const named = new Bucket(stack, 'Named', { bucketName: 'the-morgue' });
  const articles = new TableV2(stack, 'Articles', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: [{ indexName: 'due', partitionKey: { name: 'due', type: AttributeType.STRING } }],
  });

  const ingest = new LambdaFunction(stack, 'IngestArticle', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(bundle),
  });
  ingest.addEventSource(new SqsEventSource(uploads, { batchSize: 5 }));
  articles.grantReadWriteData(ingest);
  news.grantPublish(ingest);
  media.grantPut(ingest, 'media/*');
  ingest.addToRolePolicy(new PolicyStatement({ actions: ['polly:SynthesizeSpeech'], resources: ['*'] }));
  const reader = new LambdaFunction(stack, 'Reader', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(bundle),
  });
  media.grantRead(reader);
  new Schedule(stack, 'EveryMinute', {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new LambdaInvoke(reader),
  });

  const api = new HttpApi(stack, 'Api');
  api.addRoutes({
    path: '/v1/articles/{id}',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('Read', reader),
  });
  const site = new Distribution(stack, 'Site', {
    defaultBehavior: { origin: new HttpOrigin(`${api.apiId}.execute-api.${stack.region}.${stack.urlSuffix}`) },
    additionalBehaviors: { '/media/*': { origin: S3BucketOrigin.withOriginAccessControl(media) } },
  });
  deadLetters
    .metricApproximateNumberOfMessagesVisible()
    .createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });

  const environment = {
    QUEUE: uploads.queueUrl,
    ORDERED: ordered.queueUrl,
    TOPIC: news.topicArn,
    TABLE: articles.tableName,
    BUCKET: media.bucketName,
    MORGUE: named.bucketArn,
    SITE: `https://${site.distributionDomainName}`,
    PAGE: `see https://${site.distributionDomainName}/en/news.`,
    API: api.apiEndpoint,
    DOMAIN: site.distributionDomainName,
  };
  for (const [name, value] of Object.entries(environment)) ingest.addEnvironment(name, value);
  new CfnOutput(stack, 'SiteUrl', { value: `https://${site.distributionDomainName}` });
  app.synth();
  return { cdkOut: path.join(directory, 'cdk.out'), bundle };
}
