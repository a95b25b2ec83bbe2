import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { openSnapshots } from '../../../../infra/local/warehouse/snapshots.ts';

describe('snapshots of the input folder', function () {
  this.timeout(60_000);
  let folder = '';
  let [input, kept] = ['', ''];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-snapshots-'));
    [input, kept] = [join(folder, 'input'), join(folder, 'snapshots')];
    await mkdir(input);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  /** As many rows as said: another size is seen however fast the files change. */
  const write = (rows: number) => writeFile(join(input, 't.csv'), `a\n${'1\n'.repeat(rows)}`);

  it('keep the newest three, and the current one when the files go back to what they were', async () => {
    const snapshots = await openSnapshots(input, kept);
    const versions: string[] = [];
    for (const rows of [1, 2, 3, 4, 1]) {
      await write(rows);
      versions.push((await snapshots.current()).dataVersion);
    }
    assert.equal(versions[4], versions[0]);
    const there = await Promise.all(versions.map(async (one) => (await snapshots.databaseOf(one)) !== null));
    assert.deepEqual(there, [true, false, true, true, true]);
  });

  it('leave nothing of a host that died while it loaded', async () => {
    await mkdir(join(kept, 'making-x'), { recursive: true });
    await openSnapshots(input, kept);
    assert.deepEqual(await readdir(kept), []);
  });
});
