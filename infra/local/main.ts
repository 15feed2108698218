/** `npm start`: all of Broadsheet on this computer. */
import { createWriteStream, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildApp } from './build.ts';
import { listenCdn } from './cdn.ts';
import { listenGateway } from './gateway.ts';
import { hostStack, openServices } from './host.ts';
import { type Options, readOptions, usage } from './options.ts';
import { uploadSamples } from './samples.ts';
import { takeState } from './state.ts';

const began = performance.now();

async function start(options: Options): Promise<void> {
  const { state } = options;
  takeState(state, options);
  const isEmpty = !existsSync(path.join(state, 'outputs.json'));
  // It lies there until all samples are up, for a start that is broken off.
  const samplesLeft = path.join(state, 'samples-left');
  if (isEmpty && options.samples) writeFileSync(samplesLeft, '');
  const cdkOut = options.cdkOut ?? path.join(state, 'cdk.out');

  const cdn = await listenCdn(options.port);
  const gateway = await listenGateway(options.awsPort);
  const [services] = await Promise.all([
    openServices(path.join(state, 'data'), log),
    options.cdkOut === undefined ? buildApp(cdkOut) : undefined,
  ]);
  if (options.pollyQuota) await services.polly.control({ enforce: true });
  const host = await hostStack(cdkOut, { cdn, gateway }, services, { log, onCall: callsTo(options.calls) });
  const site = `http://127.0.0.1:${cdn.port}`;
  const aws = `http://127.0.0.1:${gateway.port}`;
  const outputs: Record<string, string> = { ...host.outputs, AwsEndpointUrl: aws };
  writeFileSync(path.join(state, 'outputs.json'), JSON.stringify({ Broadsheet: outputs }, null, 2));
  endOn(['SIGINT', 'SIGTERM'], host.close);
  console.log(greeting(site, aws, outputs, state));
  console.log(`ready site=${site} aws=${aws} state=${state}`);
  if (existsSync(samplesLeft)) {
    const count = await uploadSamples(aws, outputs.UploadsBucketName ?? '');
    rmSync(samplesLeft);
    log('samples', `${count} articles uploaded; each is readable at once, and narrated one after the other`);
  }
}

function greeting(site: string, aws: string, outputs: Record<string, string>, state: string): string {
  const where = state === path.resolve('.broadsheet') ? '' : `--outputs ${path.join(state, 'outputs.json')} `;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  return `
Broadsheet runs (${seconds} s, ${Math.round(process.memoryUsage.rss() / 1_048_576)} MB).

  site and API   ${site}
  AWS endpoint   ${aws}      any credentials, region us-east-1
  uploads        s3://${outputs.UploadsBucketName}/articles/<en|es|ar>/…
  announcements  ${outputs.AnnouncementsTopicArn}
  newsroom       ${outputs.NewsroomTopicArn}

Try:
  curl '${site}/v1/articles?limit=3'
  npm run publish -- ${where}samples/en/politics/port-ellery-budget-by-lot.md
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
  aws --endpoint-url ${aws} s3 cp samples/en/world/ferry-aground-tern-island.md s3://${outputs.UploadsBucketName}/articles/en/world/harbour-news.md

Ctrl-C ends it; what is published stays.
`;
}

/** Writes each call to a file, as CloudTrail would keep it. */
function callsTo(file: string | undefined): ((call: object) => void) | undefined {
  if (file === undefined) return undefined;
  const calls = createWriteStream(file, { flags: 'a' });
  return (call) => void calls.write(`${JSON.stringify({ at: new Date().toISOString(), ...call })}\n`);
}

/** Ends cleanly on the first signal; a second one does not wait. */
function endOn(signals: NodeJS.Signals[], close: () => Promise<void>): void {
  let ending = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (ending) process.exit(130);
      ending = true;
      close().then(
        () => process.exit(0),
        (error) => fail(error),
      );
    });
  }
}

function log(source: string, text: string): void {
  console.log(`${new Date().toISOString().slice(11, 23)} ${source.replace(/^broadsheet-/, '').padEnd(15)} ${text}`);
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function requireNode24(): void {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) return;
  fail(
    new Error(
      `Broadsheet needs Node 24 and this is ${process.version}. Run it as \`npm start\`, after \`npm ci\` has installed Node 24 beside it; ` +
        'if it has none for this computer, install Node 24.',
    ),
  );
}

try {
  requireNode24();
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await start(options);
} catch (error) {
  fail(error);
}
