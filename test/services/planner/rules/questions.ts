import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { readSampleCatalog } from '../../../fakes/sample-catalog.ts';
import { sqlOf } from './kit.ts';

/** Prompts by what they show, each with the SQL that runs for it on that catalog, or 'clarified'. */
export type Questions = [
  what: string,
  catalog: Catalog | 'sample',
  prompts: [prompt: string, sql: string][],
][];

export function describeQuestions(title: string, questions: Questions): void {
  describe(title, () => {
    let sample: Catalog;
    before(async () => {
      sample = await readSampleCatalog();
    });

    for (const [what, catalog, prompts] of questions)
      describe(what, () => {
        for (const [prompt, sql] of prompts)
          it(prompt, async () => {
            assert.equal(await sqlOf(prompt, catalog === 'sample' ? sample : catalog), sql);
          });
      });
  });
}
