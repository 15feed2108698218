import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Gives a resource a logical id that does not depend on where its construct stands, so that moving code never replaces
 * what holds data, and names are plain in consoles and logs.
 */
export function fixLogicalId(construct: IConstruct, id: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${construct.node.path} is no single resource`);
  resource.overrideLogicalId(id);
}
