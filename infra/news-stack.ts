import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Announcements } from './constructs/announcements.ts';
import { ArticleIntake } from './constructs/article-intake.ts';
import { ArticleStore } from './constructs/article-store.ts';
import { Narration } from './constructs/narration.ts';
import { NewsroomDesk } from './constructs/newsroom-desk.ts';
import { ReaderSite } from './constructs/reader-site.ts';
import { Readership } from './constructs/readership.ts';
import { Subscriptions } from './constructs/subscriptions.ts';

/** The whole of Broadsheet. */
export class NewsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const announcements = new Announcements(this, 'Topics');
    const store = new ArticleStore(this, 'Store');
    const readership = new Readership(this, 'Readership', { announcements, store });
    const desk = new NewsroomDesk(this, 'Desk', { store });
    const site = new ReaderSite(this, 'Reader', { store, readership, desk });
    const narration = new Narration(this, 'Narration', { announcements });
    const intake = new ArticleIntake(this, 'Intake', { announcements, store, site, narration });
    narration.narratedInto({ store, site, uploads: intake.uploads });
    new Subscriptions(this, 'Subscriptions');
    store.releasedBy({ announcements, site, narration });

    this.#output('UploadsBucketName', intake.uploads.bucketName);
    this.#output('UploadsQueueUrl', intake.queue.queue.queueUrl);
    this.#output('NarrationQueueUrl', narration.queue.queueUrl);
    this.#output('MediaBucketName', site.media.bucketName);
    this.#output('ArticlesTableName', store.table.tableName);
    this.#output('NewsroomKeysTableName', desk.keys.tableName);
    this.#output('ApiUrl', site.url);
    this.#output('AnnouncementsTopicArn', announcements.announcements.topicArn);
    this.#output('NewsroomTopicArn', announcements.newsroom.topicArn);
  }

  #output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
