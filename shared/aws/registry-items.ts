import {
  type CancellationReason,
  type DynamoDBClient,
  type Put,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { receiptKey, type TableKey } from '../contract/table-keys.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Registration } from '../domain/registration.ts';
import type { Renewal, Renewed } from '../domain/renewal.ts';
import { type Item, keyOf, number, text } from './article-items.ts';

/** What an item of a transaction is there for; a refusal is told by it. */
export type Planned = { name?: string; role: 'record' | 'receipt' | 'name' | 'other'; item: TransactWriteItem };

/** An item of a transaction that a condition or a rival has refused, with what lies there. */
export type Refused = Planned & { code: string; found: Item | undefined };

/** The items that registrations, of concepts and of lexicons, are made of. */
export function registryItems(client: DynamoDBClient, table: string) {
  /** Undefined if all was written, else what was refused. */
  async function transact(planned: Planned[]): Promise<Refused[] | undefined> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: planned.map(({ item }) => item) }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refused = refusedOf(planned, error.CancellationReasons ?? []);
      return refused.length > 0 ? refused : Promise.reject(error);
    }
  }

  return {
    /** A record, if it still is what the change was decided on. */
    putRecord(key: TableKey, next: Registration, attributes: Item, expected: Registration | undefined): Planned {
      const condition: Omit<Put, 'Item' | 'TableName'> =
        expected === undefined
          ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
          : {
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':version': number(expected.version) },
            };
      const { renewals, version } = next;
      const Item = {
        ...keyOf(key),
        ...attributes,
        version: number(version),
        ...(renewals === undefined ? {} : { renewals: text(JSON.stringify(renewals)) }),
      };
      return { role: 'record', item: { Put: { TableName: table, Item, ...condition } } };
    },

    putReceipt(receipt: Receipt): Planned {
      const key = keyOf(receiptKey(receipt.key, receipt.sequencer));
      const Put = {
        TableName: table,
        Item: { ...key, receipt: text(JSON.stringify(receipt)) },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      };
      return { role: 'receipt', item: { Put } };
    },

    transact,

    /** Notes on a record how far articles are, or that they are through, and then also on its receipt. */
    async renew(key: TableKey, record: Registration, progress: Renewal[] | Renewed): Promise<boolean> {
      const isDone = !Array.isArray(progress);
      const Update: Update = {
        TableName: table,
        Key: keyOf(key),
        UpdateExpression: isDone ? 'REMOVE #renewals' : 'SET #renewals = :renewals',
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#renewals': 'renewals', '#version': 'version' },
        ExpressionAttributeValues: {
          ':version': number(record.version),
          ...(isDone ? {} : { ':renewals': text(JSON.stringify(progress)) }),
        },
      };
      const told: Update = {
        TableName: table,
        Key: keyOf(receiptKey(record.key, record.sequencer)),
        UpdateExpression: 'SET #renewed = :renewed',
        ExpressionAttributeNames: { '#renewed': 'renewed' },
        ExpressionAttributeValues: { ':renewed': text(JSON.stringify(progress)) },
      };
      const items: Planned[] = [{ role: 'record', item: { Update } }];
      if (isDone) items.push({ role: 'other', item: { Update: told } });
      const refused = await transact(items);
      if (refused?.every(({ code }) => code === 'TransactionConflict')) {
        throw new Error(`${record.key} is being changed; the queue will bring it again`);
      }
      return refused === undefined;
    },
  };
}

function refusedOf(planned: readonly Planned[], reasons: readonly CancellationReason[]): Refused[] {
  return planned.flatMap((each, index) => {
    const { Code, Item } = reasons[index] ?? {};
    return Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict'
      ? [{ ...each, code: Code, found: Item }]
      : [];
  });
}

/** Whose version or receipt came first; a rival on the way is as an older version. */
export function refusalOf(refused: readonly Refused[]): { kind: 'outrun' } | { kind: 'repeated' } {
  const failed = refused.filter(({ code }) => code === 'ConditionalCheckFailed');
  const isRepeated = failed.some(({ role }) => role === 'receipt') && !failed.some(({ role }) => role === 'record');
  return { kind: isRepeated ? 'repeated' : 'outrun' };
}
