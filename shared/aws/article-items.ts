import { gzipSync } from 'node:zlib';
import type { AttributeValue, Put, TransactWriteItem, Update } from '@aws-sdk/client-dynamodb';
import {
  answerKey,
  bodyKey,
  dueKey,
  familyKey,
  originalKey,
  pathKey,
  placeKey,
  receiptKey,
  recordKey,
  type TableKey,
  versionKey,
} from '../contract/table-keys.ts';
import { type ArticleRecord, type Debts, isOwing, noDebts, showingOf } from '../domain/article.ts';
import { articleAnswer } from '../domain/article-answer.ts';
import type { Block } from '../domain/blocks.ts';
import { cardOf } from '../domain/listing.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Change } from '../domain/verdict.ts';
import type { Original } from '../ports.ts';

export type Item = Record<string, AttributeValue>;
type Hash = (data: Uint8Array) => string;

/** What an item of a transaction is there for; a refusal is told by it. */
export type Role = 'record' | 'path' | 'receipt' | 'other';
export type Planned = { role: Role; item: TransactWriteItem };

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const keyOf = ({ pk, sk }: TableKey): Item => ({ pk: text(pk), sk: text(sk) });
const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));
export const parsed = <T>(attribute: AttributeValue | undefined): T | undefined =>
  attribute?.S === undefined ? undefined : (JSON.parse(attribute.S) as T);

/** An item holds 400 KB; originals are kept in parts of this size. */
const partSize = 350 * 1024;
/** Of a file of 1 MiB, which is the largest that is taken, even if nothing in it can be packed. */
const mostParts = 3;

/** What attributes were when something was decided; undefined for one that was not there. */
type Still = Readonly<Record<string, AttributeValue | undefined>>;

function conditionOn(still: Still) {
  const each = Object.entries(still);
  const has = ([name, value]: [string, unknown]) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :was_${name}`;
  return {
    ConditionExpression: each.map(has).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(each.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      each.flatMap(([name, value]) => (value === undefined ? [] : [[`:was_${name}`, value]])),
    ),
  };
}

/** When a record was due: the entries of what is due are moved by who knows it, or one would be lost. */
export function dueStill({ dueAt }: ArticleRecord): Still {
  return { dueAt: dueAt === undefined ? undefined : text(dueAt) };
}

/** An update that sets some attributes and removes others, on the condition that some still have their values. */
export function updating(
  table: string,
  key: TableKey,
  set: Item,
  gone: readonly string[] = [],
  still: Still = {},
): Update {
  const names = Object.keys(set);
  const assigned = names.map((name) => `#${name} = :${name}`).join(', ');
  const condition = conditionOn(still);
  return {
    TableName: table,
    Key: keyOf(key),
    UpdateExpression: `SET ${assigned}${gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`}`,
    ...(condition.ConditionExpression === '' ? {} : { ConditionExpression: condition.ConditionExpression }),
    ExpressionAttributeNames: {
      ...Object.fromEntries([...names, ...gone].map((name) => [`#${name}`, name])),
      ...condition.ExpressionAttributeNames,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ...condition.ExpressionAttributeValues,
    },
  };
}

/**
 * A record as it is stored: what changes at different times stands in attributes of its own, so that a narration can be
 * attached and debts be settled side by side.
 */
function recordItem({ narration, debts, dueAt, ...record }: ArticleRecord): Item {
  return {
    ...keyOf(recordKey(record.id)),
    record: text(JSON.stringify(record)),
    version: number(record.version),
    commits: number(record.commits),
    ...debtAttributes(debts, dueAt),
    ...(narration === undefined ? {} : { narration: text(JSON.stringify(narration)) }),
  };
}

export function debtAttributes(debts: Debts, dueAt: string | undefined): Item {
  return {
    owing: { BOOL: isOwing(debts) },
    ...(isOwing(debts) || debts.retired.length > 0 ? { debts: text(JSON.stringify(debts)) } : {}),
    ...(dueAt === undefined ? {} : { dueAt: text(dueAt) }),
  };
}

export function recordFrom(item: Item | undefined): ArticleRecord | undefined {
  const record = parsed<Omit<ArticleRecord, 'narration' | 'debts' | 'dueAt'>>(item?.record);
  if (item === undefined || record === undefined) return undefined;
  const narration = parsed<ArticleRecord['narration']>(item.narration);
  return {
    ...record,
    version: Number(item.version?.N),
    ...(narration === undefined ? {} : { narration }),
    debts: { ...noDebts, ...parsed<Debts>(item.debts) },
    ...(item.dueAt?.S === undefined ? {} : { dueAt: item.dueAt.S }),
  };
}

/** A receipt with what came to it later. */
export function receiptFrom(item: Item | undefined): Receipt | undefined {
  const receipt = parsed<Receipt>(item?.receipt);
  if (receipt === undefined) return undefined;
  const announced = parsed<NonNullable<Receipt['announced']>>(item?.announced);
  const narration = parsed<NonNullable<Receipt['narration']>>(item?.narration);
  const renewed = parsed<NonNullable<Receipt['renewed']>>(item?.renewed);
  return {
    ...receipt,
    ...(announced === undefined ? {} : { announced }),
    ...(narration === undefined ? {} : { narration }),
    ...(renewed === undefined ? {} : { renewed }),
  };
}

