import { bundle } from './bundle.ts';
import { bundleFolder, functionNames } from './functions.ts';

const root = new URL('../../../', import.meta.url).pathname;

for (const name of functionNames) {
  const bytes = await bundle(root, name);
  process.stdout.write(`${bundleFolder(name)}/index.mjs  ${(bytes / 1e3).toFixed(0)} kB\n`);
}
