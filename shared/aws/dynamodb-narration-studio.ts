import { setTimeout as pause } from 'node:timers/promises';
import {
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { claimKey, costKey, totalCostKey } from '../contract/table-keys.ts';
import { mergedLexicon } from '../domain/lexicon.ts';
import type { Spending } from '../domain/narration.ts';
import type { NarrationStudio } from '../ports.ts';
import { type Item, keyOf, number, text } from './article-items.ts';
import { dynamodbLexiconStore } from './dynamodb-lexicon-store.ts';

/** US dollars are counted in millionths: sums of whole numbers stay exact. */
const millionths = 1e6;

/** Who narrates what, how words are said, and what it costs, in the articles table. */
export function dynamodbNarrationStudio(table: string): NarrationStudio {
  const client = new DynamoDBClient();
  const { sources } = dynamodbLexiconStore(table);

  async function partition(pk: string): Promise<Item[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':pk': text(pk) },
      },
    );
    const items: Item[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  return {
    async claim(names, holder, until, now) {
      const TransactItems = names.map((name) => ({
        Put: {
          TableName: table,
          Item: {
            ...keyOf(claimKey(name)),
            holder: text(holder),
            until: number(until.getTime()),
            expires: number(Math.ceil(until.getTime() / 1000) + 3600),
          },
          ConditionExpression: 'attribute_not_exists(#until) OR #until < :now OR #holder = :holder',
          ExpressionAttributeNames: { '#until': 'until', '#holder': 'holder' },
          ExpressionAttributeValues: { ':now': number(now.getTime()), ':holder': text(holder) },
        },
      }));
      return await unlessCancelled(() => client.send(new TransactWriteItemsCommand({ TransactItems })));
    },

    async free(names, holder) {
      const TransactItems = names.map((name) => ({
        Delete: {
          TableName: table,
          Key: keyOf(claimKey(name)),
          ConditionExpression: '#holder = :holder',
          ExpressionAttributeNames: { '#holder': 'holder' },
          ExpressionAttributeValues: { ':holder': text(holder) },
        },
      }));
      await unlessCancelled(() => client.send(new TransactWriteItemsCommand({ TransactItems })));
    },

    async lexicon(edition) {
      return mergedLexicon(await sources(edition));
    },

    async note(spending) {
      const { day, article, edition, section, characters, cost, units, reused, saved } = spending;
      const micros = Math.round(cost * millionths);
      const counted = { characters, units, reused, cost: micros, saved: Math.round(saved * millionths) };
      const names = Object.keys(counted);
      const Update = {
        TableName: table,
        Key: keyOf(costKey(day, article)),
        UpdateExpression: `SET #edition = :edition, #section = :section ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(
          ['edition', 'section', ...names].map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: {
          ':edition': text(edition),
          ':section': text(section),
          ...Object.fromEntries(Object.entries(counted).map(([name, value]) => [`:${name}`, number(value)])),
        },
      };
      const total = {
        TableName: table,
        Key: keyOf(totalCostKey(day)),
        UpdateExpression: 'ADD #cost :cost',
        ExpressionAttributeNames: { '#cost': 'cost' },
        ExpressionAttributeValues: { ':cost': number(micros) },
      };
      // A transaction has a token, so that a retry after a lost answer does not count twice.
      const send = () => client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }, { Update: total }] }));
      // All narrators add to one day's sum at once; what is not entered would never have been paid.
      if (!(await unlessCancelled(send, pause, mostTriesOfNote))) throw new Error(`The ledger of ${day} is too busy`);
    },

    async spentOn(day) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(totalCostKey(day)), ConsistentRead: true }),
      );
      return Number(Item?.cost?.N ?? 0) / millionths;
    },

    async spending(day) {
      const items = await partition(costKey(day, '').pk);
      return items.map(
        (item): Spending => ({
          day,
          article: item.sk?.S ?? '',
          edition: item.edition?.S ?? '',
          section: item.section?.S ?? '',
          characters: Number(item.characters?.N),
          cost: Number(item.cost?.N) / millionths,
          units: Number(item.units?.N),
          reused: Number(item.reused?.N),
          saved: Number(item.saved?.N) / millionths,
        }),
      );
    },
  };
}

/** How often a transaction is tried that only met another one. */
const mostTries = 5;
const mostTriesOfNote = 10;

/**
 * Whether a transaction was done; not if one of its conditions does not hold. One that another got in the way of is tried
 * again, at last as if it did not hold: a claim that was not freed ends by itself.
 */
export async function unlessCancelled(
  send: () => Promise<unknown>,
  wait: (ms: number) => Promise<unknown> = pause,
  most = mostTries,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      await send();
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const isUnmet = error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') ?? false;
      if (isUnmet || tries === most) return false;
      await wait(Math.min(1000, 25 * 2 ** tries) * (1 + Math.random()));
    }
  }
}
