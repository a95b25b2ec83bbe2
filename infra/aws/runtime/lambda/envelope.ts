import { z } from 'zod';
import { PermanentError } from '../../../../shared/errors.ts';
import { lookSchema, type Look } from '../../../../shared/ports/queue.ts';
import { publishedEventSchema } from '../../../../shared/run/published.ts';
import { slotOfStarter } from '../sandbox/names.ts';
import { runOfStatement } from '../warehouse/names.ts';

/**
 * What a message of a stage's queue asks for. Rules put whole events into the queues: input transformers could rename
 * fields, but what they do to an event that they do not fit is a message nobody can read.
 */
export type Asked =
  | { look: Look }
  /** Something happened to a container that waits or works; whoever claimed its slot may want to know. */
  | { slot: string }
  /** An event about somebody else's object, task or statement. */
  | { nothing: string };

/** The fields that are read, of an event as EventBridge delivers it. */
const eventSchema = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html: keys are not URL-encoded here. */
const objectSchema = z.object({ object: z.object({ key: z.string() }) });
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
const taskSchema = z.object({ startedBy: z.string().optional() });
/** https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html */
const statementSchema = z.object({ statementName: z.string().optional() });

/** @throws PermanentError for a body that is neither a look nor an event */
export function readMessage(body: string): Asked {
  const json = parseJson(body);
  const look = lookSchema.safeParse(json);
  if (look.success) return { look: look.data };
  const event = eventSchema.safeParse(json);
  if (!event.success) throw new PermanentError('the message is neither a look nor an event');
  const { source, detail } = event.data;
  switch (source) {
    case 'kaiseki':
      return { look: { runId: parseDetail(publishedEventSchema, detail).runId } };
    case 'aws.s3':
      return asLook(runOfKey(parseDetail(objectSchema, detail).object.key), 'an object of no run');
    case 'aws.redshift-data':
      return asLook(
        runOfStatement(parseDetail(statementSchema, detail).statementName ?? ''),
        'a statement of no run',
      );
    case 'aws.ecs': {
      const slot = slotOfStarter(parseDetail(taskSchema, detail).startedBy ?? '');
      return slot === null ? { nothing: 'a task of no slot' } : { slot };
    }
    default:
      throw new PermanentError('nobody asked for events of this source', { source });
  }
}

const asLook = (runId: string | null, otherwise: string): Asked =>
  runId === null ? { nothing: otherwise } : { look: { runId } };

const runOfKey = (key: string): string | null => /^runs\/([^/]+)\/./.exec(key)?.[1] ?? null;

function parseDetail<T>(schema: z.ZodType<T>, detail: unknown): T {
  const parsed = schema.safeParse(detail);
  if (!parsed.success) throw new PermanentError('the event has not the form that is documented');
  return parsed.data;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
