import type { AwsRequest, Check, Described } from './iam-request.ts';

/** Parts of a bucket and of an object, by the word in the query that asks for them, and what IAM calls them. */
const BUCKET_PARTS: Record<string, { read: string; write: string }> = {
  accelerate: { read: 'GetAccelerateConfiguration', write: 'PutAccelerateConfiguration' },
  acl: { read: 'GetBucketAcl', write: 'PutBucketAcl' },
  analytics: { read: 'GetAnalyticsConfiguration', write: 'PutAnalyticsConfiguration' },
  cors: { read: 'GetBucketCORS', write: 'PutBucketCORS' },
  encryption: { read: 'GetEncryptionConfiguration', write: 'PutEncryptionConfiguration' },
  lifecycle: { read: 'GetLifecycleConfiguration', write: 'PutLifecycleConfiguration' },
  location: { read: 'GetBucketLocation', write: 'GetBucketLocation' },
  logging: { read: 'GetBucketLogging', write: 'PutBucketLogging' },
  notification: { read: 'GetBucketNotification', write: 'PutBucketNotification' },
  ownershipControls: { read: 'GetBucketOwnershipControls', write: 'PutBucketOwnershipControls' },
  policy: { read: 'GetBucketPolicy', write: 'PutBucketPolicy' },
  publicAccessBlock: { read: 'GetBucketPublicAccessBlock', write: 'PutBucketPublicAccessBlock' },
  replication: { read: 'GetReplicationConfiguration', write: 'PutReplicationConfiguration' },
  tagging: { read: 'GetBucketTagging', write: 'PutBucketTagging' },
  versioning: { read: 'GetBucketVersioning', write: 'PutBucketVersioning' },
  website: { read: 'GetBucketWebsite', write: 'PutBucketWebsite' },
};
const OBJECT_PARTS: Record<string, { read: string; write: string; remove: string }> = {
  acl: { read: 'GetObjectAcl', write: 'PutObjectAcl', remove: 'PutObjectAcl' },
  'legal-hold': { read: 'GetObjectLegalHold', write: 'PutObjectLegalHold', remove: 'PutObjectLegalHold' },
  retention: { read: 'GetObjectRetention', write: 'PutObjectRetention', remove: 'PutObjectRetention' },
  restore: { read: 'RestoreObject', write: 'RestoreObject', remove: 'RestoreObject' },
  select: { read: 'GetObject', write: 'GetObject', remove: 'GetObject' },
  tagging: { read: 'GetObjectTagging', write: 'PutObjectTagging', remove: 'DeleteObjectTagging' },
};

type Asked = { request: AwsRequest; bucketArn: string; key: string; query: URLSearchParams };

/** An S3 request with the bucket in its path, in IAM's words. (Service authorization reference, Amazon S3.) */
export function describeS3(request: AwsRequest): Described {
  const [path = '', search = ''] = split(request.url, '?');
  const [bucket, key] = split(path.slice(1), '/');
  const bucketArn = `arn:aws:s3:::${decode(bucket)}`;
  const asked = { request, bucketArn, key: decode(key), query: new URLSearchParams(search) };
  if (bucket === '') return { operation: 'ListBuckets', checks: [check('ListAllMyBuckets', '*')] };
  return key === '' ? describeBucket(asked) : describeObject(asked);
}

function describeBucket({ request, bucketArn, query }: Asked): Described {
  const { method } = request;
  const reads = method === 'GET' || method === 'HEAD';
  const one = (operation: string, action = operation, context: Check['context'] = {}): Described => ({
    operation,
    checks: [check(action, bucketArn, context)],
  });
  const part = Object.entries(BUCKET_PARTS).find(([word]) => query.has(word))?.[1];
  if (part !== undefined) return one(reads ? part.read : part.write);
  if (method === 'POST' && query.has('delete')) return deletion(request, bucketArn);
  if (method === 'PUT') return one('CreateBucket');
  if (method === 'DELETE') return one('DeleteBucket');
  // A form from a browser: its key stands in the form, so that it is judged as the whole bucket's.
  if (method === 'POST') return { operation: 'PostObject', checks: [check('PutObject', `${bucketArn}/*`)] };
  if (query.has('uploads')) return one('ListMultipartUploads', 'ListBucketMultipartUploads');
  if (query.has('versions')) return one('ListObjectVersions', 'ListBucketVersions', prefix(query));
  if (method === 'HEAD') return one('HeadBucket', 'ListBucket');
  return one(query.has('list-type') ? 'ListObjectsV2' : 'ListObjects', 'ListBucket', prefix(query));
}

