import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Announcements } from './announcements.ts';
import { everyMinute } from './every-minute.ts';
import { keptTable } from './kept-table.ts';
import { PipelineFunction } from './pipeline-function.ts';

/** The articles table, and who releases what is due in it. */
export class ArticleStore extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = keptTable(this, 'Articles');
  }

  releasedBy(announcements: Announcements, siteUrl: string): void {
    const release = new PipelineFunction(this, {
      name: 'release-due',
      memory: 512,
      timeout: Duration.seconds(50),
      environment: {
        ARTICLES_TABLE: this.table.tableName,
        ANNOUNCEMENTS_TOPIC: announcements.announcements.topicArn,
        SITE_URL: siteUrl,
      },
    });
    release.allow(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [this.table.tableArn],
    );
    announcements.spokenOnBy(release, [announcements.announcements]);
    everyMinute(this, 'ReleaseSchedule', release, announcements.newsroom);
  }
}
