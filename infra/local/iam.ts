import type { Context } from './iam-conditions.ts';
import { asObject } from './iam-conditions.ts';
import { readGrants } from './iam-grants.ts';
import { judge, type Principal, type Statement, type Verdict } from './iam-policy.ts';
import {
  type AwsRequest,
  type Check,
  type Described,
  describe,
  readSignature,
  type Surroundings,
} from './iam-request.ts';
import type { Place, Resource, Stack } from './template.ts';

/** `name`: a function's logical id, a person's access key, `anonymous`. */
export type Caller =
  | { kind: 'function'; name: string; roleName: string }
  | { kind: 'person' | 'anonymous'; name: string };

export type Refusal = { action: string; resource: string; message: string };

export type Judgement = {
  service: string;
  operation: string;
  caller: Caller;
  refusal?: Refusal;
  /** The answer instead of "not found": who may not list a bucket is not told what it does not hold. */
  refusalIfMissing?: Refusal;
};

export interface Iam {
  /** Who calls and whether they may. Throws a MalformedRequest where the body cannot be read. */
  judgeRequest(request: AwsRequest): Judgement;
  /**
   * Whether a service (`s3.amazonaws.com`) acting for `sourceArn` is let in by the policy of a queue, topic, bucket or
   * function. What the template does not have is not judged: true.
   */
  mayServiceDo(service: string, action: string, resourceArn: string, sourceArn: string): boolean;
  /** For what the host does in a role's name: pollers and schedules. Throws where the stack has no such role. */
  roleMay(roleName: string, action: string, resourceArn: string): boolean;
}

type Session = { caller: Caller; principal: Principal; statements: readonly Statement[] };

