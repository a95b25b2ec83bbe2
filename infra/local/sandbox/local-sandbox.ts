import type { Clock } from '../../../shared/ports/clock.ts';
import type { Ids } from '../../../shared/ports/ids.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { Sandbox } from '../../../shared/ports/sandbox.ts';
import { slotKey } from '../../../shared/run/keys.ts';
import type { Logger } from '../../system/log.ts';
import { logExecutorEvent, type ExecutorEvent } from './executor-events.ts';
import type { ExecutorProcess } from './executor-process.ts';
import { createSlotTable } from './slots.ts';

/** Makes sure that Python and its libraries are there; rejects with a sentence that says what to install. */
export type PreparePython = () => Promise<{ interpreter: string }>;

export interface LocalSandboxOptions {
  store: Pick<ObjectStore, 'signGet'>;
  ids: Ids;
  clock: Clock;
  log: Logger;
  /** Programs at once. */
  capacity: number;
  preparePython: PreparePython;
  startExecutor: (handlers: {
    interpreter: string;
    onEvent: (event: ExecutorEvent) => void;
    onExit: (reason: string) => void;
  }) => ExecutorProcess;
  /** A hint: something about this run has changed. */
  onHint: (runId: string) => void;
}

interface Launch {
  /** Null once it was given up. */
  slot: string | null;
  runId: string;
  ended: { counted: boolean; reason: string } | null;
}

/** Mailbox URLs of waiting slots: the executor asks for them again and again, as long as the host lives. */
const mailboxSeconds = 10 * 365 * 86_400;

const restartSeconds = 1;

/** An executor that never gets ready is not started for ever; nor is what failed once taken for failed for good. */
const startLimit = 3;
const refusalSeconds = 60;

const rememberedLaunches = 2_000;

/**
 * The executor on this machine: one supervisor process whose waiting children are the slots. It is started when the
 * first program needs it, or by `warm`. Everything in it dies with this process, so launches of an earlier host have
 * ended, and a token that was stopped before it started never starts.
 */
