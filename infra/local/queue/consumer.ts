import { decide, type LookResult } from '../../../shared/delivery/decision.ts';
import { PermanentError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { lookSchema, type Look } from '../../../shared/ports/queue.ts';
import { topology, type QueuedStage } from '../../../shared/topology.ts';
import type { Logger } from '../../system/log.ts';
import type { LocalQueue, Message } from './sqlite-queue.ts';

export interface Consumer {
  /** Something may be due: receive now. */
  wake(): void;
  /** Receives no more; resolves when the looks under way are over. */
  stop(): Promise<void>;
}

export interface ConsumerOptions {
  stage: QueuedStage;
  queue: LocalQueue;
  clock: Clock;
  log: Logger;
  handle: (look: Look) => Promise<void>;
}

/** Receives the looks of one stage, as many at once as the topology allows, and does with each what `decide` says. */
export function createConsumer({ stage, queue, clock, log, handle }: ConsumerOptions): Consumer {
  const { concurrency, batchSize } = topology[stage];
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let receiving = false;
  let again = false;
  let pumping = Promise.resolve();
  let timer = new AbortController();

  function pump(): void {
    if (receiving) again = true;
    else pumping = receiveDue();
  }

  async function receiveDue(): Promise<void> {
    receiving = true;
    try {
      do {
        again = false;
        while (!stopped && underWay.size < concurrency && isDue()) {
          const messages = await queue.receive(stage, Math.min(batchSize, concurrency - underWay.size));
          if (messages.length === 0) break;
          for (const message of messages) track(stopped ? giveBack(message) : work(message));
        }
      } while (again && !stopped && underWay.size < concurrency);
    } catch (error) {
      log.error('receive failed', { stage, error });
      sleepThenPump(1);
      return;
    } finally {
      receiving = false;
    }
    const due = queue.nextDue(stage);
    if (due !== null && underWay.size < concurrency)
      sleepThenPump(Math.max((due.getTime() - clock.now().getTime()) / 1000, 0.005));
  }

  /** Received while the consumer was being stopped: somebody else's from now on. */
  const giveBack = (message: Message): Promise<void> => queue.release(message, 0).catch(() => undefined);

  /** A look into the index: receiving is a write, even of nothing. */
  const isDue = (): boolean => (queue.nextDue(stage)?.getTime() ?? Infinity) <= clock.now().getTime();

  function sleepThenPump(seconds: number): void {
    timer.abort('another');
    if (stopped) return;
    const mine = (timer = new AbortController());
    void clock.sleep(seconds, mine.signal).then(() => (mine.signal.aborted ? undefined : pump()));
  }

  function track(promise: Promise<void>): void {
    underWay.add(promise);
    void promise.finally(() => {
      underWay.delete(promise);
      if (!stopped) pump();
    });
  }

  async function work(message: Message): Promise<void> {
    const result = await look(message.body);
    const decision = decide(result, message.receives, topology[stage]);
    if (!result.ok)
      (decision.do === 'deadLetter' ? log.error : log.warn)('look failed', {
        stage,
        runId: runIdOf(message.body),
        decision: decision.do,
        error: result.error,
      });
    try {
      if (decision.do === 'acknowledge') await queue.delete(message);
      else if (decision.do === 'retry') await queue.release(message, decision.afterSeconds);
      else await queue.moveToDeadLetters(stage, message);
    } catch (error) {
      // The message becomes visible again by itself: a look too many is harmless.
      log.error('acknowledgement failed', { stage, runId: runIdOf(message.body), error });
    }
  }

  async function look(body: string): Promise<LookResult> {
    const parsed = lookSchema.safeParse(safeJson(body));
    if (!parsed.success) return { ok: false, error: new PermanentError('the message is not a look') };
    try {
      await handle(parsed.data);
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  return {
    wake: () => (stopped ? undefined : pump()),
    async stop() {
      stopped = true;
      timer.abort('stopped');
      await pumping;
      await Promise.allSettled(underWay);
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const runIdOf = (body: string): string | null => lookSchema.safeParse(safeJson(body)).data?.runId ?? null;
