import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeVoicesCommand, GetLexiconCommand, PollyClient, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessKeyOf, type Iam, openIam } from '../../infra/local/iam.ts';
import { wildcards } from '../../infra/local/iam-conditions.ts';
import { compilePolicy, judge, type Principal } from '../../infra/local/iam-policy.ts';
import { type AwsRequest, describe as describeRequest, readSignature } from '../../infra/local/iam-request.ts';
import { readStack, type Stack } from '../../infra/local/template.ts';
import { PLACE, readTemplate, synthesizeSample } from './sample-stack.ts';

const role: Principal = {
  kind: 'role',
  account: '000000000000',
  roleArn: 'arn:aws:iam::000000000000:role/writer',
  sessionArn: 'arn:aws:sts::000000000000:assumed-role/writer/fn',
};
const anonymous: Principal = { kind: 'anonymous' };
const s3: Principal = { kind: 'service', service: 's3.amazonaws.com' };
const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:desk';
const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn };

type Asked = { principal?: Principal; action?: string; resource?: string; context?: Record<string, string | string[]> };

/** `allow`, `deny` where a statement says so, `nothing` where none does. */
function ask(identity: unknown[], resource: unknown[], asked: Asked = {}): 'allow' | 'deny' | 'nothing' {
  const { principal = role, action = 'sqs:SendMessage', resource: arn = queueArn, context = {} } = asked;
  const compile = (statements: unknown[]) => compilePolicy({ Statement: statements }, 'test');
  const entries = Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const);
  const question = { principal, action, resource: arn, context: new Map(entries) };
  const verdict = judge(compile(identity), compile(resource), question);
  if (verdict.allowed) return 'allow';
  return verdict.explicit ? 'deny' : 'nothing';
}

