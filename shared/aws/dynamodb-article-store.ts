import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  type Put,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  answerKey,
  bodyKey,
  dueKey,
  pathKey,
  placeKey,
  receiptKey,
  recordKey,
  type TableKey,
} from '../contract/table-keys.ts';
import { type ArticleRecord, showingOf } from '../domain/article.ts';
import { articleAnswer } from '../domain/article-answer.ts';
import type { Block } from '../domain/blocks.ts';
import type { Change } from '../domain/judgement.ts';
import { cardOf } from '../domain/listing.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { ArticleStore, Commit } from '../ports.ts';

type Item = Record<string, AttributeValue>;

const text = (value: string): AttributeValue => ({ S: value });
const keyOf = ({ pk, sk }: TableKey): Item => ({ pk: text(pk), sk: text(sk) });
const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));
const parsed = <T>(attribute: AttributeValue | undefined): T | undefined =>
  attribute?.S === undefined ? undefined : (JSON.parse(attribute.S) as T);

/**
 * The articles table for those who change it (keys: shared/contract/table-keys.ts). A change is one transaction; the
 * record's version is what it is conditional on. Nothing is read before: a commit that was decided on too old a record
 * gets the newer one with the refusal, at no further call.
 */
export function dynamodbArticleStore(table: string, hash: (data: Uint8Array) => string): ArticleStore {
  const client = new DynamoDBClient();

  async function transact(items: Planned[]): Promise<{ role: Role; item: Item | undefined; code: string }[]> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items.map(({ item }) => item) }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refusals = (error.CancellationReasons ?? []).flatMap((reason, index) => refusalOf(items[index], reason));
      if (refusals.length === 0) throw error;
      return refusals;
    }
  }

  async function find(id: string): Promise<ArticleRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(recordKey(id)), ConsistentRead: true }),
    );
    return parsed<ArticleRecord>(Item?.record);
  }

  async function replace(next: ArticleRecord, expected: ArticleRecord, rest: Planned[]): Promise<boolean> {
    const refusals = await transact([putRecord(table, next, expected), ...moveDue(table, next, expected), ...rest]);
    return refusals.length === 0;
  }

  return {
    find,

    async commit(change): Promise<Commit> {
      const { record, receipt } = change;
      if (record === undefined) return receipt === undefined ? { kind: 'committed' } : await putOnlyReceipt(receipt);
      const refusals = await transact(planned(change, record));
      const [first] = refusals;
      if (first === undefined) return { kind: 'committed' };
      const outrun = refusals.find(({ role }) => role === 'record');
      if (outrun?.code === 'ConditionalCheckFailed') return { kind: 'outrun', known: parsed(outrun.item?.record) };
      const taken = refusals.find(({ role, code }) => role === 'path' && code === 'ConditionalCheckFailed');
      if (taken !== undefined) return { kind: 'path-taken', owner: taken.item?.article?.S ?? '' };
      if (first.role === 'receipt' && first.code === 'ConditionalCheckFailed') return { kind: 'repeated' };
      return { kind: 'outrun', known: await find(record.next.id) };
    },

    async open(id) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :body AND :record',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: {
            ':pk': text(recordKey(id).pk),
            ':body': text('body'),
            ':record': text('record'),
          },
        }),
      );
      const record = parsed<ArticleRecord>(Items.find((item) => item.sk?.S === 'record')?.record);
      const body = Items.find((item) => item.sk?.S === 'body')?.body?.B;
      if (record === undefined || body === undefined) return undefined;
      return { record, blocks: JSON.parse(gunzipSync(body).toString()) as Block[] };
    },

    attach: (next, expected, blocks) => replace(next, expected, putAnswer(next, blocks)),

    settle: (next, expected) => replace(next, expected, []),

    async due(now, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: limit,
          KeyConditionExpression: '#pk = :due AND #sk < :now',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: { ':due': text('due'), ':now': text(`${now.toISOString()}~`) },
        }),
      );
      return Items.flatMap((item) => item.article?.S ?? []);
    },

    async receipt(key) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: 1,
          ScanIndexForward: false,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk',
          ExpressionAttributeNames: { '#pk': 'pk' },
          ExpressionAttributeValues: { ':pk': text(receiptKey(key, '').pk) },
        }),
      );
      return parsed<Receipt>(Items[0]?.receipt);
    },
  };

  async function putOnlyReceipt(receipt: Receipt): Promise<Commit> {
    try {
      await client.send(new PutItemCommand(putReceipt(receipt)));
      return { kind: 'committed' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { kind: 'repeated' };
      throw error;
    }
  }

  function putReceipt(receipt: Receipt) {
    return {
      TableName: table,
      Item: { ...keyOf(receiptKey(receipt.key, receipt.sequencer)), receipt: text(JSON.stringify(receipt)) },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    };
  }

  function planned(change: Change, { next, expected }: NonNullable<Change['record']>): Planned[] {
    const { receipt, body, claim, release, enter, leave } = change;
    const card = next.article === undefined ? '' : JSON.stringify(cardOf(next.article));
    const places = enter.map(
      ({ list, place }): Planned => ({
        role: 'other',
        item: { Put: { TableName: table, Item: { ...keyOf(placeKey(list, place)), card: text(card) } } },
      }),
    );
    return [
      putRecord(table, next, expected),
      ...(claim === undefined ? [] : [claimPath(table, claim, next.id)]),
      ...(release === undefined ? [] : [putItem(pathKey(release), { article: text(next.id), free: { BOOL: true } })]),
      ...(receipt === undefined ? [] : [{ role: 'receipt', item: { Put: putReceipt(receipt) } } satisfies Planned]),
      ...moveDue(table, next, expected),
      ...(body ? [putItem(bodyKey(next.id), { body: { B: packed(body) } }), ...putAnswer(next, body)] : []),
      ...(body === null ? [remove(bodyKey(next.id)), ...putAnswer(next, [])] : []),
      ...places,
      ...leave.map(({ list, place }) => remove(placeKey(list, place))),
    ];
  }

  /** The finished answer, compressed as it will be sent; a withdrawn article's says only what decides that it is gone. */
  function putAnswer(record: ArticleRecord, blocks: Block[]): Planned[] {
    const showing = showingOf(record);
    const answer = articleAnswer(record, blocks);
    if (showing === undefined || answer === undefined) return [];
    const gzip = record.state === 'live' ? packed(answer) : new Uint8Array();
    return [
      putItem(answerKey(record.id), {
        showing: text(JSON.stringify(showing)),
        answer: { B: gzip },
        etag: text(`"${hash(gzip).slice(0, 24)}"`),
      }),
    ];
  }

  function putItem(key: TableKey, attributes: Item): Planned {
    return { role: 'other', item: { Put: { TableName: table, Item: { ...keyOf(key), ...attributes } } } };
  }

  function remove(key: TableKey): Planned {
    return { role: 'other', item: { Delete: { TableName: table, Key: keyOf(key) } } };
  }
}

