import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin, stop } from 'esbuild';
import { functionNames } from '../shared/contract/environment.ts';

const root = path.join(import.meta.dirname, '..');

/** Where the bundles of all functions lie: `dist/<function>/index.mjs`. */
export const bundles = path.join(root, 'dist');

/**
 * Built-in modules by `process.getBuiltinModule`. In ESM, `import http from 'node:http'` reads every export of it, and a
 * lazy one among them loads a whole HTTP client: 15 to 20 ms of each cold start.
 */
const builtIns: Plugin = {
  name: 'built-ins',
  setup(bundle) {
    const names = builtinModules.filter((name) => !name.startsWith('_')).join('|');
    bundle.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path: name, kind }) =>
      kind === 'import-statement' || kind === 'dynamic-import'
        ? { path: name.replace(/^node:/, ''), namespace: 'built-in' }
        : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)})`,
      loader: 'js',
    }));
  },
};

/** Bundles every function in one call of esbuild; the same bundles run on AWS and here. */
export async function bundleFunctions(outdir = bundles): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      functionNames.map((name) => [`${name}/index`, path.join(root, 'functions', name, 'handler.ts')]),
    ),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
    mainFields: ['module', 'main'],
    conditions: ['module'],
    plugins: [builtIns],
    alias: { '@aws-sdk/credential-provider-node': path.join(import.meta.dirname, 'environment-credentials.ts') },
    banner: { js: "const require=process.getBuiltinModule('module').createRequire(import.meta.url);" },
  });
  // esbuild's process would stay, with all that it has read.
  await stop();
  return metafile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { outputs } = await bundleFunctions();
  for (const [file, { bytes }] of Object.entries(outputs))
    console.log(`${(bytes / 1024).toFixed(0).padStart(5)} KB  ${file}`);
}
