/** How a waiting reader learns that it is worth reading a run again. A lost or late notice costs time, nothing else. */
export interface Changes {
  /** Resolves when the run may have changed since this call, when `seconds` have passed, or when `signal` aborts. */
  wait(runId: string, seconds: number, signal?: AbortSignal): Promise<void>;
}