describe('A policy', () => {
  it.each<[string, 'allow' | 'deny' | 'nothing', unknown[], unknown[], Asked?]>([
    ['allows nothing by itself', 'nothing', [], []],
    ['allows what it names', 'allow', [send], []],
    ['does not allow another action', 'nothing', [{ ...send, Action: 'sqs:ReceiveMessage' }], []],
    ['does not allow another resource', 'nothing', [{ ...send, Resource: `${queueArn}s` }], []],
    ['compares actions without case', 'allow', [{ ...send, Action: 'SQS:sendmessage' }], []],
    ['compares resources with case', 'nothing', [{ ...send, Resource: queueArn.toUpperCase() }], []],
    ['knows * in actions', 'allow', [{ ...send, Action: 'sqs:Send*' }], []],
    ['knows ? in resources', 'allow', [{ ...send, Resource: `${queueArn.slice(0, -1)}?` }], []],
    ['takes lists', 'allow', [{ ...send, Action: ['sqs:A', 'sqs:SendMessage'], Resource: ['x', queueArn] }], []],
    ['NotAction allows all others', 'allow', [{ Effect: 'Allow', NotAction: ['sqs:DeleteQueue'], Resource: '*' }], []],
    ['NotAction does not allow its own', 'nothing', [{ Effect: 'Allow', NotAction: 'sqs:Send*', Resource: '*' }], []],
    ['NotResource allows all others', 'allow', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:x' }], []],
    ['NotResource does not allow its own', 'nothing', [{ Effect: 'Allow', Action: '*', NotResource: queueArn }], []],
    ['a Deny wins', 'deny', [send, { ...send, Effect: 'Deny' }], []],
    ['a Deny of the resource wins', 'deny', [send], [{ ...send, Effect: 'Deny', Principal: '*' }]],
    ['a Deny wins over the resource’s Allow', 'deny', [{ ...send, Effect: 'Deny' }], [{ ...send, Principal: '*' }]],
    ['the resource’s Allow for the role is enough', 'allow', [], [{ ...send, Principal: { AWS: role.roleArn } }]],
    ['the resource’s Allow for the session is enough', 'allow', [], [{ ...send, Principal: { AWS: role.sessionArn } }]],
    ['the resource’s Allow for everyone is enough', 'allow', [], [{ ...send, Principal: { AWS: '*' } }]],
    [
      'an Allow for the account leaves it to identities',
      'nothing',
      [],
      [{ ...send, Principal: { AWS: 'arn:aws:iam::000000000000:root' } }],
    ],
    [
      'a Deny for the account is for all in it',
      'deny',
      [send],
      [{ ...send, Effect: 'Deny', Principal: { AWS: '000000000000' } }],
    ],
    [
      'an Allow for a service is not for a role',
      'nothing',
      [],
      [{ ...send, Principal: { Service: 's3.amazonaws.com' } }],
    ],
    [
      'an Allow for a service is for it',
      'allow',
      [],
      [{ ...send, Principal: { Service: ['x', 's3.amazonaws.com'] } }],
      { principal: s3 },
    ],
    [
      'an Allow for a service is not for another',
      'nothing',
      [],
      [{ ...send, Principal: { Service: 'sns.amazonaws.com' } }],
      { principal: s3 },
    ],
    [
      'an Allow for a role is not for nobody',
      'nothing',
      [],
      [{ ...send, Principal: { AWS: role.roleArn } }],
      { principal: anonymous },
    ],
    ['an Allow for everyone is for nobody, too', 'allow', [], [{ ...send, Principal: '*' }], { principal: anonymous }],
  ])('%s: %s', (_, expected, identity, resource, asked) => {
    expect(ask(identity, resource, asked)).toBe(expected);
  });

  it('does not depend on the order of its statements', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.constantFrom('sqs:*', 'sqs:SendMessage', 'sqs:ReceiveMessage'),
      Resource: fc.constantFrom('*', queueArn, 'arn:other'),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const fits = ({ Action, Resource }: (typeof statements)[number]) =>
          Action !== 'sqs:ReceiveMessage' && Resource !== 'arn:other';
        const effects = statements.filter(fits).map(({ Effect }) => Effect);
        const expected = effects.includes('Deny') ? 'deny' : effects.length > 0 ? 'allow' : 'nothing';
        expect(ask(statements, [])).toBe(expected);
        expect(ask(statements.toReversed(), [])).toBe(expected);
      }),
    );
  });

  it('has wildcards that mean what a plain walk over the text says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '+', '(', '\n'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '('), maxLength: 6 });
    const walk = (p: string, t: string): boolean => {
      if (p === '') return t === '';
      if (p[0] === '*') return walk(p.slice(1), t) || (t !== '' && walk(p, t.slice(1)));
      return t !== '' && (p[0] === '?' || p[0] === t[0]) && walk(p.slice(1), t.slice(1));
    };
    fc.assert(fc.property(pattern, text, (p, t) => wildcards(p)(t) === walk(p, t)));
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an operator', { Condition: { IpAddress: { 'aws:SourceArn': 'x' } } }, /test: the condition operator IpAddress/],
    [
      'a condition key',
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'x' } } },
      /condition key aws:PrincipalOrgID/,
    ],
    ['NotPrincipal', { NotPrincipal: '*' }, /NotPrincipal/],
    ['a policy variable', { Resource: ['arn:aws:s3:::b/$', '{aws:username}'].join('') }, /policy variable/],
    ['an effect', { Effect: 'Perhaps' }, /Perhaps/],
  ])('is refused where it has %s that is not known', (_, more, message) => {
    expect(() => compilePolicy({ Statement: { ...send, ...more } }, 'test')).toThrow(message);
  });

  it('may say anything of services that are not judged here', () => {
    const logs = {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { X: { 'cloudwatch:namespace': 'a' } },
    };
    expect(ask([logs, send], [])).toBe('allow');
  });
});

