import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { fixLogicalId } from './fix-logical-id.ts';

type KeptTableOptions = { protect?: boolean };

/**
 * A table keyed by pk and sk, paid by use, restorable to any second of the last 35 days, whose items end at `expires`.
 * It outlives its stack and, unless everything in it is short-lived, cannot be deleted by mistake.
 */
export function keptTable(scope: Construct, id: string, { protect = true }: KeptTableOptions = {}): TableV2 {
  const table = new TableV2(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expires',
    deletionProtection: protect,
    removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  fixLogicalId(table, id);
  return table;
}
