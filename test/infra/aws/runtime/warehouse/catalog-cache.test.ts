import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createCatalogCache } from '../../../../../infra/aws/runtime/warehouse/catalog-cache.ts';
import type { Catalog } from '../../../../../shared/plan/catalog.ts';
import { createMemoryStore } from '../../../../fakes/memory-store.ts';
import { createVirtualClock } from '../../../../fakes/virtual-clock.ts';

function world() {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  let reads = 0;
  const read = async (): Promise<Catalog> => ({
    dialect: 'redshift',
    dataVersion: `read-${++reads}`,
    tables: [],
    problems: [],
  });
  const process = (source: unknown = 'a', reader = read) =>
    createCatalogCache({ store, clock, source, read: reader, maxAgeSeconds: 600 });
  return { clock, store, process, read };
}

describe('the catalog of a warehouse', () => {
  it('is read once for all processes', async () => {
    const { process } = world();
    assert.equal((await process()()).dataVersion, 'read-1');
    assert.equal((await process()()).dataVersion, 'read-1');
  });

  it('is read once by a process that is asked twice at the same time', async () => {
    const { process } = world();
    const catalog = process();
    const [one, two] = await Promise.all([catalog(), catalog()]);
    assert.deepEqual([one.dataVersion, two.dataVersion], ['read-1', 'read-1']);
  });

  it('is read anew when it is too old', async () => {
    const { clock, process } = world();
    const catalog = process();
    await catalog();
    clock.advance(601);
    assert.equal((await catalog()).dataVersion, 'read-2');
  });

  it('is the old one for whoever comes while another process reads it anew', async () => {
    const { clock, process, read } = world();
    await process()();
    clock.advance(601);
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = process('a', async () => {
      started.resolve();
      await release.promise;
      return read();
    })();
    await started.promise;
    assert.equal((await process()()).dataVersion, 'read-1');
    release.resolve();
    assert.equal((await slow).dataVersion, 'read-2');
  });

  it('is another one of another database', async () => {
    const { process } = world();
    await process('a')();
    assert.equal((await process('b')()).dataVersion, 'read-2');
  });

  it('is read anew when what is stored is of another version of this program', async () => {
    const { store, process } = world();
    await process()();
    const [key = ''] = store.keys();
    await store.put(key, '{}');
    assert.equal((await process()()).dataVersion, 'read-2');
  });
});
