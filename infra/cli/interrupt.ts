export interface Interrupt {
  signal: AbortSignal;
  /** Leaves the signals to whoever comes next. */
  ignore(): void;
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by whoever started this process. */
const sameMilliseconds = 500;

/** Ctrl-C, from now on: the first one asks for an orderly end, the second ends this process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (!controller.signal.aborted) first = performance.now();
    else if (performance.now() - first > sameMilliseconds) process.exit(130);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    ignore: () => signals.forEach((name) => process.off(name, interrupt)),
  };
}
