import type { Catalog } from '../plan/catalog.ts';
import type { FailureClass, StopOutcome } from './long-work.ts';

/** Read-only SQL over the user's tables. Everything that reaches it has passed the guard of `shared/sql`. */
export interface Warehouse {
  readonly dialect: 'duckdb' | 'redshift';
  /** Tables, columns and statistics of the data as it is now; `dataVersion` names that state. Cached by the adapter. */
  catalog(): Promise<Catalog>;
  /** Null when the warehouse can plan the statement, else its complaint in one line. Runs nothing. */
  explain(sql: string, dataVersion: string): Promise<string | null>;
  /**
   * Starts an extract: runs `sql`, writes `<prefix>data.parquet` and then `<prefix>result.json` (an `Extract`).
   * The same token never runs twice. Resolves with a handle that `inspect` understands.
   */
  start(extract: ExtractRequest): Promise<string>;
  inspect(handle: string): Promise<ExtractState>;
  /** Stops the query for good; the statement is cancelled where it runs, not only forgotten here. */
  stop(token: string): Promise<StopOutcome>;
}

export interface ExtractRequest {
  token: string;
  /** Who waits for it: an adapter may send a hint to look at this run when the query ends. */
  runId: string;
  sql: string;
  dataVersion: string;
  /** Key prefix in the object store, ending in '/'. */
  prefix: string;
  limits: { rows: number; bytes: number; seconds: number };
}

export type ExtractState =
  | { status: 'running' }
  /** `<prefix>result.json` is there. */
  | { status: 'succeeded' }
  | { status: 'failed'; class: FailureClass; message: string }
  /** The service says it is over, without a result. `counted: false`: it died with its host, which is nobody's try. */
  | { status: 'ended'; counted: boolean; reason: string };
