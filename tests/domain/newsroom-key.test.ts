import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  idOfKey,
  keyOfHeader,
  type NewsroomKey,
  problemOfHolder,
  stateOfKey,
  writeKey,
} from '../../shared/domain/newsroom-key.ts';
import { anyText } from '../fixtures/any-text.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('');
const ids = fc.array(fc.constantFrom(...letters), { minLength: 10, maxLength: 10 }).map((all) => all.join(''));
const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const key = writeKey('reporter01', randomBytes(32).toString('base64url'));

describe('a newsroom key', () => {
  it('is read as it was written, alone and in a header of any case', () => {
    fc.assert(
      fc.property(ids, secrets, fc.constantFrom('Bearer', 'bearer', 'BEARER'), (id, secret, scheme) => {
        const written = writeKey(id, secret);
        expect(idOfKey(written)).toBe(id);
        expect(keyOfHeader(`${scheme} ${written}`)).toBe(written);
      }),
    );
  });

  it.each([
    '',
    key,
    `Basic ${key}`,
    `Bearer  ${key}`,
    `Bearer ${key} `,
    `Bearer ${key}\n`,
    `Bearer ${key}=`,
    `Bearer ${key},Bearer ${key}`,
    `Bearer ${key.slice(0, -1)}`,
    `Bearer ${key.toUpperCase()}`,
    `Bearer bs_short_${'a'.repeat(48)}`,
  ])('is not read from %j', (header) => {
    expect(keyOfHeader(header)).toBeUndefined();
  });

  it('is never read from what anybody may send', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(keyOfHeader(text)).toBeUndefined();
      }),
    );
  });

  it('is not written without a whole id and a whole secret', () => {
    expect(() => writeKey('Reporter01', 'a'.repeat(43))).toThrow(RangeError);
    expect(() => writeKey('reporter01', 'a'.repeat(42))).toThrow(RangeError);
  });
});

describe('the state of a key', () => {
  const kept: NewsroomKey = { id: 'a', hash: '', holder: 'Ana', createdAt: '2026-11-24T12:00:00.000Z' };
  const end = '2026-11-25T12:00:00.000Z';

  it('changes with the very millisecond at which it expires or was revoked', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), (offset) => {
        const now = new Date(Date.parse(end) + offset);
        expect(stateOfKey(kept, now)).toBe('valid');
        expect(stateOfKey({ ...kept, expiresAt: end }, now)).toBe(offset < 0 ? 'valid' : 'expired');
        expect(stateOfKey({ ...kept, revokedAt: end }, now)).toBe(offset < 0 ? 'valid' : 'revoked');
      }),
    );
  });

  it('is over where a date cannot be read', () => {
    expect(stateOfKey({ ...kept, expiresAt: 'soon' }, new Date(0))).toBe('expired');
    expect(stateOfKey({ ...kept, revokedAt: '' }, new Date(0))).toBe('revoked');
  });
});

describe('the holder of a key', () => {
  it.each(['Ana Ruiz', 'archive-bot', 'ليلى'])('may be called %s', (holder) => {
    expect(problemOfHolder(holder)).toBeUndefined();
  });

  it.each(['', '  ', ' Ana', 'Ana\n', 'A\u0007na', 'x'.repeat(81)])('may not be called %j', (holder) => {
    expect(problemOfHolder(holder)).toEqual(expect.any(String));
  });
});
