/** `CorsConfiguration` of an HTTP API, in our spelling; `maxAge` in seconds. */
export type CorsSettings = {
  readonly allowOrigins?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly allowCredentials?: boolean;
  readonly maxAge?: number;
};

/** Throws where API Gateway would refuse the configuration. */
export function checkCors(cors: CorsSettings): void {
  if (cors.allowCredentials && cors.allowOrigins?.includes('*')) {
    throw new Error(
      'CORS with AllowCredentials cannot allow the origin "*": name the origins. API Gateway refuses this too.',
    );
  }
}

/**
 * The CORS headers for an answer to `origin`: none when that origin is not allowed. The gateway, not the function, writes
 * them. (API Gateway developer guide, "Configuring CORS for an HTTP API".)
 * @param preflight true for the answer to OPTIONS with Access-Control-Request-Method, which lists methods and headers
 */
export function corsHeaders(cors: CorsSettings, origin: string, preflight: boolean): Record<string, string> {
  const allowed = cors.allowOrigins ?? [];
  const any = allowed.includes('*');
  if (
    !any &&
    !allowed.includes(origin) &&
    !allowed.some((rule) => isSchemeRule(rule) && origin.startsWith(rule.slice(0, -1)))
  ) {
    return {};
  }
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...listed('access-control-expose-headers', cors.exposeHeaders),
    ...(preflight ? preflightHeaders(cors) : {}),
  };
}

function isSchemeRule(rule: string): boolean {
  return rule === 'https://*' || rule === 'http://*';
}

function preflightHeaders(cors: CorsSettings): Record<string, string> {
  return {
    ...listed('access-control-allow-methods', cors.allowMethods),
    ...listed('access-control-allow-headers', cors.allowHeaders),
    ...(cors.maxAge === undefined ? {} : { 'access-control-max-age': String(cors.maxAge) }),
  };
}

function listed(name: string, values: readonly string[] | undefined): Record<string, string> {
  return values && values.length > 0 ? { [name]: values.join(',') } : {};
}
