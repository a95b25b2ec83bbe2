import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tracesOf } from '../../../infra/optimize/traces.ts';
import { predictors, programSchema } from '../../../shared/dspy/predictors.ts';
import saved from '../../../shared/dspy/program.json' with { type: 'json' };
import type { CallRecord } from '../../../shared/model/record.ts';
import { noUsage, type ModelMessage } from '../../../shared/ports/language-model.ts';

const program = programSchema.parse(saved);
const record = (messages: ModelMessage[], text: string): CallRecord => ({
  model: 'm',
  purpose: 'any',
  messages,
  outcome: 'answered',
  text,
  detail: null,
  usage: noUsage,
});
const asked = predictors.plan.render({
  api: 'API', dialect: 'duckdb', catalog: 'CATALOG', notes: '', question: 'How\n\nmany?', language: 'English',
  history: '', probes: 'cities: 3',
}); // prettier-ignore
const inputs = { notes: '', question: 'How\n\nmany?', language: 'English', history: '', probes: 'cities: 3' };

describe('the traces of a run', () => {
  it('name the predictor and its inputs, those left out that are always the same', () => {
    assert.deepEqual(tracesOf(program, [record(asked, 'a plan')]), [
      { predictor: 'plan', inputs, output: 'a plan', rejected: null },
    ]);
  });

  it('say why an output was not accepted', () => {
    const corrected = predictors.plan.correct(asked, 'a plan', 'no column of\n\nthat name');
    assert.deepEqual(tracesOf(program, [record(asked, 'a plan'), record(corrected, 'better')]), [
      { predictor: 'plan', inputs, output: 'a plan', rejected: 'no column of\n\nthat name' },
      { predictor: 'plan', inputs, output: 'better', rejected: null },
    ]);
  });

  it('are none of calls that another program made', () => {
    const other = [{ role: 'system' as const, content: 'Be brief.' }, ...asked.slice(1)];
    assert.deepEqual(tracesOf(program, [record(other, 'x'), record([], 'y')]), []);
  });
});
