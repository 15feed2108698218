import { Duration } from 'aws-cdk-lib';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { mediaPrefix } from '../../shared/contract/object-keys.ts';
import { acknowledge } from './acknowledge.ts';
import type { Announcements } from './announcements.ts';
import type { ArticleStore } from './article-store.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { ReaderSite } from './reader-site.ts';
import { WorkQueue } from './work-queue.ts';

type NarrationProps = { announcements: Announcements; store: ArticleStore; site: ReaderSite };

/** The narration queue, and who has articles read aloud. */
export class Narration extends Construct {
  constructor(scope: Construct, id: string, { announcements, store, site }: NarrationProps) {
    super(scope, id);
    const timeout = Duration.minutes(5);
    const work = new WorkQueue(this, 'NarrationQueue', {
      workTimeout: timeout,
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
    const narrate = new PipelineFunction(this, {
      name: 'narrate-article',
      memory: 1024,
      timeout,
      environment: {
        ARTICLES_TABLE: store.table.tableName,
        MEDIA_BUCKET: site.media.bucketName,
        ANNOUNCEMENTS_TOPIC: announcements.announcements.topicArn,
        SITE_URL: site.url,
      },
    });
    narrate.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [store.table.tableArn],
    );
    narrate.allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      [site.media.arnForObjects(`${mediaPrefix}narrations/*`)],
    );
    narrate.allow(['s3:ListBucket'], [site.media.bucketArn]);
    narrate.allow(['polly:SynthesizeSpeech'], ['*']);
    acknowledge(narrate, {
      'AwsSolutions-IAM5[Resource::<Media.Arn>/media/narrations/*]': 'Recordings are named by their content.',
    });
    announcements.spokenOnBy(narrate, [announcements.announcements]);
    // Polly's quota is the account's: two at a time, the fewest that a mapping allows.
    work.workedBy(narrate.lambda, { batchSize: 1, maxConcurrency: 2 });
  }
}
