import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Announcements } from './announcements.ts';
import type { ArticleStore } from './article-store.ts';
import { everyMinute } from './every-minute.ts';
import { keptTable } from './kept-table.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { WorkQueue } from './work-queue.ts';

type ReadershipProps = { announcements: Announcements; store: ArticleStore };

/** Who reads what: the views queue, the readership table, who counts, and who ranks. */
export class Readership extends Construct {
  readonly table: TableV2;
  readonly recordView: PipelineFunction<'record-view'>;

  constructor(scope: Construct, id: string, { announcements, store }: ReadershipProps) {
    super(scope, id);
    // Nothing in it lives longer than two days, and a lost ranking is made again within a minute.
    this.table = keptTable(this, 'ReadershipTable', { protect: false });
    const timeout = Duration.seconds(30);
    const views = new WorkQueue(this, 'ViewsQueue', {
      workTimeout: timeout,
      alarmAge: Duration.minutes(5),
      newsroom: announcements.newsroom,
    });
    const tables = { READERSHIP_TABLE: this.table.tableName };

    this.recordView = new PipelineFunction(this, {
      name: 'record-view',
      memory: 512,
      timeout: Duration.seconds(10),
      environment: { ...tables, VIEWS_QUEUE: views.queue.queueUrl },
    });
    this.recordView.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [this.table.tableArn]);
    this.recordView.allow(['sqs:SendMessage'], [views.queue.queueArn]);

    const count = new PipelineFunction(this, { name: 'count-views', memory: 512, timeout, environment: tables });
    count.allow(['dynamodb:UpdateItem'], [this.table.tableArn]);
    views.workedBy(count.lambda, { batchSize: 1000, window: Duration.seconds(5), maxConcurrency: 4 });

    const rank = new PipelineFunction(this, {
      name: 'rank-most-read',
      memory: 512,
      timeout: Duration.seconds(50),
      environment: { ...tables, ARTICLES_TABLE: store.table.tableName },
    });
    rank.allow(['dynamodb:Query', 'dynamodb:PutItem'], [this.table.tableArn]);
    rank.allow(['dynamodb:BatchGetItem'], [store.table.tableArn]);
    everyMinute(this, 'RankSchedule', rank, announcements.newsroom);
  }
}
