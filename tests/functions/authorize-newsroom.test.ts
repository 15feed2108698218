import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizeNewsroom } from '../../functions/authorize-newsroom/authorize-newsroom.ts';
import { writeKey } from '../../shared/domain/newsroom-key.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { same } from '../../shared/lambda/same.ts';
import { fakeNewsroomKeys } from '../fakes/newsroom-keys.ts';
import { anyText } from '../fixtures/any-text.ts';

const secret = Buffer.alloc(32, 7).toString('base64url');
const key = writeKey('reporter01', secret);
const kept = { id: 'reporter01', hash: sha256(key), holder: 'Ana Ruiz', createdAt: '2026-11-24T12:00:00.000Z' };

async function aGate(more: { expiresAt?: string } = {}) {
  const keys = fakeNewsroomKeys();
  await keys.put({ ...kept, ...more });
  let now = new Date('2026-11-25T12:00:00Z');
  const asked: string[] = [];
  const find: typeof keys.find = async (id) => {
    asked.push(id);
    return await keys.find(id);
  };
  return {
    keys,
    asked,
    moveClock: (time: string) => {
      now = new Date(time);
    },
    judge: (header: unknown) =>
      authorizeNewsroom(header, { keys: { ...keys, find }, now: () => now, hash: sha256, same }),
  };
}

describe('the newsroom’s gate', () => {
  it('opens to a key, and says whose it is', async () => {
    const gate = await aGate();
    expect(await gate.judge(`Bearer ${key}`)).toEqual({ kind: 'allowed', id: 'reporter01', holder: 'Ana Ruiz' });
  });

  it('stays shut for a wrong secret, an unknown id and another’s hash', async () => {
    const gate = await aGate();
    const other = writeKey('reporter01', Buffer.alloc(32, 8).toString('base64url'));
    expect(await gate.judge(`Bearer ${other}`)).toEqual({ kind: 'refused', why: 'wrong', id: 'reporter01' });
    const unknown = writeKey('nobody0000', secret);
    expect(await gate.judge(`Bearer ${unknown}`)).toEqual({ kind: 'refused', why: 'unknown', id: 'nobody0000' });
    // The same secret under another id is another key.
    await gate.keys.put({ ...kept, id: 'nobody0000' });
    expect(await gate.judge(`Bearer ${unknown}`)).toEqual({ kind: 'refused', why: 'wrong', id: 'nobody0000' });
    // Who holds the hash, from a backup say, holds no key.
    expect(await gate.judge(`Bearer ${kept.hash}`)).toEqual({ kind: 'refused', why: 'no-key' });
  });

  it('stays shut for a key from the millisecond on at which it expires, and once it is revoked', async () => {
    const gate = await aGate({ expiresAt: '2026-12-01T00:00:00.000Z' });
    gate.moveClock('2026-11-30T23:59:59.999Z');
    expect((await gate.judge(`Bearer ${key}`)).kind).toBe('allowed');
    gate.moveClock('2026-12-01T00:00:00.000Z');
    expect(await gate.judge(`Bearer ${key}`)).toMatchObject({ kind: 'refused', why: 'expired' });
    await gate.keys.revoke('reporter01', '2026-11-25T13:00:00.000Z');
    expect(await gate.judge(`Bearer ${key}`)).toMatchObject({ kind: 'refused', why: 'revoked' });
  });

  it('tells nobody without the secret whether a key was revoked', async () => {
    const gate = await aGate();
    await gate.keys.revoke('reporter01', '2026-11-25T11:00:00.000Z');
    const guess = writeKey('reporter01', Buffer.alloc(32, 9).toString('base64url'));
    expect(await gate.judge(`Bearer ${guess}`)).toMatchObject({ why: 'wrong' });
  });

  it('takes anything at all for a header, asks the table only for keys, and never repeats what it was given', async () => {
    const gate = await aGate();
    const odd = fc.oneof(
      fc.anything(),
      anyText.map((text) => `Bearer ${text}`),
      anyText.map((text) => `Bearer bs_${text}`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (header) => {
        expect(await gate.judge(header)).toEqual({ kind: 'refused', why: 'no-key' });
      }),
    );
    expect(gate.asked).toEqual([]);
    expect(JSON.stringify(await gate.judge(`Bearer ${key}`))).not.toContain(secret);
  });

  it('gives no verdict while the table cannot be asked', async () => {
    const down = async () => {
      throw new Error('no table');
    };
    const needs = { keys: { ...fakeNewsroomKeys(), find: down }, now: () => new Date(), hash: sha256, same };
    await expect(authorizeNewsroom(`Bearer ${key}`, needs)).rejects.toThrow('no table');
  });
});

describe('two texts', () => {
  it('are the same if they are equal, and only then', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(same(a, a)).toBe(true);
        expect(same(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      }),
    );
  });
});
