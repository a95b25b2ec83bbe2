import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { functionNames } from '../../../../infra/aws/functions/names.ts';
import { arrived } from './arrived.ts';
import { bundleAll } from './bundles.ts';
import { armKills } from './kills.ts';
import { startSystem, type System } from './system.ts';

const question = 'How many users are there?';

before(bundleAll);

describe('the system whose functions die', function () {
  this.timeout(1_800_000);
  let system: System;
  before(async () => void (system = await startSystem()));
  after(() => system[Symbol.asyncDispose]());

  for (const name of functionNames)
    it(`answers although ${name} was killed after any one of its calls`, async () => {
      const { arm } = armKills(system);
      let kills = 0;
      for (let call = 1; ; call++) {
        const wasCarriedOut = arm({ name, call });
        const run = await system.ask(question, { webhook: { url: system.webhookUrl } });
        assert.equal(run.status, 'succeeded', `${call}: ${JSON.stringify(run.problem)}`);
        await arrived(system, run.id);
        if (!wasCarriedOut()) break;
        kills++;
      }
      assert.ok(kills > 2, `${kills} kills`);
      console.log(`      ${kills} kills of ${name}`);
    });

  it('leaves no dead letter', async () => {
    assert.deepEqual(await system.deadLetters(), []);
  });
});
