import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { conceptKey, conceptRecordKey, lexiconKey, placeKey } from '../contract/table-keys.ts';
import type { Concept } from '../domain/concept.ts';
import type { ConceptChange, ConceptRecord, Unsettled } from '../domain/concept-judgement.ts';
import { conceptSource } from '../domain/lexicon.ts';
import type { Card } from '../domain/listing.ts';
import type { Renewal } from '../domain/renewal.ts';
import type { ConceptCommit, ConceptStore } from '../ports.ts';
import { type Item, keyOf, number, parsed, text } from './article-items.ts';
import { type Planned, type Refused, refusalOf, registryItems } from './registry-items.ts';

/**
 * The registry of concepts in the articles table (keys: shared/contract/table-keys.ts): one record a concept, and one item
 * for each of its names, which holds the whole concept so that a name is understood by one read. A change is one
 * transaction, conditional on the record's version and on every name's being free or the concept's own; what it says in the
 * editions' lexicons is written with it.
 */
export function dynamodbConceptStore(table: string): ConceptStore {
  const client = new DynamoDBClient();
  const { putRecord, putReceipt, transact, renew } = registryItems(client, table);

  function putName(name: string, { id, concept }: ConceptRecord): TransactWriteItem {
    return {
      Put: {
        TableName: table,
        Item: { ...keyOf(conceptKey(name)), owner: text(id), concept: text(JSON.stringify(concept)) },
        ConditionExpression: 'attribute_not_exists(#pk) OR #owner = :id',
        ExpressionAttributeNames: { '#pk': 'pk', '#owner': 'owner' },
        ExpressionAttributeValues: { ':id': text(id) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  function putLexicon(id: string, { edition, entries }: ConceptChange['lexicons'][number]): Planned {
    const Key = keyOf(lexiconKey(edition, conceptSource(id)));
    const item: TransactWriteItem =
      entries.length === 0
        ? { Delete: { TableName: table, Key } }
        : { Put: { TableName: table, Item: { ...Key, entries: text(JSON.stringify(entries)) } } };
    return { role: 'other', item };
  }

  return {
    async find(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(conceptRecordKey(id)), ConsistentRead: true }),
      );
      const record = parsed<ConceptRecord>(Item?.record);
      const unsettled = parsed<Unsettled>(Item?.unsettled);
      const renewals = parsed<Renewal[]>(Item?.renewals);
      if (record === undefined) return undefined;
      return {
        ...record,
        ...(unsettled === undefined ? {} : { unsettled }),
        ...(renewals === undefined ? {} : { renewals }),
      };
    },

    async commit({ receipt, record, claims, releases, lexicons }) {
      const planned: Planned[] = [putReceipt(receipt)];
      if (record !== undefined) {
        const { unsettled, renewals: _, ...next } = record.next;
        const attributes: Item = {
          record: text(JSON.stringify(next)),
          ...(unsettled === undefined ? {} : { unsettled: text(JSON.stringify(unsettled)) }),
        };
        planned.push(putRecord(conceptRecordKey(next.id), record.next, attributes, record.expected));
        planned.push(...claims.map((name): Planned => ({ role: 'name', name, item: putName(name, record.next) })));
        planned.push(...lexicons.map((each) => putLexicon(next.id, each)));
      }
      for (const name of releases) {
        planned.push({ role: 'other', item: { Delete: { TableName: table, Key: keyOf(conceptKey(name)) } } });
      }
      const refused = await transact(planned);
      return refused === undefined ? { kind: 'committed' } : conceptRefusal(refused);
    },

    async tagged(list, before, limit) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: limit,
          ScanIndexForward: false,
          // The readers' lists may lag by a moment; an article that is missed here would keep its old tag.
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :list AND #sk < :before',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: { ':list': text(placeKey(list, '').pk), ':before': text(before) },
        }),
      );
      return { cards: Items.flatMap((item) => parsed<Card>(item.card) ?? []), next: LastEvaluatedKey?.sk?.S };
    },

    async settle({ id, version }) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(conceptRecordKey(id)),
            UpdateExpression: 'REMOVE #unsettled',
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#unsettled': 'unsettled', '#version': 'version' },
            ExpressionAttributeValues: { ':version': number(version) },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    renew: (record, progress) => renew(conceptRecordKey(record.id), record, progress),
  };
}

/** Names of others are told only if the record and the receipt could have been written. */
function conceptRefusal(refused: readonly Refused[]): ConceptCommit {
  const failed = refused.filter(({ code }) => code === 'ConditionalCheckFailed');
  const names = failed.flatMap(({ name, found }) => {
    const owner = parsed<Concept>(found?.concept)?.id;
    return name === undefined || owner === undefined ? [] : [{ name, owner }];
  });
  const isLate = failed.some(({ role }) => role === 'record' || role === 'receipt');
  return isLate || names.length === 0 ? refusalOf(refused) : { kind: 'taken', names };
}
