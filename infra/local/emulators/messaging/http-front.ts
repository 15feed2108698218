import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FauxqsApp } from './fauxqs.ts';
import type { Redrive } from './redrive.ts';
import { answerRefusal, notEmulated, Refusal } from './refusal.ts';
import { noticeDisconnects, type RequestContext, requestContext } from './request-context.ts';
import { judgeSnsCall } from './sns-calls.ts';
import { judgeSqsCall, type SqsInput } from './sqs-calls.ts';
import type { Stores } from './stores.ts';

type Parts = { app: FauxqsApp; stores: Stores; redrive: Redrive; region: string };
type Call = { request: IncomingMessage; response: ServerResponse; bytes: Buffer };

/** Answers one HTTP request for SQS (JSON protocol), SNS or STS (query protocol). Resolves when the answer is out. */
export async function answerMessagingRequest(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | undefined,
): Promise<void> {
  const context = contextOf(request, response);
  let bytes: Buffer;
  try {
    bytes = body ?? (await buffer(request));
  } catch {
    // The client went away in the middle of its request.
    response.destroy();
    return;
  }
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  const target = request.headers['x-amz-target'];
  const protocol = typeof target === 'string' ? 'json' : 'query';
  await requestContext.run(context, async () => {
    try {
      if (typeof target === 'string') await answerJson(parts, { request, response, bytes }, target);
      else answerForm(parts, { request, response, bytes }, context);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answerRefusal(response, protocol, error);
    }
  });
  if (!response.destroyed) await closed;
}

function contextOf(request: IncomingMessage, response: ServerResponse): RequestContext {
  const gone = new AbortController();
  const leave = () => gone.abort();
  // The response closes some turns after the client's end of the connection is read.
  request.socket.once('end', leave);
  response.once('close', () => {
    request.socket.off('end', leave);
    if (!response.writableFinished) leave();
  });
  if (request.socket.destroyed) leave();
  const authority = request.headers[':authority'];
  return { host: request.headers.host ?? (typeof authority === 'string' ? authority : ''), signal: gone.signal };
}

async function answerJson({ app, stores, redrive, region }: Parts, call: Call, target: string): Promise<void> {
  const [service, action = ''] = target.split('.');
  if (service !== 'AmazonSQS') throw notEmulated(`The operation ${target}`);
  checkRegion(call.request, region);
  if (action === 'ReceiveMessage') await noticeDisconnects();
  const outcome = judgeSqsCall(action, parseInput(call.bytes), stores.sqs, region, redrive);
  if ('result' in outcome) {
    call.response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    call.response.end(JSON.stringify(outcome.result));
    return;
  }
  forward(app, { ...call, bytes: Buffer.from(JSON.stringify(outcome.forward)) }, 'application/x-amz-json-1.0');
}

function parseInput(bytes: Buffer): SqsInput {
  let input: unknown;
  try {
    input = JSON.parse(bytes.toString() || '{}');
  } catch {
    throw new Refusal('SerializationException', 'The body of the request is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Refusal('SerializationException', 'The body of the request is not a JSON object.');
  return { ...input };
}

function answerForm({ app, stores, region }: Parts, call: Call, context: RequestContext): void {
  const input = new URLSearchParams(call.bytes.toString());
  const action = input.get('Action') ?? '';
  const service = scopeOf(call.request)?.service;
  if (service === 'sqs')
    throw notEmulated('The query protocol of SQS, which SDKs spoke until 2023 (update yours to one that speaks JSON),');
  if (action !== 'GetCallerIdentity') {
    if (service === 'sts') throw notEmulated(`The STS operation ${action}`);
    checkRegion(call.request, region);
    judgeSnsCall(action, input, stores.sns);
    if (action === 'Publish' || action === 'PublishBatch') context.publishingTo = input.get('TopicArn') ?? '';
  }
  forward(app, call, 'application/x-www-form-urlencoded');
}

/** ARNs carry the region of the signature, so a call for another one would see other queues. */
function checkRegion(request: IncomingMessage, region: string): void {
  const asked = scopeOf(request)?.region;
  if (asked === undefined || asked === region) return;
  throw new Refusal(
    'SignatureDoesNotMatch',
    `The request is signed for the region ${asked}, and the emulated account has queues and topics only in ${region}: set AWS_REGION=${region}.`,
    403,
  );
}

function scopeOf(request: IncomingMessage): { region: string; service: string } | undefined {
  const authorization = request.headers.authorization ?? '';
  const [, region, service] = /Credential=[^/,\s]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ?? [];
  return region === undefined || service === undefined ? undefined : { region, service };
}

function forward(app: FauxqsApp, { request, response, bytes }: Call, contentType: string): void {
  const again = Object.assign(Readable.from([bytes], { objectMode: false }), {
    method: 'POST',
    url: '/',
    headers: { ...request.headers, 'content-type': contentType, 'content-length': String(bytes.length) },
    socket: request.socket,
    httpVersion: '1.1',
  });
  app.server.emit('request', again, response);
}
