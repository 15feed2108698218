import type { IncomingHttpHeaders } from 'node:http';
import { describeS3 } from './iam-s3.ts';

/** A request as the gateway got it; `url` is the path with its query, S3's with the bucket in the path. */
export type AwsRequest = { method: string; url: string; headers: IncomingHttpHeaders; body?: Buffer };
/** What a signature says. `accessKey` is undefined for unsigned requests. */
export type Signature = { service: string; region: string | undefined; accessKey: string | undefined };
/** One thing that a caller must be allowed to do; `context` by condition key in lower case. */
export type Check = { action: string; resource: string; context: Record<string, readonly string[]> };
/** `ifMissing`: needed only to be told that something does not exist. */
export type Described = { operation: string; checks: Check[]; ifMissing?: Check };
export type Surroundings = {
  account: string;
  region: string;
  /** The name of a table's partition key. */
  partitionKeyOf(table: string): string | undefined;
};

/** A body that cannot be read as its protocol says: 400. */
export class MalformedRequest extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedRequest';
  }
}

/** With a region (SigV4) or without (SigV4A). */
const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/(?:([^/,\s]+)\/)?([^/,\s]+)\/aws4_request/;

/**
 * Which service a request is for, and who signed it: the credential scope of the Authorization header or of a presigned
 * URL; without one, `X-Amz-Target`, then a posted form (SNS), else S3, the only service that is also read unsigned.
 */
export function readSignature({ method, url, headers }: AwsRequest): Signature {
  const authorization = headers.authorization ?? '';
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const scope = SCOPE.exec(authorization) ?? SCOPE.exec(`Credential=${query.get('X-Amz-Credential') ?? ''}`);
  if (scope !== null) {
    const [, accessKey, region, service = ''] = scope;
    return { service, region, accessKey };
  }
  // Signature version 2, which some clients still use for S3's presigned URLs.
  const old =
    /^AWS ([^:\s]+):/.exec(authorization)?.[1] ?? (query.has('Signature') ? query.get('AWSAccessKeyId') : null);
  if (old !== null && old !== undefined) return { service: 's3', region: undefined, accessKey: old };
  return { service: unsignedService(method, url, headers), region: undefined, accessKey: undefined };
}

function unsignedService(method: string, url: string, headers: IncomingHttpHeaders): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.startsWith('DynamoDB') ? 'dynamodb' : 'sqs';
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return method === 'POST' && form && url.split('?')[0] === '/' ? 'sns' : 's3';
}

/** Whether a call can be judged only with its body. */
export function needsBody(service: string, { method, url }: AwsRequest): boolean {
  if (service === 's3') return method === 'POST' && new URLSearchParams(url.split('?')[1] ?? '').has('delete');
  return ['dynamodb', 'sqs', 'sns', 'sts'].includes(service);
}

/** What a request does, in IAM's words. Throws a MalformedRequest where its body cannot be read. */
export function describe(service: string, request: AwsRequest, surroundings: Surroundings): Described {
  switch (service) {
    case 'dynamodb':
      return describeDynamoDb(request, surroundings);
    case 'sqs':
      return describeSqs(request, surroundings);
    case 'sns':
      return describeSns(request, surroundings);
    case 'sts':
      return describeSts(request);
    case 'polly':
      return describePolly(request, surroundings);
    case 's3':
      return describeS3(request);
    default: {
      const operation = targetOf(request) ?? `${request.method} ${request.url.split('?')[0]}`;
      return { operation, checks: [check(`${service}:${operation}`, '*')] };
    }
  }
}

function check(action: string, resource: string, context: Check['context'] = {}): Check {
  return { action, resource, context };
}

function describeDynamoDb(request: AwsRequest, { account, region, partitionKeyOf }: Surroundings): Described {
  const operation = targetOf(request) ?? 'unknown';
  const input = readJson(request.body);
  const one = (action: string, table: unknown, keys: unknown[], index?: unknown): Check => {
    const name = String(table ?? '*');
    const arn = name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
    const partitionKey = partitionKeyOf(arn.slice(arn.indexOf('/') + 1));
    const leading = keys.flatMap((key) => leadingKey(key, partitionKey));
    const context: Check['context'] = leading.length === 0 ? {} : { 'dynamodb:leadingkeys': leading };
    const resource = table === undefined ? '*' : index === undefined ? arn : `${arn}/index/${String(index)}`;
    return check(`dynamodb:${action}`, resource, context);
  };
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    const checks = Object.entries(asRecord(input.RequestItems)).map(([table, asked]) => {
      const writes = asList(asked).map(asRecord);
      const keys = Array.isArray(asked)
        ? writes.map((write) => asRecord(write.PutRequest).Item ?? asRecord(write.DeleteRequest).Key)
        : asList(asRecord(asked).Keys);
      return one(operation, table, keys);
    });
    return { operation, checks };
  }
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const checks = asList(input.TransactItems).flatMap((item) =>
      Object.entries(asRecord(item)).map(([kind, value]) => {
        const { TableName, Key, Item } = asRecord(value);
        return one(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, TableName, [Key ?? Item]);
      }),
    );
    return { operation, checks };
  }
  const keys = input.KeyConditionExpression === undefined ? [input.Key ?? input.Item] : [queriedKey(input)];
  const table = input.TableName ?? input.ResourceArn ?? input.TableArn;
  return { operation, checks: [one(operation, table, keys, input.IndexName)] };
}

