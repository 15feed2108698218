import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbNewsroomKeys } from '../../shared/aws/dynamodb-newsroom-keys.ts';
import type { NewsroomKey } from '../../shared/domain/newsroom-key.ts';
import type { NewsroomKeys } from '../../shared/ports.ts';
import { fakeNewsroomKeys } from '../fakes/newsroom-keys.ts';
import { serveTable } from './local-aws.ts';

function aKey(id: string, more: Partial<NewsroomKey> = {}): NewsroomKey {
  return { id, hash: `hash of ${id}`, holder: 'Ana Ruiz, ليلى', createdAt: '2026-11-24T12:00:00.000Z', ...more };
}

/** What the table of keys promises, whoever keeps it. */
function newsroomKeysSuite(name: string, open: () => Promise<{ keys: NewsroomKeys; close(): Promise<void> }>) {
  describe(`the newsroom’s keys, ${name}`, () => {
    let keys: NewsroomKeys;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ keys, close } = await open());
    });
    afterAll(() => close());

    it('are found as they were put, and listed the oldest first', async () => {
      const late = aKey('aaaaaaaaaa', { createdAt: '2026-11-25T12:00:00.000Z' });
      const early = aKey('bbbbbbbbbb', { expiresAt: '2027-01-01T00:00:00.000Z' });
      for (const key of [late, early]) await keys.put(key);
      expect(await keys.find('aaaaaaaaaa')).toEqual(late);
      expect(await keys.find('bbbbbbbbbb')).toEqual(early);
      expect(await keys.find('cccccccccc')).toBeUndefined();
      expect(await keys.list()).toEqual([early, late]);
    });

    it('are never put over one another', async () => {
      await keys.put(aKey('dddddddddd'));
      await expect(keys.put(aKey('dddddddddd', { hash: 'another' }))).rejects.toThrow();
      expect(await keys.find('dddddddddd')).toEqual(aKey('dddddddddd'));
    });

    it('are revoked once, and stay to be seen', async () => {
      await keys.put(aKey('eeeeeeeeee'));
      expect(await keys.revoke('eeeeeeeeee', '2026-11-26T00:00:00.000Z')).toBe(true);
      expect(await keys.revoke('eeeeeeeeee', '2026-11-27T00:00:00.000Z')).toBe(true);
      expect(await keys.find('eeeeeeeeee')).toEqual(aKey('eeeeeeeeee', { revokedAt: '2026-11-26T00:00:00.000Z' }));
    });

    it('that never were cannot be revoked, and are not made by it', async () => {
      expect(await keys.revoke('ffffffffff', '2026-11-26T00:00:00.000Z')).toBe(false);
      expect(await keys.find('ffffffffff')).toBeUndefined();
    });
  });
}

newsroomKeysSuite('in memory', async () => ({ keys: fakeNewsroomKeys(), close: async () => {} }));

newsroomKeysSuite('in DynamoDB', async () => {
  const { close } = await serveTable('keys');
  return { keys: dynamodbNewsroomKeys('keys'), close };
});
