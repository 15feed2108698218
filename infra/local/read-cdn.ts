import type { CdnFunction } from './cdn-functions.ts';
import {
  asConfig,
  asConfigs,
  type Config,
  type FindPolicy,
  findPolicy,
  readForwardRules,
  readResponseHeaders,
} from './cdn-policies.ts';
import { type CdnBehaviour, type CdnOrigin, type CdnSettings, chooseBehaviour, selects } from './cdn-settings.ts';

/**
 * `policy` finds a policy of the template by its id; the managed ones are known without it. `viewerFunction` finds a
 * CloudFront Function of the template by its ARN.
 */
export type CdnLookups = {
  bucketOfDomain(domain: string): string | undefined;
  isApiDomain(domain: string): boolean;
  policy?: FindPolicy;
  viewerFunction?(arn: string): CdnFunction | undefined;
};

/** These change nothing that a client on this computer could see, or stand in the README as absent. */
const QUIET = {
  distribution: [
    'Aliases',
    'CNAMEs',
    'Comment',
    'HttpVersion',
    'IPV6Enabled',
    'Logging',
    'PriceClass',
    'ViewerCertificate',
    'WebACLId',
  ],
  origin: [
    'ConnectionAttempts',
    'ConnectionTimeout',
    'CustomOriginConfig',
    'OriginAccessControlId',
    'OriginShield',
    'ResponseCompletionTimeout',
    'S3OriginConfig',
  ],
  behaviour: ['CachedMethods', 'RealtimeLogConfigArn', 'FieldLevelEncryptionId', 'SmoothStreaming'],
};
const READ = {
  distribution: [
    'CacheBehaviors',
    'CustomErrorResponses',
    'DefaultCacheBehavior',
    'DefaultRootObject',
    'Enabled',
    'Origins',
    'Restrictions',
  ],
  origin: ['DomainName', 'Id', 'OriginCustomHeaders', 'OriginPath'],
  behaviour: [
    'AllowedMethods',
    'CachePolicyId',
    'Compress',
    'FunctionAssociations',
    'OriginRequestPolicyId',
    'PathPattern',
    'ResponseHeadersPolicyId',
    'TargetOriginId',
    'ViewerProtocolPolicy',
  ],
};
type Origin = { readonly origin: CdnOrigin; readonly headers: Record<string, string> };

/**
 * Reads a CloudFormation `DistributionConfig` whose references have been resolved.
 * Throws an Error that names every setting that would change what a client sees and is not emulated (functions at other
 * events than viewer-request, Lambda@Edge, origin groups, signed URLs, legacy ForwardedValues, …).
 */
export function readCdn(distribution: Config, lookups: CdnLookups): CdnSettings {
  refuseUnknown('The distribution', distribution, 'distribution');
  if (distribution.Enabled === false) throw new Error('The distribution is not enabled, so it would answer nothing.');
  const restriction = asConfig(asConfig(distribution.Restrictions).GeoRestriction).RestrictionType ?? 'none';
  if (restriction !== 'none')
    throw new Error(`The distribution restricts countries ("${String(restriction)}"), which is not emulated here.`);

  const origins = new Map(
    asConfigs(distribution.Origins).map((origin) => [String(origin.Id), readOrigin(origin, lookups)]),
  );
  const behaviours = [
    ...asConfigs(distribution.CacheBehaviors).map((behaviour) =>
      readBehaviour(String(behaviour.PathPattern), behaviour, origins, lookups),
    ),
    readBehaviour('*', asConfig(distribution.DefaultCacheBehavior), origins, lookups),
  ];
  const root = distribution.DefaultRootObject;
  const errorPages = readErrorPages(asConfigs(distribution.CustomErrorResponses), behaviours);
  return {
    behaviours,
    ...(typeof root === 'string' && root !== '' ? { defaultRootObject: root } : {}),
    ...(errorPages.length > 0 ? { errorPages } : {}),
  };
}

function refuseUnknown(where: string, config: Config, kind: keyof typeof READ): void {
  const known = new Set([...READ[kind], ...QUIET[kind]]);
  const unknown = Object.entries(config).filter(([name, value]) => !known.has(name) && !isOff(value));
  if (unknown.length > 0) {
    throw new Error(`${where} sets ${unknown.map(([name]) => name).join(', ')}, which is not emulated here.`);
  }
}

/** Empty lists, `{ Quantity: 0 }`, `{ Enabled: false }` and false say that a feature is not used. */
function isOff(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  const config = asConfig(value);
  return config.Quantity === 0 || config.Enabled === false;
}

