import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { receiptFile } from '../contract/object-keys.ts';
import type { Receipt } from '../domain/receipt.ts';
import { compareSequencers } from '../domain/upload.ts';
import type { ArticleUploads } from '../ports.ts';

const statusOf = (error: unknown) => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

/**
 * The uploads bucket. An object is read on condition of the event's eTag, so that text and event always belong together;
 * 412 and 404 mean that a newer event is on its way.
 */
export function s3ArticleUploads(bucket: string, hash: (data: string) => string): ArticleUploads {
  const client = new S3Client();

  async function put(Key: string, receipt: Receipt, condition: { IfMatch: string } | { IfNoneMatch: '*' }) {
    try {
      const Body = `${JSON.stringify(receipt, null, 2)}\n`;
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json', ...condition }),
      );
      return true;
    } catch (error) {
      // 412: it is another than it was; 409: somebody writes it at this very moment; 404: it has been removed.
      if ([404, 409, 412].includes(statusOf(error) ?? 0)) return false;
      throw error;
    }
  }

  async function filed(Key: string): Promise<{ sequencer: string; eTag: string } | undefined> {
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const { sequencer } = JSON.parse((await Body?.transformToString()) ?? '{}') as Partial<Receipt>;
      return { sequencer: sequencer ?? '', eTag: ETag };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  return {
    async read({ key, eTag }) {
      try {
        const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: eTag }));
        return { kind: 'bytes', bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array() };
      } catch (error) {
        const status = statusOf(error);
        if (status === 404 || status === 412) return { kind: 'gone' };
        throw error;
      }
    },

    async has(key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return true;
      } catch (error) {
        if (statusOf(error) === 404) return false;
        throw error;
      }
    },

    async picture(key, most) {
      try {
        const { ContentLength = 0 } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        if (ContentLength > most) return { bytes: ContentLength };
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${most}` }),
        );
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return bytes.length > most ? { bytes: bytes.length } : bytes;
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        // An empty object has no range.
        if (statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    },

    async file(receipt, first) {
      const key = receiptFile(receipt.key, hash);
      if (first && (await put(key, receipt, { IfNoneMatch: '*' }))) return;
      for (;;) {
        const there = await filed(key);
        if (there !== undefined && compareSequencers(there.sequencer, receipt.sequencer) > 0) return;
        if (await put(key, receipt, there === undefined ? { IfNoneMatch: '*' } : { IfMatch: there.eTag })) return;
      }
    },
  };
}
