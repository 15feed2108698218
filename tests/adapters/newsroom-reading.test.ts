import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbNewsroomReading } from '../../shared/aws/dynamodb-newsroom-reading.ts';
import { originalKey, receiptKey, recordKey, type TableKey } from '../../shared/contract/table-keys.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { Original } from '../../shared/ports.ts';
import { fakeNewsroomReading } from '../fakes/newsroom-reading.ts';
import { serveTable } from './local-aws.ts';

type Desk = ReturnType<typeof fakeNewsroomReading>;

function aReceipt(key: string, sequencer: string): Receipt {
  const at = '2026-11-24T12:00:00.000Z';
  return { key, sequencer, outcome: 'published', uploadedAt: at, judgedAt: at, problems: [] };
}

function anOriginal(bytes: Uint8Array, revision = 1): Original {
  return {
    revision,
    at: '2026-11-24T12:00:00.000Z',
    key: 'articles/en/a.md',
    bytes: bytes.length,
    sha256: sha256(bytes),
    mediaType: 'text/markdown',
  };
}

/** What the newsroom's reading promises, whoever keeps it. */
function newsroomReadingSuite(name: string, open: () => Promise<{ desk: Desk; close(): Promise<void> }>) {
  describe(`the newsroom’s reading, ${name}`, () => {
    let desk: Desk;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ desk, close } = await open());
    });
    afterAll(() => close());

    it('answers the receipts of one key, newest first, and at most fifty', async () => {
      const sequencers = Array.from({ length: 60 }, (_, n) => n.toString(16).toUpperCase().padStart(4, '0'));
      for (const sequencer of sequencers.toReversed()) await desk.writeReceipt(aReceipt('articles/en/a.md', sequencer));
      await desk.writeReceipt(aReceipt('articles/en/a.mdx', 'FFFF'));
      const found = await desk.receipts('articles/en/a.md');
      expect(found.map(({ sequencer }) => sequencer)).toEqual(sequencers.toReversed().slice(0, 50));
      expect(await desk.receipts('articles/en/b.md')).toEqual([]);
    });

    it('answers the originals of one article, newest first', async () => {
      for (const revision of [1, 10, 2]) {
        const bytes = Buffer.from(`revision ${revision}`);
        await desk.writeOriginal('en-a', anOriginal(bytes, revision), bytes);
      }
      await desk.writeOriginal('en-ab', anOriginal(Buffer.alloc(0)), Buffer.alloc(0));
      expect((await desk.originals('en-a')).map(({ revision }) => revision)).toEqual([10, 2, 1]);
      expect(await desk.original('en-a', 2)).toMatchObject({ original: anOriginal(Buffer.from('revision 2'), 2) });
      expect(await desk.originals('en-c')).toEqual([]);
      expect(await desk.original('en-a', 3)).toBeUndefined();
    });

    it('gives an original back byte for byte, however many parts and pages it takes', async () => {
      const large = randomBytes(1_200_000);
      await desk.writeOriginal('en-large', anOriginal(large, 7), large);
      const small = Buffer.from('small');
      await desk.writeOriginal('en-large', anOriginal(small, 8), small);
      const found = await desk.original('en-large', 7);
      expect(Buffer.from(found?.bytes ?? []).equals(large)).toBe(true);
      expect((await desk.originals('en-large')).map(({ revision }) => revision)).toEqual([8, 7]);
    });
  });
}

newsroomReadingSuite('in memory', async () => ({ desk: fakeNewsroomReading(), close: async () => {} }));

newsroomReadingSuite('in DynamoDB', async () => {
  const { close } = await serveTable('articles');
  const client = new DynamoDBClient();
  const put = ({ pk, sk }: TableKey, attributes: object) =>
    client.send(new PutItemCommand({ TableName: 'articles', Item: { pk: { S: pk }, sk: { S: sk }, ...attributes } }));
  const desk = {
    ...dynamodbNewsroomReading('articles'),
    async writeReceipt(receipt: Receipt) {
      await put(receiptKey(receipt.key, receipt.sequencer), { receipt: { S: JSON.stringify(receipt) } });
    },
    async writeOriginal(id: string, original: Original, bytes: Uint8Array) {
      await put(recordKey(id), { record: { S: '{}' } });
      const gzip = gzipSync(bytes);
      for (let part = 0; part * 350_000 < gzip.length; part++) {
        await put(originalKey(id, original.revision, part), {
          ...(part === 0 ? { original: { S: JSON.stringify(original) } } : {}),
          bytes: { B: gzip.subarray(part * 350_000, (part + 1) * 350_000) },
        });
      }
    },
  };
  return { desk, close };
});

it('the keys of originals sort as they count, and outside the range of body and record', () => {
  const keys = [originalKey('a', 1, 0), originalKey('a', 1, 1), originalKey('a', 2, 0), originalKey('a', 10, 99)];
  const sorted = keys.map(({ sk }) => sk);
  expect(sorted.toSorted()).toEqual(sorted);
  for (const sk of sorted) expect(sk > 'record').toBe(true);
});
