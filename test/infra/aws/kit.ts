import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { createClients, s3Config, type Clients, type Timeouts } from '../../../infra/aws/runtime/clients.ts';
import { createS3Store } from '../../../infra/aws/runtime/store/s3-store.ts';
import { createS3UrlSigner } from '../../../infra/aws/runtime/store/sign-urls.ts';
import { createRoleSessions } from '../../../infra/aws/runtime/sessions.ts';
import { systemClock } from '../../../infra/system/clock.ts';
import { queuedStages, type QueuedStage } from '../../../shared/topology.ts';
import { startFaultyProxy, type FaultyProxy } from '../../fakes/faulty-proxy.ts';
import { startMoto, type Moto } from './moto/start.ts';

export const bucket = 'kaiseki-test';
export const busName = 'kaiseki-test';
export const signerRole = 'arn:aws:iam::123456789012:role/signer';

/** Short, so that what hangs ends within a test; long enough for a busy machine. */
export const timeouts: Timeouts = { connect: 2_000, answer: 5_000, silence: 5_000 };

/** What the SDK finds in the environment of a Lambda; call what it returns to have the old one back. */
export function useEndpoint(url: string): () => void {
  const wanted = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

export interface OverTheWire {
  moto: Moto;
  proxy: FaultyProxy;
  clients: Clients;
  close(): Promise<void>;
}

/** moto, reached by the adapters' own clients through the proxy. */
export async function startOverTheWire(used: Timeouts = timeouts): Promise<OverTheWire> {
  const moto = await startMoto();
  const proxy = await startFaultyProxy(moto.url);
  const leave = useEndpoint(proxy.url);
  const clients = createClients(process.env, used);
  return {
    moto,
    proxy,
    clients,
    async close() {
      leave();
      for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
      await proxy[Symbol.asyncDispose]();
      await moto.close();
    },
  };
}

/** An empty versioned bucket behind the port, with clients of its own: the SDK's budget of retries is a client's. */
export async function makeStore({ moto }: OverTheWire, used: Timeouts = timeouts) {
  const clients = createClients(process.env, used);
  await moto.reset();
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await clients.s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const sessions = createRoleSessions({ sts: clients.sts, role: signerRole, clock: systemClock });
  const signer = createS3UrlSigner({ bucket, sessions, config: s3Config(process.env) });
  return createS3Store({ client: clients.s3, bucket, signer });
}

/** Empty queues for every stage, with a suffix. */
export async function makeQueues(
  { clients }: OverTheWire,
  suffix = '',
): Promise<Record<QueuedStage, string>> {
  const made = await Promise.all(
    queuedStages.map(async (stage) => {
      const { QueueUrl = '' } = await clients.sqs.send(
        new CreateQueueCommand({ QueueName: `${stage}${suffix}` }),
      );
      return [stage, QueueUrl] as const;
    }),
  );
  return Object.fromEntries(made) as Record<QueuedStage, string>;
}
