/** One route key, taken apart once at start. `rank` orders the routes that match: the greater wins, segment by segment. */
export type RoutePattern = { readonly method: string; readonly segments: readonly Segment[] | 'default' };
type Segment = { readonly kind: 'exact' | 'variable' | 'greedy'; readonly text: string };

const METHODS = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const WEIGHT = { exact: 2, variable: 1, greedy: 0 } as const;
const DEFAULT_RANK: readonly number[] = [-1];

/**
 * Reads a route key: `GET /articles/{id}`, `ANY /v1/{proxy+}` or `$default`.
 * Throws an Error that names the key where API Gateway would refuse the route.
 */
export function parseRouteKey(routeKey: string): RoutePattern {
  if (routeKey === '$default') return { method: 'ANY', segments: 'default' };
  const [method = '', path = '', ...rest] = routeKey.split(' ');
  if (!METHODS.has(method) || !path.startsWith('/') || rest.length > 0) {
    throw new Error(
      `The route key "${routeKey}" is not "$default" nor "<METHOD> /path" (methods: ${[...METHODS].join(', ')}).`,
    );
  }
  const segments = path.slice(1).split('/').map(parseSegment);
  const greedy = segments.findIndex((segment) => segment.kind === 'greedy');
  if (greedy !== -1 && greedy !== segments.length - 1) {
    throw new Error(`The route key "${routeKey}" has a greedy variable that is not its last segment.`);
  }
  return { method, segments };
}

function parseSegment(text: string): Segment {
  if (text.startsWith('{') && text.endsWith('+}')) return { kind: 'greedy', text: text.slice(1, -2) };
  if (text.startsWith('{') && text.endsWith('}')) return { kind: 'variable', text: text.slice(1, -1) };
  return { kind: 'exact', text };
}

/**
 * The route that answers `method` and the decoded `path`, with its path parameters; undefined when none does.
 * An exact segment beats `{variable}`, which beats `{greedy+}`, which beats `$default`; at an equal path a named method
 * beats ANY. (API Gateway developer guide, "Routing API requests" for HTTP APIs.)
 */
export function chooseRoute<R extends { readonly pattern: RoutePattern }>(
  routes: readonly R[],
  method: string,
  path: string,
): { route: R; pathParameters: Record<string, string> } | undefined {
  const segments = path.slice(1).split('/');
  let best: { route: R; pathParameters: Record<string, string>; rank: readonly number[] } | undefined;
  for (const route of routes) {
    if (route.pattern.method !== 'ANY' && route.pattern.method !== method) continue;
    const match = matchSegments(route.pattern.segments, segments);
    if (!match) continue;
    const rank = [...match.rank, route.pattern.method === 'ANY' ? 0 : 1];
    if (!best || isGreater(rank, best.rank)) best = { route, pathParameters: match.pathParameters, rank };
  }
  return best && { route: best.route, pathParameters: best.pathParameters };
}

function matchSegments(
  pattern: RoutePattern['segments'],
  path: readonly string[],
): { pathParameters: Record<string, string>; rank: readonly number[] } | undefined {
  if (pattern === 'default') return { pathParameters: {}, rank: DEFAULT_RANK };
  const pathParameters: [string, string][] = [];
  const rank: number[] = [];
  for (const [index, segment] of pattern.entries()) {
    const greedy = segment.kind === 'greedy';
    const value = greedy ? path.slice(index).join('/') : path[index];
    // A variable takes at least one character: `/articles/` is not `/articles/{id}`.
    if (segment.kind === 'exact' ? value !== segment.text : !value) return undefined;
    if (segment.kind !== 'exact') pathParameters.push([segment.text, value ?? '']);
    rank.push(WEIGHT[segment.kind]);
    if (greedy) return { pathParameters: Object.fromEntries(pathParameters), rank };
  }
  return pattern.length === path.length ? { pathParameters: Object.fromEntries(pathParameters), rank } : undefined;
}

function isGreater(rank: readonly number[], than: readonly number[]): boolean {
  for (const [index, value] of rank.entries()) {
    const other = than[index];
    if (other === undefined) return true;
    if (value !== other) return value > other;
  }
  return false;
}
