import { gunzipSync } from 'node:zlib';
import {
  BatchGetItemCommand,
  type CancellationReason,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  conceptKey,
  dueKey,
  familyAnswerKey,
  familyKey,
  placeKey,
  receiptKey,
  recordKey,
} from '../contract/table-keys.ts';
import type { ArticleRecord } from '../domain/article.ts';
import type { Block } from '../domain/blocks.ts';
import type { Concept } from '../domain/concept.ts';
import { familyOf } from '../domain/family.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { ArticleStore, Commit } from '../ports.ts';
import {
  articleItems,
  debtAttributes,
  dueStill,
  type Item,
  keyOf,
  number,
  type Planned,
  parsed,
  receiptFrom,
  recordFrom,
  text,
  updating,
} from './article-items.ts';

/**
 * The articles table for those who change it (keys: shared/contract/table-keys.ts). A change is one transaction; the
 * record's version is what it is conditional on. Nothing is read before: a commit that was decided on too old a record
 * gets the newer one with the refusal, at no further call.
 */
export function dynamodbArticleStore(table: string, hash: (data: Uint8Array) => string): ArticleStore {
  const client = new DynamoDBClient();
  const items = articleItems(table, hash);

  async function transact(planned: Planned[]): Promise<Refusal[]> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: planned.map(({ item }) => item) }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refusals = (error.CancellationReasons ?? []).flatMap((reason, index) => refusalOf(planned[index], reason));
      if (refusals.length === 0) throw error;
      return refusals;
    }
  }

  /** A transaction that two conditions guard; one that only met another on its way is tried again. */
  async function tryTransact(planned: Planned[]): Promise<boolean> {
    for (;;) {
      const refusals = await transact(planned);
      if (refusals.length === 0) return true;
      if (refusals.some(({ code }) => code === 'ConditionalCheckFailed')) return false;
    }
  }

  async function find(id: string): Promise<ArticleRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(recordKey(id)), ConsistentRead: true }),
    );
    return recordFrom(Item);
  }

  /** Items by their keys, at most 100, read as they are now. */
  async function getAll(keys: Item[]): Promise<Item[]> {
    const found: Item[] = [];
    let left = keys;
    while (left.length > 0) {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[table] ?? []));
      left = (UnprocessedKeys?.[table]?.Keys ?? []) as Item[];
    }
    return found;
  }

  return {
    find,

    async commit(change): Promise<Commit> {
      const { record, receipt } = change;
      if (record === undefined) return receipt === undefined ? { kind: 'committed' } : await putOnlyReceipt(receipt);
      const refusals = await transact(items.planned(change, record));
      const [first] = refusals;
      if (first === undefined) return { kind: 'committed' };
      const outrun = refusals.find(({ role }) => role === 'record');
      if (outrun?.code === 'ConditionalCheckFailed') return { kind: 'outrun', known: recordFrom(outrun.item) };
      const taken = refusals.find(({ role, code }) => role === 'path' && code === 'ConditionalCheckFailed');
      if (taken !== undefined) return { kind: 'path-taken', owner: taken.item?.article?.S ?? '' };
      if (first.role === 'receipt' && first.code === 'ConditionalCheckFailed') return { kind: 'repeated' };
      return { kind: 'outrun', known: await find(record.next.id) };
    },

    async lookUp(id, names) {
      const keys = [...new Set(names)].map((name) => keyOf(conceptKey(name)));
      const found = await getAll([keyOf(familyKey(id)), ...keys]);
      const concepts = found.flatMap((item): [string, Concept][] => {
        const concept = parsed<Concept>(item.concept);
        return concept === undefined ? [] : [[String(item.pk?.S).slice(conceptKey('').pk.length), concept]];
      });
      return { concepts: new Map(concepts), isOriginal: found.some((item) => item.members !== undefined) };
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
      const record = recordFrom(Items.find((item) => item.sk?.S === 'record'));
      const body = Items.find((item) => item.sk?.S === 'body')?.body?.B;
      if (record === undefined || body === undefined) return undefined;
      return { record, blocks: JSON.parse(gunzipSync(body).toString()) as Block[] };
    },

    async attach(next, expected, blocks, note) {
      const version = { version: number(next.version) };
      const still = { version: number(expected.version) };
      const key = recordKey(next.id);
      const Update =
        next.narration === undefined
          ? updating(table, key, version, ['narration'], still)
          : updating(table, key, { ...version, narration: text(JSON.stringify(next.narration)) }, [], still);
      const noted = note === undefined ? [] : [amendReceipt(next, { narration: text(JSON.stringify(note)) })];
      return await tryTransact([{ role: 'record', item: { Update } }, ...items.putAnswer(next, blocks), ...noted]);
    },

    async settle(next, expected, announced) {
      const set = debtAttributes(next.debts, next.dueAt);
      const gone = ['debts', 'dueAt'].filter((name) => !(name in set));
      const still = { commits: number(expected.commits), ...dueStill(expected) };
      const Update = updating(table, recordKey(next.id), set, gone, still);
      const noted = announced === undefined ? [] : [amendReceipt(next, { announced: text(JSON.stringify(announced)) })];
      return await tryTransact([{ role: 'record', item: { Update } }, ...items.moveDue(next, expected), ...noted]);
    },

    async leave({ debts, commits }) {
      for (const { list, place } of debts.leaving) {
        const command = new DeleteItemCommand({
          TableName: table,
          Key: keyOf(placeKey(list, place)),
          // A later commit may have come back to it.
          ConditionExpression: '#commits < :commits',
          ExpressionAttributeNames: { '#commits': 'commits' },
          ExpressionAttributeValues: { ':commits': number(commits) },
        });
        await unlessRefused(() => client.send(command));
      }
    },

    async gather(original) {
      const [family] = await getAll([keyOf(familyKey(original))]);
      const members = [original, ...(family?.members?.SS ?? [])].slice(0, 100);
      const found = await getAll([...new Set(members)].map((id) => keyOf(recordKey(id))));
      const records = found.flatMap((item) => recordFrom(item) ?? []);
      const relatives = familyOf(original, records);
      // Grows with every change of any member: of two that gather at once, the later knowledge stays.
      const stamp = records.reduce((sum, { version }) => sum + version, 0);
      for (const { id } of records) {
        const command = new PutItemCommand({
          TableName: table,
          Item: { ...keyOf(familyAnswerKey(id)), family: text(JSON.stringify(relatives)), stamp: number(stamp) },
          ConditionExpression: 'attribute_not_exists(#stamp) OR #stamp < :stamp',
          ExpressionAttributeNames: { '#stamp': 'stamp' },
          ExpressionAttributeValues: { ':stamp': number(stamp) },
        });
        await unlessRefused(() => client.send(command));
      }
    },

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
      return Items.flatMap((item) => {
        const id = item.article?.S;
        return id === undefined ? [] : [{ id, at: String(item.sk?.S).slice(0, -id.length - 1) }];
      });
    },

    async forgetDue({ at, id }) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(dueKey(at, id)) }));
    },

    async receipt(key, sequencer) {
      const { pk, sk } = receiptKey(key, sequencer ?? '');
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          Limit: 1,
          ScanIndexForward: false,
          ConsistentRead: true,
          KeyConditionExpression: sequencer === undefined ? '#pk = :pk' : '#pk = :pk AND #sk = :sk',
          ExpressionAttributeNames: { '#pk': 'pk', ...(sequencer === undefined ? {} : { '#sk': 'sk' }) },
          ExpressionAttributeValues: { ':pk': text(pk), ...(sequencer === undefined ? {} : { ':sk': text(sk) }) },
        }),
      );
      return receiptFrom(Items[0]);
    },
  };

  async function putOnlyReceipt(receipt: Receipt): Promise<Commit> {
    try {
      await client.send(new PutItemCommand(items.putReceipt(receipt)));
      return { kind: 'committed' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { kind: 'repeated' };
      throw error;
    }
  }

  /** Adds to the receipt of the upload that a record was made from. */
  function amendReceipt({ key, sequencer }: ArticleRecord, more: Item): Planned {
    return { role: 'other', item: { Update: updating(table, receiptKey(key, sequencer), more) } };
  }
}

type Refusal = { role: Planned['role']; item: Item | undefined; code: string };

function refusalOf(planned: Planned | undefined, reason: CancellationReason): Refusal[] {
  if (planned === undefined || reason.Code === undefined || reason.Code === 'None') return [];
  if (reason.Code !== 'ConditionalCheckFailed' && reason.Code !== 'TransactionConflict') return [];
  return [{ role: planned.role, item: reason.Item, code: reason.Code }];
}

/** A write whose condition says that it has been overtaken is no failure. */
async function unlessRefused(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
