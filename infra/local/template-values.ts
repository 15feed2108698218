import { TemplateError } from './template-error.ts';

/** CloudFormation takes numbers and booleans for their texts. */
export function asText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw refusal(where, value, 'a text is needed here');
}

export function asList(value: unknown, where: string, length?: number): unknown[] {
  if (!Array.isArray(value)) throw refusal(where, value, 'a list is needed here');
  if (length === undefined || value.length === length) return value;
  throw refusal(where, value, `a list of ${length} is needed here`);
}

export function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw refusal(where, value, 'an object is needed here');
}

export function refusal(where: string, value: unknown, why: string): TemplateError {
  const given = typeof value === 'symbol' ? value.description : JSON.stringify(value);
  return new TemplateError(`${where}: ${why}, not ${given}.`);
}

/** Finds the `https://` addresses of these domains; not where the domain goes on, as `site.example.net.evil` does. */
export function addressesOf(domains: readonly string[]): RegExp {
  if (domains.length === 0) return /(?!)/g;
  return new RegExp(`https://(?:${domains.map(RegExp.escape).join('|')})(?![\\w-]|\\.\\w)`, 'g');
}

/** Puts the site's own address for those of AWS, in every text of a resolved value. */
export function publish(value: unknown, addresses: RegExp, siteUrl: string, where: string): unknown {
  if (Array.isArray(value)) return value.map((item) => publish(item, addresses, siteUrl, where));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key, publish(item, addresses, siteUrl, where)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  if (value.includes('{{resolve:')) {
    throw refusal(where, value, 'dynamic references are read from the SSM or Secrets Manager of an AWS account');
  }
  return value.replace(addresses, () => siteUrl);
}
