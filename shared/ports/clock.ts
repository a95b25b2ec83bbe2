/** Time as the process sees it: for waits, log lines and signatures. Ages and leases use the object store's time. */
export interface Clock {
  now(): Date;
  /** Resolves after `seconds`, or at once when `signal` aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}
