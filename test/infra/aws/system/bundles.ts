import { fileURLToPath } from 'node:url';
import { bundle } from '../../../../infra/aws/build/bundle.ts';
import { functionNames } from '../../../../infra/aws/functions/names.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What runs is what the tree says now. */
export async function bundleAll(): Promise<void> {
  for (const name of functionNames) await bundle(root, name);
}
