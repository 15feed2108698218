/** What a request says under each condition key; keys are lower case, since IAM compares them so. */
export type Context = ReadonlyMap<string, readonly string[]>;
export type Condition = (context: Context) => boolean;

type Matcher = (value: string) => boolean;

/** The keys that the gateway fills; a policy that asks for another would be judged wrongly, so it is refused at start. */
const KNOWN_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
  's3:prefix',
  's3:x-amz-acl',
]);

const OPERATORS: Record<string, (expected: string) => Matcher> = {
  StringEquals: (expected) => (value) => value === expected,
  StringEqualsIgnoreCase: (expected) => (value) => value.toLowerCase() === expected.toLowerCase(),
  StringLike: (expected) => wildcards(expected),
  ArnEquals: arnMatcher,
  ArnLike: arnMatcher,
  Bool: (expected) => (value) => value.toLowerCase() === expected.toLowerCase(),
  NumericEquals: (expected) => (value) => Number(value) === Number(expected),
  NumericLessThan: (expected) => (value) => Number(value) < Number(expected),
  NumericLessThanEquals: (expected) => (value) => Number(value) <= Number(expected),
  NumericGreaterThan: (expected) => (value) => Number(value) > Number(expected),
  NumericGreaterThanEquals: (expected) => (value) => Number(value) >= Number(expected),
  DateEquals: (expected) => (value) => time(value) === time(expected),
  DateLessThan: (expected) => (value) => time(value) < time(expected),
  DateLessThanEquals: (expected) => (value) => time(value) <= time(expected),
  DateGreaterThan: (expected) => (value) => time(value) > time(expected),
  DateGreaterThanEquals: (expected) => (value) => time(value) >= time(expected),
};

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/**
 * Compiles the Condition element of a statement: every operator and every key in it must hold, one of the values is
 * enough. A key that the request does not have makes a condition false; a negated operator, `…IfExists` and
 * ForAllValues true; ForAnyValue false. (IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multi-valued context keys".)
 * Throws on an operator or a key that is not known here.
 */
export function compileCondition(element: unknown, where: string): Condition {
  const tests = Object.entries(asObject(element)).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys)).map(([key, values]) => compileTest(operator, key, asTexts(values), where)),
  );
  return (context) => tests.every((test) => test(context));
}

function compileTest(text: string, key: string, expected: string[], where: string): Condition {
  const name = key.toLowerCase();
  if (!KNOWN_KEYS.has(name)) {
    throw new Error(
      `${where}: the condition key ${key} is not known to the local IAM (infra/local/iam-conditions.ts).`,
    );
  }
  const [, set, base = '', optional] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(text) ?? [];
  if (base === 'Null') return (context) => expected.includes(String(!context.has(name)));
  const negated = NEGATED[base] !== undefined;
  const matcherOf = OPERATORS[NEGATED[base] ?? base];
  if (matcherOf === undefined) {
    throw new Error(
      `${where}: the condition operator ${text} is not known to the local IAM (infra/local/iam-conditions.ts).`,
    );
  }
  const matchers = expected.map((value) => matcherOf(withoutVariables(value, where)));
  const holds = (value: string) => matchers.some((matches) => matches(value)) !== negated;
  const ifMissing = optional !== undefined || (set === undefined ? negated : set === 'ForAllValues');
  return (context) => {
    const values = context.get(name);
    if (values === undefined || values.length === 0) return ifMissing;
    return set === 'ForAnyValue' ? values.some(holds) : values.every(holds);
  };
}

/** `*` any characters, `?` one. Resources are told apart by case, actions are not. */
export function wildcards(pattern: string, { ignoreCase = false } = {}): Matcher {
  if (pattern === '*') return () => true;
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
  return (value) => expression.test(value);
}

/** The six parts of an ARN are compared one by one: a `*` does not reach over a colon, but in the last part. */
function arnMatcher(pattern: string): Matcher {
  const expected = arnParts(pattern).map((part) => wildcards(part));
  if (expected.length < 6) return wildcards(pattern);
  return (value) => {
    const parts = arnParts(value);
    return parts.length === 6 && expected.every((matches, index) => matches(parts[index] ?? ''));
  };
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** ISO 8601 or seconds since 1970; NaN, which equals nothing, for anything else. */
function time(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

export function withoutVariables(text: string, where: string): string {
  if (!text.includes('${')) return text;
  throw new Error(`${where}: the policy variable in ${text} is not known to the local IAM.`);
}

/** A single text or a list of them; numbers and booleans are as good as their texts. */
export function asTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
