import { lookAtRun, type DeliveryPorts } from '../shared/delivery/look.ts';
import type { StageDefinition } from '../shared/delivery/step.ts';
import type { Predictors } from '../shared/dspy/predictors.ts';
import type { ModelSettings } from '../shared/model/settings.ts';
import type { Clock } from '../shared/ports/clock.ts';
import type { Look } from '../shared/ports/queue.ts';
import type { Sandbox } from '../shared/ports/sandbox.ts';
import type { Warehouse } from '../shared/ports/warehouse.ts';
import { topology, type QueuedStage } from '../shared/topology.ts';
import { createExecutorDispatch } from '../services/executor-dispatch/step.ts';
import { createNotifier, type NotifierSettings } from '../services/notifier/notifier.ts';
import { createPlanner, type PlanPrompt } from '../services/planner/step.ts';
import { createRepair } from '../services/repair/step.ts';
import { createReporter } from '../services/reporter/step.ts';

export interface StagePorts extends DeliveryPorts {
  warehouse: Warehouse;
  sandbox: Sandbox;
  clock: Clock;
}

export interface StageSettings {
  planPrompt: PlanPrompt;
  models: ModelSettings;
  /** The saved program's, unless one is being optimised. */
  predictors?: Predictors;
  notifier: NotifierSettings;
}

export type StageHandler = (look: Look) => Promise<void>;

/** The services of a host, each behind the one thing a host can ask of it: to look at a run. */
export function composeStages(ports: StagePorts, settings: StageSettings): Record<QueuedStage, StageHandler> {
  const looker =
    (definition: StageDefinition, stage: QueuedStage): StageHandler =>
    (look) =>
      lookAtRun(ports, definition, topology[stage].timeoutSeconds, look);

  const notifier = createNotifier(ports, settings.notifier);
  const lookAtNotification = looker(notifier, 'notifier');
  return {
    planner: looker(createPlanner(ports, settings), 'planner'),
    'executor-dispatch': looker(createExecutorDispatch(ports), 'executor-dispatch'),
    reporter: looker(createReporter(ports, settings), 'reporter'),
    repair: looker(createRepair(ports, settings), 'repair'),
    notifier: async (look) => {
      await lookAtNotification(look);
      // The run is closed by now; what is left of it is the webhook, which has a log of its own.
      const againAfterSeconds = await notifier.deliver(look.runId);
      if (againAfterSeconds !== null && againAfterSeconds <= 900) {
        await ports.queue.send('notifier', { runId: look.runId }, { delaySeconds: againAfterSeconds });
      }
    },
  };
}
