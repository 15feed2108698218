/**
 * `npm run reconcile`: compares the uploads bucket with the articles table and brings again what events have missed, as
 * the schedule does once a day. With --dry-run it only says what it would bring.
 */
import { reconcileUploads } from '../functions/reconcile-uploads/reconcile-uploads.ts';
import { dynamodbArticleReading } from '../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../shared/aws/dynamodb-article-store.ts';
import { dynamodbConceptStore } from '../shared/aws/dynamodb-concept-store.ts';
import { dynamodbLexiconStore } from '../shared/aws/dynamodb-lexicon-store.ts';
import { dynamodbNewsroomReading } from '../shared/aws/dynamodb-newsroom-reading.ts';
import { s3UploadsLedger } from '../shared/aws/s3-uploads-ledger.ts';
import { snsNewsroom } from '../shared/aws/sns-announcer.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import type { Newsroom, UploadsLedger } from '../shared/ports.ts';
import { fail, readArguments } from './command.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';

const usage = `Usage: npm run reconcile -- [--dry-run] [--outputs FILE]
  --dry-run  says what was missed, and brings nothing
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)`;

const { values } = readArguments(
  {
    options: {
      'dry-run': { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputs },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
const dryRun = values['dry-run'];
const outputs =
  readOutputs(values.outputs, 'UploadsQueueUrl') ??
  fail(
    `${values.outputs} does not say what to compare.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);

const ledger = s3UploadsLedger(outputs.UploadsBucketName, outputs.UploadsQueueUrl);
const newsroom = snsNewsroom(outputs.NewsroomTopicArn);
const printing: UploadsLedger = {
  ...ledger,
  async requeue(upload) {
    if (!dryRun) await ledger.requeue(upload);
    console.log(`${upload.kind.padEnd(7)}  ${upload.at}  ${upload.key}`);
  },
};
const silent: Newsroom = { ...newsroom, mended: async () => {} };

const { looked, stored, removed, seconds } = await reconcileUploads({
  ledger: printing,
  articles: dynamodbArticleStore(outputs.ArticlesTableName, sha256),
  reading: dynamodbArticleReading(outputs.ArticlesTableName),
  concepts: dynamodbConceptStore(outputs.ArticlesTableName),
  lexicons: dynamodbLexiconStore(outputs.ArticlesTableName),
  desk: dynamodbNewsroomReading(outputs.ArticlesTableName),
  newsroom: dryRun ? silent : newsroom,
  now: () => new Date(),
});
const found = `${looked} objects and articles compared in ${seconds.toFixed(1)} s`;
if (stored + removed === 0) console.log(`${found}: nothing was missed.`);
else {
  const brought = dryRun ? 'Without --dry-run they are brought.' : 'They are on the uploads queue.';
  console.log(`${found}: missed were ${stored} stored and ${removed} removed. ${brought}`);
}
