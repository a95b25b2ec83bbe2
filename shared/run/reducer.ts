import { PermanentError } from '../errors.ts';
import type { EventOf, EventType, RunEvent } from './events.ts';
import type { Attempt, QueryWork, Run, SandboxWork, TerminalStatus } from './run.ts';
import { transitionOf } from './state-table.ts';

/**
 * The state after `event`. Pure: the log stores what this returns, and replaying the events gives it again.
 * @param at the object store's time of the commit
 * @throws PermanentError when the state table has no such transition, or the event contradicts the run
 */
export function applyEvent(run: Run | null, event: RunEvent, at: string): Run {
  const transition = transitionOf(run?.state ?? 'none', event.type);
  if (transition === null)
    throw new PermanentError(`a run that is ${run?.state ?? 'not there'} takes no ${event.type}`);
  if (run === null) return first(event, at);
  const state = transition.to === 'same' ? run.state : transition.to;
  const apply = effects[event.type] as (run: Run, event: RunEvent, at: string) => Partial<Run>;
  return { ...run, ...apply(run, event, at), seq: run.seq + 1, state };
}

function first(event: RunEvent, at: string): Run {
  if (event.type === 'run.accepted') return blank(event, at);
  if (event.type === 'run.abandoned') {
    return { ...blank({ ...abandonedRequest, runId: event.runId }, at), state: 'abandoned' };
  }
  throw new PermanentError(`a run cannot begin with ${event.type}`);
}

const blank = (event: Omit<EventOf<'run.accepted'>, 'type'>, at: string): Run => ({
  schemaVersion: 1,
  id: event.runId,
  seq: 1,
  state: 'accepted',
  principal: event.principal,
  parentRunId: event.parentRunId,
  language: event.language,
  request: event.request,
  hasWebhook: event.hasWebhook,
  limits: event.limits,
  acceptedAt: at,
  deadline: event.deadline,
  kind: null,
  title: null,
  dataVersion: null,
  plan: null,
  clarification: null,
  attempt: 0,
  attempts: [],
  queries: [],
  sandboxes: [],
  call: null,
  calls: [],
  result: null,
  terminal: null,
  deliveryId: null,
});

/** Nobody was told of this run: its entry only keeps a late writer from creating it. */
const abandonedRequest: Omit<EventOf<'run.accepted'>, 'type' | 'runId'> = {
  principal: '',
  parentRunId: null,
  language: 'en',
  request: { key: '', version: '', sha256: '' },
  hasWebhook: false,
  limits: {
    runSeconds: 1,
    attempts: 1,
    datasetRows: 1,
    datasetBytes: 1,
    programSeconds: 1,
    programMemoryBytes: 16 * 2 ** 20,
    programCpus: 1,
    artifactFiles: 0,
    artifactBytes: 0,
  },
  deadline: new Date(0).toISOString(),
};

type Effects = { [T in EventType]: (run: Run, event: EventOf<T>, at: string) => Partial<Run> };

