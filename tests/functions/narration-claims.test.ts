import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { unlessCancelled } from '../../shared/aws/dynamodb-narration-studio.ts';
import { bothOf } from '../../shared/aws/polly-narrator.ts';

/** A transaction that is cancelled for these reasons, one a time, and then done. */
async function attempt(...codes: string[]) {
  let tries = 0;
  const waits: number[] = [];
  const send = async () => {
    const Code = codes[tries++];
    if (Code === undefined) return;
    throw new TransactionCanceledException({ $metadata: {}, message: 'no', CancellationReasons: [{ Code }, {}] });
  };
  const isDone = await unlessCancelled(send, async (ms) => {
    waits.push(ms);
  });
  return { isDone, tries, waits: waits.length };
}

describe('a claim', () => {
  it('that another write gets in the way of is made all the same', async () => {
    expect(await attempt('TransactionConflict', 'TransactionConflict')).toEqual({ isDone: true, tries: 3, waits: 2 });
  });

  it('that another holds is not made, and not tried again', async () => {
    expect(await attempt('ConditionalCheckFailed')).toEqual({ isDone: false, tries: 1, waits: 0 });
  });

  it('is tried five times', async () => {
    const codes = Array(9).fill('TransactionConflict');
    expect(await attempt(...codes)).toEqual({ isDone: false, tries: 5, waits: 4 });
  });

  it('is not taken for made when the table is out of reach', async () => {
    const send = async () => {
      throw new Error('ENOTFOUND');
    };
    await expect(unlessCancelled(send)).rejects.toThrow('ENOTFOUND');
  });
});

describe('audio and marks', () => {
  const bytes = new Uint8Array(3);
  const answer = (characters: number) => Promise.resolve({ bytes, characters });
  const failure = () => Promise.reject(new Error('ServiceUnavailable'));

  it('are asked for together, or the audio alone', async () => {
    expect(await bothOf(answer(5), answer(6))).toEqual([
      { bytes, characters: 5 },
      { bytes, characters: 6 },
    ]);
    expect(await bothOf(answer(5), undefined)).toEqual([{ bytes, characters: 5 }, undefined]);
  });

  it('are billed by half where one of them fails', async () => {
    const half = { name: 'HalfSpoken', message: 'ServiceUnavailable' };
    await expect(bothOf(answer(5), failure())).rejects.toMatchObject({ ...half, characters: 5 });
    await expect(bothOf(failure(), answer(6))).rejects.toMatchObject({ ...half, characters: 6 });
  });

  it('cost nothing where both fail', async () => {
    const error = await bothOf(failure(), failure()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Error', message: 'ServiceUnavailable' });
    await expect(bothOf(failure(), undefined)).rejects.toMatchObject({ name: 'Error' });
  });
});
