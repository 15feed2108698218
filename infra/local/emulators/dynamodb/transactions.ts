import { type Dynalite, DynamodbError, type Item, keyOf, modelled, validation } from './dynalite.ts';
import { type Before, type Journal, restore } from './journal.ts';

/** One action of TransactWriteItems. */
type Action = {
  TableName: string;
  Key?: Item;
  Item?: Item;
  ReturnValuesOnConditionCheckFailure?: string;
  [parameter: string]: unknown;
};
type TransactItem = Partial<Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', Action>>;
export type WriteInput = {
  TransactItems?: TransactItem[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: string;
};
export type ReadInput = { TransactItems?: { Get?: { TableName: string; Key: Item; [parameter: string]: unknown } }[] };
type Reason = { Code: string; Message?: string; Item?: Item };

const operations = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
} as const;
const mostActions = 100;
const largestTransaction = 4 * 1024 * 1024;

/**
 * TransactWriteItems, while nobody else uses the tables: each action on its own, undone in reverse if one is refused
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
 *
 * @throws DynamodbError TransactionCanceledException with a reason for each action, or ValidationException.
 */
export async function transactWrite(input: WriteInput, dynalite: Dynalite, journal: Journal): Promise<object> {
  const actions = await readActions(input, dynalite);
  const before = await Promise.all(actions.map((action) => beforeOf(action, dynalite)));
  journal.begin(before);
  const reasons: Reason[] = [];
  const undo: Before[] = [];
  try {
    for (const [index, action] of actions.entries()) {
      const old = before[index];
      if (old === undefined) continue;
      const reason = await apply(action, old, dynalite).catch(async (error: unknown) => {
        for (const done of undo) await restore(done, dynalite);
        throw error;
      });
      reasons.push(reason);
      // A check is made as an update that changes nothing, which leaves an empty item where there was none.
      if (reason.Code === 'None' || action.kind === 'ConditionCheck') undo.unshift(old);
    }
    const isRefused = reasons.some(({ Code }) => Code !== 'None');
    for (const old of undo) if (isRefused || isCheck(old, actions)) await restore(old, dynalite);
    if (isRefused) throw canceled(reasons);
  } finally {
    journal.end();
  }
  return input.ReturnConsumedCapacity === undefined || input.ReturnConsumedCapacity === 'NONE'
    ? {}
    : { ConsumedCapacity: capacityOf(actions, before) };
}

function tooManyActions(): DynamodbError {
  return invalid(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${mostActions} and at least 1`,
  );
}

type Read = { kind: keyof typeof operations; action: Action; key: Item };

async function readActions({ TransactItems = [] }: WriteInput, dynalite: Dynalite): Promise<Read[]> {
  if (TransactItems.length < 1 || TransactItems.length > mostActions) throw tooManyActions();
  if (JSON.stringify(TransactItems).length > largestTransaction)
    throw invalid('Transaction request is larger than 4 MB');
  const read = await Promise.all(
    TransactItems.map(async (item): Promise<Read> => {
      const [kind, action] = Object.entries(item)[0] ?? [];
      if (action === undefined || !(kind !== undefined && kind in operations)) {
        throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
      }
      const names = await dynalite.keyNames(action.TableName);
      return { kind: kind as Read['kind'], action, key: keyOf(action.Key ?? action.Item ?? {}, names) };
    }),
  );
  const ids = new Set(read.map(({ action, key }) => JSON.stringify([action.TableName, key])));
  if (ids.size < read.length) throw invalid('Transaction request cannot include multiple operations on one item');
  return read;
}

async function beforeOf({ action, key }: Read, dynalite: Dynalite): Promise<Before> {
  type Got = { Item?: Item };
  const { Item } = await dynalite.call<Got>('GetItem', { TableName: action.TableName, Key: key, ConsistentRead: true });
  return { table: action.TableName, key, item: Item };
}

async function apply({ kind, action }: Read, { item }: Before, dynalite: Dynalite): Promise<Reason> {
  const { ReturnValuesOnConditionCheckFailure: returned, ...parameters } = action;
  try {
    await dynalite.call(operations[kind], parameters);
    return { Code: 'None' };
  } catch (error) {
    if (!(error instanceof DynamodbError)) throw error;
    if (error.is('ConditionalCheckFailedException')) {
      const shown = returned === 'ALL_OLD' && item !== undefined ? { Item: item } : {};
      return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...shown };
    }
    if (error.is('ValidationException')) return { Code: 'ValidationError', Message: error.message };
    throw error;
  }
}

function isCheck({ table, key }: Before, actions: readonly Read[]): boolean {
  const id = JSON.stringify([table, key]);
  return actions.some(
    (read) => read.kind === 'ConditionCheck' && JSON.stringify([read.action.TableName, read.key]) === id,
  );
}

function canceled(reasons: readonly Reason[]): DynamodbError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new DynamodbError(400, {
    __type: `${modelled}TransactionCanceledException`,
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  });
}

function invalid(message: string): DynamodbError {
  return new DynamodbError(400, { __type: validation, message });
}

/** A transaction's write costs two units for each started KB of the larger of the item's two sizes. */
function capacityOf(actions: readonly Read[], before: readonly Before[]): object[] {
  const tables = new Map<string, number>();
  for (const [index, { action }] of actions.entries()) {
    const size = Math.max(sizeOf(action.Item ?? {}), sizeOf(before[index]?.item ?? {}), 1);
    tables.set(action.TableName, (tables.get(action.TableName) ?? 0) + 2 * Math.ceil(size / 1024));
  }
  return [...tables].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
    WriteCapacityUnits: CapacityUnits,
  }));
}

/** An item's size in bytes, about as DynamoDB counts it: names and values. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const [type, content] = Object.entries(value)[0] ?? [];
    const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
    return (
      sum + Buffer.byteLength(name) + (type === 'B' ? Buffer.from(text, 'base64').length : Buffer.byteLength(text))
    );
  }, 0);
}

/** TransactGetItems, while nobody else uses the tables. */
export async function transactRead({ TransactItems = [] }: ReadInput, dynalite: Dynalite): Promise<object> {
  if (TransactItems.length < 1 || TransactItems.length > mostActions) throw tooManyActions();
  const Responses = await Promise.all(
    TransactItems.map(async ({ Get }) => {
      if (Get === undefined) throw invalid('TransactItems can only contain Get');
      const { Item } = await dynalite.call<{ Item?: Item }>('GetItem', { ...Get, ConsistentRead: true });
      return Item === undefined ? {} : { Item };
    }),
  );
  return { Responses };
}
