import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mediaOf, narrationKeys } from '../contract/object-keys.ts';
import type { Timings } from '../domain/speech-marks.ts';
import type { NarrationShelf } from '../ports.ts';
import { briefly, removeBelow, removeObjects } from './s3-removal.ts';

/** The media bucket. A path on the site is a slash and the object's key. */
export function s3NarrationShelf(bucket: string, hash: (data: string | Uint8Array) => string): NarrationShelf {
  const client = new S3Client();
  const put = (key: string, body: Uint8Array | string, type: string) =>
    client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: type, CacheControl: briefly }),
    );
  const get = async (path: string) => {
    const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: path.slice(1) }));
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const timingsAt = async (path: string) => JSON.parse(new TextDecoder().decode(await get(path))) as Timings;
  return {
    async keep(id, window, { mp3, vtt, timings, chapters }) {
      const written = JSON.stringify(timings);
      const keys = narrationKeys(id, window, hash(`${hash(mp3)}\n${vtt}\n${written}`).slice(0, 16));
      await Promise.all([
        put(keys.mp3, mp3, 'audio/mpeg'),
        put(keys.vtt, vtt, 'text/vtt; charset=utf-8'),
        put(keys.timings, written, 'application/json'),
        // https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
        ...(chapters === undefined ? [] : [put(keys.chapters, chapters, 'application/json+chapters')]),
      ]);
      const paths = { mp3: `/${keys.mp3}`, vtt: `/${keys.vtt}`, timings: `/${keys.timings}` };
      return { ...paths, ...(chapters === undefined ? {} : { chapters: `/${keys.chapters}` }) };
    },
    fetch: (narration) =>
      ifThere(async () => {
        const [mp3, timings] = await Promise.all([get(narration.mp3), timingsAt(narration.timings)]);
        return { mp3, timings };
      }),
    timings: (narration) => ifThere(() => timingsAt(narration.timings)),
    removeAll: (id) => removeBelow(client, bucket, mediaOf(id)[0]),
    remove: (paths) =>
      removeObjects(
        client,
        bucket,
        paths.map((path) => path.slice(1)),
      ),
  };
}

async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0)) {
      return undefined;
    }
    throw error;
  }
}