function prefix(query: URLSearchParams): Check['context'] {
  return query.has('prefix') ? { 's3:prefix': [query.get('prefix') ?? ''] } : {};
}

/** One check for each key; where the document does not say plainly which, the whole bucket’s. */
function deletion(request: AwsRequest, bucketArn: string): Described {
  const document = request.body?.toString() ?? '';
  const keys = [...document.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
  const objects = [...document.matchAll(/<(?:\w+:)?Object[\s>/]/g)].length;
  const plain =
    keys.length > 0 && keys.length === objects && !/<[!?]/.test(document.replace(/^\s*<\?xml[^<>]*\?>/, ''));
  const checks = (plain ? keys : ['*']).map((key) => check('DeleteObject', `${bucketArn}/${key}`));
  return { operation: 'DeleteObjects', checks };
}

function describeObject({ request, bucketArn, key, query }: Asked): Described {
  const { method, headers } = request;
  const object = `${bucketArn}/${key}`;
  const reads = method === 'GET' || method === 'HEAD';
  const part = Object.entries(OBJECT_PARTS).find(([word]) => query.has(word))?.[1];
  if (part !== undefined) {
    const action = reads ? part.read : method === 'DELETE' ? part.remove : part.write;
    return { operation: action, checks: [check(action, object)] };
  }
  if (reads) return reading(request, query, object, bucketArn);
  if (method === 'DELETE') {
    const operation = query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    const action = operation === 'DeleteObject' ? `DeleteObject${version(query)}` : operation;
    return { operation, checks: [check(action, object)] };
  }
  return writing(request, query, object, headers);
}

function reading({ method }: AwsRequest, query: URLSearchParams, object: string, bucketArn: string): Described {
  if (query.has('uploadId')) return { operation: 'ListParts', checks: [check('ListMultipartUploadParts', object)] };
  const attributes = query.has('attributes');
  const checks = [check(`GetObject${version(query)}`, object)];
  if (attributes) checks.push(check(`GetObject${version(query)}Attributes`, object));
  const operation = attributes ? 'GetObjectAttributes' : method === 'GET' ? 'GetObject' : 'HeadObject';
  return { operation, checks, ifMissing: check('ListBucket', bucketArn) };
}

function version(query: URLSearchParams): 'Version' | '' {
  return query.has('versionId') ? 'Version' : '';
}

function writing(
  request: AwsRequest,
  query: URLSearchParams,
  object: string,
  headers: AwsRequest['headers'],
): Described {
  // A presigned URL may carry them in its query; those of the request go before them.
  const sent = (name: string) =>
    text(headers[name]) ?? [...query].find(([written]) => written.toLowerCase() === name)?.[1];
  const acl = sent('x-amz-acl');
  const checks = [check('PutObject', object, acl === undefined ? {} : { 's3:x-amz-acl': [acl] })];
  if (sent('x-amz-tagging') !== undefined) checks.push(check('PutObjectTagging', object));
  if (acl !== undefined && acl !== 'private') checks.push(check('PutObjectAcl', object));
  const source = sent('x-amz-copy-source');
  const operation = writingOperation(request.method, query, source !== undefined);
  if (source === undefined) return { operation, checks };
  const [path = '', search = ''] = split(source.replace(/^\//, ''), '?');
  const from = `arn:aws:s3:::${decode(path)}`;
  checks.push(check(search.includes('versionId=') ? 'GetObjectVersion' : 'GetObject', from));
  return { operation, checks, ifMissing: check('ListBucket', split(from, '/')[0]) };
}

function writingOperation(method: string, query: URLSearchParams, copies: boolean): string {
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  if (query.has('uploadId')) return copies ? 'UploadPartCopy' : 'UploadPart';
  return copies ? 'CopyObject' : 'PutObject';
}

function check(action: string, resource: string, context: Check['context'] = {}): Check {
  return { action: `s3:${action}`, resource, context };
}

function split(value: string, separator: string): [string, string] {
  const at = value.indexOf(separator);
  return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

/** As it stands where its percent encoding is broken; the emulator refuses such a request. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function unescapeXml(value: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return value.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (entity, hex, decimal, name: string | undefined) => {
    if (name !== undefined) return named[name] ?? entity;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
