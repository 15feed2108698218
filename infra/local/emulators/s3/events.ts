import { LOCAL_ACCOUNT } from '../emulator.ts';
import type { BucketNotification, BucketSettings } from './settings.ts';

/** Who caused an event, by which request. */
export type EventOrigin = { requestId: string; hostId: string; sourceAddress: string };

/** What happened to an object; a removal has neither size nor ETag. */
export type ObjectEvent = {
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  name: string;
  key: string;
  size?: number;
  /** Without quotes. */
  eTag?: string;
  versionId?: string;
  sequencer: string;
  at: Date;
};

/** The notifications of a bucket that want this event. Prefix and suffix compare case-sensitively, as on AWS. */
export function notificationsFor(bucket: BucketSettings, name: string, key: string): BucketNotification[] {
  return bucket.notifications.filter(
    (notification) =>
      key.startsWith(notification.prefix) &&
      key.endsWith(notification.suffix) &&
      notification.events.some((pattern) => matchesEvent(pattern, `s3:${name}`)),
  );
}

function matchesEvent(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/**
 * The body of the message, as S3 sends it to a queue
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export function eventMessage(bucket: BucketSettings, configurationId: string, event: ObjectEvent, origin: EventOrigin) {
  const object = {
    key: formEncode(event.key),
    size: event.size,
    eTag: event.eTag,
    versionId: event.versionId,
    sequencer: event.sequencer,
  };
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: event.at.toISOString(),
    eventName: event.name,
    userIdentity: { principalId: `AWS:${LOCAL_ACCOUNT}` },
    requestParameters: { sourceIPAddress: origin.sourceAddress },
    responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': origin.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: { name: bucket.name, ownerIdentity: { principalId: LOCAL_ACCOUNT }, arn: bucket.arn },
      object,
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** As S3 writes keys in events and in listings with `encoding-type=url`: a space is `+`, slashes stay. */
export function formEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2F', '/');
}
