import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

type Waking = {
  every: Duration;
  /** How often a run that could not be begun is tried again. */
  retries: number;
  /** So many errors within five minutes are told. */
  errors: number;
  alarm: string;
};

/**
 * Wakes a function every minute. A run that fails is not repeated: the next minute does its work. Where it fails again
 * and again, the newsroom is told.
 */
export function everyMinute(
  scope: Construct,
  id: string,
  woken: PipelineFunction<FunctionName>,
  newsroom: ITopic,
): void {
  const alarm = `${woken.node.id} fails minute after minute: docs/runbook.md#a-schedule-fails`;
  wake(scope, id, woken, newsroom, { every: Duration.minutes(1), retries: 0, errors: 3, alarm });
}

/** Wakes a function once a day, at the time of day at which its schedule was made. The newsroom is told of any failure. */
export function everyDay(
  scope: Construct,
  id: string,
  woken: PipelineFunction<FunctionName>,
  newsroom: ITopic,
  heading: string,
): void {
  const alarm = `${woken.node.id} fails: docs/runbook.md#${heading}`;
  wake(scope, id, woken, newsroom, { every: Duration.days(1), retries: 3, errors: 1, alarm });
}

function wake(
  scope: Construct,
  id: string,
  { lambda, node }: PipelineFunction<FunctionName>,
  newsroom: ITopic,
  { every, retries, errors, alarm }: Waking,
): void {
  const target = new LambdaInvoke(lambda, {
    retryAttempts: retries,
    maxEventAge: Duration.minutes(Math.min(60, every.toMinutes())),
  });
  new Schedule(scope, id, { schedule: ScheduleExpression.rate(every), target });
  lambda
    .metricErrors({ period: Duration.minutes(5) })
    .createAlarm(scope, `${id}Alarm`, {
      evaluationPeriods: 1,
      threshold: errors,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarm,
    })
    .addAlarmAction(new SnsAction(newsroom));
  acknowledge(Stack.of(scope), {
    [`AwsSolutions-IAM5[Resource::<${node.id}.Arn>:*]`]: 'The scheduler may wake any version of this one function.',
  });
}
