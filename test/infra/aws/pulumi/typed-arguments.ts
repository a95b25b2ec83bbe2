import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { isAsset, type AssetValue } from '../../../fakes/pulumi/values.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** `aws:sqs/queue:Queue` → `aws.sqs.QueueArgs` */
const argumentsType = (type: string): string => type.replace(/^aws:([^/]+)\/.*:(\w+)$/, 'aws.$1.$2Args');

/** TypeScript that says of every captured resource what it was made with, as a literal of the provider's own type. */
export const typedArguments = (captures: Capture[]): string =>
  [
    "import * as aws from '@pulumi/aws';",
    "import * as pulumi from '@pulumi/pulumi';",
    ...captures
      .flatMap(({ resources }) => resources.filter(({ type }) => type.startsWith('aws:')))
      .map(
        ({ type, inputs }, index) => `export const _${index}: ${argumentsType(type)} = ${literal(inputs)};`,
      ),
  ].join('\n');

function literal(value: unknown): string {
  if (isAsset(value)) return assetLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${literal(one)}`);
  return `{ ${members.join(', ')} }`;
}

function assetLiteral({ asset, path, assets }: AssetValue): string {
  if (assets !== undefined) return `new pulumi.asset.AssetArchive(${literal(assets)})`;
  return `new pulumi.asset.${asset === 'asset' ? 'FileAsset' : 'FileArchive'}(${JSON.stringify(path)})`;
}

/** What the compiler, strict, has to say of a text: each error's line. */
export async function compilerErrors(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-arguments-'));
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'arguments.ts'), text);
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--types', 'node',
      '--target', 'esnext', '--module', 'nodenext']; // prettier-ignore
    const said = await new Promise<string>((resolve) =>
      execFile(
        join(root, 'node_modules/.bin/tsc'),
        [...options, 'arguments.ts'],
        { cwd: folder, maxBuffer: 2 ** 26 },
        (_, stdout, stderr) => resolve(stdout + stderr),
      ),
    );
    return said.split('\n').filter((line) => line.includes('error'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
