/**
 * `npm run bench [-- --json] [-- --quick]`: the figures beside the budgets of the design; `-- --setup`: what a fresh clone
 * downloads. Nothing here is a test: machines
 * differ, and a figure is worth what the machine it was measured on is worth.
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { rm } from 'node:fs/promises';
import { preparePython } from '../../infra/local/prepare-python.ts';
import { budgets, render, type Measures } from './report.ts';
import { question, startBenchHost, succeed, trivialProgram } from './host.ts';
import { storeRuns } from './growth.ts';
import { measureSetup } from './setup.ts';
import { summarize, throughput, time } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    setup: { type: 'boolean', default: false },
  },
});
const scale = options.quick ? 0.1 : 1;
const times = (count: number): number => Math.max(3, Math.round(count * scale));
const storedRuns = options.quick ? 2_000 : 100_000;
const concurrency = 32;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const measures: Measures = options.setup
  ? await measureSetup()
  : { ...(await measureStarts()), ...(await measureHost()) };
process.stdout.write(options.json ? `${JSON.stringify({ measures, budgets }, null, 2)}\n` : render(measures));

/** Job → first user line in the jail, beside a Jupyter kernel and a plain interpreter that load the same libraries. */
async function measureStarts(): Promise<Measures> {
  say('starts of programs …');
  const { interpreter } = await preparePython();
  const script = new URL('jail_first_line.py', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(
    interpreter,
    ['-B', script, ...(options.quick ? ['--quick'] : [])],
    {
      env: {
        PATH: process.env['PATH'],
        PYTHONPATH: new URL('../../executor-image', import.meta.url).pathname,
      },
    },
  );
  return JSON.parse(stdout) as Measures;
}

async function measureHost(): Promise<Measures> {
  const host = await startBenchHost();
  try {
    say('latency …');
    const first = await host.ask(question);
    await time(10, () => succeed(host, question));
    await time(5, () => succeed(host, trivialProgram));
    const queryRunMs = summarize(await time(times(100), () => succeed(host, question)));
    const programRunMs = summarize(await time(times(100), () => succeed(host, trivialProgram)));
    say('throughput …');
    const queryRunsPerSecond = await throughput(times(1_000), concurrency, () => succeed(host, question));
    const programRunsPerSecond = await throughput(times(300), concurrency, () =>
      succeed(host, trivialProgram),
    );
    await host.close();

    say(`growth to ${storedRuns.toLocaleString('en-US')} stored runs …`);
    storeRuns(host.stateDirectory, first.id, storedRuns);
    return {
      queryRunMs,
      programRunMs,
      queryRunsPerSecond,
      programRunsPerSecond,
      ...(await measureGrown(host.stateDirectory)),
    };
  } finally {
    await rm(host.stateDirectory, { recursive: true, force: true });
  }
}

async function measureGrown(stateDirectory: string): Promise<Measures> {
  const host = await startBenchHost(stateDirectory);
  try {
    await time(10, () => succeed(host, question));
    await time(5, () => succeed(host, trivialProgram));
    return {
      grownQueryRunMs: summarize(await time(times(100), () => succeed(host, question))),
      grownProgramRunMs: summarize(await time(times(50), () => succeed(host, trivialProgram))),
      grownQueryRunsPerSecond: await throughput(times(1_000), concurrency, () => succeed(host, question)),
      grownListMs: summarize(
        await time(times(50), () => fetch(`${host.url}/runs`).then((page) => page.json())),
      ),
      storedRuns,
    };
  } finally {
    await host.close();
  }
}
