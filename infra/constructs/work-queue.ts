import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { fixLogicalId } from './fix-logical-id.ts';

type WorkQueueProps = {
  /** Timeout of the function that works on it; a message stays hidden for six times as long. */
  workTimeout: Duration;
  /** How old the oldest message may grow before the newsroom is told. */
  alarmAge: Duration;
  newsroom: ITopic;
};

type WorkerProps = { batchSize: number; window?: Duration; maxConcurrency: number };

/** A queue that a function works off, with its dead-letter queue and its alarms. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { workTimeout, alarmAge, newsroom }: WorkQueueProps) {
    super(scope, id);
    // Expiry counts from the first arrival, so that dead letters must be kept longer than letters.
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Default', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(workTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    fixLogicalId(this.queue, id);
    fixLogicalId(this.deadLetters, `${id}DeadLetters`);
    const minute = { period: Duration.minutes(1) };
    const action = new SnsAction(newsroom);
    const always = {
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    };
    this.deadLetters
      .metricApproximateNumberOfMessagesVisible(minute)
      .createAlarm(this, 'DeadLettersAlarm', {
        ...always,
        alarmDescription: `Work that failed five times lies in ${id}DeadLetters: docs/runbook.md#dead-letters`,
      })
      .addAlarmAction(action);
    this.queue
      .metricApproximateAgeOfOldestMessage(minute)
      .createAlarm(this, 'AgeAlarm', {
        ...always,
        threshold: alarmAge.toSeconds(),
        alarmDescription: `The oldest work in ${id} waits too long: docs/runbook.md#a-queue-grows-old`,
      })
      .addAlarmAction(action);
  }

  /** Lets a function work the queue off; it reports the messages that failed, and only those come again. */
  workedBy(lambda: LambdaFunction, { batchSize, window, maxConcurrency }: WorkerProps): void {
    this.queue.grantConsumeMessages(lambda);
    new EventSourceMapping(this, 'Worker', {
      target: lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      ...(window === undefined ? {} : { maxBatchingWindow: window }),
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
