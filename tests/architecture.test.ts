import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { functionNames } from '../shared/contract/environment.ts';

const root = path.join(import.meta.dirname, '..');

/** Which shelf may import which; the first that a file matches counts. `function` is the importer's own folder. */
const shelves: [shelf: RegExp, may: RegExp][] = [
  [/^shared\/domain\//, /^(shared\/domain\/|newsroom\.json)/],
  [/^shared\/contract\//, /^shared\/(contract|domain)\//],
  [/^shared\/[^/]+$/, /^shared\/(domain\/|ports\.ts)/],
  [/^shared\/aws\//, /^(shared\/(ports\.ts|domain\/|contract\/|aws\/)|@aws-sdk\/|@smithy\/|node:)/],
  [/^shared\/lambda\//, /^(shared\/(contract|domain|lambda)\/|@aws-lambda-powertools\/|aws-lambda$|node:)/],
  [
    /^functions\//,
    /^(shared\/|function\/|aws-lambda$|node:|(yaml|markdown-it|markdown-it-footnote|jsonc-parser|htmlparser2|saxes|image-size)$)/,
  ],
  [/^infra\/local\//, /^(infra\/(local\/|bundle\.ts)|node:|[^./])/],
  [/^infra\//, /^(infra\/(?!local)|shared\/contract\/|node:|aws-cdk-lib|cdk-nag|constructs|esbuild)/],
];

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gms)].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    const target = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
    const own = /^functions\/[^/]+\//.exec(file)?.[0];
    return own !== undefined && target.startsWith(own) ? target.replace(own, 'function/') : target;
  });
}

const files = globSync('{shared,functions,infra}/**/*.ts', { cwd: root }).map((file) => file.split(path.sep).join('/'));

it('every import points the way that the plan of the house allows', () => {
  const wrong = files.flatMap((file) => {
    const [, may] = shelves.find(([shelf]) => shelf.test(file)) ?? [];
    return importsOf(file)
      .filter((target) => !may?.test(target))
      .map((target) => `${file} -> ${target}`);
  });
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(80);
});

it('the local host imports no function and no adapter', () => {
  const wrong = files
    .filter((file) => file.startsWith('infra/local/'))
    .flatMap((file) =>
      importsOf(file)
        .filter((target) => /^(functions|shared)\//.test(target))
        .map((target) => `${file} -> ${target}`),
    );
  expect(wrong).toEqual([]);
});

it('the host never imports eSpeak, which is GPL and runs in a process of its own', () => {
  const users = files.filter((file) => importsOf(file).some((target) => target.startsWith('@echogarden/')));
  expect(users.every((file) => file.startsWith('infra/local/emulators/polly/'))).toBe(true);
  const reachable = new Set(['infra/local/main.ts']);
  for (const file of reachable) for (const target of importsOf(file)) if (files.includes(target)) reachable.add(target);
  expect(users.filter((file) => reachable.has(file))).toEqual([]);
});

it('every handler has at most 60 lines and no condition in it', () => {
  for (const name of functionNames) {
    const lines = readFileSync(path.join(root, `functions/${name}/handler.ts`), 'utf8').split('\n');
    expect(lines.length, name).toBeLessThanOrEqual(61);
    expect(
      lines.filter((line) => /\b(if|try|switch)\b\s*[({]/.test(line)),
      name,
    ).toEqual([]);
  }
});

it('only the environment reader of the functions reads the environment', () => {
  const readers = files.filter(
    (file) => /^(shared|functions)\//.test(file) && readFileSync(path.join(root, file), 'utf8').includes('process.env'),
  );
  expect(readers).toEqual(['shared/lambda/environment.ts']);
});
