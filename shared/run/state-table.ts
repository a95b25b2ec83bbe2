import type { EventType } from './events.ts';
import type { RunState, Stage } from './run.ts';

/**
 * The life of a run. Every state is owned by exactly one stage; only the owner's commits lead on.
 *
 * `publish(state)`: the event leads to that state and goes to the bus, which tells the next owner.
 * `enter(state)`: the event leads to that state of the same owner, and stays in the log.
 * `stay`: the event is recorded, the state remains.
 */
export interface Transition {
  readonly to: RunState | 'same';
  readonly published: boolean;
}

const publish = (to: RunState): Transition => ({ to, published: true });
const enter = (to: RunState): Transition => ({ to, published: false });
const stay: Transition = { to: 'same', published: false };

const modelCalls = { 'call.claimed': stay, 'call.answered': stay } as const;

const queryWork = {
  'query.claimed': stay,
  'query.started': stay,
  'query.succeeded': stay,
  'query.lost': stay,
} as const;

export const stateTable: Record<
  RunState | 'none',
  { owner: Stage; commits: Partial<Record<EventType, Transition>> }
> = {
  none: {
    owner: 'ingest',
    commits: { 'run.accepted': publish('accepted') },
  },
  accepted: {
    owner: 'planner',
    commits: {
      ...modelCalls,
      ...queryWork, // probes
      'run.planned': publish('planned'),
      'run.clarified': publish('ending'),
    },
  },
  planned: {
    owner: 'executor-dispatch',
    commits: {
      'query.claimed': enter('extracting'),
      'sandbox.claimed': enter('running'), // every dataset is there already
      'attempt.succeeded': publish('executed'), // nothing left to run
      'attempt.failed': publish('attemptFailed'), // the guard refused
    },
  },
  extracting: {
    owner: 'executor-dispatch',
    commits: {
      ...queryWork,
      'sandbox.claimed': enter('running'),
      'attempt.succeeded': publish('executed'),
      'attempt.failed': publish('attemptFailed'),
    },
  },
  running: {
    owner: 'executor-dispatch',
    commits: {
      'sandbox.started': stay,
      'sandbox.lost': stay,
      'sandbox.claimed': stay, // the next launch
      'attempt.succeeded': publish('executed'),
      'attempt.failed': publish('attemptFailed'),
    },
  },
  executed: {
    owner: 'reporter',
    commits: {
      ...modelCalls,
      ...queryWork, // checks
      'run.succeeded': publish('ending'),
      'answer.rejected': publish('attemptFailed'),
    },
  },
  attemptFailed: {
    owner: 'repair',
    commits: {
      ...modelCalls,
      'plan.repaired': publish('planned'), // attempt + 1
      'run.failed': publish('ending'),
    },
  },
  ending: {
    owner: 'executor-dispatch', // stops whatever any stage claimed
    commits: { 'run.released': publish('notifying') },
  },
  notifying: {
    owner: 'notifier', // publishes run.completed and creates the webhook delivery
    commits: { 'run.closed': enter('closed') },
  },
  closed: {
    owner: 'ingest',
    commits: { 'run.deleted': enter('deleted') },
  },
  deleted: { owner: 'ingest', commits: {} },
  abandoned: { owner: 'ingest', commits: {} },
};

/** The states of a run that has no terminal status yet. */
export const openStates = [
  'accepted',
  'planned',
  'extracting',
  'running',
  'executed',
  'attemptFailed',
] as const;

/** What any open state allows besides: a cancel by ingest; a failure by delivery or the sweep. */
export const openStateCommits: Partial<Record<EventType, Transition>> = {
  'run.cancelled': publish('ending'),
  'run.failed': publish('ending'),
};

/** What the sweep records in place of a first entry that never came, so that none can come late. */
export const sweepCommits: Partial<Record<EventType, Transition>> = { 'run.abandoned': enter('abandoned') };

export const isOpen = (state: RunState): boolean => (openStates as readonly string[]).includes(state);

export const ownerOf = (state: RunState): Stage => stateTable[state].owner;

/** The transition that `type` makes from `state`, or null where the table has none. */
export function transitionOf(state: RunState | 'none', type: EventType): Transition | null {
  const own = stateTable[state].commits[type];
  if (own !== undefined) return own;
  if (state === 'none') return sweepCommits[type] ?? null;
  return isOpen(state) ? (openStateCommits[type] ?? null) : null;
}
