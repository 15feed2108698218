import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  answerKey,
  conceptKey,
  pathKey,
  placeKey,
  recordKey,
  versionKey,
  versionPrefix,
} from '../contract/table-keys.ts';
import { type ArticleRecord, type Showing, showingOf } from '../domain/article.ts';
import type { Concept } from '../domain/concept.ts';
import type { Relative } from '../domain/family.ts';
import type { Version } from '../domain/history.ts';
import { type Card, cardOf } from '../domain/listing.ts';
import type { ArticleReading } from '../ports.ts';
import { type Item, keyOf, parsed, recordFrom } from './article-items.ts';

/** A history shows so many versions. */
const mostVersions = 100;

/** The articles table as readers see it: one query for an article, one for a list. */
export function dynamodbArticleReading(table: string): ArticleReading {
  const client = new DynamoDBClient();

  /** The items of a partition whose sort keys begin alike. */
  async function beginning(pk: string, start: string, backwards: boolean, limit: number): Promise<Item[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        Limit: limit,
        ScanIndexForward: !backwards,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :start)',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':pk': { S: pk }, ':start': { S: start } },
      }),
    );
    return Items;
  }

  return {
    async answer(id) {
      const { pk, sk } = answerKey(id);
      const [answer, family] = await beginning(pk, sk, false, 2);
      const showing = parsed<Showing>(answer?.showing);
      if (showing === undefined || answer?.etag?.S === undefined) return undefined;
      const relatives = parsed<Relative[]>(family?.family);
      return {
        showing,
        gzip: answer.answer?.B ?? new Uint8Array(),
        etag: answer.etag.S,
        ...(relatives === undefined ? {} : { family: relatives }),
      };
    },

    async owner(path) {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(pathKey(path)) }));
      return Item?.article?.S;
    },

    async history(id) {
      const record = client.send(new GetItemCommand({ TableName: table, Key: keyOf(recordKey(id)) }));
      const items = await beginning(versionKey(id, 0).pk, versionPrefix, true, mostVersions);
      const known = recordFrom((await record).Item);
      return {
        versions: items.flatMap((item) => parsed<Version>(item.version) ?? []),
        showing: known === undefined ? undefined : showingOf(known),
      };
    },

    async concept(slug) {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(conceptKey(slug)) }));
      return parsed<Concept>(Item?.concept);
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
      const cards = Items.flatMap((item) => parsed<Card>(item.card) ?? []);
      return { cards, next: LastEvaluatedKey === undefined ? undefined : LastEvaluatedKey.sk?.S };
    },

    async cards(ids) {
      if (ids.length === 0) return [];
      const found = new Map<string, ArticleRecord>();
      let keys = ids.map((id) => keyOf(recordKey(id)));
      while (keys.length > 0) {
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys.slice(0, 100) } } }),
        );
        for (const item of Responses?.[table] ?? []) {
          const record = recordFrom(item);
          if (record !== undefined) found.set(record.id, record);
        }
        keys = [...((UnprocessedKeys?.[table]?.Keys ?? []) as Item[]), ...keys.slice(100)];
      }
      return ids.flatMap((id) => {
        const record = found.get(id);
        const showing = record === undefined ? undefined : showingOf(record);
        if (record?.article === undefined || showing === undefined) return [];
        const { article, narration } = record;
        const shown = { card: cardOf(article), showing, corrections: article.corrections };
        return [narration?.state === 'ready' ? { ...shown, narration } : shown];
      });
    },
  };
}
