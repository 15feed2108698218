import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Emulator } from '../emulator.ts';
import { DynamodbError, type Item, keyOf, modelled, openDynalite, validation } from './dynalite.ts';
import { openExpiry } from './expiry.ts';
import { openJournal } from './journal.ts';
import { readWriteLock } from './read-write-lock.ts';
import { requestTokens } from './request-tokens.ts';
import { type Described, refuseOtherShape, type TableShape } from './table-shape.ts';
import { type ReadInput, transactRead, transactWrite, type WriteInput } from './transactions.ts';

/** `ttlAttribute`: what items expire by. */
export type TableSettings = TableShape & { name: string; ttlAttribute?: string };

export interface Dynamodb extends Emulator {
  /**
   * Creates the table if it is not there; its content stays. Sets the attribute that items expire by.
   *
   * @throws Error if the table was made with other keys or without one of the indexes
   */
  declareTable(settings: TableSettings): Promise<void>;
  /** Deletes all that has expired, now. By itself it is done a megabyte of each table every ten seconds. */
  sweep(): Promise<void>;
}

const items = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'GetItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
]);
const tables = new Set([
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'ListTables',
  'UpdateTable',
  'TagResource',
  'UntagResource',
  'ListTagsOfResource',
]);

/**
 * DynamoDB in a directory: dynalite, and beside it what it lacks: transactions that also a killed process leaves whole
 * or not begun, items that expire, and the old item with a refusal. What neither has answers 501.
 */
export async function openDynamodb({
  directory,
  now = Date.now,
}: {
  directory: string;
  now?: () => number;
}): Promise<Dynamodb> {
  const store = path.join(directory, 'tables');
  mkdirSync(store, { recursive: true });
  const dynalite = openDynalite(store);
  const journal = openJournal(directory, dynalite);
  const expiry = openExpiry(dynalite, now);
  const lock = readWriteLock();
  const once = requestTokens(now);
  await journal.recover();

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const leave = await lock.alone();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** What is answered here; undefined for what dynalite answers by itself. */
  function own(operation: string, input: Record<string, unknown>): (() => Promise<object>) | undefined {
    switch (operation) {
      case 'TransactWriteItems': {
        const { ClientRequestToken, ...write } = input as WriteInput;
        const run = () => alone(() => transactWrite(write, dynalite, journal));
        return () => once(ClientRequestToken, JSON.stringify(write.TransactItems), run);
      }
      case 'TransactGetItems':
        return () => alone(() => transactRead(input as ReadInput, dynalite));
      case 'UpdateTimeToLive':
        return async () => setExpiry(input as TimeToLive);
      case 'DescribeTimeToLive':
        return async () => await describeExpiry(String(input.TableName));
      default:
        return input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
          ? () => writeWithOld(operation, input)
          : undefined;
    }
  }

  type TimeToLive = { TableName: string; TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean } };

  async function setExpiry({ TableName, TimeToLiveSpecification = {} }: TimeToLive): Promise<object> {
    await dynalite.call('DescribeTable', { TableName });
    const { AttributeName, Enabled } = TimeToLiveSpecification;
    if (AttributeName === undefined || Enabled === undefined) {
      const message = 'TimeToLiveSpecification needs AttributeName and Enabled';
      throw new DynamodbError(400, { __type: validation, message });
    }
    if (Enabled) expiry.attributes.set(TableName, AttributeName);
    else expiry.attributes.delete(TableName);
    return { TimeToLiveSpecification };
  }

  async function describeExpiry(table: string): Promise<object> {
    await dynalite.call('DescribeTable', { TableName: table });
    const AttributeName = expiry.attributes.get(table);
    const status =
      AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName };
    return { TimeToLiveDescription: status };
  }

  async function describeTable(TableName: string): Promise<Described> {
    return (await dynalite.call<{ Table: Described }>('DescribeTable', { TableName })).Table;
  }

  /** A single write whose refusal brings the item that is there. */
  async function writeWithOld(operation: string, input: Record<string, unknown>): Promise<object> {
    const { ReturnValuesOnConditionCheckFailure, ...parameters } = input;
    const leave = await lock.shared();
    try {
      return await dynalite.call(operation, parameters);
    } catch (error) {
      if (!(error instanceof DynamodbError) || !error.is('ConditionalCheckFailedException')) throw error;
      const TableName = String(input.TableName);
      const Key =
        (input.Key as Item | undefined) ?? keyOf((input.Item ?? {}) as Item, await dynalite.keyNames(TableName));
      const { Item } = await dynalite.call<{ Item?: Item }>('GetItem', { TableName, Key, ConsistentRead: true });
      throw new DynamodbError(error.status, { ...error.body, ...(Item === undefined ? {} : { Item }) });
    } finally {
      leave();
    }
  }

  return {
    async handle(request, response, given) {
      const body = given ?? (await readAll(request));
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const answer = own(operation, parsed(body));
      if (answer !== undefined) return await sendOutcome(response, answer);
      if (!items.has(operation) && !tables.has(operation)) return send(response, 501, notEmulated(operation));
      if (operation === 'CreateTable' || operation === 'DeleteTable') dynalite.forgetKeyNames();
      if (items.has(operation)) response.once('close', await lock.shared());
      dynalite.handle(withBody(request, body), response);
    },

    async declareTable({ name, attributeDefinitions, keySchema, globalSecondaryIndexes, ttlAttribute }) {
      try {
        await dynalite.call('CreateTable', {
          TableName: name,
          AttributeDefinitions: attributeDefinitions,
          KeySchema: keySchema,
          BillingMode: 'PAY_PER_REQUEST',
          ...(globalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes: globalSecondaryIndexes }),
        });
        // dynalite has it ready a moment after it has answered.
        while ((await describeTable(name)).TableStatus !== 'ACTIVE');
      } catch (error) {
        if (!(error instanceof DynamodbError) || !error.is('ResourceInUseException')) throw error;
        refuseOtherShape(name, { attributeDefinitions, keySchema, globalSecondaryIndexes }, await describeTable(name));
      }
      if (ttlAttribute !== undefined) expiry.attributes.set(name, ttlAttribute);
    },

    sweep: expiry.sweep,

    async close() {
      await expiry.close();
      // A transaction that is under way is finished first.
      await alone(() => dynalite.close());
    },
  };
}

async function sendOutcome(response: ServerResponse, answer: () => Promise<object>): Promise<void> {
  try {
    send(response, 200, await answer());
  } catch (error) {
    if (!(error instanceof DynamodbError)) throw error;
    send(response, error.status, error.body);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function notEmulated(operation: string): object {
  const message = `DynamoDB’s ${operation || 'request without X-Amz-Target'} is not emulated on this computer.`;
  return { __type: `${modelled}UnknownOperationException`, message };
}

/** What is no JSON is left to dynalite, which answers as DynamoDB does. */
function parsed(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString());
    return typeof input === 'object' && input !== null ? { ...input } : {};
  } catch {
    return {};
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The request again, its body not yet read. */
function withBody({ headers, method, url, socket, httpVersion }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body]), {
    headers,
    method,
    url,
    socket,
    httpVersion,
  }) as unknown as IncomingMessage;
}
