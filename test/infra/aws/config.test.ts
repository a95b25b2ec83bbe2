import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readConfig } from '../../../infra/aws/config.ts';

const read = (settings: Record<string, string>) =>
  readConfig(Object.fromEntries(Object.entries(settings).map(([name, value]) => [`kaiseki:${name}`, value])));

describe('settings of a deployment', () => {
  it('have defaults: an API for AWS identities, nothing that waits, data that is protected', () => {
    const { auth, warmSlots, model, protectData, keepData, github } = read({});
    assert.deepEqual(
      { auth, warmSlots, model, protectData, keepData, github },
      { auth: 'iam', warmSlots: 0, model: 'none', protectData: true, keepData: false, github: undefined },
    );
  });

  it('of other namespaces are none of this', () => {
    assert.equal(readConfig({ 'aws:region': 'eu-west-1', 'other:auth': 'x' }).auth, 'iam');
  });

  it('that look like a number stay text where text is meant', () => {
    assert.equal(read({ modelKey: '12345' }).modelKey, '12345');
    assert.equal(read({ database: 'true' }).database, 'true');
  });

  it('hold structures as JSON', () => {
    assert.deepEqual(read({ schemas: '["sales"]' }).schemas, ['sales']);
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    ['an unknown name', { warmslots: '1' }, /warmslots/],
    ['a token without an issuer', { auth: 'jwt' }, /kaiseki:jwt goes with kaiseki:auth jwt/],
    [
      'a place of tokens that is more than an origin',
      {
        auth: 'jwt',
        jwt: '{"issuer":"https://x","audience":["a"],"clientId":"c","tokenOrigin":"https://y/"}',
      },
      /kaiseki:jwt\.tokenOrigin takes an origin/,
    ],
    ['an issuer without tokens', { jwt: '{"issuer":"https://x","audience":["a"]}' }, /kaiseki:jwt goes with/],
    [
      'more that wait than there may be',
      { warmSlots: '4' },
      /kaiseki:capacity is less than kaiseki:warmSlots/,
    ],
    ['memory that Fargate does not take', { taskCpu: '4096' }, /2 to 8 GiB for each vCPU/],
    ['a model that nobody knows', { model: 'claude' }, /The model setting claude cannot be used/],
    ['a model to be found out', { model: 'auto' }, /kaiseki:model cannot be auto here/],
    [
      'a workgroup and a cluster',
      { redshift: '{"workgroup":"a","cluster":"b"}' },
      /kaiseki:redshift .*not both/,
    ],
    ['a schema that could end a quotation', { schemas: '["a\\" b"]' }, /kaiseki:schemas\.0/],
  ];
  for (const [what, settings, message] of refused)
    it(`are refused: ${what}`, () => {
      assert.throws(() => read(settings), message);
    });
});
