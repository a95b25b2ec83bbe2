import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { manifestOf } from '../../fakes/memory-sandbox.ts';
import { programPlan } from '../../fakes/planned-run.ts';
import { createHarness } from './harness.ts';

type Harness = Awaited<ReturnType<typeof createHarness>>;

const writeManifest = (harness: Harness, manifest: object) =>
  harness.store.put('runs/r1/attempts/1/1/result.json', JSON.stringify(manifest));

async function startedHarness(): Promise<Harness> {
  const harness = await createHarness(programPlan);
  await harness.look();
  return harness;
}

describe('executor-dispatch: programs', () => {
  it('puts the assignment into the mailbox before the slot is asked to run', async () => {
    const harness = await startedHarness();
    const stored = await harness.store.get('slots/slot1/1');
    const assignment = JSON.parse(new TextDecoder().decode(stored?.body)) as { token: string; end: boolean };
    assert.equal(assignment.token, 'r1/1/s/1');
    assert.deepEqual(
      harness.sandbox.started.map(({ slot, assignment: number }) => [slot, number]),
      [['slot1', 1]],
    );
    assert.equal((await harness.run()).state, 'running');
  });

  it('learns of success from the manifest', async () => {
    const harness = await startedHarness();
    await writeManifest(harness, manifestOf('r1/1/s/1'));
    const run = await harness.look();
    assert.equal(run.state, 'executed');
    assert.equal(run.attempts[0]?.manifest?.key, 'runs/r1/attempts/1/1/result.json');
  });

  it('fails the attempt with what the program says', async () => {
    const harness = await startedHarness();
    const failure = {
      class: 'program',
      type: 'ValueError',
      message: 'no rows',
      line: 3,
      traceback: '',
    } as const;
    await writeManifest(harness, manifestOf('r1/1/s/1', { outcome: 'failed', failure }));
    assert.equal((await harness.look()).attempts[0]?.error, 'ValueError: no rows (line 3)');
  });

  it('believes no manifest of another launch, none that does not fit, none that names missing files', async () => {
    const artifact = {
      name: 'a.png',
      kind: 'figure',
      mediaType: 'image/png',
      bytes: 9,
      sha256: 'a'.repeat(64),
      title: null,
    };
    const hostile = [
      manifestOf('r1/9/s/9'),
      { ...manifestOf('r1/1/s/1'), metrics: 'many' },
      { ...manifestOf('r1/1/s/1'), artifacts: [artifact] },
    ];
    for (const manifest of hostile) {
      const harness = await startedHarness();
      await writeManifest(harness, manifest);
      const run = await harness.look();
      assert.deepEqual([run.state, run.attempts[0]?.class], ['attemptFailed', 'input']);
    }
  });

  it('launches again when the sandbox was seen to end without a manifest, three times at most', async () => {
    const harness = await startedHarness();
    for (let launch = 1; launch <= 3; launch++) {
      harness.sandbox.end(`r1/1/s/${launch}`, { status: 'ended', counted: true, reason: 'killed' });
      await harness.look();
    }
    const run = await harness.run();
    assert.equal(harness.sandbox.started.length, 3);
    assert.match(run.terminal?.problem?.detail ?? '', /lost 3 times/);
  });

  it('takes "unknown" for "not yet"', async () => {
    const harness = await startedHarness();
    harness.sandbox.end('r1/1/s/1', { status: 'unknown' });
    assert.equal((await harness.look()).state, 'running');
  });

  it('waits while every slot is taken', async () => {
    const harness = await createHarness(programPlan, { slots: 0 });
    assert.equal((await harness.look()).state, 'planned');
    assert.equal(harness.queue.sent.length, 1);
  });

  it('goes elsewhere, uncounted, when another run took the slot first', async () => {
    const harness = await createHarness(programPlan);
    await harness.store.put('slots/slot1/claim', JSON.stringify({ token: 'other/1/s/1' }), {
      ifNoneMatch: '*',
    });
    const run = await harness.look();
    assert.deepEqual(
      run.sandboxes.map(({ slot, state, counted }) => [slot, state, counted]),
      [
        ['slot1', 'lost', false],
        ['slot2', 'started', true],
      ],
    );
  });

  it('says what to install where no jail is possible', async () => {
    const harness = await createHarness(programPlan, { refusal: 'No user namespaces. Install bubblewrap.' });
    const run = await harness.look();
    assert.equal(run.terminal?.problem?.detail, 'No user namespaces. Install bubblewrap.');
  });

  it('stops what it started when the run was cancelled meanwhile', async () => {
    const harness = await createHarness(programPlan, {
      onStart: async () => {
        await harness.log.append(await harness.run(), { type: 'run.cancelled' }, harness.clock.now());
      },
    });
    await harness.look();
    assert.ok(harness.sandbox.stopped.includes('r1/1/s/1'));
  });
});
