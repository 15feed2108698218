import { type Dynalite, type Item, keyOf } from './dynalite.ts';

const sweepMs = 10_000;

/**
 * Deletes items whose time is over, page by page of each table. On AWS that may take days: expiry is cleaning up, never a
 * rule.
 */
export function openExpiry(dynalite: Dynalite, now: () => number) {
  const attributes = new Map<string, string>();
  const nextPages = new Map<string, Item>();
  let sweeping = Promise.resolve();

  /** Looks through one page of a table, which is at most 1 MB, and notes where the next begins. */
  async function sweepPage(table: string, attribute: string): Promise<void> {
    const names = { '#expires': attribute };
    const values = { ':now': { N: String(Math.floor(now() / 1000)) } };
    const start = nextPages.get(table);
    const { Items = [], LastEvaluatedKey } = await dynalite.call<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Scan', {
      TableName: table,
      FilterExpression: 'attribute_type(#expires, :number) AND #expires < :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':number': { S: 'N' } },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    if (LastEvaluatedKey === undefined) nextPages.delete(table);
    else nextPages.set(table, LastEvaluatedKey);
    const keys = await dynalite.keyNames(table);
    for (const item of Items) {
      const input = { TableName: table, Key: keyOf(item, keys), ExpressionAttributeNames: names };
      const condition = { ConditionExpression: '#expires < :now', ExpressionAttributeValues: values };
      // Whoever writes the item meanwhile gives it a new time.
      await dynalite.call('DeleteItem', { ...input, ...condition }).catch(() => {});
    }
  }

  /** One page of each table, or all that are left of each. */
  function look(pages: 'one' | 'all'): Promise<void> {
    sweeping = sweeping.then(async () => {
      for (const [table, attribute] of attributes) {
        do await sweepPage(table, attribute).catch(() => nextPages.delete(table));
        while (pages === 'all' && nextPages.has(table));
      }
    });
    return sweeping;
  }
  const timer = setInterval(() => void look('one'), sweepMs).unref();

  return {
    attributes,
    async sweep() {
      nextPages.clear();
      await look('all');
    },
    async close() {
      clearInterval(timer);
      attributes.clear();
      await sweeping;
    },
  };
}