function leadingKey(key: unknown, partitionKey: string | undefined): string[] {
  const value = partitionKey === undefined ? undefined : asRecord(key)[partitionKey];
  return value === undefined ? [] : Object.values(asRecord(value)).map(String);
}

/** The attributes that a key condition compares with `=`; the partition key is among them. */
function queriedKey(input: Record<string, unknown>): Record<string, unknown> {
  const names = asRecord(input.ExpressionAttributeNames);
  const values = asRecord(input.ExpressionAttributeValues);
  const equalities = String(input.KeyConditionExpression).matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g);
  return Object.fromEntries(
    [...equalities].map(([, name = '', value = '']) => [String(names[name] ?? name), values[value]]),
  );
}

function describeSqs(request: AwsRequest, { account, region }: Surroundings): Described {
  const target = targetOf(request);
  const input = target === undefined ? readForm(request.body) : readJson(request.body);
  const operation = target ?? String(input.Action ?? 'unknown');
  const name = (typeof input.QueueUrl === 'string' ? input.QueueUrl.split('/').at(-1) : undefined) ?? input.QueueName;
  const resource = name === undefined ? (input.SourceArn ?? '*') : `arn:aws:sqs:${region}:${account}:${String(name)}`;
  return { operation, checks: [check(`sqs:${operation.replace(/Batch$/, '')}`, String(resource))] };
}

/** Operations on subscriptions know no resource: they are judged on `*`. (Service authorization reference, Amazon SNS.) */
function describeSns(request: AwsRequest, { account, region }: Surroundings): Described {
  const target = targetOf(request);
  const input = target === undefined ? readForm(request.body) : readJson(request.body);
  const operation = target ?? String(input.Action ?? 'unknown');
  const named = input.Name === undefined ? '*' : `arn:aws:sns:${region}:${account}:${String(input.Name)}`;
  const resource = String(input.TopicArn ?? input.TargetArn ?? input.ResourceArn ?? named);
  return { operation, checks: [check(`sns:${operation === 'PublishBatch' ? 'Publish' : operation}`, resource)] };
}

function describeSts(request: AwsRequest): Described {
  const input = readForm(request.body);
  const operation = String(input.Action ?? 'unknown');
  // Anyone may ask who they are. (STS API reference, GetCallerIdentity.)
  if (operation === 'GetCallerIdentity') return { operation, checks: [] };
  return { operation, checks: [check(`sts:${operation}`, String(input.RoleArn ?? '*'))] };
}

const POLLY: Record<string, string> = {
  'GET /v1/lexicons': 'ListLexicons',
  'GET /v1/synthesisTasks': 'ListSpeechSynthesisTasks',
  'GET /v1/voices': 'DescribeVoices',
  'POST /v1/speech': 'SynthesizeSpeech',
  'POST /v1/synthesisStream': 'StartSpeechSynthesisStream',
  'POST /v1/synthesisTasks': 'StartSpeechSynthesisTask',
  'DELETE /v1/lexicons/': 'DeleteLexicon',
  'GET /v1/lexicons/': 'GetLexicon',
  'PUT /v1/lexicons/': 'PutLexicon',
  'GET /v1/synthesisTasks/': 'GetSpeechSynthesisTask',
};

function describePolly({ method, url }: AwsRequest, { account, region }: Surroundings): Described {
  const path = url.split('?')[0] ?? '';
  const [, version, collection, name] = path.split('/');
  const operation = POLLY[`${method} ${path}`] ?? POLLY[`${method} /${version}/${collection}/`] ?? `${method} ${path}`;
  const lexicon = collection === 'lexicons' && name !== undefined;
  const resource = lexicon ? `arn:aws:polly:${region}:${account}:lexicon/${name}` : '*';
  return { operation, checks: [check(`polly:${operation}`, resource)] };
}

function targetOf({ headers }: AwsRequest): string | undefined {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? target.split('.').at(-1) : undefined;
}

function readJson(body: Buffer | undefined): Record<string, unknown> {
  if (body === undefined || body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Told below, with bodies that are JSON but no object.
  }
  throw new MalformedRequest('The body of the request is not a JSON object.');
}

function readForm(body: Buffer | undefined): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(body?.toString() ?? ''));
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
