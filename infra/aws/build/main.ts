import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { bundleFolder, functionNames } from './functions.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

for (const name of functionNames) {
  const bytes = await bundle(root, name);
  process.stdout.write(`${bundleFolder(name)}/index.mjs  ${(bytes / 1e3).toFixed(0)} kB\n`);
}
