import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { unlessCancelled } from '../../shared/aws/dynamodb-narration-studio.ts';
import { bothOf } from '../../shared/aws/polly-narrator.ts';
import { HalfSpoken } from '../../shared/domain/uttered.ts';

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

  it('is tried as often as it is worth', async () => {
    let tries = 0;
    const send = async () => {
      if (++tries < 9) {
        throw new TransactionCanceledException({
          $metadata: {},
          message: 'no',
          CancellationReasons: [{ Code: 'TransactionConflict' }],
        });
      }
    };
    expect(await unlessCancelled(send, async () => {}, 10)).toBe(true);
    expect(tries).toBe(9);
  });

  it('is not taken for made when the table is out of reach', async () => {
    const send = async () => {
      throw new Error('ENOTFOUND');
    };
    await expect(unlessCancelled(send)).rejects.toThrow('ENOTFOUND');
  });
});

describe('audio and marks', () => {
  const mp3 = new Uint8Array(3);
  const marks = '{"time":0}';
  const heard = (characters: number) => Promise.resolve({ bytes: mp3, characters });
  const marked = (characters: number) => Promise.resolve({ bytes: new TextEncoder().encode(marks), characters });
  const failure = (reason: Error = new Error('ServiceUnavailable')) => Promise.reject(reason);
  const none = new Uint8Array();

  it('are asked for together, or the audio alone', async () => {
    expect(await bothOf(heard(5), marked(6), undefined)).toEqual({ mp3, marks, characters: 11 });
    expect(await bothOf(heard(5), undefined, undefined)).toEqual({ mp3, marks: '', characters: 5 });
  });

  it('are billed by half where one of them fails, and the half is there for the next time', async () => {
    const error = { name: 'HalfSpoken', message: 'ServiceUnavailable' };
    const audioOnly = { mp3, marks: '', characters: 5, missing: 'marks' } as const;
    const marksOnly = { mp3: none, marks, characters: 6, missing: 'audio' } as const;
    await expect(bothOf(heard(5), failure(), undefined)).rejects.toMatchObject({
      ...error,
      characters: 5,
      half: audioOnly,
    });
    await expect(bothOf(failure(), marked(6), undefined)).rejects.toMatchObject({
      ...error,
      characters: 6,
      half: marksOnly,
    });
    const whole = { mp3, marks, characters: 11 };
    expect(await bothOf(undefined, marked(6), audioOnly)).toEqual(whole);
    expect(await bothOf(heard(5), undefined, marksOnly)).toEqual(whole);
  });

  it('cost nothing where both fail, nor a half that was there', async () => {
    const error = await bothOf(failure(), failure(), undefined).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Error', message: 'ServiceUnavailable' });
    await expect(bothOf(failure(), undefined, undefined)).rejects.toMatchObject({ name: 'Error' });
    const half = { mp3, marks: '', characters: 5, missing: 'marks' } as const;
    await expect(bothOf(undefined, failure(), half)).rejects.toMatchObject({ name: 'Error' });
  });

  it('are billed where an answer breaks off, for it was one', async () => {
    const broken = () => failure(new HalfSpoken(new Error('aborted'), 7));
    await expect(bothOf(broken(), broken(), undefined)).rejects.toMatchObject({ characters: 14, half: undefined });
    await expect(bothOf(broken(), marked(6), undefined)).rejects.toMatchObject({
      characters: 13,
      half: { marks, characters: 6, missing: 'audio' },
    });
  });
});