const effects: Effects = {
  'run.accepted': () => ({}),
  'run.abandoned': () => ({}),
  'run.planned': (_run, event, at) => ({
    kind: event.kind,
    title: event.title,
    plan: event.plan,
    dataVersion: event.dataVersion,
    attempt: 1,
    attempts: [newAttempt(1, event.plan, null, at)],
    call: null,
  }),
  'run.clarified': (_run, event, at) => ({
    clarification: event.clarification,
    title: event.title,
    ...end('clarified', at),
  }),
  'call.claimed': (run, event) => ({
    call: {
      stage: event.stage,
      purpose: event.purpose,
      until: event.until,
      count: run.call?.stage === event.stage && run.call.purpose === event.purpose ? run.call.count + 1 : 1,
    },
  }),
  'call.answered': (run, { stage, purpose, model, outcome, usage, record }) => ({
    call: null,
    calls: [...run.calls, { stage, attempt: run.attempt, purpose, model, outcome, usage, record }],
  }),
  'query.claimed': (run, event) => ({
    queries: [
      ...run.queries,
      {
        token: event.token,
        stage: event.stage,
        attempt: run.attempt,
        launch: event.launch,
        name: event.name,
        plan: event.plan,
        hash: event.hash,
        prefix: event.prefix,
        leaseUntil: event.leaseUntil,
        state: 'claimed',
        handle: null,
        startedAt: null,
        counted: true,
        reason: null,
        extract: null,
      },
    ],
  }),
  'query.started': (run, event, at) => ({
    queries: change(run.queries, event.token, 'claimed', {
      state: 'started',
      handle: event.handle,
      startedAt: at,
    }),
  }),
  'query.succeeded': (run, event) => ({
    queries: change(run.queries, event.token, 'unfinished', {
      state: 'succeeded',
      extract: { rowCount: event.rowCount, bytes: event.bytes, sha256: event.sha256 },
    }),
  }),
  'query.lost': (run, event) => ({
    queries: change(run.queries, event.token, 'unfinished', {
      state: 'lost',
      counted: event.counted,
      reason: event.reason,
    }),
  }),
  'sandbox.claimed': (run, event) => ({
    sandboxes: [
      ...run.sandboxes,
      {
        token: event.token,
        attempt: run.attempt,
        launch: event.launch,
        slot: event.slot,
        warm: event.warm,
        assignment: event.assignment,
        prefix: event.prefix,
        leaseUntil: event.leaseUntil,
        state: 'claimed',
        handle: null,
        startedAt: null,
        counted: true,
      },
    ],
    attempts: currentAttempt(run, { launches: event.launch }),
  }),
  'sandbox.started': (run, event, at) => ({
    sandboxes: change(run.sandboxes, event.token, 'claimed', {
      state: 'started',
      handle: event.handle,
      startedAt: at,
    }),
  }),
  'sandbox.lost': (run, event) => ({
    sandboxes: change(run.sandboxes, event.token, 'unfinished', { state: 'lost', counted: event.counted }),
  }),
  'attempt.succeeded': (run, event, at) => ({
    attempts: currentAttempt(run, { outcome: 'succeeded', manifest: event.manifest, finishedAt: at }),
    sandboxes: finishSandboxes(run),
  }),
  'attempt.failed': (run, event, at) => ({
    attempts: currentAttempt(run, {
      outcome: 'failed',
      class: event.class,
      error: event.error,
      manifest: event.manifest,
      finishedAt: at,
    }),
    sandboxes: finishSandboxes(run),
  }),
  'answer.rejected': (run, event) => ({
    attempts: currentAttempt(run, { outcome: 'rejected', error: event.reason }),
    call: null,
  }),
  'plan.repaired': (run, event, at) => ({
    plan: event.plan,
    attempt: run.attempt + 1,
    attempts: [...run.attempts, newAttempt(run.attempt + 1, event.plan, event.note, at)],
    call: null,
  }),
  'run.succeeded': (_run, event, at) => ({ result: event.result, ...end('succeeded', at) }),
  'run.failed': (_run, event, at) => ({
    terminal: { status: 'failed', at, problem: event.problem, problemStage: event.stage },
  }),
  'run.cancelled': (_run, _event, at) => end('cancelled', at),
  'run.released': () => ({}),
  'run.closed': (_run, event) => ({ deliveryId: event.deliveryId }),
  // Nothing of what was asked, found or said remains: titles and errors can hold the data itself.
  'run.deleted': (run) => ({
    kind: null,
    title: null,
    plan: null,
    clarification: null,
    attempts: [],
    queries: [],
    sandboxes: [],
    call: null,
    calls: [],
    result: null,
    terminal: run.terminal === null ? null : { ...run.terminal, problem: null, problemStage: null },
  }),
};

const end = (status: TerminalStatus, at: string): Partial<Run> => ({
  terminal: { status, at, problem: null, problemStage: null },
});

const newAttempt = (number: number, plan: Attempt['plan'], note: string | null, at: string): Attempt => ({
  number,
  plan,
  note,
  outcome: null,
  class: null,
  error: null,
  manifest: null,
  launches: 0,
  startedAt: at,
  finishedAt: null,
});

const currentAttempt = (run: Run, changes: Partial<Attempt>): Attempt[] =>
  run.attempts.map((attempt) => (attempt.number === run.attempt ? { ...attempt, ...changes } : attempt));

/** The attempt's own sandbox wrote its manifest: it is done, though its slot may wait for the next attempt. */
const finishSandboxes = (run: Run): SandboxWork[] =>
  run.sandboxes.map((work) =>
    work.attempt === run.attempt && work.state === 'started' ? { ...work, state: 'succeeded' } : work,
  );

function change<W extends QueryWork | SandboxWork>(
  works: W[],
  token: string,
  from: 'claimed' | 'unfinished',
  changes: Partial<W>,
): W[] {
  const work = works.find((one) => one.token === token);
  const fits =
    work !== undefined && (work.state === 'claimed' || (from === 'unfinished' && work.state === 'started'));
  if (!fits) throw new PermanentError(`${token} is ${work?.state ?? 'not claimed'}, so it cannot change`);
  return works.map((one) => (one.token === token ? { ...one, ...changes } : one));
}
