import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from '../../infra/local/build.ts';

/** Bundles and synthesizes once for all journeys of a run, into a directory of the run's own. */
export default async function setup(): Promise<() => void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-cdk-'));
  process.env.BROADSHEET_CDK_OUT = directory;
  await buildApp(directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
