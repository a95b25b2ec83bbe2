import type { DeliveryPorts } from '../../shared/delivery/look.ts';
import type { Predictors } from '../../shared/dspy/predictors.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Sandbox } from '../../shared/ports/sandbox.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import type { QueuedStage } from '../../shared/topology.ts';
import { createExecutorDispatch } from '../../services/executor-dispatch/step.ts';
import type { NotifierSettings } from '../../services/notifier/notifier.ts';
import { createPlanner, type PlanPrompt } from '../../services/planner/step.ts';
import { createRepair } from '../../services/repair/step.ts';
import { createReporter } from '../../services/reporter/step.ts';
import { composeNotifier } from './notifier.ts';
import { lookAs, type StageHandler } from './stage.ts';

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

/** The services of a host that runs them all in one process. */
export function composeStages(ports: StagePorts, settings: StageSettings): Record<QueuedStage, StageHandler> {
  return {
    planner: lookAs(ports, createPlanner(ports, settings), 'planner'),
    'executor-dispatch': lookAs(ports, createExecutorDispatch(ports), 'executor-dispatch'),
    reporter: lookAs(ports, createReporter(ports, settings), 'reporter'),
    repair: lookAs(ports, createRepair(ports, settings), 'repair'),
    notifier: composeNotifier(ports, settings.notifier),
  };
}