describe('A condition', () => {
  const prefix = 's3:prefix';
  const source = 'aws:SourceArn';
  const leading = 'dynamodb:LeadingKeys';
  it.each<[string, boolean, Record<string, unknown>, Asked['context']?]>([
    ['a key that is missing', false, { StringEquals: { [prefix]: 'a' } }],
    ['a negated operator without the key', true, { StringNotEquals: { [prefix]: 'a' } }],
    ['IfExists without the key', true, { StringEqualsIfExists: { [prefix]: 'a' } }],
    ['IfExists with another value', false, { StringEqualsIfExists: { [prefix]: 'a' } }, { [prefix]: 'b' }],
    ['one of the values', true, { StringEquals: { [prefix]: ['a', 'b'] } }, { [prefix]: 'b' }],
    ['none of the negated values', true, { StringNotEquals: { [prefix]: ['a', 'b'] } }, { [prefix]: 'c' }],
    ['one of the negated values', false, { StringNotEquals: { [prefix]: ['a', 'b'] } }, { [prefix]: 'b' }],
    ['all operators', false, { StringEquals: { [prefix]: 'a' }, StringLike: { [prefix]: 'b*' } }, { [prefix]: 'a' }],
    ['all keys', false, { StringEquals: { [prefix]: 'a', [source]: 'x' } }, { [prefix]: 'a', [source]: 'y' }],
    ['keys without case', true, { StringEquals: { 'S3:PREFIX': 'a' } }, { [prefix]: 'a' }],
    ['StringEquals is exact', false, { StringEquals: { [prefix]: 'a*' } }, { [prefix]: 'ab' }],
    ['StringLike', true, { StringLike: { [prefix]: 'a*/?' } }, { [prefix]: 'ab/c' }],
    ['StringNotLike', false, { StringNotLike: { [prefix]: 'a*' } }, { [prefix]: 'ab' }],
    ['StringEqualsIgnoreCase', true, { StringEqualsIgnoreCase: { [prefix]: 'A' } }, { [prefix]: 'a' }],
    ['ArnLike', true, { ArnLike: { [source]: 'arn:aws:sns:*:*:news*' } }, { [source]: 'arn:aws:sns:eu:0:newsroom' }],
    [
      'ArnLike within one part',
      false,
      { ArnLike: { [source]: 'arn:aws:sns:*:0:news' } },
      { [source]: 'arn:aws:sns:eu:9:0:news' },
    ],
    [
      'ArnEquals knows wildcards',
      true,
      { ArnEquals: { [source]: 'arn:aws:s3:::*' } },
      { [source]: 'arn:aws:s3:::media' },
    ],
    ['ArnNotLike', false, { ArnNotLike: { [source]: 'arn:aws:s3:::*' } }, { [source]: 'arn:aws:s3:::media' }],
    ['Bool', true, { Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }],
    ['Bool with a boolean', false, { Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'true' }],
    ['NumericLessThan', true, { NumericLessThan: { [prefix]: '10' } }, { [prefix]: '9' }],
    ['NumericLessThan at the limit', false, { NumericLessThan: { [prefix]: 10 } }, { [prefix]: '10' }],
    [
      'NumericGreaterThanEquals at the limit',
      true,
      { NumericGreaterThanEquals: { [prefix]: 10 } },
      { [prefix]: '10.0' },
    ],
    ['NumericNotEquals', false, { NumericNotEquals: { [prefix]: 10 } }, { [prefix]: '10' }],
    [
      'DateLessThan',
      true,
      { DateLessThan: { [prefix]: '2026-01-02T00:00:00Z' } },
      { [prefix]: '2026-01-01T00:00:00Z' },
    ],
    ['DateGreaterThan in seconds', true, { DateGreaterThan: { [prefix]: '0' } }, { [prefix]: '1970-01-01T00:00:01Z' }],
    ['Null of a missing key', true, { Null: { [prefix]: 'true' } }],
    ['Null of a key that is there', false, { Null: { [prefix]: true } }, { [prefix]: 'a' }],
    ['Null that asks for the key', true, { Null: { [prefix]: 'false' } }, { [prefix]: 'a' }],
    ['ForAllValues without the key', true, { 'ForAllValues:StringEquals': { [leading]: 'a' } }],
    ['ForAllValues', true, { 'ForAllValues:StringLike': { [leading]: ['a*', 'b'] } }, { [leading]: ['ab', 'b'] }],
    [
      'ForAllValues with a stranger',
      false,
      { 'ForAllValues:StringEquals': { [leading]: ['a'] } },
      { [leading]: ['a', 'c'] },
    ],
    [
      'ForAllValues negated with one of them',
      false,
      { 'ForAllValues:StringNotEquals': { [leading]: 'a' } },
      { [leading]: ['a', 'c'] },
    ],
    ['ForAnyValue without the key', false, { 'ForAnyValue:StringNotEquals': { [leading]: 'a' } }],
    ['ForAnyValue', true, { 'ForAnyValue:StringEquals': { [leading]: 'a' } }, { [leading]: ['c', 'a'] }],
    ['ForAnyValue negated', true, { 'ForAnyValue:StringNotEquals': { [leading]: 'a' } }, { [leading]: ['a', 'c'] }],
    [
      'ForAnyValue negated with only them',
      false,
      { 'ForAnyValue:StringNotEquals': { [leading]: 'a' } },
      { [leading]: ['a'] },
    ],
  ])('%s: %s', (_, holds, Condition, context = {}) => {
    expect(ask([{ ...send, Condition }], [], { context })).toBe(holds ? 'allow' : 'nothing');
  });
});

