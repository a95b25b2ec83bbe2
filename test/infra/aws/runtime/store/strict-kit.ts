import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from '../../../../../infra/aws/runtime/clients.ts';
import { createS3Store } from '../../../../../infra/aws/runtime/store/s3-store.ts';
import { createS3UrlSigner } from '../../../../../infra/aws/runtime/store/sign-urls.ts';
import { createRoleSessions } from '../../../../../infra/aws/runtime/sessions.ts';
import type { ObjectStore } from '../../../../../shared/ports/object-store.ts';
import { ownKey, startStrictS3, type StrictS3 } from '../../../../fakes/strict-s3/server.ts';

export interface StrictStore extends AsyncDisposable {
  service: StrictS3['service'];
  store: ObjectStore;
}

/** The S3 store with everything that it signs verified. The signer's clock goes ahead with the service's. */
export async function startStrictStore(): Promise<StrictStore> {
  const server = await startStrictS3('runs');
  const { service } = server;
  const config = {
    ...clientConfig({ connect: 1_000, answer: 2_000, silence: 2_000 }),
    endpoint: server.url,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: ownKey.accessKeyId, secretAccessKey: ownKey.secret },
  };
  const [client, sts] = [new S3Client(config), new STSClient(config)];
  const sessions = createRoleSessions({
    sts,
    role: 'arn:aws:iam::123456789012:role/signer',
    clock: {
      now: () => new Date(Date.now() + service.clock.ahead * 1000),
      sleep: () => Promise.reject(new Error('nobody waits')),
    },
  });
  const signer = createS3UrlSigner({ bucket: 'runs', sessions, config });
  return {
    service,
    store: createS3Store({ client, bucket: 'runs', signer }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      sts.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
