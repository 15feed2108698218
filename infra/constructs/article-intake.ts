import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import {
  articlesPrefix,
  conceptsPrefix,
  lexiconsPrefix,
  picturesPrefix,
  receiptsPrefix,
} from '../../shared/contract/object-keys.ts';
import { acknowledge } from './acknowledge.ts';
import type { Announcements } from './announcements.ts';
import type { ArticleStore } from './article-store.ts';
import { everyDay } from './every-minute.ts';
import { fixLogicalId } from './fix-logical-id.ts';
import type { Narration } from './narration.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { ReaderSite } from './reader-site.ts';
import { WorkQueue } from './work-queue.ts';

type ArticleIntakeProps = { announcements: Announcements; store: ArticleStore; site: ReaderSite; narration: Narration };

/** The uploads bucket, its queue, and who judges what arrives. */
export class ArticleIntake extends Construct {
  readonly uploads: Bucket;
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, { announcements, store, site, narration }: ArticleIntakeProps) {
    super(scope, id);
    const timeout = Duration.seconds(30);
    this.queue = new WorkQueue(this, 'UploadsQueue', {
      workTimeout: timeout,
      alarmAge: Duration.minutes(5),
      newsroom: announcements.newsroom,
    });
    this.uploads = new Bucket(this, 'Uploads', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    fixLogicalId(this.uploads, 'Uploads');
    acknowledge(this.uploads, {
      'AwsSolutions-S1': 'Every upload leaves a receipt; who called is in CloudTrail.',
    });
    this.#notify(this.queue);

    const ingest = new PipelineFunction(this, {
      name: 'ingest-article',
      memory: 1024,
      timeout,
      // A concept or a lexicon may concern more articles than one message may look at.
      asksItself: true,
      environment: {
        UPLOADS_BUCKET: this.uploads.bucketName,
        UPLOADS_QUEUE: this.queue.queue.queueUrl,
        ARTICLES_TABLE: store.table.tableName,
        MEDIA_BUCKET: site.media.bucketName,
        ANNOUNCEMENTS_TOPIC: announcements.announcements.topicArn,
        NEWSROOM_TOPIC: announcements.newsroom.topicArn,
        NARRATION_QUEUE: narration.queue.queueUrl,
        SITE_URL: site.url,
      },
    });
    ingest.allow(
      ['s3:GetObject'],
      [articlesPrefix, conceptsPrefix, lexiconsPrefix, picturesPrefix].map((prefix) =>
        this.uploads.arnForObjects(`${prefix}*`),
      ),
    );
    acknowledge(ingest, {
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/articles/*]': 'Articles may have any name below this prefix.',
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/concepts/*]': 'Concepts may have any name below this prefix.',
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/lexicons/*]':
        'What lies below this prefix is told what it should be called.',
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/images/*]': 'Pictures may have any name below this prefix.',
    });
    receiptsFiledBy(ingest, this.uploads);
    site.mediaMadeBy(ingest);
    ingest.allow(['sqs:SendMessage'], [narration.queue.queueArn, this.queue.queue.queueArn]);
    store.changedBy(ingest);
    announcements.spokenOnBy(ingest, [announcements.announcements, announcements.newsroom]);
    this.queue.workedBy(ingest.lambda, { batchSize: 10, maxConcurrency: 10 });
    this.#reconcile(announcements, store);
  }

  /** Events can be lost: once a day the bucket is compared with the table. */
  #reconcile(announcements: Announcements, store: ArticleStore): void {
    const { queue } = this.queue;
    const reconcile = new PipelineFunction(this, {
      name: 'reconcile-uploads',
      // A whole CPU, which compares about 600,000 objects in the time.
      memory: 1769,
      timeout: Duration.minutes(15),
      environment: {
        UPLOADS_BUCKET: this.uploads.bucketName,
        UPLOADS_QUEUE: queue.queueUrl,
        ARTICLES_TABLE: store.table.tableName,
        NEWSROOM_TOPIC: announcements.newsroom.topicArn,
      },
    });
    // To list it; and without leave to list, a missing object is answered with 403, not with the 404 that is looked for.
    reconcile.allow(['s3:ListBucket'], [this.uploads.bucketArn]);
    // GetObject is what lets a caller ask for an object’s headers.
    reconcile.allow(
      ['s3:GetObject'],
      [articlesPrefix, conceptsPrefix, lexiconsPrefix].map((prefix) => this.uploads.arnForObjects(`${prefix}*`)),
    );
    acknowledge(reconcile, {
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/articles/*]': 'Articles may have any name below this prefix.',
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/concepts/*]': 'Concepts may have any name below this prefix.',
      'AwsSolutions-IAM5[Resource::<Uploads.Arn>/lexicons/*]':
        'What lies below this prefix is told what it should be called.',
    });
    reconcile.allow(['dynamodb:GetItem', 'dynamodb:Query'], [store.table.tableArn]);
    reconcile.allow(['sqs:SendMessage'], [queue.queueArn]);
    announcements.spokenOnBy(reconcile, [announcements.newsroom]);
    everyDay(this, 'ReconcileSchedule', reconcile, announcements.newsroom, 'reconcile-fails');
  }

  /**
   * Notifications as a plain property: CDK's own way adds a custom resource with a function of its own. The queue's
   * policy names the account instead of the bucket, which would be a cycle.
   */
  #notify({ queue }: WorkQueue): void {
    const bucket = this.uploads.node.defaultChild as CfnBucket;
    const events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'];
    bucket.notificationConfiguration = {
      queueConfigurations: [articlesPrefix, conceptsPrefix, lexiconsPrefix].flatMap((value) =>
        events.map((event) => ({
          event,
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value }] } },
        })),
      ),
    };
    const { policyDependable } = queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (policyDependable !== undefined) bucket.node.addDependency(policyDependable);
  }
}

/** Lets a function lay receipts beside the uploads. */
export function receiptsFiledBy(filer: PipelineFunction<FunctionName>, uploads: Bucket): void {
  filer.allow(['s3:GetObject', 's3:PutObject'], [uploads.arnForObjects(`${receiptsPrefix}*`)]);
  // Without leave to list, a missing object is answered with 403, not with the 404 that says it is not there.
  filer.allow(['s3:ListBucket'], [uploads.bucketArn]);
  acknowledge(filer, {
    'AwsSolutions-IAM5[Resource::<Uploads.Arn>/receipts/*]': 'Receipts are named as the uploads are.',
  });
}
