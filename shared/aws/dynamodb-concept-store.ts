import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  type Put,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { conceptKey, conceptRecordKey, placeKey, receiptKey } from '../contract/table-keys.ts';
import type { Concept } from '../domain/concept.ts';
import type { ConceptRecord, Unsettled } from '../domain/concept-judgement.ts';
import type { Card } from '../domain/listing.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { ConceptCommit, ConceptStore } from '../ports.ts';
import { type Item, keyOf, number, parsed, text } from './article-items.ts';

/** What an item of a transaction is there for; a refusal is told by it. */
type Planned = { name?: string; role: 'record' | 'receipt' | 'name' | 'other'; item: TransactWriteItem };

/**
 * The registry of concepts in the articles table (keys: shared/contract/table-keys.ts): one record a concept, and one item
 * for each of its names, which holds the whole concept so that a name is understood by one read. A change is one
 * transaction, conditional on the record's version and on every name's being free or the concept's own.
 */
export function dynamodbConceptStore(table: string): ConceptStore {
  const client = new DynamoDBClient();

  function putRecord({ unsettled, ...next }: ConceptRecord, expected: ConceptRecord | undefined): TransactWriteItem {
    const condition: Omit<Put, 'Item' | 'TableName'> =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': number(expected.version) },
          };
    const attributes: Item = {
      record: text(JSON.stringify(next)),
      version: number(next.version),
      ...(unsettled === undefined ? {} : { unsettled: text(JSON.stringify(unsettled)) }),
    };
    return { Put: { TableName: table, Item: { ...keyOf(conceptRecordKey(next.id)), ...attributes }, ...condition } };
  }

  function putReceipt(receipt: Receipt): TransactWriteItem {
    const key = keyOf(receiptKey(receipt.key, receipt.sequencer));
    return {
      Put: {
        TableName: table,
        Item: { ...key, receipt: text(JSON.stringify(receipt)) },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    };
  }

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

  async function transact(planned: Planned[]): Promise<ConceptCommit> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: planned.map(({ item }) => item) }));
      return { kind: 'committed' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return refusal(planned, error.CancellationReasons ?? []) ?? Promise.reject(error);
    }
  }

  return {
    async find(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(conceptRecordKey(id)), ConsistentRead: true }),
      );
      const record = parsed<ConceptRecord>(Item?.record);
      const unsettled = parsed<Unsettled>(Item?.unsettled);
      return record === undefined || unsettled === undefined ? record : { ...record, unsettled };
    },

    async commit({ receipt, record, claims, releases }) {
      return await transact([
        ...(record === undefined
          ? []
          : [{ role: 'record', item: putRecord(record.next, record.expected) } satisfies Planned]),
        { role: 'receipt', item: putReceipt(receipt) },
        ...(record === undefined
          ? []
          : claims.map((name): Planned => ({ role: 'name', name, item: putName(name, record.next) }))),
        ...releases.map(
          (name): Planned => ({ role: 'other', item: { Delete: { TableName: table, Key: keyOf(conceptKey(name)) } } }),
        ),
      ]);
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
  };
}

/** Why a transaction did not go through; undefined if it is for another reason than a condition or a rival. */
function refusal(planned: readonly Planned[], reasons: readonly CancellationReason[]): ConceptCommit | undefined {
  const failed = planned.flatMap((each, index) => {
    const { Code, Item } = reasons[index] ?? {};
    return Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict'
      ? [{ ...each, code: Code, found: Item }]
      : [];
  });
  if (failed.length === 0) return undefined;
  const refused = failed.filter(({ code }) => code === 'ConditionalCheckFailed');
  if (refused.some(({ role }) => role === 'record')) return { kind: 'outrun' };
  if (refused.some(({ role }) => role === 'receipt')) return { kind: 'repeated' };
  const names = refused.flatMap(({ name, found }) => {
    const owner = parsed<Concept>(found?.concept)?.id;
    return name === undefined || owner === undefined ? [] : [{ name, owner }];
  });
  return names.length > 0 ? { kind: 'taken', names } : { kind: 'outrun' };
}
