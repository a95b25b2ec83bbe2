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
    let inside = 0;
    const seen: number[] = [];
    const visit = (fails: boolean) => async () => {
      seen.push(++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      if (fails) throw new Error('no network');
    };
    const outcomes = await Promise.allSettled([alone(visit(true), lock), alone(visit(false), lock)]);
    assert.deepEqual(
      outcomes.map((one) => one.status),
      ['rejected', 'fulfilled'],
    );
    assert.deepEqual(seen, [1, 1]);
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
