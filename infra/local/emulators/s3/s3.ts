import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Emulator } from '../emulator.ts';
import { type Answer, type Context, errorAnswer, send } from './answer.ts';
import { corsHeaders, preflight } from './cors.ts';
import { DataFiles } from './data-files.ts';
import { expire } from './lifecycle.ts';
import { findOperation, parametersOf } from './operations.ts';
import { readRequest, requireUnderstood, requireUnexpired, type S3Request } from './request.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import type { BucketSettings } from './settings.ts';
import { Store } from './store.ts';

export type { BucketSettings } from './settings.ts';

export type S3Options = {
  /** Where metadata (`s3.sqlite`) and bytes (`data/`) live; made if it is not there. Only one process may use it. */
  directory: string;
  /** Takes an event for a queue; when it returns, the message must survive the process. If it throws, it is called again. */
  deliver(queueArn: string, body: string): void;
  now?: () => Date;
};

export interface S3 extends Emulator {
  /** Creates the bucket or updates its settings; its content survives. */
  declareBucket(settings: BucketSettings): void;
  /** Deletes what has expired by the lifecycle rules. By itself it is done once an hour and where a bucket is declared. */
  sweep(): void;
}

const hourMs = 3_600_000;

/**
 * Amazon S3 with path-style requests (https://docs.aws.amazon.com/AmazonS3/latest/API/). Metadata and owed events
 * change in one SQLite transaction, so that no killed process loses an object or its event; events that an earlier
 * process owed are delivered here. Signatures are not checked, the expiry of presigned URLs is. What is not implemented
 * (tagging, ACLs, policies, old versions, form posts, …) is answered with 501.
 */
export function openS3({ directory, deliver, now = () => new Date() }: S3Options): S3 {
  const store = new Store(directory, deliver, now);
  const files = new DataFiles(directory);
  files.clean(store.files());
  store.outbox.flush();
  const context: Context = { store, files };
  const sweep = () => {
    for (const { settings } of store.buckets()) expire(context, settings.name);
  };
  const sweeping = setInterval(sweep, hourMs).unref();
  return {
    declareBucket(settings) {
      store.saveBucket(settings);
      expire(context, settings.name);
    },
    sweep,
    handle: (input, response, body) => handle(context, input, response, body),
    async close() {
      clearInterval(sweeping);
      store.close();
    },
  };
}

async function handle(
  context: Context,
  input: IncomingMessage,
  response: ServerResponse,
  body: Buffer | undefined,
): Promise<void> {
  const request = readRequest(input, body);
  const answer = await answerTo(context, request);
  try {
    await send(context.files, request, response, answer);
  } catch {
    // The client went away while it was sent its answer, or the file failed under it: a cut connection tells it.
    response.destroy();
  }
  // What a refused request still sends must not block its connection.
  if (!input.readableEnded) input.resume();
}

async function answerTo(context: Context, request: S3Request): Promise<Answer> {
  try {
    const bucket = request.bucket === '' ? undefined : context.store.findBucket(request.bucket);
    if (request.method === 'OPTIONS') return preflight(request, bucket?.settings.cors);
    const cors = corsHeaders(request, bucket?.settings.cors);
    const answer = await perform(context, request).catch((error: unknown) => errorAnswer(error, request));
    return { ...answer, headers: { ...answer.headers, ...cors } };
  } catch (error) {
    return errorAnswer(error, request);
  }
}

async function perform(context: Context, request: S3Request): Promise<Answer> {
  const { bucket, query, method } = request;
  if (request.malformed) throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  requireUnexpired(request, context.store.now());
  const operation = findOperation(request);
  if (operation === undefined) {
    const parameters = [...query.keys()].filter((name) => !name.toLowerCase().startsWith('x-amz-'));
    throw notImplemented(`${method} ${request.resource} with the query parameters [${parameters.join(', ')}]`);
  }
  requireUnderstood(request, operation.name, parametersOf(operation));
  if (bucket !== '' && operation.name !== 'CreateBucket') context.store.bucket(bucket);
  return operation.handler(context, request);
}
