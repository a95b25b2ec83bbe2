import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EventType } from '../../shared/run/events.ts';
import { openStateCommits, stateTable } from '../../shared/run/state-table.ts';
import type { RunState } from '../../shared/run/run.ts';
import {
  derive,
  ingestEmits,
  queuedStages,
  sweepEmits,
  topology,
  type QueuedStage,
  type StageTopology,
} from '../../shared/topology.ts';

type Declared = Record<QueuedStage, StageTopology>;

/** What is wrong with a topology, given which event leads to a state of which owner. */
function flaws(declared: Declared): string[] {
  const found: string[] = [];
  const stages = Object.entries(declared) as [QueuedStage, StageTopology][];
  const emitted = new Set([...ingestEmits, ...sweepEmits, ...stages.flatMap(([, one]) => one.emits)]);
  for (const event of emitted) {
    const consumers = stages.filter(([, one]) => one.consumes.includes(event)).map(([stage]) => stage);
    if (consumers.length === 0) found.push(`${event} has no consumer`);
    if (consumers.length > 1) found.push(`${event} has the consumers ${consumers.join(' and ')}`);
  }
  for (const [stage, one] of stages) {
    for (const event of one.consumes)
      if (!emitted.has(event)) found.push(`${stage} waits for ${event}, which nobody emits`);
  }
  const { besidesRepair, throughRepair } = cyclesOf(declared);
  if (besidesRepair.length > 0) found.push(`a cycle without repair: ${besidesRepair.join()}`);
  if (!throughRepair) found.push('repair leads nowhere back');
  const queues = derive(declared).flatMap((one) => [one.queue, one.deadLetterQueue, one.ruleDeadLetterQueue]);
  if (new Set(queues).size !== queues.length) found.push('two queues have one name');
  return found;
}

/** Stages that can reach themselves without passing repair, and whether repair can. Terminal events lead out of every cycle: the run has ended. */
function cyclesOf(declared: Declared): { besidesRepair: QueuedStage[]; throughRepair: boolean } {
  const terminal: EventType[] = [
    'run.succeeded',
    'run.clarified',
    'run.failed',
    'run.cancelled',
    'run.released',
  ];
  const next = (from: QueuedStage): QueuedStage[] =>
    queuedStages.filter((to) =>
      declared[from].emits.some(
        (event) => !terminal.includes(event) && declared[to].consumes.includes(event),
      ),
    );
  const reach = (
    from: QueuedStage,
    avoid: QueuedStage | null,
    seen = new Set<QueuedStage>(),
  ): Set<QueuedStage> => {
    for (const to of next(from)) if (to !== avoid && !seen.has(to)) reach(to, avoid, seen.add(to));
    return seen;
  };
  return {
    besidesRepair: queuedStages.filter((stage) => stage !== 'repair' && reach(stage, 'repair').has(stage)),
    throughRepair: reach('repair', null).has('repair'),
  };
}

describe('topology', () => {
  it('gives every published event one consumer, and has one cycle, through repair', () => {
    assert.deepEqual(flaws(topology), []);
  });

  it('notices an event that nobody consumes (negative control)', () => {
    const broken = { ...topology, reporter: { ...topology.reporter, consumes: [] } };
    assert.deepEqual(flaws(broken)[0], 'attempt.succeeded has no consumer');
  });

  it('notices a second cycle (negative control)', () => {
    const broken = { ...topology, reporter: { ...topology.reporter, emits: ['run.accepted'] as const } };
    assert.match(flaws(broken).join(), /a cycle without repair: planner/);
  });

  it('brings every published event to the owner of the state that it leads to', () => {
    const table = Object.entries(stateTable).flatMap(([, { commits }]) => Object.entries(commits));
    for (const [type, transition] of [...table, ...Object.entries(openStateCommits)]) {
      if (!transition.published || transition.to === 'same') continue;
      const owner = stateTable[transition.to].owner as QueuedStage;
      assert.ok(topology[owner].consumes.includes(type as EventType), `${owner} does not consume ${type}`);
    }
  });

  it('lets each stage emit exactly what the state table lets it publish', () => {
    for (const stage of queuedStages) {
      const owned = Object.entries(stateTable).filter(
        ([state, one]) => state !== 'none' && one.owner === stage,
      ) as [RunState, (typeof stateTable)[RunState]][];
      const published = owned.flatMap(([, { commits }]) =>
        Object.entries(commits).flatMap(([type, one]) => (one.published ? [type] : [])),
      );
      // Delivery may fail any open run on a stage's behalf.
      const failing = stage === 'notifier' ? [] : ['run.failed'];
      assert.deepEqual(new Set(topology[stage].emits), new Set([...published, ...failing]), stage);
    }
  });

  it('derives a visibility of six timeouts and a dead-letter queue for every queue and rule', () => {
    for (const queue of derive()) {
      assert.equal(queue.visibilitySeconds, 6 * topology[queue.stage].timeoutSeconds);
      assert.match(queue.deadLetterQueue, /-dlq$/);
      assert.match(queue.ruleDeadLetterQueue, /-rule-dlq$/);
    }
  });
});
