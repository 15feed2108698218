import type { S3Event } from 'aws-lambda';
import type { Upload } from '../../shared/domain/upload.ts';

/**
 * The uploads that one message of the uploads queue speaks of. S3 writes keys as a form does (`+` is a space), so they
 * are decoded once. The test message that S3 sends when notifications are set up has no records.
 *
 * @throws Error for a message that is not S3's, so that it ends in the dead-letter queue with its reason.
 */
export function uploadsIn(body: string): Upload[] {
  const event = JSON.parse(body) as Partial<S3Event> & { Event?: string };
  if (event.Event === 's3:TestEvent') return [];
  if (!Array.isArray(event.Records)) throw new Error('The message is not an S3 event: it has no Records');
  return event.Records.map(({ eventName, eventTime, s3 }): Upload => {
    const { key, sequencer, eTag } = s3.object;
    const upload = {
      key: decodeURIComponent(key.replaceAll('+', ' ')),
      sequencer,
      at: new Date(eventTime).toISOString(),
    };
    if (eventName.startsWith('ObjectCreated:')) return { ...upload, kind: 'stored', eTag };
    if (eventName.startsWith('ObjectRemoved:')) return { ...upload, kind: 'removed' };
    throw new Error(`${eventName} is no event of an object stored or removed`);
  });
}
