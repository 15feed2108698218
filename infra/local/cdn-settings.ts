import type { CdnFunction } from './cdn-functions.ts';

/** Which names of a kind (headers, cookies, query parameters) go on to the origin. Header names are lower case. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly names: readonly string[] }
  | { readonly kind: 'except'; readonly names: readonly string[] };

/** What a behaviour's cache policy and origin request policy let through; a name goes on when any of the selections has it. */
export type ForwardRules = {
  readonly headers: readonly Selection[];
  readonly cookies: readonly Selection[];
  readonly query: readonly Selection[];
  /** Encodings of the cache policy: `Accept-Encoding` is reduced to these, and only these are compressed to. */
  readonly encodings: readonly Encoding[];
};
export type Encoding = 'br' | 'gzip';

export type CdnOrigin =
  | { readonly kind: 'api'; readonly originPath?: string }
  | { readonly kind: 'bucket'; readonly bucket: string; readonly originPath: string };

/**
 * One cache behaviour. `responseHeaders` replace the origin's, `defaultResponseHeaders` stand in where it sent none,
 * `originHeaders` are added on the way to the origin. Without `forward` everything but Host goes on.
 */
export type CdnBehaviour = {
  /** With `*` (any characters, also none) and `?` (exactly one); `*` alone is the default behaviour. */
  readonly pathPattern: string;
  readonly origin: CdnOrigin;
  readonly allowedMethods: readonly string[];
  readonly viewerProtocol?: string;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly defaultResponseHeaders?: Readonly<Record<string, string>>;
  readonly removedResponseHeaders?: readonly string[];
  readonly originHeaders?: Readonly<Record<string, string>>;
  readonly forward?: ForwardRules;
  readonly compress?: boolean;
  /** Run before the origin is asked; it may change the request, or answer itself. */
  readonly viewerRequest?: CdnFunction;
};

/** `behaviours` in the order in which CloudFront asks them, the default last. */
export type CdnSettings = {
  readonly behaviours: readonly CdnBehaviour[];
  readonly defaultRootObject?: string;
  /** The page (a path of this distribution, on a bucket) and the status that replace an origin's error. */
  readonly errorPages?: readonly { readonly status: number; readonly page: string; readonly responseStatus: number }[];
};

/** True when one of the selections lets the name through. */
export function selects(selections: readonly Selection[], name: string): boolean {
  return selections.some((selection) => {
    if (selection.kind === 'all') return true;
    return selection.names.includes(name) === (selection.kind === 'only');
  });
}

/**
 * The behaviour that answers a path: the first whose pattern matches. The path is normalised first (RFC 3986), for the
 * choice only: the origin gets it as it came. (CloudFront developer guide, "Cache behavior settings", path pattern.)
 */
export function chooseBehaviour(behaviours: readonly CdnBehaviour[], path: string): CdnBehaviour | undefined {
  const normalised = normalisePath(path);
  return behaviours.find(({ pathPattern }) => matchesPattern(pathPattern, normalised));
}

/** Case-sensitive; the leading slash of a pattern is optional. */
export function matchesPattern(pattern: string, path: string): boolean {
  if (pattern === '*') return true;
  const rooted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  const source = rooted
    .replace(/[.+^${}()|[\]\\/-]/g, '\\$&')
    .replaceAll('?', '.')
    .replace(/\*+/g, '.*');
  return new RegExp(`^${source}$`, 's').test(path);
}

/** Decodes what need not be encoded and resolves `.` and `..`. */
export function normalisePath(path: string): string {
  const decoded = path.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : code.toUpperCase();
  });
  const segments: string[] = [];
  const parts = decoded.slice(1).split('/');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') segments.pop();
    if (part !== '.' && part !== '..') segments.push(part);
    else if (isLast) segments.push('');
  }
  return `/${segments.join('/')}`;
}
