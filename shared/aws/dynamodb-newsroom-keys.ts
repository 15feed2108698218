import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { accessKey } from '../contract/table-keys.ts';
import type { NewsroomKey } from '../domain/newsroom-key.ts';
import type { NewsroomKeys } from '../ports.ts';

/**
 * The table of the newsroom's keys: an item a key, all in one partition, since there are few and they are listed together.
 * Nothing in it expires by itself: a key that is over stays in the list, so that it can be told who held it.
 */
export function dynamodbNewsroomKeys(table: string): NewsroomKeys {
  const client = new DynamoDBClient();
  const keyOf = (id: string) => ({ pk: { S: accessKey(id).pk }, sk: { S: accessKey(id).sk } });
  return {
    async find(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : keyIn(Item);
    },

    async put({ id, ...rest }) {
      const attributes = Object.entries(rest).map(([name, value]) => [name, { S: value }]);
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...keyOf(id), ...Object.fromEntries(attributes) },
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': 'pk' },
        }),
      );
    },

    async list() {
      const keys: NewsroomKey[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: '#pk = :keys',
          ExpressionAttributeNames: { '#pk': 'pk' },
          ExpressionAttributeValues: { ':keys': { S: accessKey('').pk } },
        },
      );
      for await (const { Items = [] } of pages) keys.push(...Items.map(keyIn));
      return keys.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },

    async revoke(id, at) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(id),
            UpdateExpression: 'SET #revokedAt = if_not_exists(#revokedAt, :at)',
            ConditionExpression: 'attribute_exists(#pk)',
            ExpressionAttributeNames: { '#pk': 'pk', '#revokedAt': 'revokedAt' },
            ExpressionAttributeValues: { ':at': { S: at } },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

function keyIn(item: Record<string, AttributeValue>): NewsroomKey {
  const text = (name: string) => item[name]?.S ?? '';
  const { expiresAt, revokedAt } = item;
  return {
    id: text('sk'),
    hash: text('hash'),
    holder: text('holder'),
    createdAt: text('createdAt'),
    ...(expiresAt?.S === undefined ? {} : { expiresAt: expiresAt.S }),
    ...(revokedAt?.S === undefined ? {} : { revokedAt: revokedAt.S }),
  };
}
