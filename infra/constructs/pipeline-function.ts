import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import path from 'node:path';
import type { Environment, FunctionName } from '../../shared/contract/environment.ts';
import { bundles } from '../bundle.ts';
import { acknowledge } from './acknowledge.ts';
import { fixLogicalId } from './fix-logical-id.ts';

type PipelineFunctionProps<Name extends FunctionName> = {
  name: Name;
  environment: Environment<Name>;
  /** MB; also decides how much CPU it gets. */
  memory: number;
  timeout: Duration;
};

/**
 * One of our functions: arm64, Node 24, its bundle, its whole environment, two weeks of JSON logs, X-Ray. What it may do
 * it is told by `allow`: exact actions on exact resources.
 */
export class PipelineFunction<Name extends FunctionName> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, { name, environment, memory, timeout }: PipelineFunctionProps<Name>) {
    const id = name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
    super(scope, id);
    this.lambda = new LambdaFunction(this, 'Default', {
      description: `Broadsheet ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(path.join(bundles, name)),
      handler: 'index.handler',
      environment: { ...environment },
      memorySize: memory,
      timeout,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.TWO_WEEKS, removalPolicy: RemovalPolicy.DESTROY }),
    });
    fixLogicalId(this.lambda, id);
    acknowledge(this.lambda, {
      'AwsSolutions-IAM4': 'The basic execution role lets a function write its own logs and no more.',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray’s actions know no resources.',
    });
  }

  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }));
  }
}