export function createLocalSandbox(
  options: LocalSandboxOptions,
): Sandbox & { warm(): void; refill(): Promise<void>; close(): Promise<void> } {
  const { ids, clock, log, onHint } = options;
  const boot = ids.next();
  const slots = createSlotTable({ ids, capacity: options.capacity, now: () => clock.now().getTime() });
  const launches = new Map<string, Launch>();
  const waitingForExecutor = new Set<string>();
  let state: 'off' | 'starting' | 'ready' | 'closed' = 'off';
  let refusal: { reason: string; at: number } | null = null;
  let failedStarts = 0;
  let executor: ExecutorProcess | null = null;

  async function start(): Promise<void> {
    if (state !== 'off') return;
    state = 'starting';
    try {
      const { interpreter } = await options.preparePython();
      if (isClosed()) return;
      executor = options.startExecutor({ interpreter, onEvent, onExit });
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  }
  const isClosed = (): boolean => state === 'closed';

  function refuse(reason: string): void {
    refusal = { reason, at: clock.now().getTime() };
    failedStarts = 0;
    if (!isClosed()) state = 'off';
    log.warn('programs cannot run here', { stage: 'executor-dispatch', reason });
    hintWaiting();
  }

  function hintWaiting(): void {
    for (const runId of waitingForExecutor) onHint(runId);
    waitingForExecutor.clear();
  }

  function onEvent(event: ExecutorEvent): void {
    logExecutorEvent(log, event);
    switch (event.event) {
      case 'ready':
        if (isClosed()) return;
        state = 'ready';
        refusal = null;
        failedStarts = 0;
        void serve(slots.refill());
        return hintWaiting();
      case 'refused':
        return refuse(`${event.reason}. ${event.install}`);
      case 'trouble':
        return;
      case 'ended':
        return end(event.token, {
          counted: true,
          reason: `the executor reported ${event.outcome} without a manifest`,
        });
      case 'closed':
        return loseSlot(event.slot);
    }
  }

  /** Its children died with it; they are launches that infrastructure lost. */
  function onExit(reason: string): void {
    executor = null;
    slots.clear();
    for (const [token, launch] of launches)
      if (launch.ended === null) end(token, { counted: true, reason: `the executor is gone: ${reason}` });
    if (isClosed() || refusal !== null) return;
    log.error('the executor is gone', { stage: 'executor-dispatch', reason });
    if (state === 'starting' && ++failedStarts >= startLimit)
      return refuse(`The executor does not start: ${reason}. Start the host with --verbose to see why.`);
    state = 'off';
    void clock.sleep(restartSeconds).then(start);
  }

  /** Ended launches are asked about for a while: the newest are remembered. */
  function forgetOld(): void {
    for (const [token, launch] of launches) {
      if (launches.size <= rememberedLaunches) return;
      if (launch.ended !== null) launches.delete(token);
    }
  }

  function end(token: string, how: NonNullable<Launch['ended']>): void {
    const launch = launches.get(token);
    if (launch === undefined || launch.ended !== null) return;
    launch.ended = how;
    forgetOld();
    onHint(launch.runId);
  }

  /** Nobody serves the slot any more. A fresh one takes its place a little later: what ended it may end that one, too. */
  function loseSlot(slot: string): void {
    const reason = 'its slot was closed before it began';
    for (const [token, launch] of launches)
      if (launch.slot === slot && launch.ended === null) end(token, { counted: false, reason });
    if (slots.drop(slot)) void clock.sleep(restartSeconds).then(fillUp);
  }

  /** Ends the slot at the executor, with all that it may be doing, and makes room for another. */
  function giveUp(slot: string): void {
    executor?.send({ close: slot });
    if (slots.drop(slot)) fillUp();
  }

  function fillUp(): void {
    if (executor === null || state !== 'ready') return;
    void serve(slots.refill());
    const next = slots.nextWaiting();
    if (next !== null) onHint(next);
  }

  async function serve(served: string[], assignment = 1): Promise<void> {
    for (const slot of served) {
      const mailbox = await options.store.signGet(slotKey(slot, assignment), {
        expiresInSeconds: mailboxSeconds,
      });
      executor?.send({ slot, mailbox });
    }
  }

  return {
    warm: () => void start(),
    refill: async () => fillUp(),

    async refusal() {
      if (refusal !== null && clock.now().getTime() - refusal.at > refusalSeconds * 1000) refusal = null;
      if (state === 'off' && refusal === null) void start();
      return refusal?.reason ?? null;
    },

    async reserve({ runId }) {
      if (state !== 'ready') {
        waitingForExecutor.add(runId);
        void start();
        return null;
      }
      for (const slot of slots.stale()) giveUp(slot);
      return slots.reserve(runId);
    },

    async start({ token, runId, slot, assignment }) {
      const handle = `${boot}/${token}`;
      if (launches.has(token)) return handle;
      launches.set(token, { slot, runId, ended: null });
      if (executor === null) {
        end(token, { counted: false, reason: 'the executor was gone before it began' });
      } else if (slots.start(slot, runId) === 'unserved') {
        await serve([slot], assignment);
      }
      return handle;
    },

    async inspect(handle) {
      if (!handle.startsWith(`${boot}/`))
        return { status: 'ended', counted: false, reason: 'the host restarted' };
      const launch = launches.get(handle.slice(boot.length + 1));
      if (launch === undefined) return { status: 'unknown' };
      return launch.ended === null ? { status: 'running' } : { status: 'ended', ...launch.ended };
    },

    async stop({ token, runId, slot }) {
      let launch = launches.get(token);
      if (launch === undefined) {
        // Its assignment may be in the mailbox, and under way, though nobody said start: the executor says when it is over.
        launch = { slot: slots.holds(slot, runId) ? slot : null, runId, ended: null };
        launches.set(token, launch);
        if (executor === null || launch.slot === null)
          launch.ended = { counted: false, reason: 'it was stopped before it began' };
      }
      if (launch.slot !== null) {
        if (launch.ended === null) executor?.send({ stop: launch.slot, token });
        giveUp(launch.slot);
        launch.slot = null;
      }
      forgetOld();
      return launch.ended === null ? 'stopping' : 'ended';
    },

    async close() {
      state = 'closed';
      await executor?.close();
    },
  };
}