/** The items that changes of an article are made of. */
export function articleItems(table: string, hash: Hash) {
  const put = (key: TableKey, attributes: Item): Planned => ({
    role: 'other',
    item: { Put: { TableName: table, Item: { ...keyOf(key), ...attributes } } },
  });
  const remove = (key: TableKey): Planned => ({
    role: 'other',
    item: { Delete: { TableName: table, Key: keyOf(key) } },
  });

  function putReceipt(receipt: Receipt) {
    return {
      TableName: table,
      Item: { ...keyOf(receiptKey(receipt.key, receipt.sequencer)), receipt: text(JSON.stringify(receipt)) },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    };
  }

  /** The finished answer, compressed as it will be sent; a withdrawn article's says only what decides that it is gone. */
  function putAnswer(record: ArticleRecord, blocks: Block[]): Planned[] {
    const showing = showingOf(record);
    const answer = articleAnswer(record, blocks);
    if (showing === undefined || answer === undefined) return [];
    const gzip = record.state === 'live' ? packed(answer) : new Uint8Array();
    return [
      put(answerKey(record.id), {
        showing: text(JSON.stringify(showing)),
        answer: { B: gzip },
        etag: text(`"${hash(gzip).slice(0, 24)}"`),
      }),
    ];
  }

  /** The record, if it and its debts are still what the change was decided on. */
  function putRecord(next: ArticleRecord, expected: ArticleRecord | undefined): Planned {
    const condition: Omit<Put, 'Item' | 'TableName'> =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
        : conditionOn({
            version: number(expected.version),
            owing: { BOOL: isOwing(expected.debts) },
            ...dueStill(expected),
          });
    return {
      role: 'record',
      item: {
        Put: {
          TableName: table,
          Item: recordItem(next),
          ...condition,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    };
  }

  function claimPath(path: string, id: string): Planned {
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
  function moveDue(next: ArticleRecord, expected: ArticleRecord | undefined): Planned[] {
    if (next.dueAt === expected?.dueAt) return [];
    return [
      ...(expected?.dueAt === undefined ? [] : [remove(dueKey(expected.dueAt, next.id))]),
      ...(next.dueAt === undefined ? [] : [put(dueKey(next.dueAt, next.id), { article: text(next.id) })]),
    ];
  }

  function joinFamily(original: string, id: string): Planned {
    return {
      role: 'other',
      item: {
        Update: {
          TableName: table,
          Key: keyOf(familyKey(original)),
          UpdateExpression: 'ADD #members :id',
          ExpressionAttributeNames: { '#members': 'members' },
          ExpressionAttributeValues: { ':id': { SS: [id] } },
        },
      },
    };
  }

  function putVersion(next: ArticleRecord, { version, original }: NonNullable<Change['version']>): Planned[] {
    const gzip = gzipSync(original);
    const parts = Array.from({ length: Math.max(1, Math.ceil(gzip.length / partSize)) }, (_, part) => part);
    const told: Original = {
      revision: next.revision,
      at: next.uploadedAt,
      key: next.key,
      bytes: original.length,
      sha256: hash(original),
      mediaType: mediaTypeOf(next.key),
    };
    return [
      put(versionKey(next.id, next.revision), { version: text(JSON.stringify(version)) }),
      ...parts.map((part) =>
        put(originalKey(next.id, next.revision, part), {
          bytes: { B: gzip.subarray(part * partSize, (part + 1) * partSize) },
          ...(part === 0 ? { original: text(JSON.stringify(told)), parts: number(parts.length) } : {}),
        }),
      ),
    ];
  }

  function forgotten(id: string, revision: number): Planned[] {
    const parts = Array.from({ length: mostParts }, (_, part) => remove(originalKey(id, revision, part)));
    return [remove(versionKey(id, revision)), ...parts];
  }

  /** Everything that a change writes; a transaction takes at most 100 of it, which `judgeUpload` sees to. */
  function planned(change: Change, { next, expected }: NonNullable<Change['record']>): Planned[] {
    const { receipt, body, claim, release, enter, leave, version, forget, joins } = change;
    const card = next.article === undefined ? '' : JSON.stringify(cardOf(next.article));
    const commits = number(next.commits);
    return [
      putRecord(next, expected),
      ...(claim === undefined ? [] : [claimPath(claim, next.id)]),
      ...(release ?? []).map((path) => put(pathKey(path), { article: text(next.id), free: { BOOL: true } })),
      ...(receipt === undefined ? [] : [{ role: 'receipt', item: { Put: putReceipt(receipt) } } satisfies Planned]),
      ...moveDue(next, expected),
      ...(body ? [put(bodyKey(next.id), { body: { B: packed(body) } }), ...putAnswer(next, body)] : []),
      ...(body === null ? [remove(bodyKey(next.id)), ...putAnswer(next, [])] : []),
      ...(version === undefined ? [] : putVersion(next, version)),
      ...(forget === undefined ? [] : forgotten(next.id, forget)),
      ...(joins === undefined ? [] : [joinFamily(joins, next.id)]),
      ...enter.map(({ list, place }) => put(placeKey(list, place), { card: text(card), commits })),
      ...leave.map(({ list, place }) => remove(placeKey(list, place))),
    ];
  }

  return { planned, putReceipt, putAnswer, moveDue };
}

function mediaTypeOf(key: string): string {
  const ending = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  const types: Record<string, string> = {
    json: 'application/json',
    xml: 'application/xml',
    html: 'text/html',
    htm: 'text/html',
  };
  return types[ending] ?? 'text/markdown';
}