type Role = 'record' | 'path' | 'receipt' | 'other';
type Planned = { role: Role; item: TransactWriteItem };

function refusalOf(planned: Planned | undefined, reason: CancellationReason) {
  if (planned === undefined || reason.Code === undefined || reason.Code === 'None') return [];
  if (reason.Code !== 'ConditionalCheckFailed' && reason.Code !== 'TransactionConflict') return [];
  return [{ role: planned.role, item: reason.Item, code: reason.Code }];
}

function putRecord(table: string, next: ArticleRecord, expected: ArticleRecord | undefined): Planned {
  const condition: Omit<Put, 'Item' | 'TableName'> =
    expected === undefined
      ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(expected.version) } },
        };
  const Item: Item = {
    ...keyOf(recordKey(next.id)),
    version: { N: String(next.version) },
    record: text(JSON.stringify(next)),
  };
  return {
    role: 'record',
    item: { Put: { TableName: table, Item, ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
  };
}

function claimPath(table: string, path: string, id: string): Planned {
  return {
    role: 'path',
    item: {
      Put: {
        TableName: table,
        Item: { ...keyOf(pathKey(path)), article: text(id) },
        ConditionExpression: 'attribute_not_exists(#pk) OR #article = :id OR #free = :free',
        ExpressionAttributeNames: { '#pk': 'pk', '#article': 'article', '#free': 'free' },
        ExpressionAttributeValues: { ':id': text(id), ':free': { BOOL: true } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  };
}

/** One entry a record in what is due: the old one goes, the new one comes; nothing if its date stays. */
function moveDue(table: string, next: ArticleRecord, expected: ArticleRecord | undefined): Planned[] {
  if (next.dueAt === expected?.dueAt) return [];
  const entry = (at: string) => keyOf(dueKey(at, next.id));
  const gone: Planned[] =
    expected?.dueAt === undefined
      ? []
      : [{ role: 'other', item: { Delete: { TableName: table, Key: entry(expected.dueAt) } } }];
  const come: Planned[] =
    next.dueAt === undefined
      ? []
      : [
          {
            role: 'other',
            item: { Put: { TableName: table, Item: { ...entry(next.dueAt), article: text(next.id) } } },
          },
        ];
  return [...gone, ...come];
}
