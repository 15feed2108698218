import { HeadObjectCommand, paginateListObjectsV2, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Upload } from '../domain/upload.ts';
import type { StoredUpload, UploadsLedger } from '../ports.ts';

/** The uploads bucket, and the queue that S3 tells of it. */
export function s3UploadsLedger(bucket: string, queueUrl: string): UploadsLedger {
  const s3 = new S3Client();
  const sqs = new SQSClient();
  return {
    async *pages(prefix) {
      // Keys may hold what no XML can, so they are asked for in the encoding of forms.
      const listing = { Bucket: bucket, Prefix: prefix, EncodingType: 'url' as const };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, listing)) {
        yield Contents.map(({ Key = '', ETag, LastModified }) => stored(formDecode(Key), ETag, LastModified));
      }
    },

    async find(key) {
      try {
        const { ETag, LastModified } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return stored(key, ETag, LastModified);
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
        throw error;
      }
    },

    async requeue(upload) {
      const body = eventOf(upload, bucket, await s3.config.region());
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    },
  };
}

/** As events have it: listings and headers put an eTag between quotation marks. */
function stored(key: string, eTag = '', at = new Date(0)): StoredUpload {
  return { key, eTag: eTag.replaceAll('"', ''), at: at.toISOString() };
}

/** (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html) */
function eventOf(upload: Upload, bucket: string, region: string): string {
  const { kind, key, sequencer, at } = upload;
  const object = { key: formEncode(key), ...(kind === 'stored' ? { eTag: upload.eTag } : {}), sequencer };
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: at,
    eventName: kind === 'stored' ? 'ObjectCreated:Reconciled' : 'ObjectRemoved:Reconciled',
    userIdentity: { principalId: 'reconcile-uploads' },
    requestParameters: {},
    responseElements: {},
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'reconcile-uploads',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object,
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** S3 writes keys as forms do: a space is `+`; slashes stay. */
function formEncode(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

function formDecode(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
