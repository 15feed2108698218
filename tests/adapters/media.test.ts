import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3 } from '../../infra/local/emulators/s3/s3.ts';
import { s3MediaShelf } from '../../shared/aws/s3-media-shelf.ts';
import { s3NarrationShelf } from '../../shared/aws/s3-narration-shelf.ts';
import { filesOf, type ReadyNarration } from '../../shared/domain/narration.ts';
import type { Timings } from '../../shared/domain/speech-marks.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import type { MediaShelf, NarrationShelf } from '../../shared/ports.ts';
import { fakeMedia } from '../fakes/media.ts';
import { sound } from '../fakes/narrator.ts';
import { bucketSettings } from '../local/s3-server.ts';
import { serveEmulator } from './local-aws.ts';

type Opened = {
  shelf: NarrationShelf;
  media: MediaShelf;
  /** Whether there is a picture, or a recording's MP3, at a path. */
  isThere(path: string): Promise<boolean>;
  close(): Promise<void>;
};

const window = '1795521600000-ever';
const later = '1795532400000-ever';
let serial = 0;

function aRecording(more: { chapters?: string; seconds?: number } = {}) {
  const { chapters, seconds = 1 } = more;
  const timings: Timings = {
    version: 1,
    article: 'en-a',
    language: 'en-US',
    voice: 'Joanna',
    engine: 'neural',
    sampleRate: 24000,
    durationMs: seconds * 1000,
    words: [[0, 0, 0, 4]],
    sentences: [[0, seconds * 1000, 0, 0, 4]],
    units: [['key', seconds * 41, 0, 0]],
  };
  const mp3 = sound(seconds * 41);
  return { mp3, vtt: 'WEBVTT\n\ncafé', timings, ...(chapters === undefined ? {} : { chapters }) };
}

const narrationAt = (paths: Pick<ReadyNarration, 'mp3' | 'vtt' | 'timings' | 'chapters'>) => paths as ReadyNarration;

