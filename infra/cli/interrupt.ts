export interface Interrupt {
  signal: AbortSignal;
  /** Leaves the signals to whoever comes next. */
  ignore(): void;
}

/** Ctrl-C, from now on: the first one asks for an orderly end, the second ends this process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    ignore: () => signals.forEach((name) => process.off(name, interrupt)),
  };
}
