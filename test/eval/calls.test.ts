import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openDatabase, type Database } from '../../infra/local/database.ts';
import { schema } from '../../infra/local/schema.ts';
import { openFileArea } from '../../infra/local/store/file-area.ts';
import { createLocalStore } from '../../infra/local/store/sqlite-store.ts';
import { createUrlSigner } from '../../infra/local/store/url-signer.ts';
import { systemClock } from '../../infra/system/clock.ts';
import type { CallRecord } from '../../shared/model/record.ts';
import { noUsage } from '../../shared/ports/language-model.ts';
import { callKey } from '../../shared/run/keys.ts';
import { readCalls } from './calls.ts';

const record = (text: string): CallRecord => ({
  model: 'm',
  purpose: 'plan',
  messages: [{ role: 'user', content: 'How many?' }],
  outcome: 'answered',
  text,
  detail: null,
  usage: noUsage,
});

describe('the calls of a run', () => {
  let state = '';
  let database: Database;
  before(async () => {
    state = await mkdtemp(join(tmpdir(), 'kaiseki-calls-'));
    database = openDatabase(join(state, 'kaiseki.db'), schema);
  });
  after(async () => {
    await database.close();
    await rm(state, { recursive: true, force: true });
  });

  it('are read in the order of the log, large ones from their files, those of other runs left out', async () => {
    const store = createLocalStore({
      database,
      files: await openFileArea(state),
      signer: createUrlSigner(() => ''),
      clock: systemClock,
      onWrite: () => undefined,
    });
    const put = (runId: string, seq: number, text: string) =>
      store.put(callKey(runId, seq), JSON.stringify(record(text)));
    await put('a', 10, 'last');
    await put('a', 9, 'x'.repeat(300_000));
    await put('ab', 1, 'of another');
    assert.deepEqual(
      (await readCalls(state, 'a')).map(({ text }) => text.length),
      [300_000, 4],
    );
    assert.deepEqual(await readCalls(state, 'none'), []);
  });
});
