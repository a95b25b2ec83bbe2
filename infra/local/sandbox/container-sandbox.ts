import type { Clock } from '../../../shared/ports/clock.ts';
import type { Ids } from '../../../shared/ports/ids.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { Sandbox } from '../../../shared/ports/sandbox.ts';
import { defaultLimits } from '../../../shared/run/limits.ts';
import { createSlotPool } from '../../slots/pool.ts';
import type { Logger } from '../../system/log.ts';
import type { ContainerSettings } from './container-command.ts';
import { createContainerLauncher } from './container-launcher.ts';
import { findEngine, removeContainers, type Engine } from './engine.ts';
import type { ExecutorEvent } from './executor-events.ts';

export interface ContainerSandboxOptions {
  store: ObjectStore;
  ids: Ids;
  clock: Clock;
  log: Logger;
  /** Containers at once, and how many of them wait for a program. */
  capacity: number;
  warmSlots: number;
  /** Docker or podman, by name or path; null: whichever answers. */
  engine: string | null;
  container: ContainerSettings;
  /** A hint: something about this run has changed. */
  onHint: (runId: string) => void;
}

const slotSeconds = 3_000;

/** Containers that never get ready are not started for ever; nor is what failed once taken for failed for good. */
const startLimit = 3;
const refusalSeconds = 60;

/**
 * Programs in containers of this machine, for where the jail's namespaces cannot be had: the slots of a pool whose state
 * is in the store, as on AWS. What a pool there learns by looking comes here as hints: a container's events and its end.
 */
export function createContainerSandbox(
  options: ContainerSandboxOptions,
): Sandbox & { warm(): void; refill(): Promise<void>; close(): Promise<void> } {
  const { store, ids, clock, log, onHint } = options;
  const runs = new Map<string, string>();
  const waiting = new Set<string>();
  let engine: Promise<Engine> | null = null;
  /** Of what an earlier host left. */
  let cleared = false;
  let refused: { reason: string; at: number } | null = null;
  let lastReason: string | null = null;
  let failures = 0;
  let firstRefill: Promise<void> | null = null;
  let closed = false;

  const launcher = createContainerLauncher({
    boot: ids.next(),
    settings: options.container,
    engine: prepare,
    clock,
    log,
    onEvent,
    onExit,
  });
  const pool = createSlotPool(
    {
      store,
      ids,
      clock,
      launcher,
      onTrouble: (error) =>
        log.warn('a waiting slot could not be seen to', { stage: 'executor-dispatch', error }),
    },
    {
      warmSlots: options.warmSlots,
      capacity: options.capacity,
      slotSeconds,
      runSeconds: defaultLimits.runSeconds,
    },
  );

  /** The engine, once what an earlier host left in it is gone. */
  function prepare(): Promise<Engine> {
    engine ??= (async () => {
      const found = await findEngine({ command: options.engine, image: options.container.image });
      // Once: later, containers of this host run there, and a refusal has the engine looked for again.
      if (!cleared) await removeContainers(found, options.container.label);
      cleared = true;
      return found;
    })();
    return engine;
  }

  function refuse(reason: string): void {
    refused = { reason, at: clock.now().getTime() };
    [engine, firstRefill, failures] = [null, null, 0];
    // The sweep asks every minute, and is told the same.
    if (reason !== lastReason) log.warn('programs cannot run here', { stage: 'executor-dispatch', reason });
    lastReason = reason;
    for (const runId of waiting) onHint(runId);
    waiting.clear();
  }

  async function refusal(): Promise<string | null> {
    if (refused !== null && clock.now().getTime() - refused.at > refusalSeconds * 1000) refused = null;
    if (refused === null)
      await prepare().catch((error: unknown) =>
        refuse(error instanceof Error ? error.message : String(error)),
      );
    return refused?.reason ?? null;
  }

  async function refill(): Promise<void> {
    if (!closed && (await refusal()) === null) await pool.refill();
  }

  function onEvent(slot: string, event: ExecutorEvent): void {
    if (event.event === 'ready') failures = 0;
    if (event.event === 'refused') refuse(`${event.reason}. ${event.install}`);
    if (event.event === 'ended') hint(slot);
  }

  function onExit(slot: string, failed: string | null): void {
    hint(slot);
    runs.delete(slot);
    if (closed) return;
    if (failed !== null && ++failures >= startLimit && refused === null)
      refuse(`Containers do not start: ${failed}`);
    // There is room again. A waiting slot that failed is replaced by the sweep: what ended it may end the next, too.
    if (failed === null) void refill().then(hintNext);
    else hintNext();
  }

  function hint(slot: string): void {
    const runId = runs.get(slot);
    if (runId !== undefined) onHint(runId);
  }

  function hintNext(): void {
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    onHint(next);
  }

  return {
    ...pool,
    refusal,
    refill,
    warm: () => void refill(),

    async reserve(request) {
      // What an earlier host left waiting died with it.
      await (firstRefill ??= refill());
      const reservation = await pool.reserve(request);
      if (reservation === null) waiting.add(request.runId);
      else waiting.delete(request.runId);
      return reservation;
    },

    start(launch) {
      runs.set(launch.slot, launch.runId);
      return pool.start(launch);
    },

    async close() {
      closed = true;
      await launcher.close();
      await pool.settled();
    },
  };
}
