import { CopyObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mediaOf } from '../contract/object-keys.ts';
import type { MediaShelf } from '../ports.ts';
import { briefly, removeBelow, removeObjects } from './s3-removal.ts';

/** The media bucket. A path on the site is a slash and the object's key. */
export function s3MediaShelf(bucket: string): MediaShelf {
  const client = new S3Client();
  return {
    async keepPicture(path, bytes, mediaType) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: path.slice(1),
          Body: bytes,
          ContentType: mediaType,
          CacheControl: briefly,
        }),
      );
    },
    async removePictures(paths) {
      await removeObjects(
        client,
        bucket,
        paths.map((path) => path.slice(1)),
      );
    },
    async copy(from, to) {
      try {
        const CopySource = `${bucket}/${encodeURI(from.slice(1))}`;
        await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to.slice(1), CopySource }));
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
        throw error;
      }
    },
    async close(id, window, until) {
      for (const prefix of mediaOf(id)) await removeBelow(client, bucket, `${prefix}${window}/`, until);
    },
    async removeAll(id) {
      for (const prefix of mediaOf(id)) await removeBelow(client, bucket, prefix);
    },
  };
}
