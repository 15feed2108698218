import path from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
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
  /** It asks its own queue, again and again, on purpose: Lambda would take that for a runaway after 16 rounds. */
  asksItself?: boolean;
};

/**
 * One of our functions: arm64, Node 24, its bundle, its whole environment, two weeks of JSON logs, X-Ray. What it may do
 * it is told by `allow`: exact actions on exact resources.
 */
export class PipelineFunction<Name extends FunctionName> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(
    scope: Construct,
    { name, environment, memory, timeout, asksItself = false }: PipelineFunctionProps<Name>,
  ) {
    const id = name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of its own that may write this one log, instead of AWS's managed policy that may write every log.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Default', {
      role,
      description: `Broadsheet ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(path.join(bundles, name)),
      handler: 'index.handler',
      environment: { ...environment },
      memorySize: memory,
      timeout,
      ...(asksItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
    });
    fixLogicalId(this.lambda, id);
    acknowledge(role, { 'AwsSolutions-IAM5[Resource::*]': 'X-Ray’s and Polly’s actions know no resources.' });
  }

  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }));
  }
}
