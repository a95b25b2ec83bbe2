import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RetryableError } from '../../shared/errors.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import { noUsage, type LanguageModel } from '../../shared/ports/language-model.ts';
import { planOf, say, sqlFence } from '../services/planner/model/harness.ts';
import { createChance, createShuffler } from './chance.ts';
import { Crash, createCrasher } from './crashing-ports.ts';
import { effectsOf, succeededOnce } from './effects.ts';
import { createWorld, plans } from './world.ts';

const probe = sqlFence('kinds', 'SELECT kind, count(*) AS n FROM things GROUP BY kind');
const titles = ['Things', 'All things', 'Every thing', 'Each thing'];

/** The warehouse calls the column by another name than the plan does: the reporter has to ask for other words. */
const unfit = {
  queries: sqlFence('result', 'SELECT count(*) AS number FROM things'),
  answer: 'There are {{table.result[0].number}}.',
};

/** A model that explores, plans and words the answer, and never says the same twice. */
function createTalkingModel(): LanguageModel & { calls: string[] } {
  const calls: string[] = [];
  const replies = {
    explore: (title: string) => say({ reasoning: title, probes: probe }),
    plan: (title: string) => planOf({ title, ...unfit }),
    answer: (title: string) => say({ reasoning: title, answer: `${title}: {{table.result[0].count}}` }),
  };
  return {
    name: 'simulated',
    calls,
    async complete({ messages }) {
      const asked = messages.at(-1)?.content ?? '';
      const wants = (section: string) => asked.includes(`\`[[ ## ${section} ## ]]\``);
      const call = wants('kind') ? 'plan' : wants('probes') ? 'explore' : 'answer';
      calls.push(call);
      const text = replies[call](titles[calls.length % titles.length] ?? '');
      return { text, stopReason: 'end', usage: { ...noUsage, inputTokens: 1 } };
    },
  };
}

const settings = (model: LanguageModel): ModelSettings => ({ model, planner: 'model', sees: 'statistics' });
const plan = plans['query'] ?? assert.fail('there is no plan');

type World = Awaited<ReturnType<typeof createWorld>>;

/** From acceptance to the end; what throws is delivered again, as a queue does. */
async function live(world: World, lookers: number, onError: (error: unknown) => void): Promise<void> {
  for (let steps = 0; steps < 300; steps++) {
    const message = world.queue.take();
    if (message === undefined && (await world.isClosed())) return;
    world.clock.advance(message?.delaySeconds ?? 120);
    const looks = Array.from({ length: lookers }, () =>
      message === undefined ? world.sweep() : world.handle(message.stage, message.look),
    );
    for (const result of await Promise.allSettled(looks)) {
      if (result.status === 'fulfilled') continue;
      onError(result.reason);
      if (message !== undefined) world.queue.sent.push({ ...message, delaySeconds: 30 });
    }
  }
}

describe('a run that a model plans and words', function () {
  // Some hundred lives of a run: 6 s on two free cores, four times that on busy ones.
  this.timeout(120_000);

  it('is neither lost nor doubled by a crash at any call of any port, and asks a thing twice at most', async () => {
    async function crashAt(crash: Parameters<typeof createCrasher>[0]) {
      const crasher = createCrasher(crash);
      const model = createTalkingModel();
      const world = await createWorld(plan, crasher.wrap, { models: settings(model) });
      await live(world, 1, (error) => {
        if (!(error instanceof Crash)) throw error;
        crasher.restart();
      });
      return { ports: crasher.calls, model: model.calls, effects: await effectsOf(world) };
    }
    const undisturbed = await crashAt(null);
    const { starts } = undisturbed.effects;
    assert.equal(starts.length, 2, 'a probe and the query');
    assert.deepEqual(undisturbed.effects, { ...succeededOnce, starts });
    assert.deepEqual(undisturbed.model, ['explore', 'plan', 'answer']);
    for (let atCall = 1; atCall <= undisturbed.ports; atCall++)
      for (const when of ['before', 'after'] as const) {
        const { effects, model } = await crashAt({ atCall, when });
        assert.deepEqual(effects, { ...succeededOnce, starts }, `${when} call ${atCall}`);
        assert.ok(model.length <= 4, `${when} call ${atCall}: ${model.join()}`);
      }
  });

  it('asks a thing once however two lookers overtake each other', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const model = createTalkingModel();
      const world = await createWorld(plan, createShuffler(createChance(seed)), { models: settings(model) });
      await live(world, 2, (error) => {
        if (!(error instanceof RetryableError)) throw error;
      });
      const effects = await effectsOf(world);
      assert.equal(effects.starts.length, 2, `seed ${seed}`);
      assert.deepEqual(effects, { ...succeededOnce, starts: effects.starts }, `seed ${seed}`);
      assert.deepEqual(model.calls, ['explore', 'plan', 'answer'], `seed ${seed}`);
    }
  });
});
