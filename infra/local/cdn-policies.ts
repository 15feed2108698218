import type { Encoding, ForwardRules, Selection } from './cdn-settings.ts';

export type Config = Readonly<Record<string, unknown>>;
type PolicyKind = 'CachePolicy' | 'OriginRequestPolicy' | 'ResponseHeadersPolicy';
/** Finds the config of a policy of the template (`CachePolicyConfig` and its like) by its id. */
export type FindPolicy = (kind: PolicyKind, id: string) => Config | undefined;

const NONE: Selection = { kind: 'only', names: [] };
const COMPRESSED = { EnableAcceptEncodingGzip: true, EnableAcceptEncodingBrotli: true };
const keyed = (query: string, cookies: string, headers: readonly string[], encodings: Config): Config => ({
  ParametersInCacheKeyAndForwardedToOrigin: {
    QueryStringsConfig: { QueryStringBehavior: query },
    CookiesConfig: { CookieBehavior: cookies },
    HeadersConfig: headers.length > 0 ? { HeaderBehavior: 'whitelist', Headers: headers } : { HeaderBehavior: 'none' },
    ...encodings,
  },
});
const ORIGIN_HEADERS = ['host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override'];
const request = (query: string, cookies: string, headers: Config): Config => ({
  QueryStringsConfig: { QueryStringBehavior: query },
  CookiesConfig: { CookieBehavior: cookies },
  HeadersConfig: headers,
});
const CORS_HEADERS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'];

/** The policies that AWS manages, by id. (CloudFront developer guide, "Use managed cache policies" and its sisters.) */
const MANAGED: Readonly<Record<PolicyKind, Readonly<Record<string, Config>>>> = {
  CachePolicy: {
    // CachingOptimized
    '658327ea-f89d-4fab-a63d-7e88639e58f6': keyed('none', 'none', [], COMPRESSED),
    // CachingOptimizedForUncompressedObjects
    'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': keyed('none', 'none', [], {}),
    // CachingDisabled
    '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': keyed('none', 'none', [], {}),
    // UseOriginCacheControlHeaders
    '83da9c7e-98b4-4e11-a168-04f0df8e2c65': keyed('none', 'all', ORIGIN_HEADERS, COMPRESSED),
    // UseOriginCacheControlHeaders-QueryStrings
    '4cc15a8a-d715-48a4-82b8-cc0b614638fe': keyed('all', 'all', ORIGIN_HEADERS, COMPRESSED),
  },
  OriginRequestPolicy: {
    // AllViewer
    '216adef6-5c7f-47e4-b989-5492eafa07d3': request('all', 'all', { HeaderBehavior: 'allViewer' }),
    // AllViewerExceptHostHeader
    'b689b0a8-53d0-40ab-baf2-68738e2966ac': request('all', 'all', { HeaderBehavior: 'allExcept', Headers: ['Host'] }),
    // CORS-CustomOrigin
    '59781a5b-3903-41f3-afcb-af62929ccde1': request('none', 'none', {
      HeaderBehavior: 'whitelist',
      Headers: ['Origin'],
    }),
    // CORS-S3Origin
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': request('none', 'none', {
      HeaderBehavior: 'whitelist',
      Headers: CORS_HEADERS,
    }),
    // UserAgentRefererHeaders
    'acba4595-bd28-49b8-b9fe-13317c0390fa': request('none', 'none', {
      HeaderBehavior: 'whitelist',
      Headers: ['User-Agent', 'Referer'],
    }),
  },
  ResponseHeadersPolicy: {
    // SimpleCORS
    '60669652-455b-4ae9-85a4-c4c02393f86c': {
      CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, OriginOverride: false },
    },
    // SecurityHeadersPolicy
    '67f7725c-6f97-4210-82d7-5512b31e9d03': {
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
        ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: false },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: false },
        XSSProtection: { Protection: true, ModeBlock: true, Override: false },
      },
    },
  },
};

/** A policy's config by id: the template's own, or one that AWS manages. Throws when it is neither. */
export function findPolicy(
  kind: PolicyKind,
  id: unknown,
  where: string,
  find: FindPolicy | undefined,
): Config | undefined {
  if (id === undefined) return undefined;
  const config = typeof id === 'string' ? (find?.(kind, id) ?? MANAGED[kind][id]) : undefined;
  if (!config) {
    throw new Error(
      `${where}: the ${kind} ${JSON.stringify(id)} is neither in the template nor among the managed policies that are emulated here.`,
    );
  }
  return config;
}

/** What goes on to the origin under a cache policy and, if there is one, an origin request policy. */
export function readForwardRules(cache: Config, originRequest: Config | undefined): ForwardRules {
  const key = asConfig(cache.ParametersInCacheKeyAndForwardedToOrigin);
  const both = [key, ...(originRequest ? [originRequest] : [])];
  const encodings: Encoding[] = [];
  if (key.EnableAcceptEncodingBrotli === true) encodings.push('br');
  if (key.EnableAcceptEncodingGzip === true) encodings.push('gzip');
  return {
    encodings,
    headers: both.flatMap((config) => readHeaderSelections(asConfig(config.HeadersConfig))),
    cookies: both.map((config) => readSelection(asConfig(config.CookiesConfig), 'CookieBehavior', 'Cookies')),
    query: both.map((config) =>
      readSelection(asConfig(config.QueryStringsConfig), 'QueryStringBehavior', 'QueryStrings'),
    ),
  };
}

