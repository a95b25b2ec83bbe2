import * as pulumi from '@pulumi/pulumi';
import type { Context } from '../context.ts';
import type { Network } from '../network/network.ts';
import { queuedStages } from '../../../shared/topology.ts';
import type { Queues } from '../messaging/queues.ts';
import type { Secrets } from '../storage/secrets.ts';
import type { WarehouseParts } from '../warehouse/warehouse.ts';
import type { FunctionName } from './names.ts';

export interface EnvironmentParts {
  /** Names. */
  bucket: pulumi.Output<string>;
  bus: pulumi.Output<string>;
  cluster: pulumi.Output<string>;
  taskFamily: pulumi.Output<string>;
  /** ARNs. */
  slotSigner: pulumi.Output<string>;
  downloadSigner: pulumi.Output<string>;
  queryRole: pulumi.Output<string>;
  queues: Queues;
  network: Network;
  warehouse: WarehouseParts;
  secrets: Secrets;
}

/**
 * What `runtime/settings.ts` reads. People's downloads are signed by another role than what slots get: the bucket refuses
 * the slots' signer from everywhere but the slots' network.
 */
export function environmentOf(
  { config }: Context,
  name: FunctionName,
  parts: EnvironmentParts,
): Record<string, pulumi.Input<string>> {
  const { network, queues, secrets, warehouse } = parts;
  const urls = (of: 'queue' | 'deadLetters') =>
    pulumi.jsonStringify(Object.fromEntries(queuedStages.map((stage) => [stage, queues[stage][of].url])));
  return {
    KAISEKI_BUCKET: parts.bucket,
    KAISEKI_EVENT_BUS: parts.bus,
    KAISEKI_QUEUES: urls('queue'),
    KAISEKI_DEAD_LETTER_QUEUES: urls('deadLetters'),
    KAISEKI_SIGNER_ROLE: name === 'ingest' ? parts.downloadSigner : parts.slotSigner,
    KAISEKI_CLUSTER: parts.cluster,
    KAISEKI_TASK_DEFINITION: parts.taskFamily,
    KAISEKI_SUBNETS: pulumi.all(network.subnets).apply((all) => all.join(',')),
    KAISEKI_SECURITY_GROUPS: network.slots,
    KAISEKI_CAPACITY: String(config.capacity),
    KAISEKI_WARM_SLOTS: String(config.warmSlots),
    KAISEKI_CAPACITY_PROVIDERS: config.capacityProviders,
    ...(warehouse.workgroup === null
      ? { KAISEKI_REDSHIFT_CLUSTER: warehouse.cluster ?? '' }
      : { KAISEKI_REDSHIFT_WORKGROUP: warehouse.workgroup }),
    KAISEKI_REDSHIFT_DATABASE: config.database,
    ...(warehouse.secret === null ? {} : { KAISEKI_REDSHIFT_SECRET: warehouse.secret }),
    KAISEKI_REDSHIFT_SCHEMAS: config.schemas.join(','),
    KAISEKI_QUERY_ROLE: parts.queryRole,
    KAISEKI_UNLOAD_ROLE: warehouse.unloadRole,
    KAISEKI_MODEL: config.model,
    KAISEKI_PLANNER: config.planner,
    KAISEKI_MODEL_SEES: config.modelSees,
    ...(secrets.modelKey === undefined ? {} : { KAISEKI_MODEL_KEY_SECRET: secrets.modelKey }),
    KAISEKI_WEBHOOK_SECRET: secrets.webhook,
    KAISEKI_AUTH: config.auth,
    ...signIn(config),
    KAISEKI_LOG_LEVEL: config.logLevel,
  };
}

/** How the console signs people in: nothing of it where the console has no client. */
function signIn({ jwt }: Context['config']): Record<string, string> {
  if (jwt?.clientId === undefined) return {};
  return {
    KAISEKI_OIDC_ISSUER: jwt.issuer,
    KAISEKI_OIDC_CLIENT_ID: jwt.clientId,
    KAISEKI_OIDC_SCOPE: jwt.scope,
    ...(jwt.requestAudience === undefined ? {} : { KAISEKI_OIDC_AUDIENCE: jwt.requestAudience }),
    ...(jwt.tokenOrigin === undefined ? {} : { KAISEKI_OIDC_TOKEN_ORIGIN: jwt.tokenOrigin }),
  };
}
