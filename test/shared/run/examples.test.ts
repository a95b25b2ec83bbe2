import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { runDocumentSchema } from '../../../shared/run/document.ts';

describe('the examples of results', () => {
  for (const example of ['model-ja', 'question-en'])
    it(`${example} is what a run gives today, with all its files`, () => {
      const read = (name: string): Buffer =>
        readFileSync(new URL(`../../../results/examples/${example}/${name}`, import.meta.url));
      const run = runDocumentSchema.parse(JSON.parse(read('run.json').toString()));
      assert.equal(run.status, 'succeeded');
      assert.ok(run.artifacts.length > 0);
      for (const { name, sha256 } of run.artifacts)
        assert.equal(createHash('sha256').update(read(name)).digest('hex'), sha256, name);
    });
});
