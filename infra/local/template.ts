import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { apiDomain, bucketDomain, type Place } from './template-attributes.ts';
import { TemplateError } from './template-error.ts';
import { Resolver, type Template } from './template-intrinsics.ts';
import { type HostedType, isHosted, isKnown, unknownProperties } from './template-types.ts';

export type { Place } from './template-attributes.ts';

/** A hosted resource. `ref` is what Ref gives, or the logical id where Ref gives nothing of use. */
export type Resource = {
  id: string;
  type: HostedType;
  name: string;
  properties: Record<string, unknown>;
  ref: string;
  arn: string | undefined;
};

export type Stack = {
  place: Place;
  /** In the order of the template; without what is left out (template-types.ts) or whose condition does not hold. */
  resources: readonly Resource[];
  ofType(type: HostedType): Resource[];
  /** By logical id. Throws where there is none. */
  byId(id: string): Resource;
  /** Throws where resources of several types have this Ref and no type is given. */
  byRef(ref: string, type?: HostedType): Resource | undefined;
  byArn(arn: string): Resource | undefined;
  /** The name of the bucket that AWS would serve under this domain, as CDN origins name it. */
  bucketOfDomain(domain: string): string | undefined;
  isApiDomain(domain: string): boolean;
  outputs: Record<string, string>;
  /** The directory that CDK put an asset in. @param s3Key as in `Code.S3Key`: `<hash>.zip` */
  assetDirectory(s3Key: string): string;
};

type Artifact = {
  type: string;
  properties?: { templateFile?: string; stackName?: string; file?: string };
  dependencies?: string[];
};
type Manifest = { artifacts?: Record<string, Artifact>; missing?: { key: string }[] };
type AssetManifest = {
  files?: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations?: Record<string, { objectKey?: string }> }
  >;
};

/**
 * Reads one synthesized stack of a cloud assembly (`cdk.out`) and gives every reference in it its local value.
 * Physical names are the given ones, else `<stack>-<logical id>` in kebab (template-names.ts).
 * Throws a TemplateError on a resource type, an intrinsic function or a value that is not known here.
 */
export function readStack(cdkOut: string, stackName: string, place: Place): Stack {
  const manifest: Manifest = readJson(path.join(cdkOut, 'manifest.json'));
  const artifact = findStack(manifest, stackName, cdkOut);
  if (manifest.missing !== undefined && manifest.missing.length > 0) {
    const keys = manifest.missing.map(({ key }) => key).join(', ');
    throw new TemplateError(`${cdkOut} was synthesized without values that CDK looks up in an AWS account: ${keys}.`);
  }
  const template: Template = readJson(path.join(cdkOut, artifact.properties?.templateFile ?? ''));
  if (template.Transform !== undefined) {
    throw new TemplateError(
      `The template of ${stackName} asks for ${JSON.stringify(template.Transform)}: macros run in an AWS account only.`,
    );
  }
  refuseUnknownTypes(template);

  const resolver = new Resolver(template, place);
  const resources = readResources(template, resolver);
  refuseSharedNames(resources);
  refuseUnknownProperties(resources);
  const ids = new Map(resources.map((resource) => [resource.id, resource]));
  const arns = new Map(resources.flatMap((resource) => (resource.arn === undefined ? [] : [[resource.arn, resource]])));
  const ofType = (type: HostedType) => resources.filter((resource) => resource.type === type);
  const named = ({ id, name }: Resource) => ({ id, name, place, property: () => undefined });
  const buckets = new Map(ofType('AWS::S3::Bucket').map((bucket) => [bucketDomain(named(bucket)), bucket.name]));
  const apis = new Set(ofType('AWS::ApiGatewayV2::Api').map((api) => apiDomain(named(api))));
  const assets = readAssets(cdkOut, manifest, artifact);
  return {
    place,
    resources,
    ofType,
    byId(id) {
      const resource = ids.get(id);
      if (resource === undefined) throw new TemplateError(`The stack ${stackName} hosts no resource ${id}.`);
      return resource;
    },
    byRef(ref, type) {
      const found = resources.filter((resource) => resource.ref === ref && (type ?? resource.type) === resource.type);
      if (found.length < 2) return found[0];
      throw new TemplateError(`${ref} is the Ref of ${found.map(({ id }) => id).join(' and of ')}.`);
    },
    byArn: (arn) => arns.get(arn),
    bucketOfDomain: (domain) => buckets.get(domain),
    isApiDomain: (domain) => apis.has(domain),
    outputs: readOutputs(template, resolver),
    assetDirectory: (s3Key) => assetDirectory(assets, s3Key),
  };
}

