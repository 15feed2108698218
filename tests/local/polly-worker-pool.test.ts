import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { openPromiseCache } from '../../infra/local/emulators/polly/promise-cache.ts';
import { openThrottle } from '../../infra/local/emulators/polly/throttle.ts';
import { openWorkerPool, type WorkerPool } from '../../infra/local/emulators/polly/worker-pool.ts';

/** Answers with its thread's number; some jobs make it spin, throw or die. */
const script = `
  const { parentPort, threadId } = require('node:worker_threads');
  parentPort.on('message', ({ id, job }) => {
    if (job === 'spin') for (;;);
    if (job === 'die') process.exit(1);
    if (job === 'throw') setImmediate(() => { throw new Error('thrown'); });
    else if (job === 'fail') parentPort.postMessage({ id, error: 'no way' });
    else parentPort.postMessage({ id, result: job + ' by ' + threadId });
  });
  parentPort.postMessage({ ready: true });
`;

let pool: WorkerPool<string, string>;
const logged: string[] = [];
const open = (source = script) => {
  logged.length = 0;
  pool = openWorkerPool({
    start: () => new Worker(source, { eval: true }),
    size: 2,
    limitMs: 500,
    log: (text) => logged.push(text),
  });
  return pool;
};
afterEach(() => pool.close());

describe('A pool of workers', () => {
  it('replaces a worker that spins, and fails its job alone', async () => {
    const { run } = open();
    const results = await Promise.allSettled([run('a'), run('spin'), run('b'), run('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'It was busy for more than 500 ms' } });
    expect(logged).toEqual(['A speech worker is replaced: It was busy for more than 500 ms']);
    expect(await run('d')).toMatch(/^d by/);
  });

  it.each(['die', 'throw', 'fail'])('goes on when a job makes its worker %s', async (job) => {
    const { run } = open();
    await expect(run(job)).rejects.toThrow(/ended|thrown|no way/);
    expect(await run('a')).toMatch(/^a by/);
  });

  it('fails jobs whose workers cannot start, without trying for ever', async () => {
    const { run } = open('throw new Error("broken")');
    await expect(run('a')).rejects.toThrow('broken');
    await expect(run('b')).rejects.toThrow('broken');
    expect(logged.length).toBeLessThanOrEqual(3);
  });

  it('fails jobs that wait when it is closed', async () => {
    const { run, close } = open();
    const waiting = Promise.allSettled([run('spin'), run('spin'), run('a')]);
    await close();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(run('b')).rejects.toThrow('closed');
  });
});

describe('The cache', () => {
  it('makes a value once for all who ask at the same time, and again after it failed', async () => {
    const cache = openPromiseCache<string>(100, (value) => value.length);
    let made = 0;
    const make = async () => {
      if (++made === 1) throw new Error('once');
      return 'value';
    };
    const first = [cache.get('a', make), cache.get('a', make)];
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await Promise.all([cache.get('a', make), cache.get('a', make)])).toEqual(['value', 'value']);
    expect(made).toBe(2);
  });

  it('drops what was asked for longest ago when it is full', async () => {
    const cache = openPromiseCache<string>(10, (value) => value.length);
    const made: string[] = [];
    const get = (key: string) =>
      cache.get(key, async () => {
        made.push(key);
        return 'four';
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});

describe('The throttle', () => {
  it('lets a burst through, then as many a second as the engine allows, and no more at once', () => {
    let now = 0;
    const { enter } = openThrottle(() => now);
    const tries = (count: number) => {
      const left: (() => void)[] = [];
      for (let n = 0; n < count; n++) {
        try {
          left.push(enter('neural'));
        } catch (error) {
          expect(error).toMatchObject({ type: 'ThrottlingException', status: 400, message: 'Rate exceeded' });
        }
      }
      return left;
    };
    const burst = tries(12);
    expect(burst).toHaveLength(10);
    now += 500;
    expect(tries(12)).toHaveLength(4);
    now += 60_000;
    expect(tries(12)).toHaveLength(18 - 14);
    for (const leave of burst) leave();
    expect(tries(12)).toHaveLength(6);
    expect(() => enter('standard')).not.toThrow();
  });
});
