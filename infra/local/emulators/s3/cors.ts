import type { Answer } from './answer.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { CorsRule } from './settings.ts';

type Asked = { origin: string; method: string; headers: string[] };

/** The headers that let a browser's page read the answer; none where no rule of the bucket allows it. */
export function corsHeaders(request: S3Request, rules: CorsRule[] | undefined): Record<string, string> {
  const origin = request.headers.get('origin');
  if (origin === undefined) return {};
  const asked = { origin, method: request.method, headers: [] };
  const rule = rules?.find((candidate) => allows(candidate, asked));
  return rule === undefined ? {} : ruleHeaders(rule, asked);
}

/**
 * Answers a browser's OPTIONS request.
 * @throws S3Error AccessForbidden
 */
export function preflight(request: S3Request, rules: CorsRule[] | undefined): Answer {
  const origin = request.headers.get('origin');
  const method = request.headers.get('access-control-request-method');
  if (origin === undefined || method === undefined) {
    const missing = origin === undefined ? 'Origin' : 'Access-Control-Request-Method';
    throw new S3Error(400, 'BadRequest', `Insufficient information. ${missing} request header needed.`);
  }
  const headers = (request.headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const asked = { origin, method, headers };
  const rule = rules?.find((candidate) => allows(candidate, asked));
  if (rule !== undefined) return { status: 200, headers: ruleHeaders(rule, asked) };
  const message =
    rules === undefined
      ? 'CORSResponse: CORS is not enabled for this bucket.'
      : 'CORSResponse: This CORS request is not allowed: no rule of the bucket allows this origin, method and headers.';
  throw new S3Error(403, 'AccessForbidden', message, {
    Method: method,
    ResourceType: request.key ? 'OBJECT' : 'BUCKET',
  });
}

function allows(rule: CorsRule, { origin, method, headers }: Asked): boolean {
  return (
    rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
    rule.allowedMethods.includes(method) &&
    headers.every((name) => rule.allowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), name)) ?? false)
  );
}

/** A pattern holds at most one `*`. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const end = pattern.slice(star + 1);
  return text.length >= pattern.length - 1 && text.startsWith(pattern.slice(0, star)) && text.endsWith(end);
}

function ruleHeaders(rule: CorsRule, { origin, headers }: Asked): Record<string, string> {
  const anyone = rule.allowedOrigins.includes('*');
  const exposed = rule.exposedHeaders ?? [];
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(!anyone && { 'access-control-allow-credentials': 'true' }),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  };
}
