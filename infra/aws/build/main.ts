import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { bundleFolder, functionNames } from '../functions/names.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

for (const name of functionNames) {
  const { atStart, later } = await bundle(root, name);
  process.stdout.write(
    `${bundleFolder(name).padEnd(32)} ${kilobytes(atStart)} at start, ${kilobytes(later)} on first use\n`,
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(0).padStart(5)} kB`;
}
