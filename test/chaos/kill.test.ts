import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { RunDocument } from '../../shared/run/document.ts';
import { ApiError, createClient } from '../../infra/client/client.ts';
import { startHostProcess } from '../infra/local/host/host-process.ts';

const runCount = 50;
const killCount = 8;

describe('a host that is killed again and again', function () {
  this.timeout(240_000);
  let stateDirectory: string;
  let receiver: Server;
  let hookUrl: string;
  let host: { process: ChildProcess; url: string };
  /** Webhook ids by run. */
  const delivered = new Map<string, Set<string>>();

  before(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'kaiseki-chaos-'));
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as {
          data: { runId?: string; id?: string };
        };
        const runId = body.data.runId ?? body.data.id ?? '';
        const id = String(request.headers['webhook-id']);
        delivered.set(runId, (delivered.get(runId) ?? new Set()).add(id));
        response.writeHead(204).end();
      });
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    host = await startHostProcess(new URL('host.ts', import.meta.url), stateDirectory);
  });
  after(async () => {
    await kill(host.process);
    receiver.closeAllConnections();
    receiver.close();
    await rm(stateDirectory, { recursive: true, force: true });
  });

  it('brings every acknowledged run to its end, once', async () => {
    const ids = await Promise.all(
      Array.from({ length: runCount }, (_, i) =>
        insist(() => post(host.url, i, hookUrl)).then((run) => run.id),
      ),
    );
    assert.equal(new Set(ids).size, runCount);

    for (let i = 0; i < killCount; i++) {
      // Long enough now and then for a program to get somewhere, short enough to hit every stage.
      await sleep(200 + Math.random() * 3_000);
      await kill(host.process);
      host = await startHostProcess(new URL('host.ts', import.meta.url), stateDirectory);
    }

    const runs = await Promise.all(ids.map((id) => insist(() => createClient(host.url).ended(id))));
    assert.deepEqual(
      runs.filter((run) => run.status !== 'succeeded').map((run) => [run.id, run.status, run.problem]),
      [],
    );
    for (const run of runs) {
      const events = await eventTypes(host.url, run.id);
      assert.equal(events.filter((type) => type === 'run.succeeded').length, 1, run.id);
    }
    const listed = (await (await fetch(`${host.url}/runs?limit=100`)).json()) as { runs: { id: string }[] };
    assert.equal(listed.runs.length, runCount);
    while (delivered.size < runCount) await sleep(50);
    assert.deepEqual(
      [...delivered].filter(([, webhookIds]) => webhookIds.size !== 1),
      [],
    );
    assert.equal(new Set([...delivered.values()].flatMap((webhookIds) => [...webhookIds])).size, runCount);
  });
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The same key makes the same run, however often the answer is lost. */
async function post(url: string, number: number, hookUrl: string): Promise<RunDocument> {
  const response = await fetch(`${url}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `run-${number}` },
    body: JSON.stringify({ prompt: number % 2 === 0 ? 'query' : 'program', webhook: { url: hookUrl } }),
  });
  assert.equal(response.status, 202, await response.clone().text());
  return (await response.json()) as RunDocument;
}

/** What is lost on the wire is tried again: that is what a caller does. Refusals are not. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TypeError || (error instanceof ApiError && error.status === 503))) throw error;
      await sleep(50);
    }
  }
}

async function eventTypes(url: string, runId: string): Promise<string[]> {
  const response = await fetch(`${url}/runs/${runId}/events`);
  return ((await response.json()) as { events: { type: string }[] }).events.map((event) => event.type);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}
