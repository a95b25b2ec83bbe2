import { z } from 'zod';
import type { ObjectStore } from '../ports/object-store.ts';
import { runEventSchema, type RunEvent } from './events.ts';
import { logKey, logPrefix } from './keys.ts';
import { listAll } from './list-all.ts';
import { applyEvent } from './reducer.ts';
import { runSchema, type Run } from './run.ts';

/**
 * The log of a run: one object per entry, `runs/<id>/log/<seq>`, each written once and holding the event and the state
 * after it. Reading a run is reading its last entry.
 *
 *   writer A   read 4 ── put 5 if none ── written
 *   writer B   read 4 ─────── put 5 if none ── refused ── read 5 ── decide again
 */
export interface LogEntry {
  seq: number;
  at: string;
  event: RunEvent | null;
  run: Run;
}

export interface RunReading {
  run: Run;
  /** When the last entry was written, by the store's clock. */
  at: Date;
  storeTime: Date;
}

export interface RunLog {
  /** The run as its last entry says; null when there is no entry. */
  read(runId: string): Promise<RunReading | null>;
  /** Null: another writer was first, or may have been. Read the run again and decide again. */
  append(run: Run | null, event: RunEvent, at: Date): Promise<Run | null>;
  /** Entries after `afterSeq`, oldest first. */
  entries(runId: string, afterSeq: number): Promise<LogEntry[]>;
  /** What remains of a deleted run's entry: its key answers a late writer with a refusal. */
  bury(run: Run, seq: number): Promise<void>;
}

const entrySchema = z.object({ event: runEventSchema.nullable(), at: z.string(), run: runSchema });

export function createRunLog(store: ObjectStore): RunLog {
  return {
    async read(runId) {
      const { objects } = await listAll(store, logPrefix(runId));
      const last = objects.at(-1);
      if (last === undefined) return null;
      const stored = await store.get(last.key);
      if (stored === null) return null;
      return { run: parseEntry(stored.body).run, at: stored.lastModified, storeTime: stored.storeTime };
    },

    async append(run, event, at) {
      const next = applyEvent(run, event, at.toISOString());
      const key = logKey(next.id, next.seq);
      const body = JSON.stringify({ event, at: at.toISOString(), run: next });
      const put = await store.put(key, body, { ifNoneMatch: '*', contentType: 'application/json' });
      return put.written ? next : null;
    },

    async entries(runId, afterSeq) {
      const { objects } = await listAll(store, logPrefix(runId), { after: logKey(runId, afterSeq) });
      const stored = await Promise.all(objects.map((object) => store.get(object.key)));
      return stored.flatMap((object) => {
        if (object === null) return [];
        const entry = parseEntry(object.body);
        return [{ ...entry, seq: Number(object.key.slice(logPrefix(runId).length)) }];
      });
    },

    async bury(run, seq) {
      const body = JSON.stringify({ event: null, at: run.acceptedAt, run });
      await store.put(logKey(run.id, seq), body, { contentType: 'application/json' });
    },
  };
}

const decoder = new TextDecoder();
const parseEntry = (body: Uint8Array) => entrySchema.parse(JSON.parse(decoder.decode(body)));
