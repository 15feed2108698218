import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What goes back to the client; header names are lower case, several `set-cookie` are a list. */
export type GatewayAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
};

/** The gateway writes these itself from the body and the connection. */
const NOT_FROM_A_FUNCTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** An answer of the gateway's own: `{"message":"Not Found"}` and its like. */
export function gatewayMessage(status: number, message: string): GatewayAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ message })) };
}

/**
 * Reads what a function returned, by the rules of payload 2.0: without `statusCode` the whole result is a JSON body with
 * status 200; with it, headers, cookies and a body that may be base64.
 * Throws an Error that says what is malformed; the gateway answers 500 then.
 */
export function functionAnswer(payload: string): GatewayAnswer {
  const result = parse(payload);
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  return { status: readStatus(result.statusCode), headers: readHeaders(result), body: readBody(result) };
}

function parse(payload: string): unknown {
  // A function that returns nothing is answered with null by the runtime, or with nothing at all.
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    throw new Error('the result is not JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readStatus(value: unknown): number {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new Error(`statusCode ${JSON.stringify(value)} is not a whole number from 200 to 599`);
  }
  return status;
}

function readHeaders(result: Record<string, unknown>): Record<string, string | string[]> {
  const given = result.headers ?? {};
  if (!isRecord(given)) throw new Error('headers is not an object');
  const headers = new Map<string, string | string[]>([['content-type', 'text/plain;charset=UTF-8']]);
  for (const [givenName, value] of Object.entries(given)) {
    const name = givenName.toLowerCase();
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new Error(
        `the header ${givenName} is neither text, number nor boolean (payload 2.0 knows no lists of values)`,
      );
    }
    checkHeader(name, String(value));
    if (!NOT_FROM_A_FUNCTION.has(name)) headers.set(name, String(value));
  }
  const cookies = readCookies(result.cookies ?? []);
  const single = headers.get('set-cookie');
  if (cookies.length > 0) headers.set('set-cookie', [...(single === undefined ? [] : [String(single)]), ...cookies]);
  return Object.fromEntries(headers);
}

function readCookies(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Error('cookies is not a list');
  return value.map((cookie: unknown) => {
    if (typeof cookie !== 'string') throw new Error('cookies holds something other than text');
    checkHeader('set-cookie', cookie);
    return cookie;
  });
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new Error(`the header ${JSON.stringify(name)} holds characters that no header may hold`);
  }
}

function readBody(result: Record<string, unknown>): Buffer {
  const body = result.body ?? '';
  if (typeof body !== 'string') throw new Error('body is not text (return JSON.stringify(…) of an object)');
  return Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8');
}
