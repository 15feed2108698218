import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { originalKey, originalPrefix, receiptKey } from '../contract/table-keys.ts';
import type { NewsroomReading, Original } from '../ports.ts';
import { type Item, receiptFrom } from './article-items.ts';

const mostReceipts = 50;

/** The articles table as the newsroom sees it: receipts, and the originals that are kept in parts. */
export function dynamodbNewsroomReading(table: string): NewsroomReading {
  const client = new DynamoDBClient();

  /** All items of a partition whose sort keys begin alike. A page is at most 1 MB of what is read, not of what is sent. */
  async function all(pk: string, start: string, more: Partial<QueryCommandInput> = {}): Promise<Item[]> {
    const { ExpressionAttributeNames, ...rest } = more;
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :start)',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', ...ExpressionAttributeNames },
        ExpressionAttributeValues: { ':pk': { S: pk }, ':start': { S: start } },
        ...rest,
      },
    );
    const items: Item[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  return {
    async receipts(key) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: mostReceipts,
          ScanIndexForward: false,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': 'pk' },
          ExpressionAttributeValues: { ':pk': { S: receiptKey(key, '').pk } },
        }),
      );
      return Items.flatMap((item) => receiptFrom(item) ?? []);
    },

    async originals(id) {
      // Only what is said of them travels, not their bytes.
      const items = await all(originalKey(id, 0, 0).pk, originalPrefix, {
        ScanIndexForward: false,
        ProjectionExpression: '#original',
        ExpressionAttributeNames: { '#original': 'original' },
      });
      return items.flatMap((item) => originalIn(item) ?? []);
    },

    async original(id, revision) {
      const { pk, sk } = originalKey(id, revision, 0);
      const parts = await all(pk, sk.slice(0, sk.lastIndexOf('#') + 1));
      const original = parts[0] === undefined ? undefined : originalIn(parts[0]);
      if (original === undefined) return undefined;
      // A shorter file under the same number leaves parts of the longer one behind.
      const whole = parts.slice(0, Number(parts[0]?.parts?.N ?? parts.length));
      const gzip = Buffer.concat(whole.map((part) => part.bytes?.B ?? new Uint8Array()));
      return { original, bytes: gunzipSync(gzip) };
    },
  };
}

function originalIn({ original }: Item): Original | undefined {
  return original?.S === undefined ? undefined : (JSON.parse(original.S) as Original);
}
