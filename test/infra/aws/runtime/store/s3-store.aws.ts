import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { ListObjectVersionsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { PermanentError, RetryableError } from '../../../../../shared/errors.ts';
import type { ObjectStore } from '../../../../../shared/ports/object-store.ts';
import { objectStoreContract } from '../../../../contract/object-store.contract.ts';
import type { Fault } from '../../../../fakes/faulty-proxy.ts';
import { bucket, makeStore, startOverTheWire, type OverTheWire } from '../../kit.ts';

const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);
const busy: Fault = { answers: 503, code: 'SlowDown' };

describe('S3 store over the wire', () => {
  let wire: OverTheWire;
  before(async () => {
    wire = await startOverTheWire();
  });
  after(() => wire.close());

  objectStoreContract('S3', async () => ({ store: await makeStore(wire), close: async () => undefined }));

  for (const fault of ['answer lost', 'reset'] satisfies Fault[]) {
    objectStoreContract(`S3, a third of the first tries: ${fault}`, async () => {
      const store = await makeStore(wire);
      wire.proxy.failSomeFirstTries(fault);
      return { store, close: async () => wire.proxy.clear() };
    });
  }
});

describe('S3 store with faults', () => {
  let wire: OverTheWire;
  let store: ObjectStore;
  before(async () => {
    wire = await startOverTheWire();
  });
  after(() => wire.close());
  beforeEach(async () => {
    store = await makeStore(wire, { connect: 1_000, answer: 700, silence: 700 });
    wire.proxy.clear();
  });
  afterEach(() => assert.equal(wire.proxy.left(), 0, 'a planned fault met no request'));

  const versionsOf = async (key: string): Promise<number> => {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key });
    return (await wire.clients.s3.send(command)).Versions?.length ?? 0;
  };
  const statuses = (method: string) =>
    wire.proxy.seen.filter((one) => one.method === method).map(({ status }) => status);

  it('knows its own write whose answer was lost', async () => {
    wire.proxy.fail('S3 PUT', 'answer lost');
    const put = await store.put('k', 'mine', { ifNoneMatch: '*' });
    assert.ok(put.written);
    assert.equal(put.version, (await store.get('k'))?.version);
    assert.deepEqual(statuses('PUT'), [200, 412]);
    assert.equal(await versionsOf('k'), 1);
  });

  it("does not take another's write for its own", async () => {
    await store.put('k', 'theirs', { ifNoneMatch: '*' });
    wire.proxy.fail('S3 PUT', 'reset');
    assert.equal((await store.put('k', 'mine', { ifNoneMatch: '*' })).written, false);
    assert.equal(text((await store.get('k'))?.body), 'theirs');
  });

  it('lets one of twenty win though every first answer is lost', async () => {
    wire.proxy.fail('S3 PUT', ...Array.from({ length: 20 }, (): Fault => 'answer lost'));
    const puts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.put('k', String(i), { ifNoneMatch: '*' })),
    );
    const winners = puts.flatMap(({ written }, i) => (written ? [String(i)] : []));
    assert.deepEqual(winners, [text((await store.get('k'))?.body)]);
    assert.equal(await versionsOf('k'), 1);
  });

  it('says not written when another writer is at the key, and tells the time', async () => {
    wire.proxy.fail('S3 PUT', { answers: 409, code: 'ConditionalRequestConflict' });
    const put = await store.put('k', 'mine', { ifNoneMatch: '*' });
    assert.equal(put.written, false);
    assert.ok(Math.abs(put.storeTime.getTime() - Date.now()) < 60_000);
    assert.equal(await store.get('k'), null);
  });

  it('knows its own write when the second try meets a conflict', async () => {
    wire.proxy.fail('S3 PUT', 'answer lost', { answers: 409, code: 'ConditionalRequestConflict' });
    const put = await store.put('k', 'mine', { ifNoneMatch: '*' });
    assert.ok(put.written);
    assert.equal(await versionsOf('k'), 1);
  });

  it('says not written for a 412 whose object is gone again', async () => {
    wire.proxy.fail('S3 PUT', { answers: 412, code: 'PreconditionFailed' });
    assert.equal((await store.put('k', 'mine', { ifNoneMatch: '*' })).written, false);
  });

  it('tries again what is busy, reset or silent, and has one effect', async () => {
    wire.proxy.fail('S3 PUT', busy, 'reset');
    await store.put('k', 'x');
    assert.deepEqual(statuses('PUT'), [null, null, 200]);
    wire.proxy.fail('S3 GET', busy, 'silent');
    assert.equal(text((await store.get('k'))?.body), 'x');
    assert.equal(await versionsOf('k'), 1);
  });

  for (const [name, fault] of [
    ['busy', busy],
    ['broken inside', { answers: 500, code: 'InternalError' }],
    ['reset', 'reset'],
    ['silent', 'silent'],
  ] satisfies [string, Fault][]) {
    it(`gives up after three tries, for another time: ${name}`, async () => {
      wire.proxy.fail('S3 PUT', fault, fault, fault);
      await assert.rejects(store.put('k', 'x', { ifNoneMatch: '*' }), (error) => {
        assert.ok(error instanceof RetryableError);
        assert.match(error.message, /^S3 PutObject of k: /);
        return true;
      });
      assert.equal(await store.get('k'), null);
    });
  }

  it('does not hand out half a body', async () => {
    await store.put('k', 'x'.repeat(100_000));
    wire.proxy.fail('S3 GET', 'stalls in the body');
    await assert.rejects(store.get('k'), RetryableError);
    assert.equal((await store.get('k'))?.bytes, 100_000);
  });

  it('says what to do when it is not allowed to', async () => {
    wire.proxy.fail('S3 GET', { answers: 403, code: 'AccessDenied' });
    await assert.rejects(store.get('k'), (error) => {
      assert.ok(error instanceof PermanentError);
      assert.match(error.message, /^S3 GetObject of k: AccessDenied: .*deploy it again/);
      assert.deepEqual(error.evidence['status'], 403);
      return true;
    });
  });

  it('does not take a bucket that is gone for an object that is gone', async () => {
    wire.proxy.fail('S3 GET', { answers: 404, code: 'NoSuchBucket' });
    await assert.rejects(store.get('k'), PermanentError);
  });

  it('answers null for a version that is a delete marker, was never given out, or is gone', async () => {
    await store.put('k', 'x');
    for (const refusal of [
      { answers: 405, code: 'MethodNotAllowed' },
      { answers: 400, code: 'InvalidArgument' },
      { answers: 404, code: 'NoSuchVersion' },
    ]) {
      wire.proxy.fail('S3 GET', refusal);
      assert.equal(await store.get('k', 'v1'), null, refusal.code);
    }
  });

  it('deletes once more when the answer was lost', async () => {
    await store.put('k', 'x');
    wire.proxy.fail('S3 DELETE', 'answer lost');
    await store.delete('k');
    assert.equal(await store.get('k'), null);
  });

  it('lists what there is though it had to ask three times', async () => {
    await store.put('p/1', 'x');
    wire.proxy.fail('S3 GET', busy, 'answer lost');
    assert.deepEqual(
      (await store.list('p/')).objects.map(({ key }) => key),
      ['p/1'],
    );
  });

  it('refuses a bucket that keeps no versions, and says so', async () => {
    await wire.clients.s3.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } }),
    );
    await assert.rejects(store.put('k', 'x'), /Turn versioning on/);
  });
});
