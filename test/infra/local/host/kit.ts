import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHost, type HostOptions } from '../../../../infra/local/host.ts';
import { createLogger } from '../../../../infra/local/log.ts';
import { preparePython } from '../../../../infra/local/prepare-python.ts';
import type { Plan } from '../../../../shared/plan/plan.ts';
import { runDocumentSchema, type RunDocument } from '../../../../shared/run/document.ts';

export const sampleInput = fileURLToPath(new URL('../../../../input', import.meta.url));

export interface TestHost {
  url: string;
  stateDirectory: string;
  /** Posts a prompt; resolves with the run as it was accepted. */
  post(prompt: string, more?: object): Promise<RunDocument>;
  /** The run once it has ended. */
  ended(runId: string): Promise<RunDocument>;
  ask(prompt: string, more?: object): Promise<RunDocument>;
  cancel(runId: string): Promise<RunDocument>;
  /** The file behind an href of the run document. */
  download(href: string): Promise<Uint8Array>;
  /** Ends the host; the state stays. */
  close(): Promise<void>;
  /** Ends the host and removes its state. */
  destroy(): Promise<void>;
}

/** A whole host on loopback with a state folder of its own; Python is the one that `npm test` set up. */
export async function startTestHost(options: Partial<HostOptions> = {}): Promise<TestHost> {
  const stateDirectory = options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'kaiseki-test-')));
  const host = await startHost({
    inputDirectory: sampleInput,
    port: 0,
    preparePython,
    log: createLogger((line) => process.stderr.write(line), 'error'),
    ...options,
    stateDirectory,
  });
  const client = createClient(host.url);
  return {
    ...client,
    url: host.url,
    stateDirectory,
    close: () => host.close(),
    async destroy() {
      await host.close();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** The API as a test uses it. Any refusal throws with the problem document. */
export function createClient(url: string) {
  async function call(path: string, init: RequestInit = {}): Promise<RunDocument> {
    const response = await fetch(`${url}${path}`, init);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return runDocumentSchema.parse(body);
  }
  const json = { 'content-type': 'application/json' };
  const post = (prompt: string, more: object = {}) =>
    call('/prompt', { method: 'POST', headers: json, body: JSON.stringify({ prompt, ...more }) });

  async function ended(runId: string): Promise<RunDocument> {
    for (;;) {
      const run = await call(`/runs/${runId}`, { headers: { prefer: 'wait=20' } });
      if (['succeeded', 'clarified', 'failed', 'cancelled'].includes(run.status)) return run;
    }
  }
  return {
    post,
    ended,
    ask: async (prompt: string, more: object = {}) => ended((await post(prompt, more)).id),
    cancel: (runId: string) => call(`/runs/${runId}/cancel`, { method: 'POST', headers: json, body: '{}' }),
    async download(href: string) {
      const response = await fetch(new URL(href, url));
      if (!response.ok) throw new Error(`${href}: ${response.status} ${await response.text()}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

/** Plans by the prompt's own words, for hosts whose planner is the test's. */
export const givenPlans =
  (plans: Record<string, Partial<Plan>>): NonNullable<HostOptions['planPrompt']> =>
  async ({ prompt }) => {
    const given = plans[prompt];
    if (given === undefined) throw new TypeError(`no plan is given for ${prompt}`);
    return { plan: toPlan(given) };
  };

/** A plan of which only what matters has to be said. */
export const toPlan = (given: Partial<Plan>): Plan => ({
  kind: given.program == null ? 'query' : 'program',
  title: 'A test',
  language: 'en',
  understood: 'What the test asks.',
  queries: [],
  program: null,
  parameters: {},
  parentArtifacts: [],
  fallbacks: [],
  answer: given.program == null ? 'See the table.' : null,
  chart: null,
  assumptions: [],
  ...given,
});
