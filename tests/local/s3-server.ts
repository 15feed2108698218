import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type BucketSettings, openS3, type S3, type S3Options } from '../../infra/local/emulators/s3/s3.ts';

export type Delivery = { queueArn: string; body: string };

export type S3Server = {
  s3: S3;
  client: S3Client;
  url: string;
  deliveries: Delivery[];
  close(): Promise<void>;
};

export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:uploads';

export function bucketSettings(name: string, more: Partial<BucketSettings> = {}): BucketSettings {
  return { name, arn: `arn:aws:s3:::${name}`, region: 'us-east-1', notifications: [], ...more };
}

/** Every event of the bucket to one queue. */
export function allEvents(name: string): BucketSettings {
  const events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'];
  return bucketSettings(name, { notifications: [{ id: 'all', queueArn, events, prefix: '', suffix: '' }] });
}

/** The emulator behind a plain server on a free port, with the real client. */
export async function startS3(directory: string, options: Partial<S3Options> = {}): Promise<S3Server> {
  const deliveries: Delivery[] = [];
  const s3 = openS3({ directory, deliver: (arn, body) => deliveries.push({ queueArn: arn, body }), ...options });
  const server = createServer((request, response) => void s3.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    s3,
    client,
    url,
    deliveries,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await s3.close();
    },
  };
}

export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