/** The access key that a function signs with, by which the gateway knows it. */
export function accessKeyOf(logicalId: string): string {
  return `LKIA${logicalId.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
}

/**
 * Judges calls by the roles and resource policies of the stack, as one AWS account does. Functions are told by their
 * access keys. Every other key is a person's (an editor's CLI, the desk), who may do anything; unsigned calls may
 * only read what a bucket's policy lets everyone read. Signatures themselves are not checked.
 * Throws where a policy cannot be judged here, so that no call is judged wrongly.
 */
export function openIam(stack: Stack, place: Place): Iam {
  const grants = readGrants(stack);
  const sessions = openSessions(stack, place, grants.roles);
  const partitionKeys = new Map(
    [...stack.ofType('AWS::DynamoDB::GlobalTable'), ...stack.ofType('AWS::DynamoDB::Table')].map(partitionKeyOf),
  );
  const surroundings = (region: string | undefined): Surroundings => ({
    account: place.account,
    region: region ?? place.region,
    partitionKeyOf: (table) => partitionKeys.get(table),
  });
  const policyOf = (resource: string) =>
    grants.resources.get(resource) ?? grants.resources.get(resource.split('/')[0] ?? '');
  const ask = (
    { principal, statements }: Omit<Session, 'caller'>,
    check: Check,
    context: Record<string, readonly string[]>,
  ) => {
    const all: Context = new Map(Object.entries({ ...context, ...check.context, 'aws:securetransport': ['true'] }));
    return judge(statements, policyOf(check.resource) ?? [], { ...check, principal, context: all });
  };

  return {
    judgeRequest(request) {
      const { service, region, accessKey } = readSignature(request);
      const { operation, checks, ifMissing } = describe(service, request, surroundings(region));
      const session: Session = accessKey === undefined ? ANONYMOUS : (sessions.get(accessKey) ?? person(accessKey));
      const { caller, principal } = session;
      const judged = { service, operation, caller };
      if (caller.kind === 'person' || isPreflight(service, request)) return judged;
      const context = contextOf(principal, region ?? place.region);
      const refuse = (check: Check): Refusal | undefined => {
        const verdict = ask(session, check, context);
        return verdict.allowed ? undefined : { ...check, message: explain(principal, check, verdict) };
      };
      const refusal =
        caller.kind === 'anonymous' && !isAnonymousRead(service, request)
          ? unsigned(operation, checks)
          : firstOf(checks, refuse);
      if (refusal !== undefined) return { ...judged, refusal };
      const refusalIfMissing = ifMissing && stack.byArn(ifMissing.resource) ? refuse(ifMissing) : undefined;
      return refusalIfMissing === undefined ? judged : { ...judged, refusalIfMissing };
    },
    mayServiceDo(service, action, resourceArn, sourceArn) {
      if (policyOf(resourceArn) === undefined) return true;
      const context = { 'aws:sourcearn': [sourceArn], 'aws:sourceaccount': [place.account] };
      const check = { action, resource: resourceArn, context };
      return ask({ principal: { kind: 'service', service }, statements: [] }, check, {}).allowed;
    },
    roleMay(roleName, action, resourceArn) {
      const name = roleName.split('/').at(-1) ?? roleName;
      const statements = grants.roles.get(name);
      if (statements === undefined) throw new Error(`The stack has no role ${roleName}.`);
      const principal = rolePrincipal(place, roleArn(stack, name), name, 'local');
      const check = { action, resource: resourceArn, context: {} };
      return ask({ principal, statements }, check, contextOf(principal, place.region)).allowed;
    },
  };
}

const ANONYMOUS: Session = {
  caller: { kind: 'anonymous', name: 'anonymous' },
  principal: { kind: 'anonymous' },
  statements: [],
};

function person(accessKey: string): Session {
  return { ...ANONYMOUS, caller: { kind: 'person', name: accessKey } };
}

function openSessions(stack: Stack, place: Place, roles: Map<string, Statement[]>): Map<string, Session> {
  const sessions = new Map<string, Session>();
  for (const { id, name, properties } of stack.ofType('AWS::Lambda::Function')) {
    const role = stack.byArn(String(properties.Role));
    const statements = role && roles.get(role.ref);
    if (role === undefined || statements === undefined) {
      throw new Error(`The function ${id} has the role ${String(properties.Role)}, which is not in the stack.`);
    }
    const twin = sessions.get(accessKeyOf(id));
    if (twin !== undefined) {
      throw new Error(
        `The functions ${twin.caller.name} and ${id} cannot be told apart by their access keys: rename one.`,
      );
    }
    sessions.set(accessKeyOf(id), {
      caller: { kind: 'function', name: id, roleName: role.ref },
      principal: rolePrincipal(place, String(role.arn), role.ref, name),
      statements,
    });
  }
  return sessions;
}

function rolePrincipal({ account }: Place, arn: string, roleName: string, sessionName: string): Principal {
  const sessionArn = `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`;
  return { kind: 'role', account, roleArn: arn, sessionArn };
}

function roleArn(stack: Stack, roleName: string): string {
  return String(stack.ofType('AWS::IAM::Role').find(({ ref }) => ref === roleName)?.arn);
}

function partitionKeyOf({ name, properties }: Resource): [string, string | undefined] {
  const schema = Array.isArray(properties.KeySchema) ? properties.KeySchema.map(asObject) : [];
  const key = schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  return [name, typeof key === 'string' ? key : undefined];
}

function contextOf(principal: Principal, region: string): Record<string, readonly string[]> {
  if (principal.kind !== 'role') return {};
  const { account, roleArn } = principal;
  return { 'aws:requestedregion': [region], 'aws:principalaccount': [account], 'aws:principalarn': [roleArn] };
}

/** Browsers send preflights without credentials; S3 answers them by the bucket's CORS rules. */
function isPreflight(service: string, { method, headers }: AwsRequest): boolean {
  return service === 's3' && method === 'OPTIONS' && headers.origin !== undefined;
}

function isAnonymousRead(service: string, { method }: AwsRequest): boolean {
  return service === 's3' && (method === 'GET' || method === 'HEAD');
}

function unsigned(operation: string, checks: Described['checks']): Refusal {
  const { action, resource } = checks[0] ?? { action: operation, resource: '*' };
  return { action, resource, message: `The request is not signed, so that it may not ${action} on ${resource}.` };
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In the words of AWS. (IAM user guide, "Troubleshoot access denied error messages".) */
function explain(principal: Principal, { action, resource }: Check, verdict: Verdict): string {
  const who = principal.kind === 'role' ? principal.sessionArn : 'anonymous';
  const explicit = !verdict.allowed && verdict.explicit ? verdict.by : undefined;
  const kind = principal.kind === 'role' ? 'identity' : 'resource';
  const why =
    explicit === undefined
      ? `because no ${kind}-based policy allows the ${action} action`
      : `with an explicit deny in ${explicit === 'identity' ? 'an identity' : 'a resource'}-based policy`;
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
