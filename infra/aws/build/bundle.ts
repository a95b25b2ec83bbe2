import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundleFolder, type FunctionName } from '../functions/names.ts';
import { lessOfPackages } from './less-of-packages.ts';
import { ownPlaces } from './own-places.ts';

/** Packages that load WebAssembly from beside their own code, on first use: what of them goes into a bundle as it is. */
const packagesKeptWhole: Record<string, readonly string[]> = {
  '@guanmingchiu/sqlparser-ts': ['package.json', 'dist/index.mjs', 'wasm'],
  'web-tree-sitter': ['package.json', 'web-tree-sitter.js', 'web-tree-sitter.wasm'],
  'tree-sitter-python': ['package.json', 'tree-sitter-python.wasm'],
};
/** One is named by `import.meta.resolve` alone, which no bundler follows, next to the other. */
const broughtBy: Record<string, string> = { 'web-tree-sitter': 'tree-sitter-python' };

/** Of JavaScript, in bytes. */
export interface BundleSize {
  atStart: number;
  /** Loaded when it is first needed. */
  later: number;
}

/** What a format of modules lacks that packages of the older one in the bundle ask for. */
const banner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/**
 * Makes a function's folder anew: `index.mjs`, and beside it the files and packages that it reads as they are.
 */
export async function bundle(root: string, name: FunctionName): Promise<BundleSize> {
  const folder = join(root, bundleFolder(name));
  await rm(folder, { recursive: true, force: true });
  const files = new Set<string>();
  const { metafile } = await build({
    entryPoints: [join(root, `infra/aws/runtime/lambda/${name}.ts`)],
    outdir: folder,
    entryNames: 'index',
    // Beside the entry: modules think of their places from where they are.
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    splitting: true,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    charset: 'utf8',
    legalComments: 'external',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's packages name their CommonJS build first, which is half as large again and cannot be bundled into a module.
    mainFields: ['module', 'main'],
    banner: { js: banner },
    external: Object.keys(packagesKeptWhole),
    plugins: [ownPlaces(root, files), lessOfPackages],
    metafile: true,
    logLevel: 'warning',
  });
  const { outputs } = metafile;
  for (const file of files) await copy(join(root, file), join(folder, file));
  for (const one of packagesIn(outputs))
    for (const part of packagesKeptWhole[one] ?? [])
      await copy(join(root, 'node_modules', one, part), join(folder, 'node_modules', one, part));
  return sizeOf(outputs);
}

type Outputs = Metafile['outputs'];

function packagesIn(outputs: Outputs): string[] {
  const imported = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const named = [...new Set(imported)].filter((path) => path in packagesKeptWhole);
  return named.flatMap((one) => [one, ...(broughtBy[one] === undefined ? [] : [broughtBy[one]])]);
}

/** What the entry imports as it is loaded, and what only an `import()` brings. */
function sizeOf(outputs: Outputs): BundleSize {
  const entry = Object.keys(outputs).find((path) => path.endsWith('/index.mjs')) ?? '';
  const atStart = new Set<string>();
  const add = (path: string): void => {
    if (atStart.has(path)) return;
    atStart.add(path);
    for (const one of outputs[path]?.imports ?? [])
      if (one.kind === 'import-statement' && one.external !== true) add(one.path);
  };
  add(entry);
  const bytesOf = (paths: string[]): number =>
    paths.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  const code = Object.keys(outputs).filter((path) => path.endsWith('.mjs'));
  return { atStart: bytesOf([...atStart]), later: bytesOf(code.filter((path) => !atStart.has(path))) };
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}
