import { openEventSource, type QueuePort } from './event-sources.ts';
import { accessKeyOf, type Iam } from './iam.ts';
import type { LambdaHost, LocalFunction } from './lambda-host.ts';
import { openSchedule } from './schedules.ts';
import type { Resource, Stack } from './template.ts';

/** The properties that are read here, as CloudFormation shapes them. */
type LambdaProperties = {
  Handler: string;
  Runtime?: string;
  Code: { S3Key: string };
  Role: string;
  Timeout?: number;
  MemorySize?: number;
  ReservedConcurrentExecutions?: number;
  Environment?: { Variables?: Record<string, string> };
  LoggingConfig?: { LogFormat?: string };
};
type MappingProperties = {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
  ScalingConfig?: { MaximumConcurrency?: number };
  FilterCriteria?: unknown;
  Enabled?: boolean;
};
type ScheduleProperties = {
  ScheduleExpression: string;
  State?: string;
  Target: { Arn: string; RoleArn: string; Input?: string; RetryPolicy?: { MaximumRetryAttempts?: number } };
};

export type Log = (source: string, text: string) => void;

/** Functions by ARN. */
export type Functions = ReadonlyMap<string, LocalFunction>;

/** Puts every function of the stack on the host, each with credentials of its own, by which the gateway knows it. */
export function addFunctions(stack: Stack, host: LambdaHost): Functions {
  return new Map(
    stack.ofType('AWS::Lambda::Function').map((resource) => {
      const properties = resource.properties as LambdaProperties;
      const { region, awsEndpoint } = stack.place;
      if (properties.Runtime?.startsWith('nodejs') !== true) {
        throw new Error(`${resource.id}: functions run on Node here, not on ${properties.Runtime ?? 'an image'}.`);
      }
      const added = host.add({
        name: resource.name,
        arn: arnOf(resource),
        handler: properties.Handler,
        codeDirectory: stack.assetDirectory(properties.Code.S3Key),
        timeoutSeconds: properties.Timeout ?? 3,
        memoryMb: properties.MemorySize ?? 128,
        ...(properties.ReservedConcurrentExecutions === undefined
          ? {}
          : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
        environment: {
          ...properties.Environment?.Variables,
          AWS_REGION: region,
          AWS_DEFAULT_REGION: region,
          AWS_ENDPOINT_URL: awsEndpoint,
          AWS_ACCESS_KEY_ID: accessKeyOf(resource.id),
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_SESSION_TOKEN: properties.Role,
          ...(properties.LoggingConfig?.LogFormat === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: 'JSON' } : {}),
        },
      });
      return [arnOf(resource), added] as const;
    }),
  );
}

type WorkedQueues = QueuePort & { releaseAll(queueArn: string): void };

/** Starts the pollers between queues and functions. A role that may not receive fails here, as AWS refuses the mapping. */
export function openEventSources(stack: Stack, functions: Functions, queues: WorkedQueues, iam: Iam, log: Log) {
  return stack.ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const properties = mapping.properties as MappingProperties;
    if (properties.Enabled === false) return [];
    if (properties.FilterCriteria !== undefined) throw new Error(`${mapping.id}: filter criteria are not emulated.`);
    const target = functionNamed(stack, properties.FunctionName);
    const role = stack.byArn((target.properties as LambdaProperties).Role)?.ref ?? '';
    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
      if (iam.roleMay(role, action, properties.EventSourceArn)) continue;
      throw new Error(
        `${mapping.id}: the role ${role} of ${target.id} may not ${action} on ${properties.EventSourceArn}.`,
      );
    }
    // Only functions work these queues off, and none has begun: what is held was held by one that died with the host.
    queues.releaseAll(properties.EventSourceArn);
    return openEventSource(
      {
        queueArn: properties.EventSourceArn,
        region: stack.place.region,
        batchSize: properties.BatchSize ?? 10,
        batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds ?? 0,
        ...(properties.ScalingConfig?.MaximumConcurrency === undefined
          ? {}
          : { maximumConcurrency: properties.ScalingConfig.MaximumConcurrency }),
        reportBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      },
      queues,
      hosted(functions, arnOf(target)),
      (text) => log(target.name, text),
    );
  });
}

/** Starts the schedules. */
export function openSchedules(stack: Stack, functions: Functions, iam: Iam, log: Log) {
  return stack.ofType('AWS::Scheduler::Schedule').flatMap((schedule) => {
    const { ScheduleExpression, State, Target } = schedule.properties as ScheduleProperties;
    if (State === 'DISABLED') return [];
    const role = stack.byArn(Target.RoleArn)?.ref ?? '';
    if (!iam.roleMay(role, 'lambda:InvokeFunction', Target.Arn)) {
      throw new Error(`${schedule.id}: its role ${role} may not invoke ${Target.Arn}.`);
    }
    return [
      openSchedule(
        {
          name: schedule.name,
          expression: ScheduleExpression,
          input: Target.Input === undefined ? {} : JSON.parse(Target.Input),
          retryAttempts: Target.RetryPolicy?.MaximumRetryAttempts ?? 185,
        },
        hosted(functions, Target.Arn),
        (text: string) => log(schedule.name, text),
      ),
    ];
  });
}

function functionNamed(stack: Stack, name: string): Resource {
  const found = stack.byRef(name) ?? stack.byArn(name);
  if (found === undefined) throw new Error(`The stack has no function ${name}.`);
  return found;
}

/** Throws for a function that is not on the host. */
export function hosted(functions: Functions, arn: string): LocalFunction {
  const found = functions.get(arn);
  if (found === undefined) throw new Error(`The function ${arn} is not hosted.`);
  return found;
}

function arnOf({ id, arn }: Resource): string {
  if (arn === undefined) throw new Error(`${id} has no ARN.`);
  return arn;
}
