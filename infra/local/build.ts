import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bundleFunctions } from '../bundle.ts';

/** Bundles all functions and synthesizes the app into a directory; what `cdk deploy` would take to AWS. */
export async function buildApp(cdkOut: string): Promise<void> {
  await bundleFunctions();
  const app = path.join(import.meta.dirname, '../app.ts');
  const synth = spawn(process.execPath, [app], {
    env: { ...process.env, CDK_OUTDIR: cdkOut, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  synth.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(synth, 'close');
  if (status !== 0) throw new Error(`The app could not be synthesized:\n${said}`);
}
