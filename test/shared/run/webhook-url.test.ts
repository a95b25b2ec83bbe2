import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { webhookUrlProblem } from '../../../shared/run/webhook-url.ts';

describe('the URL of a webhook', () => {
  for (const url of ['https://example.com/hook', 'http://8.8.8.8/', 'https://[2001:4860:4860::8888]/'])
    it(`may be ${url}`, () => assert.equal(webhookUrlProblem(url, { allowLoopback: false }), null));

  const loopback = [
    'http://localhost./',
    'http://foo.localhost/',
    'http://127.0.0.2/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
  ];
  for (const url of loopback)
    it(`may be ${url} by a setting only`, () => {
      assert.match(webhookUrlProblem(url, { allowLoopback: false }) ?? '', /must not be on this machine/);
      assert.equal(webhookUrlProblem(url, { allowLoopback: true }), null);
    });

  const refused: [string, RegExp][] = [
    ['http://169.254.169.254/latest/', /public internet/],
    ['http://10.0.0.1/', /public internet/],
    ['http://0/', /public internet/],
    ['http://[::]/', /public internet/],
    ['http://[fd00::1]/', /public internet/],
    ['ftp://example.com/', /must begin with https/],
    ['https://a:b@example.com/', /user name or a password/],
    ['nowhere', /is not a URL/],
  ];
  for (const [url, reason] of refused)
    it(`may never be ${url}`, () =>
      assert.match(webhookUrlProblem(url, { allowLoopback: true }) ?? '', reason));
});
