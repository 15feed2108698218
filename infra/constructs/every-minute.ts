import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';

/** Wakes a function every minute. A run that fails is not repeated: the next minute does its work. */
export function everyMinute(scope: Construct, id: string, lambda: LambdaFunction): void {
  const target = new LambdaInvoke(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Schedule(scope, id, { schedule: ScheduleExpression.rate(Duration.minutes(1)), target });
}
