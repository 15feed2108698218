import { createRequire } from 'node:module';
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Dynamodb, openDynamodb } from '../../infra/local/emulators/dynamodb/dynamodb.ts';
import { serveEmulator } from '../adapters/local-aws.ts';

const keys = ['pk', 'sk'];
let served: Awaited<ReturnType<typeof serveEmulator<Dynamodb>>>;
let client: DynamoDBClient;

beforeAll(async () => {
  served = await serveEmulator((directory) => openDynamodb({ directory }));
  client = new DynamoDBClient();
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

async function table(name: string): Promise<string> {
  await served.emulator.declareTable({
    name,
    attributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    keySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    ttlAttribute: 'expires',
  });
  return name;
}

async function put(TableName: string, count: number, more: Record<string, { S: string } | { N: string }>) {
  for (let n = 0; n < count; n++) {
    const Item = { pk: { S: 'all' }, sk: { S: `${Math.random()}` }, ...more };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
}

describe('the local DynamoDB', () => {
  it('lets go of what a Query or a Scan has looked through, wherever it stopped', async () => {
    type Iterator = { next(): Promise<unknown> };
    const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
      Level: { prototype: { values(): Iterator } };
    };
    const TableName = await table('looked-through');
    await put(TableName, 40, {});
    const opened = vi.spyOn(Level.prototype, 'values');
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :all',
      ExpressionAttributeValues: { ':all': { S: 'all' } },
    };
    expect((await client.send(new QueryCommand(query))).Count).toBe(40);
    expect((await client.send(new QueryCommand({ ...query, Limit: 3 }))).Count).toBe(3);
    expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(40);
    const iterators = opened.mock.results.map(({ value }) => value as Iterator);
    opened.mockRestore();
    expect(iterators).toHaveLength(3);
    for (const iterator of iterators)
      await vi.waitFor(() => expect(iterator.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' }));
  });

  it('deletes what has expired on every page of a table, and nothing else', async () => {
    const TableName = await table('expiring');
    await put(TableName, 14, { expires: { N: '1000' }, text: { S: 'x'.repeat(100_000) } });
    await put(TableName, 2, { expires: { N: '99999999999' } });
    await put(TableName, 1, { expires: { S: '1000' } });
    await served.emulator.sweep();
    expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(3);
  });

  it('takes items as soon as a table is declared', async () => {
    for (let n = 0; n < 50; n++) await put(await table(`at-once-${n}`), 1, {});
  });

  it('leaves nothing of a transaction of which one action cannot be read', async () => {
    const TableName = await table('unread');
    const Item = { pk: { S: 'all' }, sk: { S: 'first' } };
    const Update = {
      TableName,
      Key: { pk: { S: 'all' }, sk: { S: 'second' } },
      UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': { N: 5 as unknown as string } },
    };
    const write = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }, { Update }] });
    await expect(client.send(write)).rejects.toThrow();
    expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(0);
  });

  it('reads no more than a hundred items at once', async () => {
    const TableName = await table('hundred');
    const Get = (n: number) => ({ Get: { TableName, Key: { pk: { S: 'all' }, sk: { S: `${n}` } } } });
    const read = new TransactGetItemsCommand({ TransactItems: Array.from({ length: 101 }, (_, n) => Get(n)) });
    await expect(client.send(read)).rejects.toThrow(/less than or equal to 100/);
  });

  it('lets nothing expire in a table that does not exist', async () => {
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
    const update = new UpdateTimeToLiveCommand({ TableName: 'nowhere', TimeToLiveSpecification });
    await expect(client.send(update)).rejects.toThrow(/not found/);
    await expect(client.send(new DescribeTimeToLiveCommand({ TableName: 'nowhere' }))).rejects.toThrow(/not found/);
  });

  const schema = (...names: string[]) =>
    names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  const definitions = (type: string, ...names: string[]) =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: type }));
  const index = (key: string, IndexName = 'by-time', ProjectionType = 'ALL') => ({
    IndexName,
    KeySchema: schema(key),
    Projection: { ProjectionType },
  });
  const kept = {
    name: 'kept',
    attributeDefinitions: definitions('S', 'pk', 'sk', 'time'),
    keySchema: schema('pk', 'sk'),
    globalSecondaryIndexes: [index('time')],
  };

  it('keeps the items of a table that is declared again, with fewer indexes too', async () => {
    await served.emulator.declareTable(kept);
    await put('kept', 3, {});
    await served.emulator.declareTable(kept);
    const { globalSecondaryIndexes, ...plain } = kept;
    await served.emulator.declareTable({ ...plain, attributeDefinitions: definitions('S', 'pk', 'sk') });
    expect((await client.send(new ScanCommand({ TableName: 'kept' }))).Count).toBe(3);
  });

  it.each([
    ['keys', { keySchema: schema('pk'), attributeDefinitions: definitions('S', 'pk', 'time') }],
    ['names of keys', { keySchema: schema('id', 'sk'), attributeDefinitions: definitions('S', 'id', 'sk', 'time') }],
    ['types of keys', { attributeDefinitions: definitions('N', 'pk', 'sk', 'time') }],
    ['keys of an index', { globalSecondaryIndexes: [index('sk')], attributeDefinitions: definitions('S', 'pk', 'sk') }],
    ['contents of an index', { globalSecondaryIndexes: [index('time', 'by-time', 'KEYS_ONLY')] }],
    ['indexes', { globalSecondaryIndexes: [index('time'), index('sk', 'by-sk')] }],
  ])('does not take a table for one with other %s', async (_, change) => {
    await served.emulator.declareTable(kept);
    await expect(served.emulator.declareTable({ ...kept, ...change })).rejects.toThrow(/kept .*--fresh/);
  });
});
