import type { Manifest } from '../../shared/plan/manifest.ts';
import type { Sandbox, SandboxLaunch, SandboxState } from '../../shared/ports/sandbox.ts';

export interface MemorySandbox extends Sandbox {
  readonly started: SandboxLaunch[];
  readonly stopped: string[];
  end(token: string, state: SandboxState): void;
}

/** Slots that run nothing: a test writes the manifests that a program would leave. */
export function createMemorySandbox(
  options: { slots?: number; refusal?: string; onStart?: (launch: SandboxLaunch) => Promise<void> } = {},
): MemorySandbox {
  const states = new Map<string, SandboxState>();
  const started: SandboxLaunch[] = [];
  const stopped: string[] = [];
  let reserved = 0;
  return {
    started,
    stopped,
    end: (token, state) => void states.set(token, state),
    refusal: async () => options.refusal ?? null,
    reserve: async () =>
      reserved < (options.slots ?? Infinity) ? { slot: `slot${++reserved}`, warm: true } : null,
    async start(launch) {
      if (!states.has(launch.token)) {
        started.push(launch);
        states.set(launch.token, { status: 'running' });
        await options.onStart?.(launch);
      }
      return launch.token;
    },
    inspect: async (handle) => states.get(handle) ?? { status: 'unknown' },
    async stop({ token }) {
      stopped.push(token);
      if (!states.has(token)) return 'unknown';
      states.set(token, { status: 'ended', counted: true, reason: 'stopped' });
      return 'ended';
    },
  };
}

/** A manifest of a program that did nothing. */
export const manifestOf = (token: string, changes: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  token,
  outcome: 'succeeded',
  failure: null,
  answer: 'Done.',
  metrics: [],
  tables: [],
  artifacts: [],
  warnings: [],
  stdout: { head: '', tail: '', bytes: 0 },
  stderr: { head: '', tail: '', bytes: 0 },
  cut: [],
  usage: { wallSeconds: 0.01, cpuSeconds: 0.01, peakMemoryBytes: 1 },
  image: 'python 3.11',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  ...changes,
});
