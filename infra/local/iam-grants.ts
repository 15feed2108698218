import { asObject, asTexts } from './iam-conditions.ts';
import { compilePolicy, type Statement } from './iam-policy.ts';
import type { Resource, Stack } from './template.ts';
import type { HostedType } from './template-types.ts';

/** What the template grants: by role name, and by the ARN of the resource that a policy belongs to. */
export type Grants = { roles: Map<string, Statement[]>; resources: Map<string, Statement[]> };

/**
 * AWS's own policies that CDK attaches; what they allow (logs, traces) happens outside of the services that are judged
 * here.
 */
const MANAGED = ['service-role/AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess'];

/** Compiles every policy of the stack. Throws an Error that names the policy where one cannot be judged here. */
export function readGrants(stack: Stack): Grants {
  const roles = new Map<string, Statement[]>();
  for (const role of stack.ofType('AWS::IAM::Role')) roles.set(role.ref, readRole(role));
  for (const policy of stack.ofType('AWS::IAM::Policy')) {
    const { PolicyDocument, Roles, Users, Groups } = policy.properties;
    if (asTexts(Users).length + asTexts(Groups).length > 0) {
      throw new Error(`The policy ${policy.id} is attached to users or groups; here are only roles.`);
    }
    for (const role of asTexts(Roles)) {
      const statements = roles.get(role);
      if (statements === undefined)
        throw new Error(`The policy ${policy.id} is attached to ${role}, which is no role of the stack.`);
      statements.push(...compilePolicy(PolicyDocument, `Policy ${policy.id}`));
    }
  }
  return { roles, resources: readResourcePolicies(stack) };
}

function readRole({ id, properties }: Resource): Statement[] {
  if (properties.PermissionsBoundary !== undefined) {
    throw new Error(`The role ${id} has a permissions boundary, which the local IAM does not judge.`);
  }
  const foreign = asTexts(properties.ManagedPolicyArns).filter(
    (arn) => !MANAGED.some((name) => arn.endsWith(`:iam::aws:policy/${name}`)),
  );
  if (foreign.length > 0) {
    throw new Error(
      `The role ${id} has the managed policies ${foreign.join(', ')}, whose text is not known here (infra/local/iam-grants.ts): grant exact actions instead.`,
    );
  }
  const policies = Array.isArray(properties.Policies) ? properties.Policies : [];
  return policies.flatMap((policy) => compilePolicy(asObject(policy).PolicyDocument, `A policy of the role ${id}`));
}

function readResourcePolicies(stack: Stack): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  // A function, queue, topic or bucket of the stack without a policy has an empty one: it allows no service anything.
  for (const { type, arn } of stack.resources) {
    const judged = ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket'].includes(type);
    if (judged && arn !== undefined) policies.set(arn, []);
  }
  const add = (type: HostedType, target: string, document: unknown, policy: string) => {
    const arn = policies.has(target) ? target : stack.byRef(target, type)?.arn;
    const statements = arn === undefined ? undefined : policies.get(arn);
    if (statements === undefined)
      throw new Error(`The policy ${policy} is for ${target}, which the stack does not have.`);
    statements.push(...compilePolicy(document, `Policy ${policy}`));
  };
  const attached = [
    { type: 'AWS::SQS::QueuePolicy', of: 'AWS::SQS::Queue', targets: 'Queues' },
    { type: 'AWS::SNS::TopicPolicy', of: 'AWS::SNS::Topic', targets: 'Topics' },
    { type: 'AWS::S3::BucketPolicy', of: 'AWS::S3::Bucket', targets: 'Bucket' },
  ] as const;
  for (const { type, of, targets } of attached) {
    for (const { id, properties } of stack.ofType(type)) {
      for (const target of asTexts(properties[targets])) add(of, target, properties.PolicyDocument, id);
    }
  }
  for (const { id, properties } of stack.ofType('AWS::Lambda::Permission')) {
    add('AWS::Lambda::Function', String(properties.FunctionName), permissionPolicy(properties), id);
  }
  return policies;
}

/** The statement that Lambda makes of a permission. (Lambda API reference, AddPermission.) */
function permissionPolicy({ Action, Principal, SourceArn, SourceAccount }: Record<string, unknown>) {
  const principal = String(Principal);
  return {
    Statement: {
      Effect: 'Allow',
      Principal: principal.includes('.') ? { Service: principal } : principal === '*' ? '*' : { AWS: principal },
      Action,
      Condition: {
        ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    },
  };
}
