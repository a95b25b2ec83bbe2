import { lookAtRun, type DeliveryPorts } from '../../shared/delivery/look.ts';
import type { StageDefinition } from '../../shared/delivery/step.ts';
import type { Look } from '../../shared/ports/queue.ts';
import { topology, type QueuedStage } from '../../shared/topology.ts';

/** The one thing a host can ask of a service: to look at a run. */
export type StageHandler = (look: Look) => Promise<void>;

export const lookAs =
  (ports: DeliveryPorts, definition: StageDefinition, stage: QueuedStage): StageHandler =>
  (look) =>
    lookAtRun(ports, definition, topology[stage].timeoutSeconds, look);
