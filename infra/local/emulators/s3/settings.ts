/** One rule of a bucket's CORS configuration. Origins and headers may hold one `*`. */
export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders?: string[];
  exposedHeaders?: string[];
  maxAgeSeconds?: number;
};

/** Which events of a bucket go to which queue; `events` are patterns such as `s3:ObjectCreated:*`. */
export type BucketNotification = { id: string; queueArn: string; events: string[]; prefix: string; suffix: string };

/** Objects under the prefix go after so many days, and multipart uploads that nobody has completed. */
export type LifecycleRule = { prefix: string; expirationDays?: number; abortUploadDays?: number };

/**
 * What the template says of a bucket. A `versioned` one names versions in answers and events, and a delete is
 * `ObjectRemoved:DeleteMarkerCreated`; but only the newest version is kept, older ones cannot be read.
 */
export type BucketSettings = {
  name: string;
  arn: string;
  region: string;
  notifications: BucketNotification[];
  cors?: CorsRule[];
  lifecycle?: LifecycleRule[];
  versioned?: boolean;
};
