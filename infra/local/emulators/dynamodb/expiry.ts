import { type Dynalite, type Item, keyOf } from './dynalite.ts';

const sweepMs = 10_000;

/**
 * Deletes items whose time is over, table by table. On AWS that may take days: expiry is cleaning up, never a rule.
 */
export function openExpiry(dynalite: Dynalite, now: () => number) {
  const attributes = new Map<string, string>();
  let sweeping = Promise.resolve();

  async function sweepTable(table: string, attribute: string): Promise<void> {
    const names = { '#expires': attribute };
    const values = { ':now': { N: String(Math.floor(now() / 1000)) } };
    const { Items = [] } = await dynalite.call<{ Items?: Item[] }>('Scan', {
      TableName: table,
      FilterExpression: 'attribute_type(#expires, :number) AND #expires < :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':number': { S: 'N' } },
    });
    const keys = await dynalite.keyNames(table);
    for (const item of Items) {
      const input = { TableName: table, Key: keyOf(item, keys), ExpressionAttributeNames: names };
      const condition = { ConditionExpression: '#expires < :now', ExpressionAttributeValues: values };
      // Whoever writes the item meanwhile gives it a new time.
      await dynalite.call('DeleteItem', { ...input, ...condition }).catch(() => {});
    }
  }

  const sweep = (): Promise<void> => {
    sweeping = sweeping.then(async () => {
      for (const [table, attribute] of attributes) await sweepTable(table, attribute).catch(() => {});
    });
    return sweeping;
  };
  const timer = setInterval(() => void sweep(), sweepMs).unref();

  return {
    attributes,
    sweep,
    async close() {
      clearInterval(timer);
      attributes.clear();
      await sweeping;
    },
  };
}
