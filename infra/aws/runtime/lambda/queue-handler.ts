import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { decide, type LookResult } from '../../../../shared/delivery/decision.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import type { Look } from '../../../../shared/ports/queue.ts';
import { slotClaimKey } from '../../../../shared/run/keys.ts';
import { topology, type QueuedStage } from '../../../../shared/topology.ts';
import type { StageHandler } from '../../../stages/stage.ts';
import type { Logger } from '../../../system/log.ts';
import type { Counter } from '../metrics.ts';
import type { SqsQueue } from '../queue/sqs-queue.ts';
import { readMessage } from './envelope.ts';

export interface QueueHandlerPorts {
  store: ObjectStore;
  queue: SqsQueue;
  log: Logger;
  count: Counter;
}

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/**
 * A stage's queue as Lambda hands it over: up to ten messages at a time, looked at side by side, each decided on its own.
 *
 *   acknowledge   not reported: SQS deletes it
 *   retry         made visible again after the stage's delay, then reported as failed
 *   dead letter   copied to the dead-letter queue, then not reported; if the copy fails it is retried instead, and the
 *                 queue's own redrive has the last word
 */
export function createQueueHandler(
  stage: QueuedStage,
  { store, queue, log, count }: QueueHandlerPorts,
  handle: () => Promise<StageHandler>,
): QueueHandler {
  async function work(record: SQSRecord): Promise<void> {
    let runId: string | null = null;
    const result = await lookFor(record.body, (look) => (runId = look.runId));
    const receives = Number(record.attributes.ApproximateReceiveCount);
    const decision = decide(result, receives, topology[stage]);
    if (result.ok) return;
    const fields = { stage, runId, decision: decision.do, error: result.error };
    (decision.do === 'deadLetter' ? log.error : log.warn)('look failed', fields);
    count(decision.do === 'deadLetter' ? 'looksDeadLettered' : 'looksRetried');
    if (decision.do === 'deadLetter') return queue.deadLetter(stage, record.body, wordsOf(result.error));
    if (decision.do === 'retry') await queue.retryAfter(stage, record.receiptHandle, decision.afterSeconds);
    throw new NotDone();
  }

  async function lookFor(body: string, found: (look: Look) => void): Promise<LookResult> {
    try {
      const asked = readMessage(body);
      const look =
        'slot' in asked ? await lookForSlot(store, asked.slot) : 'look' in asked ? asked.look : null;
      if (look === null) return { ok: true };
      found(look);
      await (
        await handle()
      )(look);
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  const processor = new BatchProcessor(EventType.SQS);
  return async (event) => processPartialResponse(event, work, processor, { throwOnFullBatchFailure: false });
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Tells the batch that this message is still in its queue. What was wrong is in the log already. */
class NotDone extends Error {
  override name = 'NotDone';
}

/** Whoever claimed the slot; what nobody claimed concerns no run. */
async function lookForSlot(store: ObjectStore, slot: string): Promise<Look | null> {
  const claim = await store.get(slotClaimKey(slot));
  return claim === null ? null : { runId: new TextDecoder().decode(claim.body) };
}
