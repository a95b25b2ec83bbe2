import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { InvalidInputError, KaisekiError, UnsupportedError } from '../../../shared/errors.ts';
import { systemClock } from '../../system/clock.ts';
import { clientConfig, s3Config } from '../runtime/clients.ts';
import { createS3Store } from '../runtime/store/s3-store.ts';
import type { UrlSigner } from '../runtime/store/sign-urls.ts';
import { createStatements } from '../runtime/warehouse/statements.ts';
import { readArguments, usage, type LoadArguments } from './arguments.ts';
import { loadInput } from './load-input.ts';
import { createLoadWarehouse } from './warehouse.ts';

const noUrls = (): never => {
  throw new UnsupportedError('loading signs no URLs');
};
const signer: UrlSigner = { signGet: noUrls, signPost: noUrls };

/** A file of 64 MB over a slow line. */
const timeouts = { connect: 5_000, answer: 300_000, silence: 300_000 };

/** @returns the exit code */
async function load({ input, force, target }: LoadArguments): Promise<number> {
  const { region, bucket } = target;
  const s3 = new S3Client({ ...s3Config(process.env, timeouts), region });
  const redshift = new RedshiftDataClient({ ...clientConfig(), region });
  const statements = createStatements(redshift, { ...target, schemas: [target.schema] }, systemClock);
  const scratch = await mkdtemp(join(tmpdir(), 'kaiseki-load-'));
  try {
    const broken = await loadInput({
      input,
      target,
      store: createS3Store({ client: s3, bucket, signer }),
      warehouse: createLoadWarehouse(statements, target),
      scratch,
      force,
      say: (line) => process.stdout.write(`${line}\n`),
    });
    return broken === 0 ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const readInput = (path: string): Promise<string> =>
  path === '-' ? text(process.stdin) : readFile(path, 'utf8');

async function main(): Promise<number> {
  try {
    const asked = await readArguments(process.argv.slice(2), readInput);
    if (typeof asked !== 'string') return await load(asked);
    process.stdout.write(asked);
    return 0;
  } catch (error) {
    if (!(error instanceof KaisekiError)) throw error;
    const isUsage = error instanceof InvalidInputError;
    process.stderr.write(`${error.message}.\n${isUsage ? `\n${usage}` : ''}`);
    return isUsage ? 2 : 1;
  }
}

process.exitCode = await main();
