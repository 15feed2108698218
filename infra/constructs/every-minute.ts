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

/**
 * Wakes a function every minute. A run that fails is not repeated: the next minute does its work. Where it fails again
 * and again, the newsroom is told.
 */
export function everyMinute(
  scope: Construct,
  id: string,
  { lambda, node }: PipelineFunction<FunctionName>,
  newsroom: ITopic,
): void {
  const target = new LambdaInvoke(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Schedule(scope, id, { schedule: ScheduleExpression.rate(Duration.minutes(1)), target });
  lambda
    .metricErrors({ period: Duration.minutes(5) })
    .createAlarm(scope, `${id}Alarm`, {
      evaluationPeriods: 1,
      threshold: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${node.id} fails minute after minute: docs/runbook.md#a-schedule-fails`,
    })
    .addAlarmAction(new SnsAction(newsroom));
  acknowledge(Stack.of(scope), {
    [`AwsSolutions-IAM5[Resource::<${node.id}.Arn>:*]`]: 'The scheduler may wake any version of this one function.',
  });
}
