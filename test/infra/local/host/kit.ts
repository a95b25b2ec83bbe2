import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '../../../../infra/client/client.ts';
import { startHost, type HostOptions } from '../../../../infra/local/host.ts';
import { createLogger } from '../../../../infra/system/log.ts';
import { preparePython } from '../../../../infra/local/prepare-python.ts';
import type { Plan } from '../../../../shared/plan/plan.ts';
import type { RunDocument } from '../../../../shared/run/document.ts';
import type { PromptRequest } from '../../../../shared/run/request.ts';

export const sampleInput = fileURLToPath(new URL('../../../../input', import.meta.url));

export interface TestHost {
  url: string;
  stateDirectory: string;
  /** Posts a prompt; resolves with the run as it was accepted. */
  post(prompt: string, more?: Partial<PromptRequest>): Promise<RunDocument>;
  /** The run as it is. */
  read(runId: string): Promise<RunDocument>;
  /** The run once it has ended. */
  ended(runId: string): Promise<RunDocument>;
  ask(prompt: string, more?: Partial<PromptRequest>): Promise<RunDocument>;
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
  const client = createTestClient(host.url);
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

/** The API's client, with the few words that tests use most. */
export function createTestClient(url: string) {
  const client = createClient(url);
  const post = (prompt: string, more: Partial<PromptRequest> = {}) => client.post({ prompt, ...more });
  return {
    ...client,
    post,
    ask: async (prompt: string, more: Partial<PromptRequest> = {}) =>
      client.ended((await post(prompt, more)).id),
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
