import {
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { narrationKeys, narrationsOf } from '../contract/object-keys.ts';
import type { Timings } from '../domain/speech-marks.ts';
import type { NarrationShelf } from '../ports.ts';

/** Though named by their content they are not kept for long: what is withdrawn must go from every cache soon. */
const briefly = 'public, max-age=60';

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
  return {
    async keep(id, { mp3, vtt, timings }) {
      const written = JSON.stringify(timings);
      const keys = narrationKeys(id, hash(`${hash(mp3)}\n${vtt}\n${written}`).slice(0, 16));
      await Promise.all([
        put(keys.mp3, mp3, 'audio/mpeg'),
        put(keys.vtt, vtt, 'text/vtt; charset=utf-8'),
        put(keys.timings, written, 'application/json'),
      ]);
      return { mp3: `/${keys.mp3}`, vtt: `/${keys.vtt}`, timings: `/${keys.timings}` };
    },
    async fetch(narration) {
      try {
        const [mp3, timings] = await Promise.all([get(narration.mp3), get(narration.timings)]);
        return { mp3, timings: JSON.parse(new TextDecoder().decode(timings)) as Timings };
      } catch (error) {
        if (error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0)) {
          return undefined;
        }
        throw error;
      }
    },
    remove: ({ mp3, vtt, timings }) => removeObjects([mp3, vtt, timings].map((path) => path.slice(1))),
    async removeAll(id) {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: narrationsOf(id) });
      for await (const { Contents = [] } of pages) await removeObjects(Contents.flatMap(({ Key }) => Key ?? []));
    },
  };

  async function removeObjects(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const Objects = keys.map((Key) => ({ Key }));
    const { Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors ?? [];
    if (first !== undefined) throw new Error(`Could not remove ${first.Key}: ${first.Code} ${first.Message}`);
  }
}
