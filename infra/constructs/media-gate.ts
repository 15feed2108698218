import path from 'node:path';
import { Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { fixLogicalId } from './fix-logical-id.ts';

/** The function at the CDN's edge that opens and closes media by the clock (infra/media-gate.js). */
export function mediaGate(scope: Construct): EdgeFunction {
  const gate = new EdgeFunction(scope, 'MediaGate', {
    comment: 'Opens and closes media by the clock',
    code: FunctionCode.fromFile({ filePath: path.join(import.meta.dirname, '../media-gate.js') }),
    runtime: FunctionRuntime.JS_2_0,
  });
  fixLogicalId(gate, 'MediaGate');
  return gate;
}
