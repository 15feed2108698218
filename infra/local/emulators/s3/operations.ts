import type { Handler } from './answer.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from './buckets.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy.ts';
import { listObjects, listObjectsV2 } from './listing.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart.ts';
import { overrides } from './object-headers.ts';
import { deleteObject, deleteObjects, putObject, readObject } from './objects.ts';
import type { S3Request } from './request.ts';

/** `level`: what the path names. `marks`: the query parameters that make the request this operation. */
type Operation = {
  name: string;
  level: 'service' | 'bucket' | 'object';
  method: string;
  marks: string[];
  /** Only with this header. */
  header?: string;
  parameters?: string[];
  handler: Handler;
};

const listParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const overrideParameters = Object.keys(overrides);

/** Everything that is answered; the first that fits. What none fits is 501. */
const operations: Operation[] = [
  { name: 'ListBuckets', level: 'service', method: 'GET', marks: [], handler: listBuckets },

  { name: 'CreateBucket', level: 'bucket', method: 'PUT', marks: [], handler: createBucket },
  { name: 'HeadBucket', level: 'bucket', method: 'HEAD', marks: [], handler: headBucket },
  { name: 'DeleteBucket', level: 'bucket', method: 'DELETE', marks: [], handler: deleteBucket },
  { name: 'GetBucketLocation', level: 'bucket', method: 'GET', marks: ['location'], handler: getBucketLocation },
  { name: 'GetBucketVersioning', level: 'bucket', method: 'GET', marks: ['versioning'], handler: getBucketVersioning },
  {
    name: 'ListMultipartUploads',
    level: 'bucket',
    method: 'GET',
    marks: ['uploads'],
    parameters: ['prefix', 'max-uploads', 'key-marker', 'upload-id-marker', 'encoding-type'],
    handler: listMultipartUploads,
  },
  {
    name: 'ListObjectsV2',
    level: 'bucket',
    method: 'GET',
    marks: ['list-type'],
    parameters: [...listParameters, 'continuation-token', 'start-after', 'fetch-owner'],
    handler: listObjectsV2,
  },
  {
    name: 'ListObjects',
    level: 'bucket',
    method: 'GET',
    marks: [],
    parameters: [...listParameters, 'marker'],
    handler: listObjects,
  },
  { name: 'DeleteObjects', level: 'bucket', method: 'POST', marks: ['delete'], handler: deleteObjects },

  {
    name: 'UploadPartCopy',
    level: 'object',
    method: 'PUT',
    marks: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
    handler: uploadPartCopy,
  },
  { name: 'UploadPart', level: 'object', method: 'PUT', marks: ['uploadId', 'partNumber'], handler: uploadPart },
  { name: 'CopyObject', level: 'object', method: 'PUT', marks: [], header: 'x-amz-copy-source', handler: copyObject },
  { name: 'PutObject', level: 'object', method: 'PUT', marks: [], handler: putObject },
  {
    name: 'ListParts',
    level: 'object',
    method: 'GET',
    marks: ['uploadId'],
    parameters: ['max-parts', 'part-number-marker'],
    handler: listParts,
  },
  { name: 'GetObject', level: 'object', method: 'GET', marks: [], parameters: overrideParameters, handler: readObject },
  {
    name: 'HeadObject',
    level: 'object',
    method: 'HEAD',
    marks: [],
    parameters: overrideParameters,
    handler: readObject,
  },
  {
    name: 'AbortMultipartUpload',
    level: 'object',
    method: 'DELETE',
    marks: ['uploadId'],
    handler: abortMultipartUpload,
  },
  { name: 'DeleteObject', level: 'object', method: 'DELETE', marks: [], handler: deleteObject },
  {
    name: 'CreateMultipartUpload',
    level: 'object',
    method: 'POST',
    marks: ['uploads'],
    handler: createMultipartUpload,
  },
  {
    name: 'CompleteMultipartUpload',
    level: 'object',
    method: 'POST',
    marks: ['uploadId'],
    handler: completeMultipartUpload,
  },
];

/** The operation that a request asks for, by what the path names, the method, and the marks in the query. */
export function findOperation(request: S3Request): Operation | undefined {
  const level = request.bucket === '' ? 'service' : request.key === '' ? 'bucket' : 'object';
  return operations.find(
    (operation) =>
      operation.level === level &&
      operation.method === request.method &&
      operation.marks.every((mark) => request.query.has(mark)) &&
      (operation.header === undefined || request.headers.has(operation.header)),
  );
}

/** The query parameters that an operation understands. */
export function parametersOf(operation: Operation): string[] {
  return [...operation.marks, ...(operation.parameters ?? [])];
}
