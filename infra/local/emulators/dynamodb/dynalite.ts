import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import inject from 'light-my-request';

/** An item's attributes, and a key's, as DynamoDB writes them. */
export type Item = Record<string, Record<string, unknown>>;

/** An error that DynamoDB answers with; `body` is sent as it is. */
export class DynamodbError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.message ?? body.Message ?? body.__type));
    this.status = status;
    this.body = body;
  }

  is(name: string): boolean {
    return String(this.body.__type).endsWith(`#${name}`);
  }
}

export const modelled = 'com.amazonaws.dynamodb.v20120810#';
export const validation = 'com.amazon.coral.validate#ValidationException';

/** dynalite, which has everything but transactions, expiry and ALL_OLD on refusals. It is CommonJS without types. */
type DynaliteServer = {
  emit(event: 'request', request: unknown, response: unknown): boolean;
  close(done: (error?: Error) => void): void;
  listening: boolean;
};
type DynaliteModule = (options: {
  path: string;
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
}) => DynaliteServer;

const dynalite = loadDynalite();

export type Dynalite = {
  /** Hands a request over as it is. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** One call of our own. @throws DynamodbError */
  call<T = Record<string, unknown>>(operation: string, input: object): Promise<T>;
  /** A table's key attributes. */
  keyNames(table: string): Promise<string[]>;
  forgetKeyNames(): void;
  close(): Promise<void>;
};

/** dynalite looks for the parts of a signature and does not check it. */
const signed = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=host/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Opens the tables that lie in a directory. */
export function openDynalite(directory: string): Dynalite {
  const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const names = new Map<string, string[]>();

  async function call<T>(operation: string, input: object): Promise<T> {
    const { statusCode, payload } = await inject(
      (request, response) => void server.emit('request', request, response),
      {
        method: 'POST',
        url: '/',
        headers: { ...signed, 'x-amz-target': `DynamoDB_20120810.${operation}` },
        payload: JSON.stringify(input),
      },
    );
    const answer = JSON.parse(payload === '' ? '{}' : payload);
    if (statusCode !== 200) throw new DynamodbError(statusCode, answer as Record<string, unknown>);
    return answer as T;
  }

  return {
    handle: (request, response) => void server.emit('request', request, response),
    call,
    async keyNames(table) {
      const known = names.get(table);
      if (known !== undefined) return known;
      type Described = { Table: { KeySchema: { AttributeName: string }[] } };
      const { Table } = await call<Described>('DescribeTable', { TableName: table });
      const found = Table.KeySchema.map(({ AttributeName }) => AttributeName);
      names.set(table, found);
      return found;
    },
    forgetKeyNames: () => names.clear(),
    close: () =>
      new Promise((resolve, reject) => {
        // It was never listening, which it reports as an error after it has closed its store.
        server.close((error) => {
          if (error !== undefined && !/not running/i.test(error.message)) reject(error);
          else resolve();
        });
      }),
  };
}

type Iterators = (...options: unknown[]) => { return?: () => Promise<void>; close(): Promise<void> };

/**
 * At the end of a Query or Scan dynalite calls the iterator's `return`, which those of its store do not have. Each
 * would stay open, and its view of the whole store in memory, until the process ends: 80 KB a Query.
 */
function loadDynalite(): DynaliteModule {
  const load = createRequire(import.meta.url);
  const { Level } = createRequire(load.resolve('dynalite'))('level') as {
    Level: { prototype: Record<'keys' | 'values', Iterators> };
  };
  for (const name of ['keys', 'values'] as const) {
    const open = Level.prototype[name];
    Level.prototype[name] = function (...options) {
      const iterator = open.apply(this, options);
      iterator.return ??= () => iterator.close();
      return iterator;
    };
  }
  return load('dynalite') as DynaliteModule;
}

/** The key of an item. */
export function keyOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
