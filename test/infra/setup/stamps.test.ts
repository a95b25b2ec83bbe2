import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { alone } from '../../../infra/setup/stamps.mjs';

describe('setting up alone', () => {
  let folder = '';
  let lock = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-setup-'));
    lock = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one command after the other in, also after one that failed', async () => {
    const order: string[] = [];
    const visit = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
      if (name === 'a') throw new Error('no network');
    };
    const [a] = await Promise.allSettled([alone(visit('a'), lock), alone(visit('b'), lock)]);
    assert.equal(a.status, 'rejected');
    assert.deepEqual(order, ['a in', 'a out', 'b in', 'b out']);
    assert.deepEqual(await readdir(folder), []);
  });

  it('takes over from an owner that no longer lives', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const owner of [`${pid} x`, `${process.pid} of an earlier boot`]) {
      await writeFile(lock, owner);
      assert.equal(await alone(async () => 'done', lock), 'done');
    }
  });
});
