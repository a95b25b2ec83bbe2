import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { readLoadRecord } from '../../../../infra/aws/load/record.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import { makeStore, startOverTheWire, type OverTheWire } from '../kit.ts';
import { startLoading, target, type Loading } from './kit.ts';

const run = promisify(execFile);

describe('npm run load over the wire', () => {
  let wire: OverTheWire;
  let store: ObjectStore;
  let loading: Loading;
  before(async () => {
    wire = await startOverTheWire();
    store = await makeStore(wire);
    loading = await startLoading(store);
  });
  after(async () => {
    await loading.close();
    await wire.close();
  });

  const load = async (...more: string[]) => {
    const started = run(
      process.execPath,
      ['infra/aws/load/main.ts', '--stack-outputs', '-', '--input', 'input', ...more],
      { env: { ...process.env, AWS_ENDPOINT_URL_REDSHIFT_DATA: loading.service.url } },
    );
    started.child.stdin?.end(JSON.stringify({ load: target }));
    return started;
  };

  it('brings the sample tables into Redshift by way of S3', async () => {
    const { stdout } = await load();
    assert.match(
      stdout,
      /users: 1,000 rows, 3 columns; \d+ kB in s3:\/\/kaiseki-test; loading\nusers: loaded/,
    );
    assert.deepEqual(
      await loading.select(
        'SELECT (SELECT count(*) FROM public.users) AS users, (SELECT count(*) FROM public.interactions) AS interactions',
      ),
      [{ users: 1000, interactions: 5000 }],
    );
    assert.deepEqual(
      (await readLoadRecord(store))?.tables.map(({ name }) => name),
      ['interactions', 'users'],
    );
  });

  it('loads nothing a second time', async () => {
    const { stdout } = await load();
    assert.match(stdout, /^interactions: unchanged\nusers: unchanged\nload /);
  });

  it('loads all the same while S3 breaks now and then', async () => {
    wire.proxy.fail('S3 PUT', { answers: 503, code: 'SlowDown' }, 'answer lost');
    const { stdout } = await load('--force');
    assert.match(stdout, /interactions: loaded[^]*users: loaded/);
    assert.equal(wire.proxy.left(), 0);
  });
});
