import { Metrics } from '@aws-lambda-powertools/metrics';
import type { DeliveryPorts } from '../../../shared/delivery/look.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import type { QueuedStage } from '../../../shared/topology.ts';
import type { StageHandler } from '../../stages/stage.ts';
import { systemClock } from '../../system/clock.ts';
import { randomIds } from '../../system/ids.ts';
import { createEventBridgeBus } from './bus/eventbridge-bus.ts';
import { createClients, s3Config } from './clients.ts';
import { createQueueHandler, type QueueHandler } from './lambda/queue-handler.ts';
import { createLambdaLogger } from './log.ts';
import { createCounter } from './metrics.ts';
import { createSqsQueue } from './queue/sqs-queue.ts';
import { readSettings } from './settings.ts';
import { createS3Store } from './store/s3-store.ts';
import { createS3UrlSigner } from './store/sign-urls.ts';
import { createRoleSessions } from './sessions.ts';

/**
 * What every function of this host is made of, once per instance of it. What only some need (warehouse, sandbox, models)
 * they make from this, so that a bundle holds no client that its service never calls.
 */
export function createRoot(service: string, environment: NodeJS.ProcessEnv) {
  const settings = readSettings(environment);
  const clients = createClients(environment);
  const clock = systemClock;
  const log = createLambdaLogger(service, settings.logLevel);
  const count = createCounter(new Metrics({ namespace: 'Kaiseki', serviceName: service }));
  const { bucket } = settings;
  const sessions = createRoleSessions({ sts: clients.sts, role: settings.signerRole, clock });
  const signer = createS3UrlSigner({ bucket, sessions, config: s3Config(environment) });
  const store = createS3Store({ client: clients.s3, bucket, signer });
  const queue = createSqsQueue(clients.sqs, settings);
  const bus = createEventBridgeBus(clients.eventBridge, settings.eventBus);
  const ports: DeliveryPorts & { clock: Clock } = { store, log: createRunLog(store), bus, queue, clock };
  return {
    settings,
    clients,
    clock,
    ids: randomIds(clock),
    log,
    count,
    /** What every service is called with. */
    ports,
    /** @param make called with the first message; tried again with the next one when it fails */
    onQueue: (stage: QueuedStage, make: () => Promise<StageHandler> | StageHandler): QueueHandler =>
      createQueueHandler(stage, { store, queue, log, count }, once(make)),
  };
}

export type Root = ReturnType<typeof createRoot>;

/** What was made is kept; what failed is made anew. */
export function once<T>(make: () => Promise<T> | T): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= Promise.resolve().then(make);
    const mine = made;
    mine.catch(() => (made = made === mine ? null : made));
    return mine;
  };
}
