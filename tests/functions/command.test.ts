import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';

/** A process starts, on a machine that may be busy. */
vi.setConfig({ testTimeout: 30_000 });

it('whoever reads along may stop when they have seen enough: a command ends without a word, and not with success', async () => {
  const command = pathToFileURL(path.join(import.meta.dirname, '../../scripts/command.ts'));
  const talk = "for (let n = 0; n < 1000; n++) { console.log('more'); await new Promise(setImmediate); }";
  const script = `import '${command}'; ${talk} console.error('It went on.');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  child.stdout.destroy();
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const status = await new Promise((ended) => child.once('close', ended));
  expect({ complaint, status }).toEqual({ complaint: '', status: 141 });
});
