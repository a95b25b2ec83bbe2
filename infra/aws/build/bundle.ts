import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleFolder, type FunctionName } from './functions.ts';
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

/** What a format of modules lacks that packages of the older one in the bundle ask for. */
const banner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/**
 * Makes a function's folder anew: `index.mjs`, and beside it the files and packages that it reads as they are.
 * @returns the JavaScript's size in bytes
 */
export async function bundle(root: string, name: FunctionName): Promise<number> {
  const folder = join(root, bundleFolder(name));
  await rm(folder, { recursive: true, force: true });
  const files = new Set<string>();
  const { metafile } = await build({
    entryPoints: [join(root, `infra/aws/runtime/lambda/${name}.ts`)],
    outfile: join(folder, 'index.mjs'),
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
  const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs')) ?? [];
  for (const file of files) await copy(join(root, file), join(folder, file));
  for (const one of packagesIn(output?.imports ?? []))
    for (const part of packagesKeptWhole[one] ?? [])
      await copy(join(root, 'node_modules', one, part), join(folder, 'node_modules', one, part));
  return output?.bytes ?? 0;
}

function packagesIn(imports: readonly { path: string; external?: boolean }[]): string[] {
  const named = imports.flatMap(({ path }) => (path in packagesKeptWhole ? [path] : []));
  return named.flatMap((one) => [one, ...(broughtBy[one] === undefined ? [] : [broughtBy[one]])]);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}
