import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3 } from '../../infra/local/emulators/s3/s3.ts';
import { s3SpeechCache } from '../../shared/aws/s3-speech-cache.ts';
import { mediaPrefix, utteredKey } from '../../shared/contract/object-keys.ts';
import type { Uttered } from '../../shared/domain/uttered.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { SpeechCache } from '../../shared/ports.ts';
import { fakeSpeechCache } from '../fakes/narration-studio.ts';
import { bucketSettings } from '../local/s3-server.ts';
import { serveEmulator } from './local-aws.ts';

const marks = '{"time":0,"type":"word","start":7,"end":13,"value":"café 😀 العربية"}';

function anUtterance(more: Partial<Uttered> = {}): Uttered {
  return { mp3: Uint8Array.from({ length: 2000 }, (_, n) => n % 256), marks, characters: 24, ...more };
}

/** What the cache of speech promises, whoever keeps it. */
function speechCacheSuite(name: string, open: () => Promise<{ cache: SpeechCache; close(): Promise<void> }>) {
  describe(`the cache of speech, ${name}`, () => {
    let cache: SpeechCache;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ cache, close } = await open());
    });
    afterAll(() => close());

    it.each([
      ['with its marks', anUtterance()],
      ['that is timed by frames', anUtterance({ marks: '' })],
      ['that was said as plain text', anUtterance({ plain: true })],
      ['that is empty', anUtterance({ mp3: new Uint8Array() })],
      ['that is long', anUtterance({ mp3: new Uint8Array(3_000_000).fill(7), marks: marks.repeat(2000) })],
    ])('gives an utterance back as it was kept, %s', async (which, uttered) => {
      const key = sha256(which);
      await cache.keep(key, uttered);
      const found = await cache.find(key);
      expect({ ...found, mp3: undefined }).toEqual({ ...uttered, mp3: undefined });
      expect(Buffer.from(found?.mp3 ?? [1]).equals(uttered.mp3)).toBe(true);
      expect(await cache.has(key)).toBe(true);
    });

    it('knows nothing of what was never said', async () => {
      expect(await cache.find(sha256('never'))).toBeUndefined();
      expect(await cache.has(sha256('never'))).toBe(false);
    });

    it('forgets what was said wrong, and may be told so twice', async () => {
      const key = sha256('wrong');
      await cache.keep(key, anUtterance());
      await cache.keep(sha256('right'), anUtterance());
      for (let time = 0; time < 2; time++) await cache.forget(key);
      expect(await cache.find(key)).toBeUndefined();
      expect(await cache.has(key)).toBe(false);
      expect(await cache.has(sha256('right'))).toBe(true);
    });

    it('has no half, but gives it back', async () => {
      const key = sha256('half');
      const half = anUtterance({ marks: '', missing: 'marks', payer: 'en-a@1' });
      await cache.keep(key, half);
      expect(await cache.has(key)).toBe(false);
      expect({ ...(await cache.find(key)), mp3: undefined }).toEqual({ ...half, mp3: undefined });
      await cache.keep(key, anUtterance());
      expect(await cache.has(key)).toBe(true);
    });

    it('keeps the newer of two', async () => {
      const key = sha256('twice');
      await cache.keep(key, anUtterance());
      await cache.keep(key, anUtterance({ characters: 48 }));
      expect((await cache.find(key))?.characters).toBe(48);
    });
  });
}

speechCacheSuite('in memory', async () => ({ cache: fakeSpeechCache(), close: async () => {} }));

const openInS3 = async () => {
  const { emulator, close } = await serveEmulator((directory) => openS3({ directory, deliver: () => {} }));
  emulator.declareBucket(bucketSettings('media'));
  return { cache: s3SpeechCache('media'), close };
};

speechCacheSuite('in S3', openInS3);

it('an utterance lies where no reader gets, for it may be of an article that has not opened yet', () => {
  expect(utteredKey(sha256('embargoed')).startsWith(mediaPrefix)).toBe(false);
});

it.each([
  ['nothing', ''],
  ['two bytes', 'ab'],
  ['something else', 'a whole page of something else that lies there by mistake'],
])('an utterance whose object holds %s was never said, and can be kept anew', async (_, Body) => {
  const { cache, close } = await openInS3();
  const key = sha256('spoilt');
  await new S3Client().send(new PutObjectCommand({ Bucket: 'media', Key: utteredKey(key), Body }));
  expect(await cache.find(key)).toBeUndefined();
  await cache.keep(key, anUtterance());
  expect((await cache.find(key))?.marks).toBe(marks);
  await close();
});
