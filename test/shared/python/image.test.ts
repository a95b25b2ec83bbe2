import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { importableModules, kaisekiNames, programApi } from '../../../shared/python/image.ts';
import { readText } from '../../architecture/tree.ts';

describe('what is known of the executor image', () => {
  it('holds the description of the module kaiseki, word for word', () => {
    assert.equal(`${programApi}\n`, readText('executor-image/kaiseki/API.md'));
  });

  it('knows what programs may import', () => {
    for (const module of ['json', 'pandas', 'sklearn', 'statsmodels', 'kaiseki', 'tomllib'])
      assert.ok(importableModules.has(module), module);
    for (const module of ['requests', 'torch', 'pytest', 'duckdb'])
      assert.ok(!importableModules.has(module), module);
    assert.ok(kaisekiNames.has('load') && !kaisekiNames.has('lod'));
  });
});
