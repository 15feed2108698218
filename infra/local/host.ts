import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Cdn } from './cdn.ts';
import { openCdnFunction } from './cdn-functions.ts';
import type { Config } from './cdn-policies.ts';
import { openDynamodb } from './emulators/dynamodb/dynamodb.ts';
import { LOCAL_ACCOUNT } from './emulators/emulator.ts';
import { openMessaging } from './emulators/messaging/messaging.ts';
import { openPolly } from './emulators/polly/polly.ts';
import { openS3, type S3 } from './emulators/s3/s3.ts';
import type { Gateway, GatewayParts } from './gateway.ts';
import { answerFailure } from './gateway-answer.ts';
import { answerInsteadOfMissing } from './gateway-missing.ts';
import { type Iam, openIam } from './iam.ts';
import { openLambdaHost } from './lambda-host.ts';
import { provision } from './provision.ts';
import { readCdn } from './read-cdn.ts';
import { readableLine } from './readable-log.ts';
import { readStack, type Stack } from './template.ts';
import { addFunctions, type Log, openEventSources, openSchedules } from './wiring.ts';
import { openHttpApi } from './wiring-http-api.ts';

const REGION = 'us-east-1';
const stackName = 'Broadsheet';

/**
 * Opens everything that keeps data or starts slowly, before it is known what the stack holds; `host` then hosts the
 * stack on it.
 */
export async function openServices(directory: string, log: Log) {
  const within = (name: string) => {
    const found = path.join(directory, name);
    mkdirSync(found, { recursive: true });
    return found;
  };
  let iam: Iam | undefined;
  const maySend = (service: string, queueArn: string, sourceArn: string) =>
    iam?.mayServiceDo(service, 'sqs:SendMessage', queueArn, sourceArn) ?? false;
  const [dynamodb, messaging, polly] = await Promise.all([
    openDynamodb({ directory: within('dynamodb') }),
    openMessaging({ directory: within('messaging'), region: REGION, maySend }),
    openPolly({ log: (text) => log('polly', text) }),
  ]);
  return {
    dynamodb,
    messaging,
    polly,
    within,
    judgeBy(judge: Iam) {
      iam = judge;
    },
  };
}

export type Services = Awaited<ReturnType<typeof openServices>>;

/** Hosts a synthesized app behind the two ports. Everything in it that is not known here is an error now, not later. */
export async function hostStack(
  cdkOut: string,
  { cdn, gateway }: Ports,
  services: Services,
  { log, onCall }: { log: Log; onCall: GatewayParts['onCall'] },
) {
  const { dynamodb, messaging, polly } = services;
  const place = {
    account: LOCAL_ACCOUNT,
    region: REGION,
    stackName,
    awsEndpoint: `http://127.0.0.1:${gateway.port}`,
    siteUrl: `http://127.0.0.1:${cdn.port}`,
  };
  const stack = readStack(cdkOut, stackName, place);
  const iam = openIam(stack, place);
  services.judgeBy(iam);
  const s3 = openS3({
    directory: services.within('s3'),
    deliver: (queueArn, body) => void messaging.send('s3.amazonaws.com', bucketArnIn(body), queueArn, body),
  });
  await provision(stack, { dynamodb, messaging, s3 });
  gateway.serve({
    iam,
    emulators: { dynamodb, sqs: messaging, sns: messaging, sts: messaging, s3, polly },
    log: (text) => log('gateway', text),
    ...(onCall === undefined ? {} : { onCall }),
  });

  const lambda = openLambdaHost({
    log({ functionName, requestId, line }) {
      const text = readableLine(line);
      if (text !== undefined) log(functionName, `${(requestId ?? '').slice(0, 8).padEnd(8)} ${text}`);
    },
  });
  const functions = addFunctions(stack, lambda);
  cdn.serve({
    settings: cdnSettings(stack, log),
    api: openHttpApi(stack, functions, iam, log),
    bucket: (name, request, response, key) => fetchAsCdn({ stack, iam, s3 }, name, key, request, response),
    log: (text) => log('cdn', text),
  });
  const working = [
    ...openEventSources(stack, functions, messaging, iam, log),
    ...openSchedules(stack, functions, iam, log),
  ];
  return {
    outputs: stack.outputs,
    /** Ends in the order in which nothing is left waiting for what is gone. */
    async close() {
      await Promise.all(working.map((work) => work.close()));
      await cdn.close();
      await lambda.close();
      await gateway.close();
      await Promise.all([s3.close(), messaging.close(), dynamodb.close(), polly.close()]);
    },
  };
}

type Ports = { cdn: Cdn; gateway: Gateway };

/** The bucket that an event speaks of; it is the source that a queue's policy asks for. */
function bucketArnIn(body: string): string {
  const event = JSON.parse(body) as { Records?: { s3: { bucket: { arn: string } } }[] };
  return event.Records?.[0]?.s3.bucket.arn ?? '';
}

function cdnSettings(stack: Stack, log: Log) {
  const [distribution, ...others] = stack.ofType('AWS::CloudFront::Distribution');
  if (distribution === undefined || others.length > 0)
    throw new Error('The local host serves exactly one distribution.');
  const atEdge = new Map(
    stack
      .ofType('AWS::CloudFront::Function')
      .map((each) => [each.ref, openCdnFunction(each.id, each.properties, (text) => log(each.id, text))]),
  );
  return readCdn(distribution.properties.DistributionConfig as Config, {
    bucketOfDomain: stack.bucketOfDomain,
    isApiDomain: stack.isApiDomain,
    policy: (kind, id) => stack.byRef(id)?.properties[`${kind}Config`] as Config | undefined,
    viewerFunction: (arn) => atEdge.get(arn),
  });
}

/** Reads an object for the CDN, if the bucket's policy lets this distribution read it. */
async function fetchAsCdn(
  { stack, iam, s3 }: { stack: Stack; iam: Iam; s3: S3 },
  bucket: string,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [distribution] = stack.ofType('AWS::CloudFront::Distribution');
  const object = `arn:aws:s3:::${bucket}/${key}`;
  const asked = { service: 's3', method: request.method ?? 'GET', headers: {} };
  if (!iam.mayServiceDo('cloudfront.amazonaws.com', 's3:GetObject', object, distribution?.arn ?? '')) {
    answerFailure(response, asked, { kind: 'denied', message: 'Access Denied' });
    return;
  }
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (!iam.mayServiceDo('cloudfront.amazonaws.com', 's3:ListBucket', bucketArn, distribution?.arn ?? ''))
    answerInsteadOfMissing(response, asked, 'Access Denied');
  request.url = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  await s3.handle(request, response);
}