function readHeaderSelections(config: Config): Selection[] {
  const names = asNames(config.Headers).map((name) => name.toLowerCase());
  const behaviour = config.HeaderBehavior ?? 'none';
  if (behaviour === 'allViewer') return [{ kind: 'all' }];
  if (behaviour === 'allViewerAndWhitelistCloudFront') return [{ kind: 'all' }, { kind: 'only', names }];
  return [selection(behaviour, names)];
}

function readSelection(config: Config, behaviour: string, names: string): Selection {
  return selection(config[behaviour] ?? 'none', asNames(config[names]));
}

function selection(behaviour: unknown, names: readonly string[]): Selection {
  if (behaviour === 'none') return NONE;
  if (behaviour === 'all') return { kind: 'all' };
  if (behaviour === 'whitelist') return { kind: 'only', names };
  if (behaviour === 'allExcept') return { kind: 'except', names };
  throw new Error(`A policy selects by ${JSON.stringify(behaviour)}, which is not emulated here.`);
}

type ResponseHeaders = {
  readonly override: Record<string, string>;
  readonly fallback: Record<string, string>;
  readonly removed: string[];
};

/** The headers that a response headers policy adds and removes. Throws where it asks for what is not emulated. */
export function readResponseHeaders(policy: Config | undefined, where: string): ResponseHeaders {
  const read: ResponseHeaders = { override: {}, fallback: {}, removed: [] };
  if (policy?.ServerTimingHeadersConfig !== undefined)
    throw new Error(`${where}: ServerTimingHeadersConfig of a response headers policy is not emulated here.`);
  const add = (name: string, value: string, config: Config) => {
    (config.Override === true ? read.override : read.fallback)[name.toLowerCase()] = value;
  };
  for (const [part, value] of Object.entries(asConfig(policy?.SecurityHeadersConfig))) {
    const config = asConfig(value);
    const header = securityHeader(part, config);
    if (!header) throw new Error(`${where}: the security header ${part} is not emulated here.`);
    add(header[0], header[1], config);
  }
  if (policy?.CorsConfig !== undefined) {
    for (const [name, text] of corsHeaders(asConfig(policy.CorsConfig), where))
      add(name, text, { Override: asConfig(policy.CorsConfig).OriginOverride });
  }
  for (const config of asConfigs(asConfig(policy?.CustomHeadersConfig).Items))
    add(String(config.Header), String(config.Value), config);
  for (const config of asConfigs(asConfig(policy?.RemoveHeadersConfig).Items))
    read.removed.push(String(config.Header).toLowerCase());
  return read;
}

/**
 * What every answer says of CORS; CloudFront says it only where there is an Origin. Methods and headers are for preflights,
 * which the origin answers.
 */
function corsHeaders(cors: Config, where: string): [string, string][] {
  if (
    asNames(asConfig(cors.AccessControlAllowOrigins).Items).join() !== '*' ||
    cors.AccessControlAllowCredentials === true
  ) {
    throw new Error(`${where}: a response headers policy with CORS for some origins alone is not emulated here.`);
  }
  const exposed = asNames(asConfig(cors.AccessControlExposeHeaders).Items);
  return [
    ['access-control-allow-origin', '*'],
    ...(exposed.length === 0 ? [] : [['access-control-expose-headers', exposed.join(', ')] as [string, string]]),
  ];
}

function securityHeader(part: string, config: Config): readonly [string, string] | undefined {
  const flag = (name: string, text: string) => (config[name] === true ? text : '');
  switch (part) {
    case 'ContentSecurityPolicy':
      return ['content-security-policy', String(config.ContentSecurityPolicy)];
    case 'ContentTypeOptions':
      return ['x-content-type-options', 'nosniff'];
    case 'FrameOptions':
      return ['x-frame-options', String(config.FrameOption)];
    case 'ReferrerPolicy':
      return ['referrer-policy', String(config.ReferrerPolicy)];
    case 'StrictTransportSecurity':
      return [
        'strict-transport-security',
        `max-age=${String(config.AccessControlMaxAgeSec)}${flag('IncludeSubdomains', '; includeSubDomains')}${flag('Preload', '; preload')}`,
      ];
    case 'XSSProtection': {
      const report = config.ReportUri === undefined ? '' : `; report=${String(config.ReportUri)}`;
      return ['x-xss-protection', config.Protection === true ? `1${flag('ModeBlock', '; mode=block')}${report}` : '0'];
    }
    default:
      return undefined;
  }
}

/** An object of the template, empty when it is absent. */
export function asConfig(value: unknown): Config {
  return isConfig(value) ? value : {};
}

export function asConfigs(value: unknown): readonly Config[] {
  return Array.isArray(value) ? value.filter(isConfig) : [];
}

function asNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
