import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createUrlSigner } from '../../../../infra/local/store/url-signer.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const later = new Date('2026-01-01T00:02:00.000Z');
const signer = createUrlSigner(() => 'http://127.0.0.1:1');

describe('URL signer', () => {
  it('grants what it signed, until it is over', () => {
    const url = new URL(signer.signGet('runs/r 1/ü.png', { expiresInSeconds: 60, version: '7' }, now));
    assert.deepEqual(signer.checkGet(url, now), { key: 'runs/r 1/ü.png', version: '7', downloadName: null });
    assert.equal(signer.checkGet(url, later), null);
  });

  it('grants nothing that was changed', () => {
    const signed = signer.signGet('runs/r1/a', { expiresInSeconds: 60 }, now);
    for (const [from, to] of [
      ['r1', 'r2'],
      ['expires=1767225660', 'expires=2767225660'],
      [/signature=./, 'signature=_'],
      ['?', '?version=1&'],
    ] as const) {
      const changed = signed.replace(from, to);
      assert.notEqual(changed, signed);
      assert.equal(signer.checkGet(new URL(changed), now), null, changed);
    }
    assert.equal(signer.checkGet(new URL('http://127.0.0.1:1/objects/runs/r1/a'), now), null);
    assert.equal(signer.checkGet(new URL('http://127.0.0.1:1/objects/%ff?signature=x'), now), null);
  });

  it('grants nothing that another host process signed', () => {
    const url = new URL(
      createUrlSigner(() => 'http://127.0.0.1:1').signGet('k', { expiresInSeconds: 60 }, now),
    );
    assert.equal(signer.checkGet(url, now), null);
  });

  it('binds a form to its prefix, size and time', () => {
    const { fields } = signer.signPost('runs/r1/', { maxBytes: 10, expiresInSeconds: 60 }, now);
    assert.deepEqual(signer.checkPost(fields, now), { prefix: 'runs/r1/', maxBytes: 10 });
    assert.equal(signer.checkPost(fields, later), null);
    const other = signer.signPost('', { maxBytes: 1e12, expiresInSeconds: 60 }, now).fields;
    assert.equal(signer.checkPost({ ...other, signature: fields['signature'] ?? '' }, now), null);
    assert.equal(signer.checkPost({}, now), null);
  });
});
