import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { fixLogicalId } from './fix-logical-id.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** The topic that the pipeline speaks on, the newsroom's own, and the key that both are encrypted with. */
export class Announcements extends Construct {
  readonly announcements: Topic;
  readonly newsroom: Topic;
  readonly #key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#key = new Key(this, 'Key', { enableKeyRotation: true, description: 'Broadsheet’s topics' });
    // AWS’s own key for SNS would keep CloudWatch’s alarms from speaking.
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    const topic = { masterKey: this.#key, enforceSSL: true };
    this.announcements = new Topic(this, 'Announcements', { ...topic, displayName: 'Broadsheet announcements' });
    this.newsroom = new Topic(this, 'Newsroom', { ...topic, displayName: 'Broadsheet newsroom' });
    fixLogicalId(this.#key, 'TopicsKey');
    fixLogicalId(this.announcements, 'Announcements');
    fixLogicalId(this.newsroom, 'Newsroom');
    // Alarms speak on the newsroom’s topic.
    this.newsroom.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.newsroom.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.newsroom.stack.account } },
      }),
    );
  }

  /** Lets a function speak on these topics. */
  spokenOnBy(speaker: PipelineFunction<FunctionName>, topics: Topic[]): void {
    speaker.allow(
      ['sns:Publish'],
      topics.map((topic) => topic.topicArn),
    );
    speaker.allow(['kms:GenerateDataKey', 'kms:Decrypt'], [this.#key.keyArn]);
  }
}
