import type { EventBus } from '../ports/event-bus.ts';
import type { EventType } from './events.ts';
import type { PublishedEvent } from './published.ts';
import type { Run } from './run.ts';
import { ownerOf } from './state-table.ts';

/** The public form of an event that led to `run`. */
export const toPublished = (run: Run, type: EventType | 'run.completed', at: string): PublishedEvent => ({
  // The completion event is one per run, however often it is sent.
  id: type === 'run.completed' ? `${run.id}/completed` : `${run.id}/${run.seq}`,
  type,
  version: 1,
  runId: run.id,
  seq: run.seq,
  at,
  principal: run.principal,
  owner: ownerOf(run.state),
  summary:
    run.terminal === null
      ? null
      : {
          status: run.terminal.status,
          kind: run.kind,
          title: run.title,
          resultHash: run.result?.sha256 ?? null,
          href: `/runs/${run.id}`,
        },
});

export const publishEvent = (
  bus: EventBus,
  run: Run,
  type: EventType | 'run.completed',
  at: Date,
): Promise<void> => bus.publish(toPublished(run, type, at.toISOString()));