function readOrigin(config: Config, { bucketOfDomain, isApiDomain }: CdnLookups): Origin {
  const where = `The origin ${String(config.Id)}`;
  refuseUnknown(where, config, 'origin');
  const domain = config.DomainName;
  if (typeof domain !== 'string') throw new Error(`${where} has no DomainName that could be resolved.`);
  const originPath = typeof config.OriginPath === 'string' ? config.OriginPath : '';
  const headers = Object.fromEntries(
    asConfigs(config.OriginCustomHeaders).map((header) => [
      String(header.HeaderName).toLowerCase(),
      String(header.HeaderValue),
    ]),
  );
  if (isApiDomain(domain)) return { origin: { kind: 'api', originPath }, headers };
  const bucket = bucketOfDomain(domain);
  if (bucket === undefined)
    throw new Error(`${where} points at ${domain}, which is neither an API nor a bucket of this template.`);
  return { origin: { kind: 'bucket', bucket, originPath }, headers };
}

function readBehaviour(
  pathPattern: string,
  config: Config,
  origins: ReadonlyMap<string, Origin>,
  { policy, viewerFunction }: CdnLookups,
): CdnBehaviour {
  const where = pathPattern === '*' ? 'The default behaviour' : `The behaviour ${pathPattern}`;
  refuseUnknown(where, config, 'behaviour');
  const target = origins.get(String(config.TargetOriginId));
  if (!target)
    throw new Error(
      `${where} goes to the origin ${String(config.TargetOriginId)}, which the distribution does not have.`,
    );
  const cache = findPolicy('CachePolicy', config.CachePolicyId, where, policy);
  if (!cache)
    throw new Error(`${where} has no CachePolicyId: give it one (the legacy ForwardedValues are not emulated here).`);
  const forward = readForwardRules(
    cache,
    findPolicy('OriginRequestPolicy', config.OriginRequestPolicyId, where, policy),
  );
  if (selects(forward.headers, 'host')) {
    throw new Error(
      `${where} sends the viewer's Host to its origin, which API Gateway and S3 refuse with 403: use the policy AllViewerExceptHostHeader.`,
    );
  }
  const headers = readResponseHeaders(
    findPolicy('ResponseHeadersPolicy', config.ResponseHeadersPolicyId, where, policy),
    where,
  );
  const viewerRequest = readViewerRequest(asConfigs(config.FunctionAssociations), where, viewerFunction);
  const methods = config.AllowedMethods;
  return {
    pathPattern,
    origin: target.origin,
    allowedMethods: Array.isArray(methods) ? methods.map(String) : ['GET', 'HEAD'],
    viewerProtocol: String(config.ViewerProtocolPolicy ?? 'allow-all'),
    responseHeaders: headers.override,
    defaultResponseHeaders: headers.fallback,
    removedResponseHeaders: headers.removed,
    originHeaders: target.headers,
    forward,
    compress: config.Compress === true,
    ...(viewerRequest === undefined ? {} : { viewerRequest }),
  };
}

function readViewerRequest(
  associations: readonly Config[],
  where: string,
  viewerFunction: CdnLookups['viewerFunction'],
): CdnFunction | undefined {
  const [association, ...others] = associations;
  if (association === undefined) return undefined;
  if (association.EventType !== 'viewer-request' || others.length > 0) {
    const events = associations.map(({ EventType }) => String(EventType)).join(', ');
    throw new Error(`${where} has FunctionAssociations for ${events}; one for viewer-request is emulated here.`);
  }
  const found = viewerFunction?.(String(association.FunctionARN));
  if (found === undefined) {
    throw new Error(
      `${where} has FunctionAssociations with ${String(association.FunctionARN)}, which is no function of this template.`,
    );
  }
  return found;
}

function readErrorPages(configs: readonly Config[], behaviours: readonly CdnBehaviour[]) {
  return configs.flatMap((config) => {
    const page = config.ResponsePagePath;
    // Without a page it only says how long an error is cached, and nothing is cached here.
    if (typeof page !== 'string' || page === '') return [];
    if (chooseBehaviour(behaviours, page)?.origin.kind !== 'bucket') {
      throw new Error(`The error page ${page} does not come from a bucket, which is not emulated here.`);
    }
    const status = Number(config.ErrorCode);
    return [{ status, page, responseStatus: Number(config.ResponseCode ?? status) }];
  });
}
