import { Duration, Stack } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** Wakes a function every minute. A run that fails is not repeated: the next minute does its work. */
export function everyMinute(scope: Construct, id: string, { lambda, node }: PipelineFunction<FunctionName>): void {
  const target = new LambdaInvoke(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Schedule(scope, id, { schedule: ScheduleExpression.rate(Duration.minutes(1)), target });
  acknowledge(Stack.of(scope), {
    [`AwsSolutions-IAM5[Resource::<${node.id}.Arn>:*]`]: 'The scheduler may wake any version of this one function.',
  });
}
