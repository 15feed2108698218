import { Duration } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { narrators } from '../../shared/contract/narrators.ts';
import type { Announcements } from './announcements.ts';
import { receiptsFiledBy } from './article-intake.ts';
import type { ArticleStore } from './article-store.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { ReaderSite } from './reader-site.ts';
import { WorkQueue } from './work-queue.ts';

/** A long article, with a voice that answers slowly. */
const speaking = Duration.minutes(5);

type NarrationProps = { announcements: Announcements };
type NarratorProps = { store: ArticleStore; site: ReaderSite; uploads: Bucket };

/** The narration queue, and who has articles read aloud. */
export class Narration extends Construct {
  readonly queue: Queue;
  readonly #work: WorkQueue;
  readonly #announcements: Announcements;

  constructor(scope: Construct, id: string, { announcements }: NarrationProps) {
    super(scope, id);
    this.#announcements = announcements;
    const work = new WorkQueue(this, 'NarrationQueue', {
      workTimeout: speaking,
      alarmAge: Duration.minutes(15),
      newsroom: announcements.newsroom,
    });
    announcements.announcements.addSubscription(
      new SqsSubscription(work.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: work.deadLetters,
        filterPolicy: {
          type: SubscriptionFilter.stringFilter({
            allowlist: ['article.published', 'article.updated', 'article.withdrawn'],
          }),
        },
      }),
    );
    this.queue = work.queue;
    this.#work = work;
  }

  /** Has what is in the queue read aloud, and the receipts of the uploads completed. */
  narratedInto({ store, site, uploads }: NarratorProps): void {
    const announcements = this.#announcements;
    const narrate = new PipelineFunction(this, {
      name: 'narrate-article',
      memory: 1024,
      timeout: speaking,
      asksItself: true,
      environment: {
        ARTICLES_TABLE: store.table.tableName,
        UPLOADS_BUCKET: uploads.bucketName,
        MEDIA_BUCKET: site.media.bucketName,
        ANNOUNCEMENTS_TOPIC: announcements.announcements.topicArn,
        NEWSROOM_TOPIC: announcements.newsroom.topicArn,
        NARRATION_QUEUE: this.queue.queueUrl,
        SITE_URL: site.url,
      },
    });
    narrate.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      [store.table.tableArn],
    );
    site.mediaMadeBy(narrate);
    receiptsFiledBy(narrate, uploads);
    site.utteredBy(narrate);
    narrate.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    narrate.allow(['polly:SynthesizeSpeech'], ['*']);
    announcements.spokenOnBy(narrate, [announcements.announcements, announcements.newsroom]);
    // Polly's quota is the account's, and is divided among them.
    this.#work.workedBy(narrate.lambda, { batchSize: 1, maxConcurrency: narrators });
  }
}
