/** The operators that fauxqs evaluates as SNS does. It lets unknown ones pass and then never matches. */
const operators = new Set([
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
]);

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

const largest = 256 * 1024;
const mostKeys = 5;
const mostCombinations = 150;

/**
 * Says what is wrong with a filter policy, in the words of SNS where it has some, or undefined if nothing is.
 * The rules: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 * They do not say how what stands in `$or` is counted, so that it is not.
 */
export function faultInFilterPolicy(json: string, scope: FilterPolicyScope): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {
    return 'FilterPolicy: failed to parse JSON.';
  }
  if (!isObject(policy)) return 'FilterPolicy: Filter policy must be a JSON object.';
  return faultInKeys(policy, scope) ?? faultInExtent(json, policy);
}

function faultInExtent(json: string, policy: Record<string, unknown>): string | undefined {
  const tooMuch = (limit: string) => `FilterPolicy: Filter policy is too complex: it may have at most ${limit}.`;
  if (Buffer.byteLength(json) > largest) return tooMuch('256 KB');
  // Of nested keys the outermost count.
  if (Object.keys(policy).filter((key) => key !== '$or').length > mostKeys) return tooMuch('five keys');
  if (combinationsIn(policy) > mostCombinations) return tooMuch(`${mostCombinations} combinations of values`);
  return undefined;
}

/** The numbers of values of all keys, nested ones too, multiplied. */
function combinationsIn(policy: Record<string, unknown>): number {
  return Object.entries(policy)
    .filter(([key]) => key !== '$or')
    .map(([, value]) => (Array.isArray(value) ? value.length : isObject(value) ? combinationsIn(value) : 1))
    .reduce((product, count) => product * count, 1);
}

function faultInKeys(policy: Record<string, unknown>, scope: FilterPolicyScope): string | undefined {
  for (const [key, value] of Object.entries(policy)) {
    const fault = key === '$or' ? faultInAlternatives(value, scope) : faultInKey(key, value, scope);
    if (fault) return fault;
  }
  return undefined;
}

function faultInAlternatives(value: unknown, scope: FilterPolicyScope): string | undefined {
  if (!Array.isArray(value) || value.length < 2) return 'FilterPolicy: "$or" must be an array of two or more objects.';
  for (const alternative of value) {
    const fault = isObject(alternative)
      ? faultInKeys(alternative, scope)
      : 'FilterPolicy: "$or" must be an array of objects.';
    if (fault) return fault;
  }
  return undefined;
}

function faultInKey(key: string, value: unknown, scope: FilterPolicyScope): string | undefined {
  if (isObject(value) && scope === 'MessageBody') return faultInKeys(value, scope);
  if (!Array.isArray(value))
    return `FilterPolicy: "${key}" must be an ${scope === 'MessageBody' ? 'object or an ' : ''}array.`;
  if (value.length === 0) return `FilterPolicy: Empty arrays are not allowed ("${key}").`;
  for (const rule of value) {
    const fault = faultInRule(key, rule);
    if (fault) return fault;
  }
  return undefined;
}

function faultInRule(key: string, rule: unknown): string | undefined {
  if (Array.isArray(rule)) return `FilterPolicy: Match value must be String, number, true, false, or null ("${key}").`;
  if (!isObject(rule)) return undefined;
  const [operator, ...more] = Object.keys(rule);
  if (operator === undefined || more.length > 0) return `FilterPolicy: Only one match type per object ("${key}").`;
  return operators.has(operator)
    ? faultInOperand(key, operator, rule[operator])
    : `FilterPolicy: Unrecognized match type ${operator}`;
}

function faultInOperand(key: string, operator: string, operand: unknown): string | undefined {
  const wrong = (expected: string) => `FilterPolicy: ${operator} must be ${expected} ("${key}").`;
  switch (operator) {
    case 'exists':
      return typeof operand === 'boolean' ? undefined : wrong('true or false');
    case 'numeric':
      return isNumericRule(operand) ? undefined : wrong('an array like [">=", 0, "<", 100]');
    case 'anything-but':
      return isExclusion(operand) ? undefined : wrong('a value, an array of values, or a prefix, suffix or wildcard');
    default:
      return typeof operand === 'string' ? undefined : wrong('a string');
  }
}

function isNumericRule(operand: unknown): boolean {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) return false;
  return operand.every((part: unknown, index) =>
    index % 2 === 0 ? typeof part === 'string' && ['=', '<', '<=', '>', '>='].includes(part) : typeof part === 'number',
  );
}

function isExclusion(operand: unknown): boolean {
  if (isObject(operand)) {
    const entries = Object.entries(operand);
    return (
      entries.length === 1 &&
      entries.every(([name, value]) => ['prefix', 'suffix', 'wildcard'].includes(name) && typeof value === 'string')
    );
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  return values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
