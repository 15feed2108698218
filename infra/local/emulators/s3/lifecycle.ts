import type { Context } from './answer.ts';
import type { EventOrigin } from './events.ts';
import { removeUpload, uploadsOf } from './uploads.ts';

const dayMs = 86_400_000;
/** S3 acts for nobody. */
const origin: EventOrigin = { requestId: '', hostId: '', sourceAddress: 's3.amazonaws.com' };

/**
 * Deletes what the lifecycle rules of a bucket have expired, and ends its uploads that nobody completed. Something is
 * over at the first midnight UTC after the days of its rule
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html). On AWS it can go later than that.
 */
export function expire({ store, files }: Context, bucket: string): void {
  const { lifecycle = [] } = store.bucket(bucket).settings;
  const midnight = Math.floor(store.now().getTime() / dayMs) * dayMs;
  const removed = store.transaction(() =>
    lifecycle.flatMap(({ prefix, expirationDays = Infinity, abortUploadDays = Infinity }) => {
      const old = store.keysUntil(bucket, midnight - expirationDays * dayMs).filter((key) => key.startsWith(prefix));
      const left = uploadsOf(store, bucket).filter(
        ({ key, initiated }) => key.startsWith(prefix) && initiated <= midnight - abortUploadDays * dayMs,
      );
      return [
        ...old.map((key) => store.deleteObject(bucket, key, origin, 'LifecycleExpiration').file),
        ...left.flatMap(({ id }) => removeUpload(store, id)),
      ];
    }),
  );
  store.outbox.flush();
  files.remove(...removed);
}
