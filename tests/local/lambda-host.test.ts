import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type LogLine, openLambdaHost } from '../../infra/local/lambda-host.ts';
import type { FunctionSettings } from '../../infra/local/sandbox.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const lines: LogLine[] = [];
const host = openLambdaHost({ log: (line) => void lines.push(line) });
afterAll(() => host.close());

function aFunction(more: Partial<FunctionSettings> = {}) {
  return host.add({
    name: 'kinds',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:kinds',
    handler: 'index.handler',
    codeDirectory: path.join(fixtures, 'functions/kinds'),
    timeoutSeconds: 20,
    memoryMb: 256,
    environment: { MY_VARIABLE: 'mine' },
    ...more,
  });
}

async function payloadOf(lambda: ReturnType<typeof aFunction>, event: object) {
  const { payload, functionError } = await lambda.invoke(event);
  return { functionError, value: JSON.parse(payload) };
}

describe('an invocation', () => {
  it('carries event and answer, also large ones and other scripts', async () => {
    const lambda = aFunction();
    const event = { do: 'echo', text: 'ñ العربية 😀 '.repeat(20_000) };
    expect(await payloadOf(lambda, event)).toEqual({ functionError: undefined, value: event });
  });

  it('is given exactly Lambda’s context, and time to the deadline', async () => {
    const { value } = await payloadOf(aFunction({ timeoutSeconds: 7 }), { do: 'context' });
    expect(value.keys).toEqual([
      'awsRequestId',
      'clientContext',
      'functionName',
      'functionVersion',
      'getRemainingTimeInMillis',
      'identity',
      'invokedFunctionArn',
      'logGroupName',
      'logStreamName',
      'memoryLimitInMB',
      'tenantId',
      'xRayTraceId',
    ]);
    expect(value.remaining).toBeGreaterThan(0);
    expect(value.remaining).toBeLessThanOrEqual(7000);
  });

  it('sees its own environment and Lambda’s, and nothing of the host’s', async () => {
    process.env.HOST_SECRET = 'not for functions';
    const { value } = await payloadOf(aFunction(), { do: 'environment' });
    expect(value).toMatchObject({
      MY_VARIABLE: 'mine',
      AWS_LAMBDA_FUNCTION_NAME: 'kinds',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      TZ: ':UTC',
    });
    expect(value.HOST_SECRET).toBeUndefined();
    expect(value.HOME).toBeUndefined();
  });

  it('uses the warm sandbox of the one before, and a new one only while that is busy', async () => {
    const lambda = aFunction();
    const cold = await lambda.invoke({ do: 'count' });
    expect(cold.initMs).toBeGreaterThan(0);
    const warm = await lambda.invoke({ do: 'count' });
    expect([warm.payload, warm.initMs]).toEqual(['2', undefined]);
    const both = await Promise.all([lambda.invoke({ do: 'wait', ms: 50 }), lambda.invoke({ do: 'wait', ms: 50 })]);
    expect(both.map(({ payload }) => payload).toSorted()).toEqual(['1', '3']);
  });

  it('waits for a sandbox when twelve are at work, and has a new one when one of them dies', async () => {
    const lambda = aFunction();
    const answers = Promise.all(Array.from({ length: 20 }, () => lambda.invoke({ do: 'wait', ms: 20 })));
    const dying = lambda.invoke({ do: 'exit', status: 1 });
    const counts = (await answers).map(({ payload }) => Number(payload));
    expect(counts).toHaveLength(20);
    expect(counts.filter((count) => count === 1).length).toBeLessThanOrEqual(13);
    expect((await dying).functionError).toBe('Unhandled');

    const killers = Array.from({ length: 12 }, () => lambda.invoke({ do: 'exit', status: 1 }));
    const patient = Array.from({ length: 3 }, () => lambda.invoke({ do: 'count' }));
    await Promise.all(killers);
    expect((await Promise.all(patient)).map(({ functionError }) => functionError)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is refused over its reserved concurrency, and when the event is too large', async () => {
    const lambda = aFunction({ reservedConcurrency: 1 });
    const first = lambda.invoke({ do: 'wait', ms: 50 });
    await expect(lambda.invoke({})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await first;
    await expect(lambda.invoke({ text: 'x'.repeat(6_300_000) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    expect((await payloadOf(lambda, { do: 'large', bytes: 6_300_000 })).value.errorType).toBe(
      'Function.ResponseSizeTooLarge',
    );
  });

  it('has an answer of at most 6 MiB, in bytes of UTF-8', async () => {
    const lambda = aFunction();
    const quotes = 2;
    const fits = await lambda.invoke({ do: 'large', text: 'ع', bytes: 6 * 1024 * 1024 - quotes });
    expect([fits.functionError, Buffer.byteLength(fits.payload)]).toEqual([undefined, 6 * 1024 * 1024]);
    const { value } = await payloadOf(lambda, { do: 'large', text: 'ع', bytes: 6 * 1024 * 1024 });
    expect([value.errorType, value.errorMessage]).toEqual([
      'Function.ResponseSizeTooLarge',
      expect.stringContaining('(6291458 bytes)'),
    ]);
  });
});

describe('what goes wrong in a function', () => {
  it.each([
    [{ do: 'throw' }, { errorType: 'TypeError', errorMessage: 'no such thing' }],
    [{ do: 'throw-text' }, { errorType: 'string', errorMessage: 'just text', trace: [] }],
    [{ do: 'circle' }, { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' }],
  ])('%j is answered as an error, and the sandbox goes on', async (event, error) => {
    const lambda = aFunction();
    await lambda.invoke({ do: 'count' });
    expect(await payloadOf(lambda, event)).toMatchObject({ functionError: 'Unhandled', value: error });
    expect((await payloadOf(lambda, { do: 'count' })).value).toBe(3);
  });

  it.each([
    [{ do: 'exit', status: 3 }, 'exit status 3'],
    [{ do: 'exit', status: 0 }, 'exit status 0'],
    [{ do: 'abort' }, 'signal: SIGABRT'],
    [{ do: 'reject' }, 'exit status 1'],
  ])('%j ends its sandbox alone; the next invocation has a new one', async (event, how) => {
    const lambda = aFunction();
    await lambda.invoke({ do: 'count' });
    const { value } = await payloadOf(lambda, event);
    expect(value.errorType).toBe('Runtime.ExitError');
    expect(value.errorMessage).toContain(how);
    expect((await payloadOf(lambda, { do: 'count' })).value).toBe(1);
  });

  it.each([[{ do: 'spin' }], [{ do: 'wait', ms: 60_000 }]])('%j is ended at its timeout', async (event) => {
    const lambda = aFunction({ timeoutSeconds: 1 });
    const { value } = await payloadOf(lambda, event);
    expect(value).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect((await payloadOf(lambda, { do: 'count' })).value).toBe(1);
  });

  it.runIf(process.platform === 'linux')('too much memory ends it', async () => {
    const { value } = await payloadOf(aFunction({ memoryMb: 128 }), { do: 'hoard' });
    expect(value.errorType).toBe('Runtime.OutOfMemory');
  });

  it.each([
    ['a module that does not load', { codeDirectory: path.join(fixtures, 'functions/broken') }, 'cannot load'],
    ['a module that is not there', { handler: 'other.handler' }, 'Cannot find module'],
    ['a handler that is none', { handler: 'index.broken' }, 'is undefined or not exported'],
  ])('%s says so', async (_, settings, message) => {
    const { functionError, value } = await payloadOf(aFunction(settings), {});
    expect(functionError).toBe('Unhandled');
    expect(value.errorMessage).toContain(message);
  });
});

describe('a sandbox', () => {
  it.runIf(process.platform !== 'win32')('is frozen between two invocations', async () => {
    const lambda = aFunction();
    await lambda.invoke({ do: 'tick' });
    const other = aFunction();
    await other.invoke({ do: 'wait', ms: 500 });
    expect((await payloadOf(lambda, { do: 'tick' })).value).toBeLessThan(10);
  });

  it('logs its lines under its name and request', async () => {
    const lambda = aFunction({ name: 'logger' });
    const { requestId } = await lambda.invoke({ do: 'log', text: 'hello\nworld' });
    await vi.waitFor(() => {
      const own = lines.filter((line) => line.functionName === 'logger');
      expect(own.map(({ line }) => line).toSorted()).toEqual(
        ['hello', 'world', '{"message":"hello\\nworld"}'].toSorted(),
      );
      expect(new Set(own.map((line) => line.requestId))).toEqual(new Set([requestId]));
    });
  });

  it.each([
    ['answers', {}],
    ['ends its process', { status: 1 }],
  ])('logs what a function writes without a newline before it %s', async (_, how) => {
    const lambda = aFunction({ name: 'last-words' });
    lines.length = 0;
    const { requestId } = await lambda.invoke({ do: 'write', text: 'last words', ...how });
    await vi.waitFor(() => expect(lines).toContainEqual({ functionName: 'last-words', requestId, line: 'last words' }));
  });

  it.runIf(process.platform !== 'win32')(
    'does not outlive a host that is killed, be it frozen or at work',
    async () => {
      const child = fork(path.join(fixtures, 'host-that-dies.ts'));
      await once(child, 'message');
      const sandboxes = () =>
        execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
          .split('\n')
          .filter((line) => line.includes('bootstrap.mjs'))
          .map((line) => line.trim().split(/\s+/).map(Number));
      const own = sandboxes().flatMap(([pid, parent]) => (parent === child.pid ? [pid] : []));
      expect(own).toHaveLength(2);
      child.kill('SIGKILL');
      await vi.waitFor(() => {
        const left = sandboxes().map(([pid]) => pid);
        expect(own.filter((pid) => left.includes(pid))).toEqual([]);
      }, 10_000);
    },
  );
});
