import { LOCAL_ACCOUNT } from '../emulator.ts';
import { type Handler, xmlAnswer } from './answer.ts';
import { readDocument } from './payload.ts';
import { malformedXml, notImplemented, S3Error } from './s3-error.ts';
import { childText, parseXml, type XmlElements } from './xml.ts';

const classicRegion = 'us-east-1';

export const listBuckets: Handler = ({ store }) => {
  const buckets: XmlElements[] = store.buckets().map(({ settings, created }) => ({
    Name: settings.name,
    CreationDate: new Date(created).toISOString(),
    BucketRegion: settings.region,
  }));
  return xmlAnswer('ListAllMyBucketsResult', { Owner: { ID: LOCAL_ACCOUNT }, Buckets: { Bucket: buckets } });
};

export const createBucket: Handler = async ({ store }, request) => {
  const name = request.bucket;
  // As https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, without the reserved names.
  const valid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !isAddress(name);
  if (!valid) throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
  const region = requestedRegion(await readDocument(request));
  const existing = store.findBucket(name);
  if (existing === undefined) {
    store.saveBucket({ name, arn: `arn:aws:s3:::${name}`, region, notifications: [] });
  } else if (existing.settings.region !== classicRegion) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', message, { BucketName: name });
  }
  return { status: 200, headers: { location: `/${name}` } };
};

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name);
}

function requestedRegion(document: string): string {
  if (document.trim() === '') return classicRegion;
  const root = parseXml(document);
  if (root.name !== 'CreateBucketConfiguration') throw malformedXml();
  const other = root.children.find((child) => child.name !== 'LocationConstraint');
  if (other !== undefined) throw notImplemented(`CreateBucket with ${other.name}`);
  return childText(root, 'LocationConstraint')?.trim() || classicRegion;
}

export const headBucket: Handler = ({ store }, request) => {
  const { region, arn } = store.bucket(request.bucket).settings;
  return {
    status: 200,
    headers: { 'x-amz-bucket-region': region, 'x-amz-bucket-arn': arn, 'x-amz-access-point-alias': 'false' },
  };
};

export const deleteBucket: Handler = ({ store, files }, request) => {
  const { bucket } = request;
  const partFiles = store.transaction(() => {
    if (store.sql('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1').get(bucket) !== undefined) {
      const message = 'The bucket you tried to delete is not empty';
      throw new S3Error(409, 'BucketNotEmpty', message, { BucketName: bucket });
    }
    const uploads = 'SELECT id FROM uploads WHERE bucket = ?';
    const parts = store
      .sql(`SELECT json_extract(record, '$.file') AS file FROM parts WHERE upload IN (${uploads})`)
      .all(bucket);
    store.sql(`DELETE FROM parts WHERE upload IN (${uploads})`).run(bucket);
    store.sql('DELETE FROM uploads WHERE bucket = ?').run(bucket);
    store.sql('DELETE FROM buckets WHERE name = ?').run(bucket);
    return parts.map((row) => String(row.file));
  });
  files.remove(...partFiles);
  return { status: 204 };
};

export const getBucketLocation: Handler = ({ store }, request) => {
  const { region } = store.bucket(request.bucket).settings;
  return xmlAnswer('LocationConstraint', region === classicRegion ? '' : region);
};

export const getBucketVersioning: Handler = ({ store }, request) => {
  const { versioned } = store.bucket(request.bucket).settings;
  return xmlAnswer('VersioningConfiguration', versioned ? { Status: 'Enabled' } : '');
};
