import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PermanentError } from '../../../../shared/errors.ts';
import { startStrictStore, type StrictStore } from './store/strict-kit.ts';

describe("the signer's sessions", () => {
  let strict: StrictStore;
  beforeEach(async () => {
    strict = await startStrictStore();
    await strict.store.put('k', 'x');
  });
  afterEach(() => strict[Symbol.asyncDispose]());

  const sign = (expiresInSeconds: number) => strict.store.signGet('k', { expiresInSeconds });
  const statusOf = async (url: string) => (await fetch(url)).status;

  it('are shared by all URLs that end before them', async () => {
    await Promise.all(Array.from({ length: 20 }, () => sign(600)));
    await sign(1_200);
    await strict.store.signPost('p/', { maxBytes: 1, expiresInSeconds: 60 });
    assert.equal(strict.service.session.assumed, 1);
  });

  it('are renewed, once for all who ask, when a URL would outlive them', async () => {
    await sign(60);
    strict.service.clock.ahead = 3_000;
    await sign(60);
    assert.equal(strict.service.session.assumed, 1);
    await Promise.all(Array.from({ length: 20 }, () => sign(900)));
    assert.equal(strict.service.session.assumed, 2);
  });

  it('never end before a URL that they signed', async () => {
    strict.service.session.seconds = 900;
    await sign(60);
    strict.service.session.seconds = 3_600;
    const url = await sign(3_480);
    strict.service.clock.ahead = 3_470;
    assert.equal(await statusOf(url), 200);
  });

  it('end, and what they signed with them, whatever a URL says', async () => {
    strict.service.session.seconds = 900;
    const url = await sign(700);
    for (const identity of strict.service.identities.values())
      if (identity.token !== null) identity.end = new Date();
    assert.equal(await statusOf(url), 400);
  });

  it('are not made for longer than a role that assumed a role may have', async () => {
    await assert.rejects(sign(3_481), (error) => {
      assert.ok(error instanceof PermanentError);
      assert.match(error.message, /3480 s, not for 3481.*nearer deadline/);
      return true;
    });
    assert.equal(strict.service.session.assumed, 0);
  });

  it('that are shorter than asked for sign nothing that would outlive them', async () => {
    strict.service.session.seconds = 900;
    assert.equal(await statusOf(await sign(600)), 200);
    await assert.rejects(sign(1_000), /maximum session duration/);
  });

  it('are asked for again after a failure', async () => {
    const { identities } = strict.service;
    const set = identities.set.bind(identities);
    identities.set = () => {
      throw new Error('out of order');
    };
    await assert.rejects(sign(60), { code: 'retryable' });
    identities.set = set;
    assert.equal(await statusOf(await sign(60)), 200);
  });
});
