/**
 * `npm run bench`: the figures beside the budgets of the design. Nothing here is a test: machines differ, and a figure is
 * worth what the machine it was measured on is worth.
 *
 * --json                 as one document instead of a table
 * --quick                fewer runs of everything
 * --only starts …        some parts (starts, growth, dataset, libraries, parsers, retrieval, bundles, host) instead of all
 * --without podman …     leave out what this machine lacks: bubblewrap, podman, container, jupyter, userns
 * --setup                instead: what a fresh clone downloads
 * --warm-slots           instead: what waiting containers buy, and cost, as a Markdown table
 */
import { parseArgs } from 'node:util';
import { rm } from 'node:fs/promises';
import { budgets, render, type Measures } from './report.ts';
import { question, startBenchHost, succeed, trivialProgram } from './host.ts';
import { storeRuns } from './growth.ts';
import { measureInPython } from './in-python.ts';
import { measureBundles } from './bundles.ts';
import { measureParsers } from './parsers.ts';
import { measureRetrieval } from './retrieval.ts';
import { measureSetup } from './setup.ts';
import { summarize, throughput, time } from './statistics.ts';
import { measureWarmSlots, renderWarmSlots } from './warm-slots-table.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    setup: { type: 'boolean', default: false },
    'warm-slots': { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const scale = options.quick ? 0.1 : 1;
const times = (count: number): number => Math.max(3, Math.round(count * scale));
const storedRuns = options.quick ? 2_000 : 100_000;
const concurrency = 32;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const parts: Record<string, () => Promise<Measures>> = {
  starts: () => inPython('starts of programs', 'jail_first_line.py'),
  growth: () => inPython('a thousand jobs', 'jail_growth.py'),
  dataset: () => inPython('a dataset of five million rows', 'dataset_load.py'),
  libraries: () => inPython('libraries that share work', 'jail_libraries.py'),
  parsers: () => measureParsers(times(20)),
  retrieval: async () => measureRetrieval(),
  bundles: () => measureBundles(times(20)),
  host: measureHost,
};

if (options['warm-slots']) process.stdout.write(renderWarmSlots(measureWarmSlots()));
else {
  const measures = options.setup ? await measureSetup() : await measureParts();
  process.stdout.write(
    options.json ? `${JSON.stringify({ measures, budgets }, null, 2)}\n` : render(measures),
  );
}

async function measureParts(): Promise<Measures> {
  const unknown = options.only.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`there is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  const measures: Measures = {};
  for (const [name, measure] of Object.entries(parts))
    if (options.only.length === 0 || options.only.includes(name)) Object.assign(measures, await measure());
  return measures;
}

function inPython(what: string, script: string): Promise<Measures> {
  say(`${what} …`);
  return measureInPython(script, [
    ...(options.quick ? ['--quick'] : []),
    ...options.without.flatMap((name) => ['--without', name]),
  ]);
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