describe('A request of a real SDK client', () => {
  const recorded: AwsRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      recorded.push({ method, url, headers, body: Buffer.concat(chunks) });
      response.writeHead(400).end();
    });
  });
  type Sender = { send(command: unknown): Promise<unknown> };
  const clients: Record<string, Sender> = {};
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const options = {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'LKIAREADER', secretAccessKey: 'none' },
      maxAttempts: 1,
    };
    const polly = new PollyClient({ ...options, requestHandler: new NodeHttpHandler() });
    const all = {
      dynamodb: new DynamoDBClient(options),
      polly,
      s3: new S3Client(options),
      sns: new SNSClient(options),
      sqs: new SQSClient(options),
    };
    for (const [name, client] of Object.entries(all)) clients[name] = client as Sender;
  });
  afterAll(() => server.close());

  const table = 'arn:aws:dynamodb:eu-west-1:000000000000:table/articles';
  const bucket = 'arn:aws:s3:::media';
  const topic = 'arn:aws:sns:eu-west-1:000000000000:news';
  const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
  const QueueUrl = 'http://127.0.0.1:1/000000000000/desk';
  const object = { Bucket: 'media', Key: 'a/é +b.mp3' };
  const objectArn = `${bucket}/a/é +b.mp3`;
  const upload = { ...object, UploadId: 'u' };

  it.each<[string, string, unknown, string[]]>([
    ['GetItem', 'dynamodb', new GetItemCommand({ TableName: 'articles', Key }), [`dynamodb:GetItem ${table} a`]],
    ['PutItem', 'dynamodb', new PutItemCommand({ TableName: 'articles', Item: Key }), [`dynamodb:PutItem ${table} a`]],
    ['UpdateItem', 'dynamodb', new UpdateItemCommand({ TableName: table, Key }), [`dynamodb:UpdateItem ${table} a`]],
    [
      'Query',
      'dynamodb',
      new QueryCommand({
        TableName: 'articles',
        IndexName: 'due',
        KeyConditionExpression: '#k = :k AND sk > :s',
        ExpressionAttributeNames: { '#k': 'pk' },
        ExpressionAttributeValues: { ':k': { S: 'a' }, ':s': { S: 'b' } },
      }),
      [`dynamodb:Query ${table}/index/due a`],
    ],
    [
      'BatchGetItem',
      'dynamodb',
      new BatchGetItemCommand({ RequestItems: { articles: { Keys: [Key] }, other: { Keys: [Key] } } }),
      [`dynamodb:BatchGetItem ${table} a`, `dynamodb:BatchGetItem ${table.replace('articles', 'other')}`],
    ],
    [
      'TransactWriteItems',
      'dynamodb',
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'articles', Item: Key } },
          { Update: { TableName: 'articles', Key, UpdateExpression: 'SET x = y' } },
          { Delete: { TableName: 'articles', Key } },
          { ConditionCheck: { TableName: 'articles', Key, ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
      ['Put', 'Update', 'Delete', 'ConditionCheck'].map((kind) => `dynamodb:${kind}Item ${table} a`),
    ],
    [
      'TransactGetItems',
      'dynamodb',
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'articles', Key } }] }),
      [`dynamodb:GetItem ${table} a`],
    ],

    [
      'SendMessageBatch',
      'sqs',
      new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] }),
      [`sqs:SendMessage ${queueArn}`],
    ],
    ['ReceiveMessage', 'sqs', new ReceiveMessageCommand({ QueueUrl }), [`sqs:ReceiveMessage ${queueArn}`]],
    [
      'DeleteMessage',
      'sqs',
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
      [`sqs:DeleteMessage ${queueArn}`],
    ],
    [
      'ChangeMessageVisibilityBatch',
      'sqs',
      new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [] }),
      [`sqs:ChangeMessageVisibility ${queueArn}`],
    ],
    ['CreateQueue', 'sqs', new CreateQueueCommand({ QueueName: 'desk' }), [`sqs:CreateQueue ${queueArn}`]],
    ['ListQueues', 'sqs', new ListQueuesCommand({}), ['sqs:ListQueues *']],

    ['Publish', 'sns', new PublishCommand({ TopicArn: topic, Message: 'x' }), [`sns:Publish ${topic}`]],
    [
      'PublishBatch',
      'sns',
      new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] }),
      [`sns:Publish ${topic}`],
    ],
    [
      'Subscribe',
      'sns',
      new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn }),
      [`sns:Subscribe ${topic}`],
    ],
    ['Unsubscribe', 'sns', new UnsubscribeCommand({ SubscriptionArn: `${topic}:1` }), ['sns:Unsubscribe *']],
    ['CreateTopic', 'sns', new CreateTopicCommand({ Name: 'news' }), [`sns:CreateTopic ${topic}`]],

    [
      'SynthesizeSpeech',
      'polly',
      new SynthesizeSpeechCommand({ Text: 'x', VoiceId: 'Amy', OutputFormat: 'mp3' }),
      ['polly:SynthesizeSpeech *'],
    ],
    ['DescribeVoices', 'polly', new DescribeVoicesCommand({}), ['polly:DescribeVoices *']],
    [
      'GetLexicon',
      'polly',
      new GetLexiconCommand({ Name: 'names' }),
      ['polly:GetLexicon arn:aws:polly:eu-west-1:000000000000:lexicon/names'],
    ],

    ['GetObject', 's3', new GetObjectCommand(object), [`s3:GetObject ${objectArn}`]],
    ['GetObject', 's3', new GetObjectCommand({ ...object, VersionId: '1' }), [`s3:GetObjectVersion ${objectArn}`]],
    ['HeadObject', 's3', new HeadObjectCommand(object), [`s3:GetObject ${objectArn}`]],
    [
      'GetObjectAttributes',
      's3',
      new GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ETag'] }),
      [`s3:GetObject ${objectArn}`, `s3:GetObjectAttributes ${objectArn}`],
    ],
    ['GetObjectTagging', 's3', new GetObjectTaggingCommand(object), [`s3:GetObjectTagging ${objectArn}`]],
    ['PutObject', 's3', new PutObjectCommand({ ...object, Body: 'x' }), [`s3:PutObject ${objectArn}`]],
    [
      'PutObject',
      's3',
      new PutObjectCommand({ ...object, Body: 'x', Tagging: 'a=b', ACL: 'public-read' }),
      [`s3:PutObject ${objectArn} public-read`, `s3:PutObjectTagging ${objectArn}`, `s3:PutObjectAcl ${objectArn}`],
    ],
    [
      'CopyObject',
      's3',
      new CopyObjectCommand({ ...object, CopySource: 'other/a%20b' }),
      [`s3:PutObject ${objectArn}`, 's3:GetObject arn:aws:s3:::other/a b'],
    ],
    ['DeleteObject', 's3', new DeleteObjectCommand(object), [`s3:DeleteObject ${objectArn}`]],
    [
      'DeleteObjects',
      's3',
      new DeleteObjectsCommand({ Bucket: 'media', Delete: { Objects: [{ Key: 'a&<b' }, { Key: 'é' }] } }),
      [`s3:DeleteObject ${bucket}/a&<b`, `s3:DeleteObject ${bucket}/é`],
    ],
    [
      'ListObjectsV2',
      's3',
      new ListObjectsV2Command({ Bucket: 'media', Prefix: 'a/' }),
      [`s3:ListBucket ${bucket} a/`],
    ],
    ['HeadBucket', 's3', new HeadBucketCommand({ Bucket: 'media' }), [`s3:ListBucket ${bucket}`]],
    ['GetBucketLocation', 's3', new GetBucketLocationCommand({ Bucket: 'media' }), [`s3:GetBucketLocation ${bucket}`]],
    [
      'PutBucketCORS',
      's3',
      new PutBucketCorsCommand({ Bucket: 'media', CORSConfiguration: { CORSRules: [] } }),
      [`s3:PutBucketCORS ${bucket}`],
    ],
    ['CreateBucket', 's3', new CreateBucketCommand({ Bucket: 'media' }), [`s3:CreateBucket ${bucket}`]],
    ['ListBuckets', 's3', new ListBucketsCommand({}), ['s3:ListAllMyBuckets *']],
    ['CreateMultipartUpload', 's3', new CreateMultipartUploadCommand(object), [`s3:PutObject ${objectArn}`]],
    ['UploadPart', 's3', new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' }), [`s3:PutObject ${objectArn}`]],
    [
      'UploadPartCopy',
      's3',
      new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: 'other/x' }),
      [`s3:PutObject ${objectArn}`, 's3:GetObject arn:aws:s3:::other/x'],
    ],
    ['CompleteMultipartUpload', 's3', new CompleteMultipartUploadCommand(upload), [`s3:PutObject ${objectArn}`]],
    ['AbortMultipartUpload', 's3', new AbortMultipartUploadCommand(upload), [`s3:AbortMultipartUpload ${objectArn}`]],
    ['ListParts', 's3', new ListPartsCommand(upload), [`s3:ListMultipartUploadParts ${objectArn}`]],
    [
      'ListMultipartUploads',
      's3',
      new ListMultipartUploadsCommand({ Bucket: 'media' }),
      [`s3:ListBucketMultipartUploads ${bucket}`],
    ],
  ])('is known: %s of %s', async (operation, service, command, expected) => {
    recorded.length = 0;
    await clients[service]?.send(command).catch(() => {});
    const [request] = recorded;
    if (request === undefined) throw new Error('The client sent nothing.');
    expect(readSignature(request)).toEqual({ service, region: 'eu-west-1', accessKey: 'LKIAREADER' });
    const partitionKeyOf = (name: string) => (name === 'articles' ? 'pk' : undefined);
    const described = describeRequest(service, request, {
      account: '000000000000',
      region: 'eu-west-1',
      partitionKeyOf,
    });
    expect(described.operation).toBe(operation);
    const checks = described.checks.map(({ action, resource, context }) =>
      [action, resource, ...Object.values(context).flat()].join(' '),
    );
    expect(checks).toEqual(expected);
  });
});

