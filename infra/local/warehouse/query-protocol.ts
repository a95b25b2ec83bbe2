import type { Extract } from '../../../shared/plan/dataset.ts';
import type { FailureClass } from '../../../shared/ports/long-work.ts';

/** First message to a query worker. */
export interface WorkerSettings {
  database: string;
  /** The only folder it may write to. */
  scratch: string;
  memoryBytes: number;
  spillBytes: number;
  threads: number;
}

export type WorkerRequest =
  | { kind: 'explain'; sql: string }
  | { kind: 'extract'; sql: string; parquet: string; maxRows: number; maxBytes: number };

/** `ready` comes once, then one answer to each request. */
export type WorkerAnswer =
  | { kind: 'ready' }
  | { kind: 'explained'; problem: string | null }
  | { kind: 'extracted'; extract: Extract }
  | {
      kind: 'failed';
      class: FailureClass;
      message: string;
      /** The worker must be killed. */ fatal: boolean;
    };
