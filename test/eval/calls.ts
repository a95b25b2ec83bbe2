import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { callRecordSchema, type CallRecord } from '../../shared/model/record.ts';
import { callKey } from '../../shared/run/keys.ts';

/** One call of a model as it was made. */
export type Trace = CallRecord;

/** The records of a run's calls, read from the host's state: the API shows their usage only. */
export async function readCalls(stateDirectory: string, runId: string): Promise<Trace[]> {
  const database = new DatabaseSync(join(stateDirectory, 'kaiseki.db'), { readOnly: true });
  try {
    const prefix = callKey(runId, 0).replace(/[^/]*$/, '');
    const rows = database
      .prepare('select key, body, file from objects where latest = 1 and key >= ? and key < ?')
      .all(prefix, `${prefix}~`) as unknown as {
      key: string;
      body: Uint8Array | null;
      file: string | null;
    }[];
    const inOrder = rows.toSorted((a, b) => sequence(a.key) - sequence(b.key));
    return await Promise.all(
      inOrder.map(async ({ body, file }) => {
        const bytes = body ?? (await readFile(join(stateDirectory, 'objects', file ?? '')));
        return callRecordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      }),
    );
  } finally {
    database.close();
  }
}

const sequence = (key: string): number => Number(/(\d+)\.json$/.exec(key)?.[1]);