/** What the media bucket promises, whoever keeps it. */
function mediaSuite(name: string, open: () => Promise<Opened>) {
  describe(`the media bucket, ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const anId = () => `en-story-${serial++}`;

    it('keeps a recording in its window and gives it back', async () => {
      const id = anId();
      const recording = aRecording();
      const paths = await opened.shelf.keep(id, window, recording);
      for (const [file, ending] of [
        ['mp3', 'mp3'],
        ['vtt', 'vtt'],
        ['timings', 'json'],
      ] as const) {
        expect(paths[file]).toMatch(new RegExp(`^/media/narrations/${id}/${window}/[0-9a-f]{16}\\.${ending}$`));
      }
      expect(paths.chapters).toBeUndefined();
      const found = await opened.shelf.fetch(narrationAt(paths));
      expect(found?.timings).toEqual(recording.timings);
      expect(Buffer.from(found?.mp3 ?? []).equals(recording.mp3)).toBe(true);
    });

    it('keeps chapters beside it, where there are some', async () => {
      const paths = await opened.shelf.keep(
        anId(),
        window,
        aRecording({ chapters: '{"version":"1.2.0","chapters":[]}' }),
      );
      expect(paths.chapters).toBe(paths.mp3.replace(/\.mp3$/, '-chapters.json'));
      expect(filesOf(narrationAt(paths))).toHaveLength(4);
    });

    it('names a recording by what is in it: the same twice is one, another is another', async () => {
      const id = anId();
      const first = await opened.shelf.keep(id, window, aRecording());
      expect(await opened.shelf.keep(id, window, aRecording())).toEqual(first);
      expect((await opened.shelf.keep(id, window, aRecording({ seconds: 2 }))).mp3).not.toBe(first.mp3);
      // The same sound of a text whose places have moved.
      const { timings, ...recording } = aRecording();
      const moved = { ...recording, timings: { ...timings, words: [[0, 1, 0, 4]] as Timings['words'] } };
      expect((await opened.shelf.keep(id, window, moved)).timings).not.toBe(first.timings);
      expect((await opened.shelf.fetch(narrationAt(first)))?.timings).toEqual(timings);
      expect(await opened.shelf.timings(narrationAt(first))).toEqual(timings);
    });

    it('has nothing where a recording was removed, and removing it again is no error', async () => {
      const id = anId();
      const kept = narrationAt(await opened.shelf.keep(id, window, aRecording({ seconds: 3 })));
      const gone = narrationAt(await opened.shelf.keep(id, window, aRecording()));
      for (let time = 0; time < 2; time++) await opened.shelf.remove(filesOf(gone));
      expect(await opened.shelf.fetch(gone)).toBeUndefined();
      expect(await opened.shelf.timings(gone)).toBeUndefined();
      expect(await opened.shelf.fetch(kept)).toBeDefined();
      await opened.shelf.remove([]);
    });

    it('removes pictures by their paths and no others, and removing them again is no error', async () => {
      const id = anId();
      const [one = '', two = ''] = ['one', 'two'].map((name) => `/media/images/${id}/${window}/${name}.png`);
      for (const path of [one, two]) await opened.media.keepPicture(path, new Uint8Array([1]), 'image/png');
      for (let time = 0; time < 2; time++) await opened.media.removePictures([one]);
      await opened.media.removePictures([]);
      expect(await opened.isThere(one)).toBe(false);
      expect(await opened.isThere(two)).toBe(true);
    });

    it('copies a recording into another window, and says when there was none', async () => {
      const paths = await opened.shelf.keep(anId(), window, aRecording());
      const moved = { ...paths, mp3: paths.mp3.replace(window, later), timings: paths.timings.replace(window, later) };
      for (const file of ['mp3', 'timings'] as const)
        expect(await opened.media.copy(paths[file], moved[file])).toBe(true);
      expect((await opened.shelf.fetch(narrationAt(moved)))?.timings).toEqual(aRecording().timings);
      const nowhere = `/media/narrations/${anId()}/${window}/0000000000000000.mp3`;
      expect(await opened.media.copy(nowhere, nowhere.replace(window, later))).toBe(false);
    });

    it('closes one window of an article, its pictures’ too, and leaves the others', async () => {
      const id = anId();
      const kept = await opened.shelf.keep(id, later, aRecording());
      const closed = await opened.shelf.keep(id, window, aRecording());
      const pictures = [window, later].map((each) => `/media/images/${id}/${each}/abc.png`);
      for (const path of pictures) await opened.media.keepPicture(path, new Uint8Array([1]), 'image/png');
      await opened.media.close(id, window);
      expect(await Promise.all([closed.mp3, ...pictures, kept.mp3].map(opened.isThere))).toEqual([
        false,
        false,
        true,
        true,
      ]);
    });

    it('closes a window with what was there until a time, and leaves what came later', async () => {
      const id = anId();
      const { mp3 } = await opened.shelf.keep(id, window, aRecording());
      await opened.media.close(id, window, new Date(Date.now() - 3_600_000));
      expect(await opened.isThere(mp3)).toBe(true);
      await opened.media.close(id, window, new Date(Date.now() + 3_600_000));
      expect(await opened.isThere(mp3)).toBe(false);
    });

    it('removes all recordings of an article, in every window, and no picture', async () => {
      const id = anId();
      const kept = [window, later].map(async (each) => (await opened.shelf.keep(id, each, aRecording())).mp3);
      const picture = `/media/images/${id}/${window}/abc.png`;
      await opened.media.keepPicture(picture, new Uint8Array([1]), 'image/png');
      await opened.shelf.removeAll(id);
      expect(await Promise.all([...(await Promise.all(kept)), picture].map(opened.isThere))).toEqual([
        false,
        false,
        true,
      ]);
    });

    it('removes all that an article has, and nothing of one whose name begins alike', async () => {
      const id = anId();
      const [own, other] = [id, `${id}-more`].map((each) => [
        opened.shelf.keep(each, window, aRecording()),
        opened.shelf.keep(each, later, aRecording({ chapters: '{}' })),
      ]);
      const removed = (await Promise.all(own ?? [])).map(({ mp3 }) => mp3);
      const left = (await Promise.all(other ?? [])).map(({ mp3 }) => mp3);
      const picture = `/media/images/${id}/${window}/abc.png`;
      await opened.media.keepPicture(picture, new Uint8Array([1]), 'image/png');
      for (let time = 0; time < 2; time++) await opened.media.removeAll(id);
      expect(await Promise.all([...removed, picture].map(opened.isThere))).toEqual([false, false, false]);
      expect(await Promise.all(left.map(opened.isThere))).toEqual([true, true]);
    });
  });
}

mediaSuite('in memory', async () => {
  const { shelf, media, recordings, pictures } = fakeMedia();
  return {
    shelf,
    media,
    isThere: async (path) => recordings.has(path) || pictures.has(path),
    async close() {},
  };
});

let client: S3Client;
async function read(path: string) {
  try {
    return await client.send(new GetObjectCommand({ Bucket: 'media', Key: path.slice(1) }));
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

mediaSuite('in S3', async () => {
  const { emulator, close } = await serveEmulator((directory) => openS3({ directory, deliver: () => {} }));
  emulator.declareBucket(bucketSettings('media'));
  client = new S3Client();
  return {
    shelf: s3NarrationShelf('media', sha256),
    media: s3MediaShelf('media'),
    isThere: async (path) => (await read(path)) !== undefined,
    close,
  };
});

describe('what lies in the media bucket', () => {
  it('is sent as what it is, and kept for a minute only, for it may have to go', async () => {
    const { emulator, close } = await serveEmulator((directory) => openS3({ directory, deliver: () => {} }));
    emulator.declareBucket(bucketSettings('media'));
    client = new S3Client();
    const chapters = '{"version":"1.2.0","chapters":[]}';
    const paths = await s3NarrationShelf('media', sha256).keep('en-a', window, aRecording({ chapters }));
    const types: Record<string, string> = {
      mp3: 'audio/mpeg',
      vtt: 'text/vtt; charset=utf-8',
      timings: 'application/json',
      chapters: 'application/json+chapters',
    };
    for (const [file, path] of Object.entries(paths)) {
      expect(await read(path), file).toMatchObject({ ContentType: types[file], CacheControl: 'public, max-age=60' });
    }
    const moved = paths.vtt.replace(window, later);
    await s3MediaShelf('media').copy(paths.vtt, moved);
    expect(await read(moved)).toMatchObject({ ContentType: types.vtt, CacheControl: 'public, max-age=60' });
    const text = await (await read(moved))?.Body?.transformToString();
    expect(text).toBe('WEBVTT\n\ncafé');
    await close();
  });
});