describe('A document of keys to delete', () => {
  it.each([
    ['hides a key in CDATA', '<Delete><Object><Key><![CDATA[secret]]></Key></Object></Delete>'],
    [
      'hides a key behind one that is plain',
      '<Delete><Object><Key>a</Key></Object><Object><Key x="1">b</Key></Object></Delete>',
    ],
    ['hides a key in an instruction', '<Delete><?x <Key>a</Key> ?><Object><Key >b</Key></Object></Delete>'],
    ['names none', '<Delete></Delete>'],
  ])('is judged as the whole bucket’s where it %s', (_, document) => {
    const request = { method: 'POST', url: '/media?delete', headers: {}, body: Buffer.from(document) };
    const surroundings = { account: '000000000000', region: 'eu-west-1', partitionKeyOf: () => undefined };
    const { checks } = describeRequest('s3', request, surroundings);
    expect(checks.map(({ resource }) => resource)).toEqual(['arn:aws:s3:::media/*']);
  });
});

it('What is copied is judged too where a URL says it instead of a header', () => {
  const url = '/media/a?X-Amz-Copy-Source=other%2Fsecret&x-amz-acl=public-read';
  const surroundings = { account: '000000000000', region: 'eu-west-1', partitionKeyOf: () => undefined };
  const { operation, checks } = describeRequest(
    's3',
    { method: 'PUT', url, headers: {}, body: undefined },
    surroundings,
  );
  expect(operation).toBe('CopyObject');
  expect(checks.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    's3:PutObject arn:aws:s3:::media/a',
    's3:PutObjectAcl arn:aws:s3:::media/a',
    's3:GetObject arn:aws:s3:::other/secret',
  ]);
});

