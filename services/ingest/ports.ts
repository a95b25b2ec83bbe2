import type { Changes } from '../../shared/ports/changes.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { EventBus } from '../../shared/ports/event-bus.ts';
import type { Ids } from '../../shared/ports/ids.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import type { Limits } from '../../shared/run/limits.ts';
import type { RunLog } from '../../shared/run/log.ts';
import type { SignIn } from './sign-in.ts';

export interface IngestPorts {
  store: ObjectStore;
  bus: EventBus;
  warehouse: Pick<Warehouse, 'catalog'>;
  ids: Ids;
  clock: Clock;
  changes: Changes;
}

export interface IngestSettings {
  /** Who asks, by the request or by what the host's front door found out; null refuses the request with 401. */
  principalOf(request: Request, environment: unknown): Promise<string | null> | string | null;
  /** The host's ceiling for what a caller may ask for. */
  maximumLimits: Limits;
  /** Null: the console is for whoever can open it. */
  signIn: SignIn | null;
  webhook: { allowLoopback: boolean };
  /** `loopback`: only loopback Host and Origin headers are answered, so that no web page can reach a local host. */
  hosts: 'loopback' | 'any';
  /** What `Prefer: wait` is cut to: proxies between here and the caller give up some time. */
  longestWaitSeconds: number;
  /** Whether an answer can be a stream. */
  streams: boolean;
  /** Names this process, so that whoever read a URL somewhere can tell whether its host still answers there. */
  instance: string;
  /** Told of every error that became a 500 or a 503; the caller sees none of it. */
  report?: (error: unknown, where: { method: string; path: string }) => void;
}

/** What the handlers work with: the ports and the log made of them, once per host. */
export interface Ingest {
  ports: IngestPorts;
  settings: IngestSettings;
  log: RunLog;
}

export type IngestEnv = { Variables: { principal: string } };
