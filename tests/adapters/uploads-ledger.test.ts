import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadsIn } from '../../functions/ingest-article/uploads-in.ts';
import { openMessaging } from '../../infra/local/emulators/messaging/messaging.ts';
import { openS3 } from '../../infra/local/emulators/s3/s3.ts';
import { s3UploadsLedger } from '../../shared/aws/s3-uploads-ledger.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { UploadsLedger } from '../../shared/ports.ts';
import { fakeUploads } from '../fakes/uploads.ts';
import { allEvents } from '../local/s3-server.ts';
import { serveEmulator } from './local-aws.ts';

type Opened = {
  ledger: UploadsLedger;
  /** Stores an object and answers the eTag of its event. */
  put(key: string, content: string): Promise<string>;
  remove(key: string): Promise<void>;
  /** Takes what is on the queue. */
  queued(): Promise<Upload[]>;
  close(): Promise<void>;
};

/** What the ledger of uploads promises, whoever keeps it. */
function uploadsLedgerSuite(name: string, open: () => Promise<Opened>) {
  describe(`the ledger of uploads, ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    async function listed(prefix: string) {
      const pages = [];
      for await (const page of opened.ledger.pages(prefix)) pages.push(page);
      return pages;
    }

    it('lists the objects below a prefix with the eTags of their events, whatever their names', async () => {
      const keys = [
        'articles/odd/a b+c%20d&e.md',
        'articles/odd/%.md',
        'articles/odd/خبر-ñ-😀.md',
        'articles/odd/\u0001.md',
      ];
      const eTags = new Map<string, string>();
      for (const key of [...keys, 'articles/other/a.md', 'images/a.png']) eTags.set(key, await opened.put(key, key));
      const found = (await listed('articles/odd/')).flat();
      expect(found.map(({ key, eTag }) => [key, eTag]).toSorted()).toEqual(
        keys.map((key) => [key, eTags.get(key)]).toSorted(),
      );
      for (const { at } of found) expect(new Date(at).toISOString()).toBe(at);
    });

    it('lists more objects than one page holds, each once and in order', async () => {
      const keys = Array.from({ length: 1003 }, (_, n) => `articles/many/${String(n).padStart(4, '0')}.md`);
      for (let n = 0; n < keys.length; n += 40)
        await Promise.all(keys.slice(n, n + 40).map((key) => opened.put(key, 'text')));
      const pages = await listed('articles/many/');
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat().map(({ key }) => key)).toEqual(keys);
    });

    it('finds an object as it is now, and nothing where there is none', async () => {
      const key = 'articles/en/one more.md';
      await opened.put(key, 'first');
      const eTag = await opened.put(key, 'second');
      expect(await opened.ledger.find(key)).toMatchObject({ key, eTag });
      await opened.remove(key);
      expect(await opened.ledger.find(key)).toBeUndefined();
      expect((await listed(key)).flat()).toEqual([]);
    });

    it('queues uploads so that they are read as S3’s own', async () => {
      const key = 'articles/en/ñ & b+c/%41.md';
      const at = '2026-11-24T12:00:00.000Z';
      const uploads: Upload[] = [
        { kind: 'stored', key, eTag: 'abc', sequencer: '0A0001', at },
        { kind: 'removed', key, sequencer: '0A00010001', at },
      ];
      for (const upload of uploads) await opened.ledger.requeue(upload);
      expect((await opened.queued()).toSorted((a, b) => a.sequencer.localeCompare(b.sequencer))).toEqual(uploads);
    });
  });
}

uploadsLedgerSuite('faked', async () => {
  const uploads = fakeUploads(() => new Date('2026-11-24T12:00:00.000Z'));
  return {
    ledger: uploads.ledger,
    async put(key, content) {
      const upload = uploads.put(key, content);
      return upload.kind === 'stored' ? upload.eTag : '';
    },
    async remove(key) {
      uploads.remove(key);
    },
    queued: async () => uploads.requeued.splice(0),
    async close() {},
  };
});

uploadsLedgerSuite('on S3 and SQS', async () => {
  const bucket = 'uploads';
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:reconciled';
  const served = await serveEmulator(openBoth);
  const { s3, messaging } = served.emulator;
  s3.declareBucket(allEvents(bucket));
  messaging.declareQueue({ name: 'reconciled', attributes: {} });
  const client = new S3Client();
  return {
    ledger: s3UploadsLedger(bucket, `${process.env.AWS_ENDPOINT_URL}/000000000000/reconciled`),
    async put(key, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
      const upload = served.emulator.newest.get(key);
      return upload?.kind === 'stored' ? upload.eTag : '';
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
    async queued() {
      const uploads: Upload[] = [];
      for (;;) {
        const messages = await messaging.receive(queueArn, { max: 10, waitSeconds: 0 });
        if (messages.length === 0) return uploads;
        uploads.push(...messages.flatMap(({ body }) => uploadsIn(body)));
      }
    },
    close: () => served.close(),
  };
});

/** S3 and SQS behind one address; requests to SQS name what they want in a header. */
async function openBoth(directory: string) {
  const newest = new Map<string, Upload>();
  const deliver = (_queue: string, body: string) => {
    for (const upload of uploadsIn(body)) newest.set(upload.key, upload);
  };
  const s3 = openS3({ directory: path.join(directory, 's3'), deliver });
  const messaging = await openMessaging({
    directory: path.join(directory, 'messaging'),
    region: 'us-east-1',
    maySend: () => true,
  });
  return {
    s3,
    messaging,
    newest,
    handle: (request: IncomingMessage, response: ServerResponse) =>
      (request.headers['x-amz-target'] === undefined ? s3 : messaging).handle(request, response),
    async close() {
      await s3.close();
      await messaging.close();
    },
  };
}
