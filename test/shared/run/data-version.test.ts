import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dataVersionOf } from '../../../shared/run/data-version.ts';

describe('the version of the data that a run reads', () => {
  it('is the catalog’s', () => {
    assert.equal(dataVersionOf({ dataVersion: 'l-1' }, { id: 'r-1' }), 'l-1');
  });

  it('is the run’s own where the warehouse cannot name the state of its data', () => {
    assert.equal(dataVersionOf({ dataVersion: '' }, { id: 'r-1' }), 'r-1');
  });
});
