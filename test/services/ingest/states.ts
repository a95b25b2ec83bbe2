import type { Plan } from '../../../shared/plan/plan.ts';
import { clarificationKey, datasetHash, launchPrefix, planKey, resultKey } from '../../../shared/run/keys.ts';
import type { StatusWord } from '../../../shared/run/document.ts';
import { putRef } from '../../../shared/run/refs.ts';
import { manifestOf } from '../../fakes/memory-sandbox.ts';
import { failed, queryClaimed, sandboxClaimed } from '../../fakes/run-events.ts';
import { close, commit, plan, plan1, result, succeed, type Harness } from './harness.ts';

/** Brings a run that was just accepted to each state that a reader can meet. */
export const states: [string, StatusWord, (harness: Harness, runId: string) => Promise<void>][] = [
  ['accepted', 'accepted', async () => undefined],
  ['accepted, a model being asked', 'planning', askModel],
  ['planned', 'executing', plan1],
  ['extracting', 'executing', extract],
  ['running', 'executing', runProgram],
  ['executed', 'reporting', execute],
  ['attemptFailed', 'repairing', failAttempt],
  ['ending, succeeded', 'succeeded', succeed],
  ['ending, clarified', 'clarified', clarify],
  ['ending, failed', 'failed', (harness, runId) => commit(harness, runId, failed)],
  ['ending, cancelled', 'cancelled', cancel],
  [
    'notifying',
    'cancelled',
    async (harness, runId) => {
      await cancel(harness, runId);
      await commit(harness, runId, { type: 'run.released', forced: false });
    },
  ],
  [
    'closed',
    'succeeded',
    async (harness, runId) => {
      await succeed(harness, runId);
      await close(harness, runId);
    },
  ],
];

function askModel(harness: Harness, runId: string): Promise<void> {
  const until = '2026-01-01T00:01:00.000Z';
  return commit(harness, runId, { type: 'call.claimed', stage: 'planner', purpose: 'plan', until });
}

async function extract(harness: Harness, runId: string): Promise<void> {
  await plan1(harness, runId);
  await commit(harness, runId, queryClaimed);
}

export async function runProgram(harness: Harness, runId: string): Promise<void> {
  await plan1(harness, runId);
  await commit(harness, runId, { ...sandboxClaimed, prefix: launchPrefix(runId, 1, 1) });
}

async function execute(harness: Harness, runId: string): Promise<void> {
  await plan1(harness, runId);
  await commit(harness, runId, { type: 'attempt.succeeded', manifest: null });
}

async function failAttempt(harness: Harness, runId: string): Promise<void> {
  await plan1(harness, runId);
  await commit(harness, runId, {
    type: 'attempt.failed',
    class: 'sql',
    error: 'no column x',
    manifest: null,
  });
}

export async function clarify(harness: Harness, runId: string): Promise<void> {
  const clarification = await putRef(harness.memory, clarificationKey(runId), {
    language: 'en',
    understood: 'Something about users.',
    canDo: 'Count them.',
    ask: ['How many users are there?'],
  });
  await commit(harness, runId, { type: 'run.clarified', clarification, title: 'More must be known' });
}

export function cancel(harness: Harness, runId: string): Promise<void> {
  return commit(harness, runId, { type: 'run.cancelled' });
}

const programPlan: Plan = { ...plan, kind: 'program', program: 'print(1)', answer: null };

/** A program that ran out of memory, was repaired and then succeeded, on one dataset. */
export async function succeedAfterRepair(harness: Harness, runId: string): Promise<void> {
  const { memory } = harness;
  const first = await putRef(memory, planKey(runId, 1), programPlan);
  const second = await putRef(memory, planKey(runId, 2), { ...programPlan, program: 'print(2)' });
  const tail = { head: '', tail: 'Killed', bytes: 6 };
  const manifest = (n: number, changes: Parameters<typeof manifestOf>[1]) =>
    putRef(memory, `${launchPrefix(runId, n, 1)}result.json`, manifestOf(`${runId}/${n}/s/1`, changes));
  const [query] = plan.queries;
  const hash = query === undefined ? '' : datasetHash(query, 'v1');
  const made = await putRef(memory, resultKey(runId, 2), {
    ...result,
    metrics: [{ name: 'roc_auc', value: 0.81, baseline: 0.5 }],
    assumptions: ['A user is a row.'],
    warnings: [{ check: 'leakage', severity: 'notice', figure: '0.79', text: 'Look twice.' }],
    image: 'python 3.11',
  });
  const lost = await manifest(1, { outcome: 'failed', stderr: tail });
  const won = await manifest(2, {});
  await commit(
    harness,
    runId,
    { type: 'run.planned', kind: 'program', title: plan.title, plan: first, dataVersion: 'v1' },
    { ...queryClaimed, hash, name: 'users', plan: first },
    { type: 'query.started', token: queryClaimed.token, handle: 'h' },
    { type: 'query.succeeded', token: queryClaimed.token, rowCount: 1, bytes: 9, sha256: 'b'.repeat(64) },
    sandboxClaimed,
    { type: 'sandbox.started', token: sandboxClaimed.token, handle: 'h' },
    { type: 'attempt.failed', class: 'memory', error: 'MemoryError', manifest: lost },
    { type: 'plan.repaired', plan: second, note: 'A sample was used.' },
    { ...sandboxClaimed, token: 'r1/2/s/1', prefix: launchPrefix(runId, 2, 1), assignment: 2 },
    { type: 'sandbox.started', token: 'r1/2/s/1', handle: 'h' },
    { type: 'attempt.succeeded', manifest: won },
    { type: 'run.succeeded', result: made },
  );
}
