import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { getRef, putRef } from '../../../shared/run/refs.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

describe('references', () => {
  it('hold what each of two writers meant, and no version is written over', async () => {
    const store = createMemoryStore();
    const [a, b] = [
      await putRef(store, 'runs/r/plan.json', 'a'),
      await putRef(store, 'runs/r/plan.json', 'b'),
    ];
    assert.deepEqual([await getRef(store, a, z.string()), await getRef(store, b, z.string())], ['a', 'b']);
    for (const ref of [a, b]) assert.equal((await store.get(ref.key))?.version, ref.version);
    assert.match(a.key, /^runs\/r\/plan-[0-9a-f]{16}\.json$/);
  });

  it('are equal for equal content, however often it is written', async () => {
    const store = createMemoryStore();
    assert.deepEqual(await putRef(store, 'k.json', [1]), await putRef(store, 'k.json', [1]));
  });

  it('refuse what is not what it was', async () => {
    const store = createMemoryStore();
    const ref = await putRef(store, 'k.json', 'a');
    await assert.rejects(getRef(store, { ...ref, sha256: '0'.repeat(64) }, z.string()), /is not what it was/);
    await store.delete(ref.key);
    await assert.rejects(getRef(store, ref, z.string()), /is gone/);
  });
});
