import type { LookContext, StepOutcome } from '../../shared/delivery/step.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Sandbox } from '../../shared/ports/sandbox.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import type { Run } from '../../shared/run/run.ts';

export interface ExecutorPorts {
  store: ObjectStore;
  warehouse: Warehouse;
  sandbox: Sandbox;
}

export type Step = (run: Run, look: LookContext) => Promise<StepOutcome>;
