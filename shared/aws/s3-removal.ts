import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** Though named by their content, media are not kept for long: what is withdrawn must go from every cache soon. */
export const briefly = 'public, max-age=60';

/** @throws Error naming the first object that could not be removed. */
export async function removeObjects(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const Objects = keys.map((Key) => ({ Key }));
  const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  const [first] = Errors ?? [];
  if (first !== undefined) throw new Error(`Could not remove ${first.Key}: ${first.Code} ${first.Message}`);
}

/** Removes every object under a prefix; with a time, only those that were put there until then. */
export async function removeBelow(client: S3Client, bucket: string, prefix: string, until?: Date): Promise<void> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  for await (const { Contents = [] } of pages) {
    const isOld = (at: Date | undefined) => until === undefined || (at !== undefined && at <= until);
    const keys = Contents.flatMap(({ Key, LastModified }) => (isOld(LastModified) ? (Key ?? []) : []));
    await removeObjects(client, bucket, keys);
  }
}
