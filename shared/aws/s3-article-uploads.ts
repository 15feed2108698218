import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { ArticleUploads } from '../ports.ts';

/**
 * The uploads bucket. An object is read on condition of the event's eTag, so that text and event always belong together;
 * 412 and 404 mean that a newer event is on its way.
 */
export function s3ArticleUploads(bucket: string): ArticleUploads {
  const client = new S3Client();
  return {
    async read({ key, eTag }) {
      try {
        const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: eTag }));
        return { kind: 'bytes', bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array() };
      } catch (error) {
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (status === 404 || status === 412) return { kind: 'gone' };
        throw error;
      }
    },
  };
}
