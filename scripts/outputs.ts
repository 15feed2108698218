import { readFileSync } from 'node:fs';

/** What a deployment or the laptop says of itself. `AwsEndpointUrl` is the laptop's alone. */
export type Outputs = {
  UploadsBucketName: string;
  UploadsQueueUrl: string;
  NarrationQueueUrl: string;
  MediaBucketName: string;
  ArticlesTableName: string;
  NewsroomKeysTableName: string;
  NewsroomTopicArn: string;
  ApiUrl: string;
  AwsEndpointUrl?: string;
};

/** The laptop's outputs, which `npm start` writes. */
export const localOutputs = '.broadsheet/outputs.json';

/** Reads what `cdk deploy --outputs-file` or the laptop wrote; undefined for a file that does not say what is needed. */
export function readOutputs(file: string, needed: keyof Outputs): Outputs | undefined {
  try {
    const stacks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>;
    const [found] = Object.values(stacks);
    return found?.[needed] === undefined ? undefined : found;
  } catch {
    return undefined;
  }
}

/** Points the clients of AWS that are made from now on at the place of these outputs. */
export function useEndpoint({ AwsEndpointUrl }: Outputs): void {
  if (AwsEndpointUrl === undefined) return;
  process.env.AWS_ENDPOINT_URL = AwsEndpointUrl;
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
}
