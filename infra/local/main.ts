import { parseArgs } from 'node:util';
import { KaisekiError } from '../../shared/errors.ts';
import { startHost } from './host.ts';
import { chooseModels } from '../models/choose.ts';
import { modelFlags, modelUsage, readModelFlags } from '../models/options.ts';
import { systemClock } from '../system/clock.ts';
import { createLogger } from '../system/log.ts';
import { preparePython } from './prepare-python.ts';
import { readPrograms } from './sandbox/programs.ts';

const usage = `npm start -- [--input DIR] [--state DIR] [--port N] [--programs jail|container] [--allow-loopback-webhooks] [--verbose]

  --input DIR   folder with CSV and Parquet files; each becomes a table (default: input)
  --state DIR   folder that holds everything the host remembers (default: .kaiseki)
  --port N      0 takes any free port (default: 8787)
  --programs M  where programs run: jail (default; Linux) or container (Docker or podman; after npm run image)
${modelUsage}  --allow-loopback-webhooks   deliver webhooks to this machine too (for development)
`;

async function main(): Promise<void> {
  const { values } = parse();
  if (values.help) return void process.stdout.write(usage);
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Infinity;
  if (port > 65_535) return fail(`--port must be a number from 0 to 65535, not ${values.port}`, 2);

  const host = await startHost({
    stateDirectory: values.state,
    inputDirectory: values.input,
    port,
    preparePython,
    programs: readPrograms(values.programs, process.env),
    models: await chooseModels(readModelFlags(values), {
      environment: process.env,
      clock: systemClock,
      say: (sentence) => process.stderr.write(`${sentence}\n`),
    }),
    warm: true,
    allowLoopbackWebhooks: values['allow-loopback-webhooks'],
    log: createLogger((line) => process.stderr.write(line), values.verbose ? 'info' : 'warn'),
  });
  process.stdout.write(`Kaiseki is listening on ${host.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void host.close().then(() => process.exit(signal === 'SIGINT' ? 130 : 0)));
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        input: { type: 'string', default: 'input' },
        state: { type: 'string', default: '.kaiseki' },
        port: { type: 'string', default: '8787' },
        programs: { type: 'string', default: 'jail' },
        ...modelFlags,
        'allow-loopback-webhooks': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2);
  }
}

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

await main().catch((error: unknown) => {
  if (error instanceof KaisekiError) return fail(error.message, 1);
  throw error;
});
