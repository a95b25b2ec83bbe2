import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readConfig } from '../../../../infra/aws/config.ts';
import { idleCosts } from '../../../../infra/aws/cost/idle.ts';

const costOf = (settings: Record<string, string>, what: RegExp): number | undefined =>
  idleCosts(readConfig(settings)).find((item) => what.test(item.what))?.usd;

describe('the cost of a month in which nobody asks', () => {
  it('counts endpoints by zone, and none in a given network', () => {
    assert.equal(costOf({}, /^Network/)?.toFixed(2), '43.80');
    assert.equal(costOf({ 'kaiseki:zones': '1' }, /^Network/)?.toFixed(2), '21.90');
    const vpc = '{"id":"vpc-1","subnets":["a"],"s3Endpoint":"vpce-1"}';
    assert.equal(costOf({ 'kaiseki:vpc': vpc }, /^Network/), 0);
  });

  it('counts containers that wait, by their size and by how many are on Spot', () => {
    assert.equal(costOf({}, /^Waiting/), 0);
    const two = { 'kaiseki:warmSlots': '2' };
    // 2 × 730 h × (2 vCPU × 0.04048 + 5 GB × 0.004445)
    assert.equal(costOf(two, /^Waiting/)?.toFixed(2), '150.65');
    assert.equal(
      costOf({ ...two, 'kaiseki:capacityProviders': 'FARGATE_SPOT:1,FARGATE:1' }, /^Waiting/)?.toFixed(2),
      '97.92',
    );
  });
});
