import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { answerKey, placeKey, recordKey } from '../contract/table-keys.ts';
import { type ArticleRecord, type Showing, showingOf } from '../domain/article.ts';
import { type Card, cardOf } from '../domain/listing.ts';
import type { ArticleReading } from '../ports.ts';

/** The articles table as readers see it: one get for an article, one query for a list. */
export function dynamodbArticleReading(table: string): ArticleReading {
  const client = new DynamoDBClient();
  return {
    async answer(id) {
      const { pk, sk } = answerKey(id);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
      if (Item?.showing?.S === undefined || Item.etag?.S === undefined) return undefined;
      const showing = JSON.parse(Item.showing.S) as Showing;
      return { showing, gzip: Item.answer?.B ?? new Uint8Array(), etag: Item.etag.S };
    },

    async list(name, before, limit) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: limit,
          ScanIndexForward: false,
          KeyConditionExpression: '#pk = :list AND #sk < :before',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: { ':list': { S: placeKey(name, '').pk }, ':before': { S: before } },
        }),
      );
      const cards = Items.flatMap((item) => (item.card?.S === undefined ? [] : [JSON.parse(item.card.S) as Card]));
      return { cards, next: LastEvaluatedKey === undefined ? undefined : LastEvaluatedKey.sk?.S };
    },

    async cards(ids) {
      if (ids.length === 0) return [];
      const found = new Map<string, ArticleRecord>();
      let keys = ids.map((id) => recordKey(id)).map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
      while (keys.length > 0) {
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys.slice(0, 100) } } }),
        );
        for (const item of Responses?.[table] ?? []) {
          const record = item.record?.S === undefined ? undefined : (JSON.parse(item.record.S) as ArticleRecord);
          if (record !== undefined) found.set(record.id, record);
        }
        const again = (UnprocessedKeys?.[table]?.Keys ?? []).map((key) => ({
          pk: { S: key.pk?.S ?? '' },
          sk: { S: key.sk?.S ?? '' },
        }));
        keys = [...again, ...keys.slice(100)];
      }
      return ids.flatMap((id) => {
        const record = found.get(id);
        const showing = record === undefined ? undefined : showingOf(record);
        if (record?.article === undefined || showing === undefined) return [];
        return [{ card: cardOf(record.article), showing }];
      });
    },
  };
}
