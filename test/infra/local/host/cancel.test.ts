import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import { givenPlans, startTestHost, type TestHost } from './kit.ts';

const slowSql =
  'SELECT count(*) AS n FROM interactions AS a, interactions AS b, interactions AS c WHERE a.feature1 + b.feature1 > c.feature1';
const sleeper = `import os, subprocess, sys, time
import kaiseki
kaiseki.progress(0.1, "asleep")
while True:
    time.sleep(0.05)
    sum(range(200_000))
`;

describe('cancelling, in a whole host', function () {
  this.timeout(60_000);
  let host: TestHost;
  before(async () => {
    host = await startTestHost({
      planPrompt: givenPlans({
        'slow query': { queries: [{ name: 'result', sql: slowSql }] },
        'slow program': { program: sleeper },
        'quick query': { queries: [{ name: 'result', sql: 'SELECT count(*) AS n FROM users' }] },
        'quick program': { program: 'import kaiseki\nkaiseki.answer("Hello.")\n' },
      }),
    });
  });
  after(() => host.destroy());

  it('ends a query at once, and the warehouse goes on', async () => {
    const { id } = await host.post('slow query');
    await until(async () => (await statusOf(host, id)) === 'executing');
    await until(async () => (await busyChildren()) > 0);
    const cancelled = await host.cancel(id);
    assert.equal(cancelled.status, 'cancelled');
    await until(async () => (await busyChildren()) === 0);
    assert.equal((await host.ask('quick query')).status, 'succeeded');
  });

  it('ends a program at once, and nothing of it is left', async () => {
    const { id } = await host.post('slow program');
    await until(async () => (await progressOf(host, id)) === 'asleep');
    assert.equal((await host.cancel(id)).status, 'cancelled');
    await until(async () => (await busyChildren()) === 0);
    assert.equal((await host.ask('quick program')).status, 'succeeded');
    assert.equal((await host.ended(id)).status, 'cancelled');
  });

  it('changes nothing about a run that has ended', async () => {
    const run = await host.ask('quick query');
    assert.equal((await host.cancel(run.id)).status, 'succeeded');
  });
});

/** Awaits a condition of the outside world; mocha's own limit ends it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const statusOf = async (host: TestHost, id: string) => (await fetchRun(host, id)).status;
const progressOf = async (host: TestHost, id: string) => (await fetchRun(host, id)).progress.text;
const fetchRun = async (host: TestHost, id: string) =>
  (await (await fetch(`${host.url}/runs/${id}`)).json()) as { status: string; progress: { text: string } };

/** Descendants of this process that compute: they used the processor between two looks. */
async function busyChildren(): Promise<number> {
  const earlier = await processorTicks();
  await new Promise((resolve) => setTimeout(resolve, 120));
  const later = await processorTicks();
  return [...later].filter(([pid, ticks]) => earlier.has(pid) && ticks - (earlier.get(pid) ?? 0) >= 5).length;
}

async function processorTicks(): Promise<Map<number, number>> {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => null);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields === undefined) continue;
    processes.set(Number(entry), {
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
    });
  }
  const ours = new Map<number, number>();
  for (const [pid, { ticks }] of processes) {
    let at = processes.get(pid)?.parent;
    while (at !== undefined && at !== process.pid && at > 1) at = processes.get(at)?.parent;
    if (at === process.pid) ours.set(pid, ticks);
  }
  return ours;
}
