import {
  asObject,
  asTexts,
  type Condition,
  type Context,
  compileCondition,
  wildcards,
  withoutVariables,
} from './iam-conditions.ts';

/** Who calls. A service acts for itself; a role in a session of one function; anyone else is nobody. */
export type Principal =
  | { kind: 'role'; account: string; roleArn: string; sessionArn: string }
  | { kind: 'service'; service: string }
  | { kind: 'anonymous' };

export type Question = { principal: Principal; action: string; resource: string; context: Context };
export type Statement = {
  effect: 'Allow' | 'Deny';
  covers(question: Question): boolean;
};
/** `by`: the kind of policy that says so. */
export type Verdict =
  | { allowed: true }
  | { allowed: false; explicit: true; by: 'identity' | 'resource' }
  | { allowed: false; explicit: false };

/** Services whose calls reach the gateway or that the host performs; statements on others can have no effect here. */
const JUDGED = ['dynamodb', 'lambda', 'polly', 's3', 'sns', 'sqs', 'sts'];

/**
 * Compiles a policy document once, for many questions. Throws on what is not evaluated here: NotPrincipal, policy
 * variables, unknown condition operators and keys. @param where names the policy in errors
 */
export function compilePolicy(document: unknown, where: string): Statement[] {
  const { Statement } = asObject(document);
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  return statements
    .map(asObject)
    .filter(matters)
    .map((statement) => compileStatement(statement, where));
}

function matters(statement: Record<string, unknown>): boolean {
  if (statement.NotAction !== undefined) return true;
  return asTexts(statement.Action).some((action) => {
    const service = action.split(':')[0]?.toLowerCase() ?? '';
    return service.includes('*') || service.includes('?') || JUDGED.includes(service);
  });
}

function compileStatement(statement: Record<string, unknown>, where: string): Statement {
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error(`${where}: Effect is ${JSON.stringify(effect)}.`);
  if (statement.NotPrincipal !== undefined) throw new Error(`${where}: NotPrincipal is not known to the local IAM.`);
  const action = oneOf(statement, 'Action', (pattern) => wildcards(pattern, { ignoreCase: true }));
  const resource = oneOf(statement, 'Resource', (pattern) => wildcards(withoutVariables(pattern, where)));
  const condition: Condition = compileCondition(statement.Condition, where);
  const principal = statement.Principal === undefined ? undefined : compilePrincipal(statement.Principal, effect);
  return {
    effect,
    covers: (question) =>
      (principal === undefined || principal(question.principal)) &&
      action(question.action) &&
      resource(question.resource) &&
      condition(question.context),
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
function oneOf(
  statement: Record<string, unknown>,
  element: string,
  compile: (pattern: string) => (value: string) => boolean,
) {
  const denied = statement[`Not${element}`];
  const matchers = asTexts(denied ?? statement[element] ?? '*').map(compile);
  return (value: string) => matchers.some((matches) => matches(value)) === (denied === undefined);
}

/**
 * An account as principal (`arn:aws:iam::…:root` or its number) denies everyone in it, but allows nobody by itself: it
 * leaves the choice to the identity policies. (IAM user guide, "AWS JSON policy elements: Principal".)
 */
function compilePrincipal(element: unknown, effect: 'Allow' | 'Deny'): (principal: Principal) => boolean {
  const { AWS, Service } = element === '*' ? { AWS: '*' } : asObject(element);
  const aws = asTexts(AWS);
  const services = asTexts(Service);
  const everyone = aws.includes('*');
  return (principal) => {
    if (everyone) return true;
    if (principal.kind === 'anonymous') return false;
    if (principal.kind === 'service') return services.includes(principal.service);
    const { account, roleArn, sessionArn } = principal;
    if (aws.includes(roleArn) || aws.includes(sessionArn)) return true;
    return effect === 'Deny' && (aws.includes(account) || aws.includes(`arn:aws:iam::${account}:root`));
  };
}

/**
 * Judges within one account: an explicit Deny anywhere wins, else one Allow in either kind of policy is enough. Services
 * and anonymous callers have no identity policies, so that only the resource's count.
 * (IAM user guide, "Policy evaluation logic".)
 */
export function judge(identity: readonly Statement[], resource: readonly Statement[], question: Question): Verdict {
  const own = identity.filter((statement) => statement.covers(question));
  const theirs = resource.filter((statement) => statement.covers(question));
  if (own.some(({ effect }) => effect === 'Deny')) return { allowed: false, explicit: true, by: 'identity' };
  if (theirs.some(({ effect }) => effect === 'Deny')) return { allowed: false, explicit: true, by: 'resource' };
  return own.length + theirs.length > 0 ? { allowed: true } : { allowed: false, explicit: false };
}
