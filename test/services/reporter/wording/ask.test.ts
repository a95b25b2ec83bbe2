import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RetryableError } from '../../../../shared/errors.ts';
import { ModelError } from '../../../../shared/ports/language-model.ts';
import { createScene, words, type Given } from './scene.ts';

const good = words('The F1 is {{metric.f1|.2f}}.');
const invented = words('The F1 is 0.93.');
/** A looker that dies in the middle of its call. */
const death = () => Promise.reject(new RetryableError('killed'));

async function worded(given: Given) {
  const scene = await createScene(given);
  const reported = await scene.report();
  return { ...scene, ...reported, notices: reported.result.warnings.map(({ text }) => text).join('\n') };
}

describe('asking a model for words', () => {
  for (const [what, text, reason] of [
    ['an invented number', invented, /the answer holds "0\.93\."/],
    ['a reference that leads nowhere', words('{{metric.auc}}'), /there is no metric auc/],
    ['a link', words('See [this](/runs).'), /a link or HTML/],
    ['an address', words('See www.example.com.'), /an address/],
    ['nothing', words(''), /`answer` is empty/],
    ['prose', 'The F1 is good.', /none of the sections/],
  ] as const)
    it(`sends ${what} back with the reason`, async () => {
      const { told, result, run } = await worded({ replies: [text, good] });
      assert.match(told(1), reason);
      assert.equal(result.answer, 'The F1 is 0.71.');
      assert.deepEqual(
        run.calls.map(({ purpose }) => purpose),
        ['answer', 'answer.correction1'],
      );
    });

  it('does not quote the cell that is no number', async () => {
    const { told } = await worded({ replies: [words('{{table.kinds[0].kind|.2f}}'), good] });
    assert.match(told(1), /row 0 of kinds\.kind is no number/);
    assert.doesNotMatch(told(1), /Yamada/);
  });

  it('takes the second correction', async () => {
    const { result } = await worded({ replies: [invented, invented, good] });
    assert.deepEqual([result.answer, result.warnings], ['The F1 is 0.71.', []]);
  });

  it('gives up after two corrections: code writes, and says what was wrong', async () => {
    const { result, notices, model } = await worded({ replies: [invented, invented, invented] });
    assert.equal(model.asked.length, 3);
    assert.match(result.answer, /F-score: 0\.71 \(baseline 0\.5\)/);
    assert.match(notices, /^The first wording .*\(0\.99\.\).*asked for other words in vain: scripted:model/);
  });

  for (const failure of ['gone', 'invalid', 'aborted'] as const)
    it(`that is ${failure} costs no answer`, async () => {
      const { result, notices, run } = await worded({ replies: [new ModelError(failure, 'no luck')] });
      assert.match(result.answer, /F-score: 0\.71/);
      assert.match(notices, /in vain: scripted:model .*\(no luck\)/);
      assert.equal(run.terminal?.status, 'succeeded');
    });

  it('that refuses costs no answer', async () => {
    const { notices } = await worded({ replies: [{ text: '', stopReason: 'refused' }] });
    assert.match(notices, /scripted:model refused to answer/);
  });

  it('tries thrice where it is busy', async () => {
    const busy = new ModelError('throttled', 'slow down');
    const { notices, model } = await worded({ replies: [busy, busy, busy] });
    assert.equal(model.asked.length, 3);
    assert.match(notices, /had no capacity left/);
  });

  it('says that nothing was said where a model’s program says nothing and no words come', async () => {
    const { notices } = await worded({
      manifest: { answer: null },
      by: 'model',
      replies: [new ModelError('gone', 'end of life')],
    });
    assert.match(notices, /^No words came with the results/);
  });

  it('says so in Japanese', async () => {
    const { notices } = await worded({ plan: { language: 'ja' }, replies: [new ModelError('gone', 'x')] });
    assert.match(notices, /^最初の回答文.*言語モデルに書き直しを求めましたが/);
  });

  it('holds the model to the language of the prompt', async () => {
    const { told, result } = await worded({
      plan: { language: 'ja' },
      replies: [good, words('F1は{{metric.f1|.2f}}です。')],
    });
    assert.match(told(), /\[\[ ## language ## \]\]\nJapanese/);
    assert.match(told(1), /must be in Japanese/);
    assert.equal(result.answer, 'F1は0.71です。');
  });
});

describe('asking for words, step by step', () => {
  it('goes on where it stood when a looker dies between the calls', async () => {
    const scene = await createScene({ replies: [invented, death, good] });
    const { result, run } = await scene.report();
    assert.equal(result.answer, 'The F1 is 0.71.');
    assert.deepEqual(
      run.calls.map(({ purpose, outcome }) => [purpose, outcome]),
      [
        ['answer', 'answered'],
        ['answer.correction1', 'answered'],
      ],
    );
  });

  it('makes the same of the same records, however often it looks', async () => {
    const scene = await createScene({ replies: [good] });
    await scene.report();
    const entries = await scene.log.entries('r1', 0);
    const before = entries.findLast(({ run }) => run.state === 'executed')?.run ?? assert.fail();
    const step = () =>
      scene.reporter.step(before, {
        now: scene.clock.now(),
        leaseUntil: scene.clock.now(),
        wakeSlot: 0,
        commits: 0,
        justCommitted: null,
      });
    const committed = { commit: entries.at(-1)?.event };
    assert.deepEqual(JSON.stringify([await step(), await step()]), JSON.stringify([committed, committed]));
    assert.equal(scene.model.asked.length, 1);
  });

  it('asks once where two look at the same time', async () => {
    const scene = await createScene({ replies: [good] });
    await Promise.all([scene.look(), scene.look()]);
    const { result } = await scene.report();
    assert.deepEqual([result.answer, scene.model.asked.length], ['The F1 is 0.71.', 1]);
  });

  it('is given up when those who ask die three times', async () => {
    const { notices } = await worded({
      replies: [death, death, death],
      deadline: '2026-01-01T01:00:00.000Z',
    });
    assert.match(notices, /whoever asked the model \(answer\) was lost 3 times/);
  });

  it('leaves the time that the report needs', async () => {
    const { model } = await worded({ replies: [good], deadline: '2026-01-01T00:01:40.000Z' });
    assert.equal(model.asked[0]?.seconds, 70);
  });

  it('asks nobody when the run is nearly over', async () => {
    const { model, notices } = await worded({ replies: [good], deadline: '2026-01-01T00:00:35.000Z' });
    assert.equal(model.asked.length, 0);
    assert.match(notices, /no time was left to ask scripted:model/);
  });

  it('does not wait until the deadline for an asker that died', async () => {
    const { run, notices } = await worded({ replies: [death], deadline: '2026-01-01T00:01:40.000Z' });
    assert.equal(run.terminal?.status, 'succeeded');
    assert.match(notices, /no time was left/);
  });
});
