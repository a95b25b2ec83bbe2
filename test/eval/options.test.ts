import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chooseModels } from './models.ts';
import { readOptions } from './options.ts';

describe('the options of an evaluation', () => {
  it('let no confident wrong answer pass by the rules, and any number otherwise, unless one is named', () => {
    const limit = (...args: string[]) => readOptions(['--questions', 'a', ...args]).wrongLimit;
    assert.deepEqual([limit('--planner', 'rules'), limit()], [0, null]);
    assert.equal(limit('--wrong-limit', '3'), 3);
  });

  it('take several files', () => {
    assert.deepEqual(readOptions(['--questions', 'a,b']).questions, ['a', 'b']);
  });

  it('say what is wrong, and how to ask', () => {
    const refused = (args: string[], message: RegExp) => assert.throws(() => readOptions(args), message);
    refused([], /--questions is missing.*npm run eval/s);
    refused(['--questions', 'a', '--planner', 'best'], /--planner takes rules, auto or model, not best/);
    refused(['--questions', 'a', '--limit', 'all'], /--limit takes a whole number, not all/);
    refused(['--questions', 'a', '--frequency', '3'], /--frequency/);
  });

  it('never go on without the model that is named', async () => {
    await assert.rejects(chooseModels({ model: 'nonsense', planner: 'auto' }), /nonsense/);
    await assert.rejects(chooseModels({ model: null, planner: 'model' }), /--planner model takes a --model/);
  });
});
