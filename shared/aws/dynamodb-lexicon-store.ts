import { DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { lexiconKey } from '../contract/table-keys.ts';
import { fileSource, type LexiconSource } from '../domain/lexicon.ts';
import type { LexiconRecord } from '../domain/lexicon-judgement.ts';
import type { Renewal } from '../domain/renewal.ts';
import type { LexiconEntry } from '../domain/speech.ts';
import type { LexiconStore } from '../ports.ts';
import { type Item, keyOf, parsed, text } from './article-items.ts';
import { type Planned, refusalOf, registryItems } from './registry-items.ts';

/**
 * The lexicons in the articles table (keys: shared/contract/table-keys.ts): one partition an edition, with an item for its
 * file, which is the file's record too, and one for each concept that says something in it.
 */
export function dynamodbLexiconStore(table: string): LexiconStore {
  const client = new DynamoDBClient();
  const { putRecord, putReceipt, transact, renew } = registryItems(client, table);
  const fileKey = ({ edition }: { edition: string }) => lexiconKey(edition, fileSource);

  return {
    async find(edition) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(fileKey({ edition })), ConsistentRead: true }),
      );
      const record = parsed<LexiconRecord>(Item?.record);
      const entries = parsed<LexiconEntry[]>(Item?.entries);
      const renewals = parsed<Renewal[]>(Item?.renewals);
      if (record === undefined) return undefined;
      return {
        ...record,
        ...(entries === undefined ? {} : { entries }),
        ...(renewals === undefined ? {} : { renewals }),
      };
    },

    async commit({ receipt, record }) {
      const planned: Planned[] = [putReceipt(receipt)];
      if (record !== undefined) {
        const { entries, renewals: _, ...next } = record.next;
        const attributes: Item = {
          record: text(JSON.stringify(next)),
          ...(entries === undefined ? {} : { entries: text(JSON.stringify(entries)) }),
        };
        planned.push(putRecord(fileKey(next), record.next, attributes, record.expected));
      }
      const refused = await transact(planned);
      return refused === undefined ? { kind: 'committed' } : refusalOf(refused);
    },

    async sources(edition) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          // What was committed a moment ago is what articles are read aloud by.
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk',
          ProjectionExpression: '#sk, #entries',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', '#entries': 'entries' },
          ExpressionAttributeValues: { ':pk': text(lexiconKey(edition, '').pk) },
        },
      );
      const sources: LexiconSource[] = [];
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          const entries = parsed<LexiconEntry[]>(item.entries);
          if (entries !== undefined) sources.push({ source: item.sk?.S ?? '', entries });
        }
      }
      return sources;
    },

    renew: (record, progress) => renew(fileKey(record), record, progress),
  };
}
