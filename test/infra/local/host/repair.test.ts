import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { givenPlans, startTestHost, type TestHost } from './kit.ts';

const mebibyte = 2 ** 20;
const done = 'import kaiseki\nkaiseki.answer("Done with less.")\n';
const hungry =
  'import kaiseki\nblocks = [bytearray(50_000_000) for _ in range(200)]\nkaiseki.answer("Never.")\n';
const endless = 'while True:\n    pass\n';

describe('repair, in a whole host', function () {
  this.timeout(60_000);
  let host: TestHost;
  before(async () => {
    host = await startTestHost({
      planPrompt: givenPlans({
        hungry: { program: hungry, fallbacks: [{ on: 'memory', program: done, note: 'A sample was used.' }] },
        endless: {
          program: endless,
          fallbacks: [{ on: 'time', program: done, note: 'A simpler model was used.' }],
        },
        hopeless: { program: hungry },
        broken: { program: 'import kaiseki\nprint("about to fail")\nraise ValueError("no such thing")\n' },
      }),
    });
  });
  after(() => host.destroy());

  const limits = { programMemoryBytes: 512 * mebibyte, programSeconds: 30 };
  const hasty = { ...limits, programSeconds: 3 };

  it('mends a program that exceeds its memory, and says with what', async () => {
    const run = await host.ask('hungry', { limits });
    assert.equal(run.status, 'succeeded');
    assert.deepEqual(
      run.attempts.map((attempt) => [attempt.number, attempt.outcome, attempt.class, attempt.note]),
      [
        [1, 'failed', 'memory', null],
        [2, 'succeeded', null, 'A sample was used.'],
      ],
    );
    assert.match(run.answer ?? '', /A sample was used\./);
    assert.equal(run.attempts[0]?.program, hungry);
  });

  it('mends a program that exceeds its time', async () => {
    const run = await host.ask('endless', { limits: hasty });
    assert.deepEqual(
      run.attempts.map((attempt) => [attempt.outcome, attempt.class]),
      [
        ['failed', 'time'],
        ['succeeded', null],
      ],
    );
  });

  it('fails what cannot be mended, with its reason and its code', async () => {
    const hopeless = await host.ask('hopeless', { limits });
    assert.deepEqual(
      [hopeless.status, hopeless.attempts.length, hopeless.problem?.code],
      ['failed', 1, 'memory'],
    );

    const broken = await host.ask('broken', { limits });
    assert.equal(broken.status, 'failed');
    assert.match(broken.problem?.detail ?? '', /ValueError: no such thing \(line 3\)/);
    assert.match(broken.attempts[0]?.program ?? '', /raise ValueError/);
    assert.match(broken.attempts[0]?.stderrTail ?? '', /Traceback[^]*ValueError: no such thing\n$/);
  });
});
