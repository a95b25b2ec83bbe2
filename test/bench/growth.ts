import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { randomIds } from '../../infra/system/ids.ts';
import { systemClock } from '../../infra/system/clock.ts';

interface StoredRow {
  key: string;
  bytes: number;
  content_type: string;
  modified: number;
  body: Uint8Array | null;
}

/**
 * Copies everything that one finished run left until the state holds `count` runs: what a host has after years of use,
 * written directly. The host must be closed.
 */
export function storeRuns(stateDirectory: string, runId: string, count: number): void {
  const database = new DatabaseSync(join(stateDirectory, 'kaiseki.db'));
  const template = database
    .prepare('select key, bytes, content_type, modified, body from objects where latest = 1 and file is null')
    .all() as unknown as StoredRow[];
  const ofRun = template.filter((row) => row.key.includes(runId) || row.key.includes(complementOf(runId)));
  const insert = database.prepare(
    'insert into objects (key, latest, bytes, content_type, modified, body, file) values (?, 1, ?, ?, ?, ?, null)',
  );
  const ids = randomIds(systemClock);
  database.exec('begin immediate');
  for (let i = 1; i < count; i++) {
    const id = ids.next();
    for (const row of ofRun) {
      const rename = (text: string): string =>
        text.replaceAll(runId, id).replaceAll(complementOf(runId), complementOf(id));
      const body = row.body === null ? null : rename(Buffer.from(row.body).toString('latin1'));
      const bytes = body === null ? null : Buffer.from(body, 'latin1');
      insert.run(rename(row.key), row.bytes, row.content_type, row.modified, bytes);
    }
  }
  database.exec('commit');
  database.close();
}

/** The index lists newest first by the complement of the id. */
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const complementOf = (id: string): string =>
  Array.from(id, (character) => alphabet.at(-1 - alphabet.indexOf(character)) ?? character).join('');
