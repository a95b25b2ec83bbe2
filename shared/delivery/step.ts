import type { EventOf, EventType } from '../run/events.ts';
import type { Run, Stage } from '../run/run.ts';

/** One look at a run. `now` is the object store's time at the start of the look. */
export interface LookContext {
  readonly now: Date;
  /** When a claim of a call without a token of its own is over: this look's start + the stage's timeout. */
  readonly leaseUntil: Date;
  /** Which wake-up in a row this is, from 0: waits grow with it, and service APIs are asked at every fifth. */
  readonly wakeSlot: number;
  /** Commits of this look so far, and the last one if it was this look's and nobody else's that brought the run here. */
  readonly commits: number;
  readonly justCommitted: StageEvent | null;
}

/**
 * What a stage makes of a run whose state it owns: one commit, a wait, or nothing. A step performs at most one outside
 * effect, and only one whose id is already committed: claim first, start in a later step. It may be called at any time,
 * any number of times, by several lookers at once.
 */
export type StepOutcome =
  | {
      commit: StageEvent;
      /** Undoes what was started, when the commit is refused because the run has ended meanwhile. */
      ifEnded?: () => Promise<void>;
    }
  | { wakeAfterSeconds: number }
  | 'idle';

/** Everything but what ingest and the sweep commit by themselves. */
export type StageEvent = EventOf<
  Exclude<EventType, 'run.accepted' | 'run.cancelled' | 'run.deleted' | 'run.abandoned'>
>;

export interface StageDefinition {
  readonly stage: Stage;
  step(run: Run, look: LookContext): Promise<StepOutcome>;
}

/** 2, 4, 8, 16, 30, 30 … seconds: hints come sooner where there are any. */
export const backOffSeconds = (wakeSlot: number): number => Math.min(2 ** (wakeSlot + 1), 30);
