import { randomBytes } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mostReadKey, readersKey, saltKey, type TableKey } from '../contract/table-keys.ts';
import type { HourlyReaders, MostRead } from '../domain/most-read.ts';
import type { Readership } from '../ports.ts';

const keyOf = ({ pk, sk }: TableKey) => ({ pk: { S: pk }, sk: { S: sk } });
const daysFrom = (start: string, days: number) => String(Math.floor(Date.parse(start) / 1000) + days * 86_400);

/** How many readers one item holds before the next shard is begun: 2,000 fingerprints are about 34 KB. */
const shardSize = 2000;
/** At most so many shards an hour and article: 500 × 2,000 readers. */
const shards = 500;

/**
 * The readership table. Readers are kept as sets, so that a message that comes twice, or a reader who reloads, counts
 * once; a set is one update an article and hour however many messages a batch has. Everything here expires.
 */
export function dynamodbReadership(table: string): Readership {
  const client = new DynamoDBClient();

  async function addToShard(tally: HourlyReaders, shard: number): Promise<boolean> {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(readersKey(tally.hour, tally.article, shard)),
          UpdateExpression: 'ADD #readers :readers SET #expires = :expires',
          ConditionExpression: 'attribute_not_exists(#readers) OR size(#readers) < :full',
          ExpressionAttributeNames: { '#readers': 'readers', '#expires': 'expires' },
          ExpressionAttributeValues: {
            ':readers': { SS: [...new Set(tally.readers)] },
            ':expires': { N: daysFrom(`${tally.hour}:00:00Z`, 2) },
            ':full': { N: String(shardSize) },
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async add(tally) {
      for (let shard = 0; shard < shards; shard++) if (await addToShard(tally, shard)) return;
      throw new Error(`${tally.article} has over ${shards * shardSize} readers in the hour ${tally.hour}`);
    },

    async tallies(hour) {
      const tallies: HourlyReaders[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: '#pk = :hour',
          ExpressionAttributeNames: { '#pk': 'pk' },
          ExpressionAttributeValues: { ':hour': { S: readersKey(hour, '', 0).pk } },
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          const article = (item.sk?.S ?? '').split('#')[0] ?? '';
          tallies.push({ article, hour, readers: item.readers?.SS ?? [] });
        }
      }
      return tallies;
    },

    async salt(day) {
      const Key = keyOf(saltKey(day));
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      if (Item?.salt?.S !== undefined) return Item.salt.S;
      const salt = randomBytes(32).toString('hex');
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...Key, salt: { S: salt }, expires: { N: daysFrom(`${day}T00:00:00Z`, 2) } },
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': 'pk' },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return salt;
      } catch (error) {
        const made = error instanceof ConditionalCheckFailedException ? error.Item?.salt?.S : undefined;
        if (made === undefined) throw error;
        return made;
      }
    },

    async saveMostRead(list, mostRead) {
      const Item = { ...keyOf(mostReadKey(list)), ranking: { S: JSON.stringify(mostRead) } };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },

    async mostRead(list) {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(mostReadKey(list)) }));
      return Item?.ranking?.S === undefined ? undefined : (JSON.parse(Item.ranking.S) as MostRead);
    },
  };
}
