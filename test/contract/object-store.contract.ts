import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PermanentError } from '../../shared/errors.ts';
import type { ListOptions, ObjectStore } from '../../shared/ports/object-store.ts';

const text = (body: Uint8Array | undefined): string | null =>
  body === undefined ? null : new TextDecoder().decode(body);

/** What every ObjectStore must do. `make` gives an empty one and a way to end it. */
export function objectStoreContract(
  name: string,
  make: () => Promise<{ store: ObjectStore; close: () => Promise<void> }>,
): void {
  describe(`ObjectStore contract: ${name}`, () => {
    let store: ObjectStore;
    let close: () => Promise<void>;
    beforeEach(async () => ({ store, close } = await make()));
    afterEach(() => close());

    it('gives back what was put, with its size, type and version', async () => {
      const put = await store.put('a/b', 'hello', { contentType: 'text/plain' });
      const got = await store.get('a/b');
      assert.ok(put.written);
      assert.equal(text(got?.body), 'hello');
      assert.equal(got?.bytes, 5);
      assert.equal(got?.contentType, 'text/plain');
      assert.equal(got?.version, put.version);
    });

    it('answers null for what is not there', async () => {
      assert.equal(await store.get('nothing'), null);
      await store.put('something', 'x');
      assert.equal(await store.get('something', '999999'), null);
    });

    it('keeps bytes as they are, large ones too', async () => {
      const body = new Uint8Array(600_000).map((_, i) => i % 251);
      await store.put('large', body);
      assert.deepEqual((await store.get('large'))?.body.length, 600_000);
      assert.equal(Buffer.compare(Buffer.from((await store.get('large'))?.body ?? []), Buffer.from(body)), 0);
    });

    it('lets one of fifty conditional writers win', async () => {
      const puts = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.put('k', String(i), { ifNoneMatch: '*' })),
      );
      const winners = puts.flatMap((put, i) => (put.written ? [i] : []));
      assert.equal(winners.length, 1);
      assert.equal(text((await store.get('k'))?.body), String(winners[0]));
    });

    it('refuses a conditional write over what exists, and changes nothing', async () => {
      await store.put('k', 'first');
      assert.equal((await store.put('k', 'second', { ifNoneMatch: '*' })).written, false);
      assert.equal(text((await store.get('k'))?.body), 'first');
    });

    it('reads an older version by its name after an overwrite', async () => {
      const first = await store.put('k', 'first');
      await store.put('k', 'second');
      assert.ok(first.written);
      assert.equal(text((await store.get('k', first.version))?.body), 'first');
      assert.equal(text((await store.get('k'))?.body), 'second');
    });

    it('lists by prefix in key order, in pages, each key once', async () => {
      for (const key of ['p/2', 'p/1', 'p/10', 'q/1', 'p']) await store.put(key, key);
      await store.put('p/1', 'again');
      const keys = async (options?: { after?: string; limit?: number }) =>
        (await store.list('p/', options)).objects.map((one) => one.key);
      assert.deepEqual(await keys(), ['p/1', 'p/10', 'p/2']);
      assert.deepEqual(await keys({ limit: 2 }), ['p/1', 'p/10']);
      assert.deepEqual(await keys({ after: 'p/10' }), ['p/2']);
      assert.deepEqual(await keys({ after: 'p/1', limit: 1 }), ['p/10']);
    });

    it('lists keys outside ASCII', async () => {
      for (const key of ['日本/b', '日本/a', '日曜']) await store.put(key, '');
      assert.deepEqual(
        (await store.list('日本/')).objects.map((one) => one.key),
        ['日本/a', '日本/b'],
      );
    });

    it('names the newest version of each object when asked, and then alone', async () => {
      await store.put('p/1', 'old');
      const [first, second] = [await store.put('p/1', 'new'), await store.put('p/2', 'x')];
      await store.put('p/3', 'gone');
      await store.delete('p/3');
      const versions = async (options: ListOptions) =>
        (await store.list('p/', options)).objects.map((one) => [one.key, one.version]);
      assert.ok(first.written && second.written);
      assert.deepEqual(await versions({ versions: true }), [
        ['p/1', first.version],
        ['p/2', second.version],
      ]);
      assert.deepEqual(await versions({ versions: true, after: 'p/1' }), [['p/2', second.version]]);
      assert.deepEqual(await versions({ versions: true, limit: 1 }), [['p/1', first.version]]);
      assert.deepEqual(await versions({ limit: 1 }), [['p/1', null]]);
    });

    it('keeps every character of a key', async () => {
      const keys = ['odd/ a+b%20c', "odd/!*'()&=?#", 'odd/\tあ\u{1F600}', 'odd//x', 'odd/日本 語.csv'];
      for (const key of keys) {
        await store.put(key, key);
        assert.equal(text((await store.get(key))?.body), key);
      }
      const listed = async (options: ListOptions) =>
        (await store.list('odd/', options)).objects.map((one) => one.key).toSorted();
      assert.deepEqual(await listed({}), keys.toSorted());
      assert.deepEqual(await listed({ versions: true }), keys.toSorted());
    });

    it('deletes, and deleting nothing is no error', async () => {
      await store.put('k', 'x');
      await store.delete('k');
      await store.delete('k');
      assert.equal(await store.get('k'), null);
      assert.equal((await store.put('k', 'y', { ifNoneMatch: '*' })).written, true);
    });

    it('tells its own time, which is not before what it wrote', async () => {
      const put = await store.put('k', 'x');
      const got = await store.get('k');
      const listing = await store.list('k');
      assert.ok(got !== null && got.storeTime >= got.lastModified);
      assert.ok(listing.storeTime >= put.storeTime);
      assert.deepEqual(listing.objects[0]?.lastModified, got.lastModified);
    });

    it('refuses a key that no store could hold', async () => {
      for (const key of ['', '/leading', 'x'.repeat(1_025), 'broken \uD800']) {
        await assert.rejects(store.put(key, 'x'), PermanentError, JSON.stringify(key.slice(0, 10)));
      }
    });

    it('signs', async () => {
      assert.match(await store.signGet('a b/ü', { expiresInSeconds: 60 }), /^\w+:\/\//);
      assert.match((await store.signPost('p/', { maxBytes: 10, expiresInSeconds: 60 })).url, /^\w+:\/\//);
    });
  });
}
