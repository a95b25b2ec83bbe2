import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Logger } from '../../system/log.ts';

/** What the executor says on its stdout, a JSON line each. */
const eventSchema = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('ready'),
    mode: z.string(),
    /** Which walls of the jail hold here, and which are missing, in words. */
    holds: z.array(z.string()),
    missing: z.array(z.string()),
    image: z.string(),
  }),
  z.looseObject({ event: z.literal('refused'), reason: z.string(), install: z.string() }),
  z.looseObject({ event: z.literal('ended'), slot: z.string(), token: z.string(), outcome: z.string() }),
  z.looseObject({ event: z.literal('closed'), slot: z.string() }),
  z.looseObject({
    event: z.literal('trouble'),
    slot: z.string(),
    token: z.string().nullable(),
    text: z.string(),
  }),
]);
export type ExecutorEvent = z.infer<typeof eventSchema>;

export interface ExecutorStreams {
  stdout: Readable;
  stderr: Readable;
}

/** Reads an executor's events, and passes its log on: infrastructure only, programs' output never takes this way. */
export function readExecutor(
  { stdout, stderr }: ExecutorStreams,
  log: Logger,
  onEvent: (event: ExecutorEvent) => void,
): void {
  createInterface({ input: stdout }).on('line', (line) => {
    const parsed = eventSchema.safeParse(safeJson(line));
    if (parsed.success) onEvent(parsed.data);
    else log.warn('the executor said something unknown', { stage: 'executor-dispatch' });
  });
  createInterface({ input: stderr }).on('line', (line) =>
    log.info('executor', { stage: 'executor-dispatch', line: line.slice(0, 2_000) }),
  );
}

/** What every sandbox of this machine logs of them. */
export function logExecutorEvent(log: Logger, event: ExecutorEvent): void {
  if (event.event === 'ready')
    log.info('programs can run', {
      stage: 'executor-dispatch',
      mode: event.mode,
      holds: event.holds,
      missing: event.missing,
    });
  if (event.event === 'trouble')
    log.warn('executor trouble', { stage: 'executor-dispatch', slot: event.slot, text: event.text });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
