import { planByRules } from '../../services/planner/rules/plan-by-rules.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import { startTestHost, toPlan, type TestHost } from '../infra/local/host/kit.ts';

export const question = 'How many users are there?';
export const trivialProgram = 'run the trivial program';
export const bigProgram = 'load five million rows';

const plans: Record<string, Plan> = {
  [trivialProgram]: toPlan({ program: 'import kaiseki\nkaiseki.answer("Hello.")\n' }),
};

/** A host that plans questions by the rules, and the benchmark's own programs by name. */
export const startBenchHost = (stateDirectory?: string): Promise<TestHost> =>
  startTestHost({
    warm: true,
    ...(stateDirectory !== undefined && { stateDirectory }),
    planPrompt: async (request) => {
      const given = plans[request.prompt];
      return given === undefined ? planByRules(request) : { plan: given };
    },
  });

/** @throws Error when the run did not succeed: a benchmark of failures measures nothing */
export async function succeed(host: TestHost, prompt: string): Promise<void> {
  const run = await host.ask(prompt);
  if (run.status !== 'succeeded') throw new Error(`${prompt}: ${run.status} ${run.problem?.detail ?? ''}`);
}