function readJson<T>(file: string): T {
  if (!existsSync(file)) throw new TemplateError(`There is no ${file}: synthesize the app first.`);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

function findStack(manifest: Manifest, stackName: string, cdkOut: string): Artifact {
  const stacks = Object.entries(manifest.artifacts ?? {})
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => ({ name: artifact.properties?.stackName ?? id, artifact }));
  const found = stacks.find(({ name }) => name === stackName);
  if (found === undefined) {
    const names = stacks.map(({ name }) => name).join(', ') || 'none';
    throw new TemplateError(`${cdkOut} has no stack ${stackName}; its stacks: ${names}.`);
  }
  return found.artifact;
}

function refuseUnknownTypes(template: Template): void {
  const unknown = Object.entries(template.Resources).filter(([, { Type }]) => !isKnown(Type));
  if (unknown.length === 0) return;
  const list = unknown.map(([id, { Type }]) => `${Type} (${id})`).join(', ');
  throw new TemplateError(
    `The local host does not know what to do with ${list}. infra/local/template-types.ts lists what it hosts and what it leaves out: add the type to one of them, with its Ref and attributes in infra/local/template-attributes.ts.`,
  );
}

function readResources(template: Template, resolver: Resolver): Resource[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties, Condition }]) => {
    if (!isHosted(Type)) return [];
    const where = `${id} (${Type})`;
    if (Condition !== undefined && !resolver.holds(Condition, where)) return [];
    const { name, ref, arn } = resolver.identify(id);
    const properties = Object.fromEntries(
      Object.entries(Properties ?? {})
        .map(([key, value]) => [key, resolver.resolve(value, `${where}, ${key}`)] as const)
        .filter(([, value]) => value !== undefined),
    );
    return [{ id, type: Type, name, properties, ref: ref ?? id, arn }];
  });
}

function refuseUnknownProperties(resources: readonly Resource[]): void {
  const unknown = resources.flatMap(({ id, type, properties }) =>
    unknownProperties(type, properties).map((property) => `${property} of ${id} (${type})`),
  );
  if (unknown.length === 0) return;
  throw new TemplateError(
    `The local host does not know what to do with ${unknown.join(', ')}. Have it read, or enter it as absent in infra/local/template-types.ts if nothing that a program could see depends on it.`,
  );
}

/** A name that was given may be the one that another resource got here. */
function refuseSharedNames(resources: readonly Resource[]): void {
  const owners = new Map<string, Resource>();
  for (const resource of resources) {
    if (resource.arn === undefined) continue;
    const owner = owners.get(resource.arn);
    if (owner !== undefined) {
      throw new TemplateError(`${owner.id} and ${resource.id} are both called ${resource.arn}: give one another name.`);
    }
    owners.set(resource.arn, resource);
  }
}

function readOutputs(template: Template, resolver: Resolver): Record<string, string> {
  const outputs = Object.entries(template.Outputs ?? {}).filter(
    ([name, { Condition }]) => Condition === undefined || resolver.holds(Condition, `Output ${name}`),
  );
  return Object.fromEntries(
    outputs.map(([name, { Value }]) => [name, String(resolver.resolve(Value, `Output ${name}`) ?? '')]),
  );
}

/** The directory or file of each asset by the key that it is published under, `<hash>.zip`. */
function readAssets(
  cdkOut: string,
  manifest: Manifest,
  stack: Artifact,
): Map<string, { source: string; packaging: string }> {
  const manifests = (stack.dependencies ?? [])
    .map((id) => manifest.artifacts?.[id])
    .filter((artifact) => artifact?.type === 'cdk:asset-manifest')
    .map((artifact) => readJson<AssetManifest>(path.join(cdkOut, artifact?.properties?.file ?? '')));
  const assets = new Map<string, { source: string; packaging: string }>();
  for (const { source, destinations } of manifests.flatMap(({ files }) => Object.values(files ?? {}))) {
    if (source.path === undefined) continue;
    const asset = { source: path.resolve(cdkOut, source.path), packaging: source.packaging ?? 'file' };
    for (const { objectKey } of Object.values(destinations ?? {})) {
      if (objectKey !== undefined) assets.set(objectKey, asset);
    }
  }
  return assets;
}

function assetDirectory(assets: Map<string, { source: string; packaging: string }>, s3Key: string): string {
  const asset = assets.get(s3Key);
  if (asset === undefined) throw new TemplateError(`There is no asset ${s3Key} in the asset manifest of the stack.`);
  if (asset.packaging !== 'zip') {
    throw new TemplateError(
      `The asset ${asset.source} is one file; the local host runs code from a directory: give Code.fromAsset a directory.`,
    );
  }
  if (!existsSync(asset.source))
    throw new TemplateError(`The asset ${asset.source} is gone: synthesize the app again.`);
  return asset.source;
}
