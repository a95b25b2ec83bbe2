import type { EventType } from './run/events.ts';
import type { Stage } from './run/run.ts';

/**
 * Every stage that works off a queue, declared once. Queues, dead-letter queues, visibility, rules and permissions of
 * both hosts are derived from it; a test proves that it fits the state table.
 */
export interface StageTopology {
  /** Published events that bring a look to this stage; a rule matches on the type alone. */
  consumes: readonly EventType[];
  /** Published events that this stage may commit. */
  emits: readonly EventType[];
  /** A look is over by then; claims of calls are leases of this length. */
  timeoutSeconds: number;
  /** Receives of one message before it goes to the dead-letter queue. */
  receiveLimit: number;
  /** Wait before the next receive, by the number of receives so far; the last one repeats. */
  retryDelaysSeconds: readonly number[];
  batchSize: number;
  /** Looks at once on one host. */
  concurrency: number;
}

const usual = {
  receiveLimit: 5,
  retryDelaysSeconds: [1, 5, 20, 60],
  batchSize: 10,
  concurrency: 16,
} as const;

export type QueuedStage = Exclude<Stage, 'ingest'>;

export const topology: Record<QueuedStage, StageTopology> = {
  planner: {
    consumes: ['run.accepted'],
    emits: ['run.planned', 'run.clarified', 'run.failed'],
    timeoutSeconds: 180,
    ...usual,
  },
  'executor-dispatch': {
    consumes: [
      'run.planned',
      'plan.repaired',
      'run.succeeded',
      'run.clarified',
      'run.failed',
      'run.cancelled',
    ],
    emits: ['attempt.succeeded', 'attempt.failed', 'run.released', 'run.failed'],
    timeoutSeconds: 60,
    ...usual,
  },
  reporter: {
    consumes: ['attempt.succeeded'],
    emits: ['run.succeeded', 'answer.rejected', 'run.failed'],
    timeoutSeconds: 180,
    ...usual,
  },
  repair: {
    consumes: ['attempt.failed', 'answer.rejected'],
    emits: ['plan.repaired', 'run.failed'],
    timeoutSeconds: 180,
    ...usual,
  },
  notifier: {
    consumes: ['run.released'],
    emits: [],
    timeoutSeconds: 60,
    ...usual,
  },
};

/** What ingest and the sweep publish without a queue of their own. */
export const ingestEmits: readonly EventType[] = ['run.accepted', 'run.cancelled'];
export const sweepEmits: readonly EventType[] = ['run.failed'];

/** The one public event: whoever subscribes consumes it. */
export const publicEvents = ['run.completed'] as const;

export const queuedStages = Object.keys(topology) as QueuedStage[];

export const sweepEverySeconds = 60;

export interface DerivedQueue {
  stage: QueuedStage;
  queue: string;
  deadLetterQueue: string;
  /** Where a rule's target puts events that it could not deliver. */
  ruleDeadLetterQueue: string;
  visibilitySeconds: number;
  receiveLimit: number;
  rulePattern: readonly EventType[];
}

/** What a host must provide for each stage. */
export const derive = (declared: Record<QueuedStage, StageTopology> = topology): DerivedQueue[] =>
  (Object.entries(declared) as [QueuedStage, StageTopology][]).map(([stage, one]) => ({
    stage,
    queue: stage,
    deadLetterQueue: `${stage}-dlq`,
    ruleDeadLetterQueue: `${stage}-rule-dlq`,
    visibilitySeconds: one.timeoutSeconds * 6,
    receiveLimit: one.receiveLimit,
    rulePattern: one.consumes,
  }));