describe('A caller', () => {
  let stack: Stack;
  let iam: Iam;
  const ids = { ingest: '', reader: '' };
  beforeAll(() => {
    stack = readStack(synthesizeSample().cdkOut, 'Sample', PLACE);
    iam = openIam(stack, PLACE);
    const functions = stack.ofType('AWS::Lambda::Function').map(({ id }) => id);
    ids.ingest = String(functions.find((id) => id.startsWith('Ingest')));
    ids.reader = String(functions.find((id) => id.startsWith('Reader')));
  });
  const signed = (key: string, service: string) =>
    `AWS4-HMAC-SHA256 Credential=${key}/20261124/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const read = (authorization?: string): AwsRequest => ({
    method: 'GET',
    url: '/sample-media/media/a.mp3',
    headers: authorization === undefined ? {} : { authorization },
  });
  const put = (key: string, url: string): AwsRequest => ({
    method: 'PUT',
    url,
    headers: { authorization: signed(key, 's3') },
  });

  it('that is a function is known by its access key', () => {
    const { caller, refusal } = iam.judgeRequest(put(accessKeyOf(ids.ingest), '/sample-media/media/a.mp3'));
    expect(caller).toMatchObject({ kind: 'function', name: ids.ingest });
    expect(refusal).toBeUndefined();
  });

  it('that is a function may do what its role allows, and nothing else', () => {
    const outside = iam.judgeRequest(put(accessKeyOf(ids.ingest), '/sample-media/articles/a.md'));
    expect(outside.refusal).toMatchObject({
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::sample-media/articles/a.md',
    });
    expect(outside.refusal?.message).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/\S+\/sample-ingest-article is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::sample-media\/articles\/a\.md because no identity-based policy allows the s3:PutObject action$/,
    );
    expect(iam.judgeRequest(put(accessKeyOf(ids.reader), '/sample-media/media/a.mp3')).refusal).toBeDefined();
  });

  it('that may list a bucket is told that an object is missing', () => {
    const may = iam.judgeRequest(read(signed(accessKeyOf(ids.reader), 's3')));
    expect(may).toMatchObject({ operation: 'GetObject' });
    expect(may).not.toHaveProperty('refusalIfMissing');
  });

  it('with another key is a person and may do anything', () => {
    const { caller, refusal } = iam.judgeRequest(put('AKIAEDITOR', '/sample-media/anything'));
    expect(caller).toEqual({ kind: 'person', name: 'AKIAEDITOR' });
    expect(refusal).toBeUndefined();
  });

  it('with a presigned URL is who signed it', () => {
    const credential = encodeURIComponent(`${accessKeyOf(ids.reader)}/20261124/eu-west-1/s3/aws4_request`);
    const url = `/sample-media/media/a.mp3?X-Amz-Credential=${credential}&X-Amz-Signature=0`;
    expect(iam.judgeRequest({ method: 'PUT', url, headers: {} }).refusal?.action).toBe('s3:PutObject');
    expect(iam.judgeRequest({ method: 'GET', url, headers: {} }).refusal).toBeUndefined();
    const old = '/sample-media/x?AWSAccessKeyId=AKIAEDITOR&Signature=0&Expires=1';
    expect(iam.judgeRequest({ method: 'GET', url: old, headers: {} }).caller.name).toBe('AKIAEDITOR');
  });

  it('that signs nothing is refused', () => {
    expect(iam.judgeRequest(read()).caller.kind).toBe('anonymous');
    expect(iam.judgeRequest(read()).refusal?.action).toBe('s3:GetObject');
    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    expect(iam.judgeRequest({ method: 'POST', url: '/', headers, body: Buffer.from('{}') }).refusal).toBeDefined();
  });

  it('that signs nothing may read what a bucket’s policy opens to everyone, and change nothing', () => {
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::sample-open/*' }];
    const open = openIam(
      readTemplate({
        Resources: {
          Open: { Type: 'AWS::S3::Bucket' },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: { Bucket: { Ref: 'Open' }, PolicyDocument: { Statement } },
          },
        },
      }),
      PLACE,
    );
    expect(open.judgeRequest({ method: 'GET', url: '/sample-open/a', headers: {} }).refusal).toBeUndefined();
    expect(open.judgeRequest({ method: 'PUT', url: '/sample-open/a', headers: {} }).refusal).toBeDefined();
    expect(open.judgeRequest({ method: 'GET', url: '/sample-open', headers: {} }).refusal?.action).toBe(
      's3:ListBucket',
    );
    const preflight = { method: 'OPTIONS', url: '/sample-open/a', headers: { origin: 'http://x' } };
    expect(open.judgeRequest(preflight).refusal).toBeUndefined();
  });

  it('that is a service needs the policy of the resource', () => {
    const uploads = 'arn:aws:sqs:eu-west-1:000000000000:sample-uploads';
    const topic = 'arn:aws:sns:eu-west-1:000000000000:sample-news';
    expect(iam.mayServiceDo('sns.amazonaws.com', 'sqs:SendMessage', uploads, topic)).toBe(true);
    expect(iam.mayServiceDo('sns.amazonaws.com', 'sqs:SendMessage', uploads, `${topic}-other`)).toBe(false);
    expect(iam.mayServiceDo('s3.amazonaws.com', 'sqs:SendMessage', uploads, topic)).toBe(false);
    expect(
      iam.mayServiceDo('sns.amazonaws.com', 'sqs:SendMessage', uploads.replace('uploads', 'ordered.fifo'), topic),
    ).toBe(false);
    expect(iam.mayServiceDo('sns.amazonaws.com', 'sqs:SendMessage', uploads.replace('sample', 'their'), topic)).toBe(
      true,
    );
  });

  it('that is the CDN may read the bucket that it has, and wake nothing', () => {
    const site = String(stack.ofType('AWS::CloudFront::Distribution')[0]?.arn);
    const media = 'arn:aws:s3:::sample-media/media/a.mp3';
    expect(iam.mayServiceDo('cloudfront.amazonaws.com', 's3:GetObject', media, site)).toBe(true);
    expect(iam.mayServiceDo('cloudfront.amazonaws.com', 's3:PutObject', media, site)).toBe(false);
    expect(iam.mayServiceDo('cloudfront.amazonaws.com', 's3:GetObject', media, `${site}x`)).toBe(false);
  });

  it('that is the HTTP API needs a permission of the function', () => {
    const reader = 'arn:aws:lambda:eu-west-1:000000000000:function:sample-reader';
    const route = 'arn:aws:execute-api:eu-west-1:000000000000:sample-api/$default/GET/v1/articles/{id}';
    const may = (service: string, arn: string, source: string) =>
      iam.mayServiceDo(service, 'lambda:InvokeFunction', arn, source);
    expect(may('apigateway.amazonaws.com', reader, route)).toBe(true);
    expect(may('apigateway.amazonaws.com', reader, route.replace('articles', 'views'))).toBe(false);
    expect(may('apigateway.amazonaws.com', reader.replace('reader', 'ingest-article'), route)).toBe(false);
    expect(may('events.amazonaws.com', reader, route)).toBe(false);
  });

  it('that is the host acts in the rights of a role', () => {
    const { properties } = stack.byId(ids.ingest);
    const ingestRole = String(properties.Role).split('/').at(-1) ?? '';
    const uploads = 'arn:aws:sqs:eu-west-1:000000000000:sample-uploads';
    expect(iam.roleMay(ingestRole, 'sqs:ReceiveMessage', uploads)).toBe(true);
    expect(iam.roleMay(ingestRole, 'sqs:PurgeQueue', uploads)).toBe(false);
    expect(iam.roleMay(String(properties.Role), 'sqs:DeleteMessage', uploads)).toBe(true);
    const [schedule] = stack.ofType('AWS::Scheduler::Schedule');
    const { RoleArn, Arn } = schedule!.properties.Target as { RoleArn: string; Arn: string };
    expect(iam.roleMay(RoleArn, 'lambda:InvokeFunction', Arn)).toBe(true);
    expect(() => iam.roleMay('nobody', 'sqs:ReceiveMessage', uploads)).toThrow(/no role nobody/);
  });
});

describe('A stack whose policies cannot be judged', () => {
  const role = (properties: Record<string, unknown>) => () =>
    openIam(readTemplate({ Resources: { Writer: { Type: 'AWS::IAM::Role', Properties: properties } } }), PLACE);
  const managed = (name: string) => ({ 'Fn::Sub': `arn:aws:iam::aws:policy/${name}` });

  it('is refused for managed policies whose text is not known', () => {
    expect(role({ ManagedPolicyArns: [managed('AdministratorAccess')] })).toThrow(/Writer.*AdministratorAccess/);
    expect(
      role({
        ManagedPolicyArns: [managed('service-role/AWSLambdaBasicExecutionRole'), managed('AWSXRayDaemonWriteAccess')],
      }),
    ).not.toThrow();
  });

  it('is refused for a permissions boundary', () => {
    expect(role({ PermissionsBoundary: 'arn:aws:iam::aws:policy/X' })).toThrow(/permissions boundary/);
  });

  it('is refused for a policy of an inline statement that is not known, by its name', () => {
    const PolicyDocument = { Statement: [{ ...send, Condition: { Odd: { 's3:prefix': 'x' } } }] };
    expect(role({ Policies: [{ PolicyName: 'x', PolicyDocument }] })).toThrow(/role Writer.*Odd/);
  });
});
