import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readConfig, type Config } from '../config.ts';
import { idleCosts } from './idle.ts';

/** `node infra/aws/cost/main.ts [stack]`: what a month costs in which nobody asks anything, by the stack's settings. */
const [stack = 'dev'] = process.argv.slice(2);
const file = fileURLToPath(new URL(`../../../Pulumi.${stack}.yaml`, import.meta.url));

function readStack(): Config {
  if (!existsSync(file)) return readConfig({});
  const { config = {} } = parse(readFileSync(file, 'utf8')) as { config?: Record<string, unknown> };
  return readConfig(
    Object.fromEntries(
      Object.entries(config).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
}

const items = idleCosts(readStack());
const usd = (value: number): string => value.toFixed(2).padStart(9);
for (const item of items) process.stdout.write(`${usd(item.usd)}  ${item.what}\n`);
process.stdout.write(
  `${usd(items.reduce((sum, item) => sum + item.usd, 0))}  USD a month, idle (${existsSync(file) ? `Pulumi.${stack}.yaml` : 'the defaults'}; list prices of us-east-1, to be checked: infra/aws/cost/prices.ts)\n`,
);
