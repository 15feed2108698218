import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import type { Announcements } from './announcements.ts';
import { everyMinute } from './every-minute.ts';
import { keptTable } from './kept-table.ts';
import type { Narration } from './narration.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { ReaderSite } from './reader-site.ts';

type ReleaseProps = { announcements: Announcements; site: ReaderSite; narration: Narration };

/** The articles table, and who releases what is due in it. */
export class ArticleStore extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = keptTable(this, 'Articles');
  }

  /** Lets a function change articles: read what it judges on, commit, settle, gather families. */
  changedBy(changer: PipelineFunction<FunctionName>): void {
    changer.allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      [this.table.tableArn],
    );
  }

  releasedBy({ announcements, site, narration }: ReleaseProps): void {
    const release = new PipelineFunction(this, {
      name: 'release-due',
      memory: 512,
      timeout: Duration.seconds(50),
      environment: {
        ARTICLES_TABLE: this.table.tableName,
        MEDIA_BUCKET: site.media.bucketName,
        ANNOUNCEMENTS_TOPIC: announcements.announcements.topicArn,
        NARRATION_QUEUE: narration.queue.queueUrl,
        SITE_URL: site.url,
      },
    });
    this.changedBy(release);
    site.mediaClosedBy(release);
    release.allow(['sqs:SendMessage'], [narration.queue.queueArn]);
    announcements.spokenOnBy(release, [announcements.announcements]);
    everyMinute(this, 'ReleaseSchedule', release, announcements.newsroom);
    this.#alarmIfLate(announcements);
  }

  /** A release that nobody makes is not seen by errors: it is silent, or late. */
  #alarmIfLate({ newsroom }: Announcements): void {
    const delay = new Metric({
      namespace: 'Broadsheet',
      metricName: 'ReleaseDelay',
      dimensionsMap: { service: 'release-due' },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
    });
    delay
      .createAlarm(this, 'ReleaseLateAlarm', {
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        threshold: 120,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        // It speaks every minute: silence is a schedule that does not run.
        treatMissingData: TreatMissingData.BREACHING,
        alarmDescription: 'Scheduled articles are announced late, or not at all: docs/runbook.md#a-release-is-missed',
      })
      .addAlarmAction(new SnsAction(newsroom));
  }
}
