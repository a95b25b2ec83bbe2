import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ModelError } from '../../../../shared/ports/language-model.ts';
import { createScene, words, type Given } from './scene.ts';

const good = words('The F1 is {{metric.f1|.2f}}.');

async function worded(given: Given) {
  const scene = await createScene(given);
  return { ...scene, ...(await scene.report()) };
}

describe('the words of an answer', () => {
  it('are the program’s own where nothing is wrong with them; nobody is asked', async () => {
    const { model, result } = await worded({ manifest: { answer: 'F1: {{metric.f1}}' }, by: 'model' });
    assert.deepEqual([result.answer, result.warnings, model.asked.length], ['F1: 0.71', [], 0]);
  });

  it('are a model’s where the program’s were refused, and what it cost is the run’s', async () => {
    const { result, run } = await worded({ replies: [good] });
    assert.deepEqual([result.answer, result.warnings], ['The F1 is 0.71.', []]);
    assert.deepEqual(
      run.calls.map(({ stage, purpose, outcome, usage }) => [stage, purpose, outcome, usage.inputTokens]),
      [['reporter', 'answer', 'answered', 100]],
    );
  });

  it('are a model’s where a model’s program says nothing', async () => {
    const { result, told } = await worded({ manifest: { answer: null }, by: 'model', replies: [good] });
    assert.equal(result.answer, 'The F1 is 0.71.');
    assert.match(told(), /\[\[ ## refused ## \]\]\n\n/);
  });

  it('are code’s where the rules’ program says nothing; nobody is asked', async () => {
    const { result, model } = await worded({ manifest: { answer: null } });
    assert.match(result.answer, /F-score: 0\.71 \(baseline 0\.5\)/);
    assert.deepEqual([result.warnings, model.asked.length], [[], 0]);
  });

  it('are refused for a reference that leads nowhere', async () => {
    const { told } = await worded({ manifest: { answer: '{{metric.auc}}' }, replies: [good] });
    assert.match(told(), /Wording:\n.*Why it could not be used: in the answer, there is no metric /s);
  });

  for (const [what, answer, reason] of [
    ['a link', 'See [this](https://a.example/).', 'the answer holds an address'],
    ['another language', 'F値は{{metric.f1}}です。', 'the answer must be in English'],
  ] as const) {
    it(`are a model’s where a model’s program wrote ${what}`, async () => {
      const { result, told } = await worded({ manifest: { answer }, by: 'model', replies: [good] });
      assert.equal(result.answer, 'The F1 is 0.71.');
      assert.ok(told().includes(`Why it could not be used: ${reason}`), told());
    });
  }

  it('are code’s, with a notice, where a model’s program leads elsewhere and no model is there to ask', async () => {
    const { result } = await worded({
      manifest: { answer: 'See www.a.example' },
      by: 'model',
      replies: [new ModelError('gone', 'x')],
    });
    assert.match(result.answer, /^- F-score/);
    assert.match(result.warnings[0]?.text ?? '', /may not stand in an answer \(the answer holds an address/);
  });

  it('may be the rules’ own where they quote a name of the other language', async () => {
    const { result } = await worded({ manifest: { answer: '**購入の有無と金額**: {{metric.f1}}' } });
    assert.equal(result.answer, '**購入の有無と金額**: 0.71');
  });
});
