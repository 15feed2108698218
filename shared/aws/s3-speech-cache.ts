import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { utteredKey } from '../contract/object-keys.ts';
import type { Uttered } from '../domain/uttered.ts';
import type { SpeechCache } from '../ports.ts';

/**
 * What Polly has said, in the media bucket beside what readers get; nothing leads there from outside. One object an
 * utterance: four bytes with the length of its JSON, the JSON, the MP3.
 */
export function s3SpeechCache(bucket: string): SpeechCache {
  const client = new S3Client();
  return {
    async find(key) {
      return await unlessMissing(async () => {
        const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: utteredKey(key) }));
        const bytes = await object.Body?.transformToByteArray();
        return bytes === undefined ? undefined : unpacked(bytes);
      });
    },
    async has(key) {
      const command = new HeadObjectCommand({ Bucket: bucket, Key: utteredKey(key) });
      const object = await unlessMissing(() => client.send(command));
      return object !== undefined && object.Metadata?.missing === undefined;
    },
    async forget(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: utteredKey(key) }));
    },
    async keep(key, uttered) {
      const { missing } = uttered;
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: utteredKey(key),
          Body: packed(uttered),
          ContentType: 'application/octet-stream',
          ...(missing === undefined ? {} : { Metadata: { missing } }),
        }),
      );
    },
  };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

function packed({ mp3, ...about }: Uttered): Uint8Array {
  const told = new TextEncoder().encode(JSON.stringify(about));
  const bytes = new Uint8Array(4 + told.length + mp3.length);
  new DataView(bytes.buffer).setUint32(0, told.length);
  bytes.set(told, 4);
  bytes.set(mp3, 4 + told.length);
  return bytes;
}

/** What cannot be read was never said: it is said again and kept anew, instead of failing for as long as it lies there. */
function unpacked(bytes: Uint8Array): Uttered | undefined {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const about = parsed(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return about === undefined ? undefined : { ...about, mp3: bytes.slice(4 + length) };
}

function parsed(json: string): Omit<Uttered, 'mp3'> | undefined {
  try {
    return JSON.parse(json) as Omit<Uttered, 'mp3'>;
  } catch {
    return undefined;
  }
}
