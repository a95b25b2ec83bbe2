import type { EventOf } from '../../shared/run/events.ts';
import { defaultLimits } from '../../shared/run/limits.ts';
import { applyEvent } from '../../shared/run/reducer.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import type { Ref, Run } from '../../shared/run/run.ts';

/** Literal events and runs for tests. */
export const at = '2026-01-01T00:00:00.000Z';
export const ref = (key: string): Ref => ({ key, version: '1', sha256: '0'.repeat(64) });

export const accepted: EventOf<'run.accepted'> = {
  type: 'run.accepted',
  runId: 'r1',
  principal: 'local',
  parentRunId: null,
  language: 'en',
  request: ref('runs/r1/request.json'),
  hasWebhook: false,
  limits: defaultLimits,
  deadline: '2026-01-01T00:15:00.000Z',
};

export const planned: EventOf<'run.planned'> = {
  type: 'run.planned',
  kind: 'program',
  title: 'A title',
  plan: ref('runs/r1/plans/1.json'),
  dataVersion: 'd1',
};

export const queryClaimed: EventOf<'query.claimed'> = {
  type: 'query.claimed',
  token: 'r1/1/q/h/1',
  stage: 'executor-dispatch',
  launch: 1,
  name: 'data',
  plan: ref('runs/r1/plans/1.json'),
  hash: 'h',
  prefix: 'runs/r1/datasets/h/1-1/',
  leaseUntil: '2026-01-01T00:01:00.000Z',
};

export const sandboxClaimed: EventOf<'sandbox.claimed'> = {
  type: 'sandbox.claimed',
  token: 'r1/1/s/1',
  launch: 1,
  slot: 's1',
  warm: true,
  assignment: 1,
  prefix: 'runs/r1/attempts/1/1/',
  leaseUntil: '2026-01-01T00:01:00.000Z',
};

export const failed: EventOf<'run.failed'> = {
  type: 'run.failed',
  stage: 'repair',
  problem: { code: 'program', title: 'The program failed', detail: 'ValueError' },
};

/** The run after these events. */
export const runAfter = (...events: RunEvent[]): Run => {
  const [first, ...rest] = [accepted, ...events];
  return rest.reduce((run, event) => applyEvent(run, event, at), applyEvent(null, first, at));
};
