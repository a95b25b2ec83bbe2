import type { Clock } from '../../shared/ports/clock.ts';
import type { EventBus } from '../../shared/ports/event-bus.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RunLog } from '../../shared/run/log.ts';

export interface NotifierPorts {
  store: ObjectStore;
  log: RunLog;
  bus: EventBus;
  clock: Clock;
}
